package org.gatehouse.web.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http2.ErrorCode;
import org.eclipse.jetty.http2.HTTP2Connection;
import org.eclipse.jetty.http2.HTTP2Stream;
import org.eclipse.jetty.http2.frames.ResetFrame;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.gatehouse.security.Identity;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Every request comes here: it finds the route, has the client signed in, and calls the handler.
final class Reception extends Handler.Abstract {
    private static final Logger LOG = LoggerFactory.getLogger(Reception.class);
    /// Browsers and Outlook send two dozen; each takes memory far beyond its bytes.
    private static final int FIELDS_MAX = 256;
    /// A request may outlive its stream of HTTP/2, since its handler hears of the end only when it looks.
    private static final int REQUESTS_PER_CONNECTION_MAX = 2 * WebServer.HTTP2_STREAMS_MAX;
    /// Fields about a connection of HTTP/1.1, which make a request of HTTP/2 malformed (RFC 9113 8.2.2).
    private static final List<HttpHeader> FOR_HTTP11_ONLY = List.of(HttpHeader.CONNECTION, HttpHeader.KEEP_ALIVE,
            HttpHeader.PROXY_CONNECTION, HttpHeader.TRANSFER_ENCODING, HttpHeader.UPGRADE);

    private final List<Route> routes;
    private final SignInGate gate;
    private final Peers peers;
    private final WebServer.Settings settings;
    private final WebMetrics metrics;
    private final Semaphore requests;
    private final Executor virtual;
    private final BooleanSupplier draining;

    Reception(List<Route> routes, SignInGate gate, Peers peers, WebServer.Settings settings, WebMetrics metrics,
            Executor virtual, BooleanSupplier draining) {
        this.routes = routes.stream().sorted(Comparator.comparingInt((Route route) -> route.path().length())
                .reversed()).toList();
        this.gate = gate;
        this.peers = peers;
        this.settings = settings;
        this.metrics = metrics;
        this.virtual = virtual;
        this.draining = draining;
        this.requests = new Semaphore(settings.limits().requestsMax());
    }

    /// Percent-encoded bytes decoded, dot segments resolved; what is ambiguous in that never gets here.
    static String path(Request request) {
        String decoded = request.getHttpURI().getDecodedPath();
        return decoded == null ? "*" : decoded;
    }

