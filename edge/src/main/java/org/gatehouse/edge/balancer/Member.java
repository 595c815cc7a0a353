package org.gatehouse.edge.balancer;

import java.net.InetAddress;

/// A server behind the array's address. It listens on the same port numbers as the array.
///
/// @param name the server's name, unique in the array, for logs and the shell
public record Member(String name, InetAddress address) {}
