package org.gatehouse.edge.balancer;

/// A member as administrators see it.
///
/// @param clients client addresses bound to it, with or without connections
public record MemberView(Member member, Health health, boolean draining, int connections, int clients) {}