    /// The library calls from its own few threads too, which must not wait for a client.
    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        if (Thread.currentThread().isVirtual()) {
            receive(request, response, callback);
        } else {
            virtual.execute(() -> receive(request, response, callback));
        }
        return true;
    }

    private void receive(Request request, Response response, Callback callback) {
        Connection connection = request.getConnectionMetaData().getConnection();
        Peer peer = peers.of(connection);
        var answer = new JettyAnswer(request, response, () -> end(connection, request, peer));
        Optional<Route> route = route(request);
        String name = route.map(Route::path).orElse("none");
        InstantSource clock = settings.clock();
        long startNanos = System.nanoTime();
        // Before the connection's next request, which may ask for the figures.
        Callback counted = Callback.from(() -> {
            peer.requestEnds(clock.millis());
            metrics.answered(name, answer.code(), System.nanoTime() - startNanos);
        }, callback);
        // A handler that thinks, or waits for news, is not a client that idles.
        request.addIdleTimeoutListener(_ -> false);
        int ofPeer = peer.requestBegins();
        try {
            if (ofPeer > REQUESTS_PER_CONNECTION_MAX) {
                peer.cutForFlooding();
                counted.succeeded();
            } else if (request.getHeaders().size() > FIELDS_MAX) {
                answer.set("Connection", "close");
                answer.tell(431, "too many header fields"); // RFC 6585 5
                counted.succeeded();
            } else if (peer.isHttp2() && isMalformed(request.getHeaders())) {
                reset(request, ErrorCode.PROTOCOL_ERROR);
                counted.succeeded();
            } else if (requests.tryAcquire()) {
                try {
                    serve(route, request, peer, answer, counted);
                } finally {
                    requests.release();
                }
            } else {
                answer.set("Retry-After", "1").set("Connection", "close");
                answer.tell(503, "too many requests in flight");
                counted.succeeded();
            }
        } catch (IOException gone) {
            counted.failed(gone);
        }
    }

    /// What the library lets through over HTTP/2: fields of a connection (RFC 9113 8.2.2), lengths that are none.
    private static boolean isMalformed(HttpFields fields) {
        return FOR_HTTP11_ONLY.stream().anyMatch(fields::contains) || fields.getValuesList(HttpHeader.CONTENT_LENGTH)
                .stream().anyMatch(length -> length.isEmpty()
                        || !length.chars().allMatch(each -> each >= '0' && each <= '9'));
    }

    private Optional<Route> route(Request request) {
        String path = path(request).toLowerCase(Locale.ROOT);
        for (Route route : routes) {
            if (route.matches(path) && route.served().getAsBoolean()) {
                return Optional.of(route);
            }
        }
        return Optional.empty();
    }

    private void serve(Optional<Route> found, Request request, Peer peer, JettyAnswer answer, Callback callback) {
        try (PacedBody paced = peers.paced(request)) {
            found.ifPresent(route -> route.fields().forEach(answer::set));
            if (found.isEmpty()) {
                drain(request, paced);
                answer.tell(404, "not found");
            } else if (found.get().http11Only() && peer.isHttp2()) {
                demandHttp11(request);
                callback.succeeded();
                return;
            } else if (!admitted(found.get(), request, peer, paced, answer)) {
                callback.succeeded();
                return;
            }
            answer.finish();
            callback.succeeded();
        } catch (BodyTooLargeException tooLarge) {
            refuse(answer, callback, 413, tooLarge);
        } catch (SlowClientException slow) {
            refuse(answer, callback, 408, slow);
        } catch (BrokenBodyException broken) {
            refuse(answer, callback, 400, broken);
        } catch (IOException gone) {
            LOG.debug("client {} at {}: {}", peer.client(), path(request), gone.getMessage());
            callback.failed(gone);
        } catch (RuntimeException bug) {
            LOG.error("bug while serving {} at {}", peer.client(), path(request), bug);
            refuse(answer, callback, 500, bug);
        }
    }

    /// False when somebody else has ended or cut the answer.
    private boolean admitted(Route route, Request request, Peer peer, InputStream paced, JettyAnswer answer)
            throws IOException {
        @Nullable Identity identity = null;
        switch (route.admission()) {
            case Route.Admission.Open.EVERYBODY -> { }
            case Route.Admission.Open.NEIGHBOURS -> {
                if (!settings.neighbours().test(peer.client().getAddress())) {
                    drain(request, paced);
                    answer.tell(403, "not from this address");
                    return true;
                }
            }
            case Route.Admission.SignedIn(var access) -> {
                var decision = gate.decide(Optional.ofNullable(request.getHeaders().get(HttpHeader.AUTHORIZATION)),
                        peer, access.get());
                switch (decision) {
                    case SignInGate.Decision.Admitted(Identity who, List<String> fields) -> {
                        identity = who;
                        fields.forEach(field -> answer.add("WWW-Authenticate", field));
                        peers.welcome(peer);
                    }
                    case SignInGate.Decision.Challenged(List<String> fields) -> {
                        answer.goOn();
                        drain(request, paced);
                        fields.forEach(field -> answer.add("WWW-Authenticate", field));
                        answer.tell(401, "sign in");
                        return true;
                    }
                    case SignInGate.Decision.NeedsHttp11() -> {
                        demandHttp11(request);
                        return false;
                    }
                }
            }
        }
        if (draining.getAsBoolean() && !route.endless()) {
            endAfterAnswer(peer, answer);
        }
        call(route, new JettyVisit(request, peer, identity,
                route.endless() ? Request.asInputStream(request) : paced, answer), request);
        return !answer.isCut();
    }

    /// Not before the client is signed in: NTLM is about the connection.
    private static void endAfterAnswer(Peer peer, JettyAnswer answer) {
        if (peer.isHttp2()) {
            peer.sendElsewhere();
        } else {
            answer.set("Connection", "close");
        }
    }

    private void call(Route route, JettyVisit visit, Request request) throws IOException {
        var endPoint = request.getConnectionMetaData().getConnection().getEndPoint();
        long usual = endPoint.getIdleTimeout();
        if (route.endless()) {
            endPoint.setIdleTimeout(settings.limits().endlessPauseMax().toMillis());
        }
        try {
            route.handler().handle(visit);
        } finally {
            visit.over();
            if (route.endless()) {
                endPoint.setIdleTimeout(usual);
            }
        }
    }

    /// Reads a small body over, so that the connection can be kept (RFC 9112 9.3). A client that asks first does not
    /// send it then.
    private void drain(Request request, InputStream body) throws IOException {
        if (request.getHeaders().contains(HttpHeader.EXPECT)
                || request.getLength() > settings.limits().drainedBodyMax()) {
            return;
        }
        byte[] part = new byte[4096];
        int left = settings.limits().drainedBodyMax();
        for (int got = body.read(part); got >= 0 && left > 0; got = body.read(part)) {
            left -= got;
        }
    }

    private static void refuse(JettyAnswer answer, Callback callback, int code, Exception why) {
        if (answer.begun()) {
            answer.cut();
            callback.failed(why);
            return;
        }
        try {
            answer.reset();
            answer.set("Connection", "close");
            answer.tell(code, code == 500 ? "internal error" : String.valueOf(why.getMessage()));
            callback.succeeded();
        } catch (IOException gone) {
            callback.failed(gone);
        }
    }

    /// RFC 9113 7: the client comes again over HTTP/1.1.
    private static void demandHttp11(Request request) {
        reset(request, ErrorCode.HTTP_1_1_REQUIRED_ERROR);
    }

    private static void reset(Request request, ErrorCode code) {
        HTTP2Stream stream = stream(request);
        if (stream != null) {
            stream.reset(new ResetFrame(stream.getId(), code.code), Callback.NOOP);
        }
    }

    /// Null when it is closed, or there never was one.
    static @Nullable HTTP2Stream stream(Request request) {
        return request.getConnectionMetaData().getConnection() instanceof HTTP2Connection connection
                ? connection.getSession().getStream(Integer.parseInt(request.getId())) : null;
    }

    private static void end(Connection connection, Request request, Peer peer) {
        if (connection instanceof HTTP2Connection) {
            reset(request, ErrorCode.CANCEL_STREAM_ERROR);
        } else {
            peer.cut();
        }
    }

    /// What Jetty itself refuses before it asks for a handler, without a word about its kind.
    static boolean refused(Request request, Response response, Callback callback) {
        try {
            OutputStream out = Response.asBufferedOutputStream(request, response);
            response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/plain; charset=utf-8");
            out.write((response.getStatus() + "\n").getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            out.close();
            callback.succeeded();
        } catch (IOException gone) {
            callback.failed(gone);
        }
        return true;
    }
}
