/// The front door on HTTPS: the listener, who signs in how, and the seam for what is served through it.
///
/// A sub-room of `web` gives the server a list of [Route]s. A route names a path, what it asks of a client, and a
/// [Handler]: plain blocking code on a virtual thread of its own, which reads a [Visit] and writes its [Answer].
///
/// ```java
/// Route.at("/mapi/emsmdb", visit -> {
///     byte[] request = visit.readBody(LENGTH_MAX);            // 413 beyond, 408 when it drips in
///     Answer answer = visit.answer().set("X-ResponseCode", "0");
///     OutputStream out = answer.stream("application/mapi-http");
///     out.write(PROCESSING);
///     out.flush();                                            // goes out at once, chunked
///     ...
/// }).signedIn(() -> access)
/// ```
///
/// What a handler can rely on:
///
/// - It is called only for a client that the route's [Access] let in; [Visit#identity] says who it is.
/// - Reading [Visit#body] and writing [Answer#stream] are independent of each other: one visit may do both at the same
///   time from two threads, and two visits each of endless length (RPC over HTTP) hold nobody else up.
/// - An [java.io.IOException] from either means that the client is gone or too slow; let it pass. An exception of any
///   other kind is our bug: 500 with one line in the log, or a cut connection when the answer had begun.
/// - [Visit#connection] lasts as long as the client's connection and tells of its TLS channel.
///
/// HTTP is Jetty's, and no type of it leaves this package.
@NullMarked
package org.gatehouse.web.http;

import org.jspecify.annotations.NullMarked;
