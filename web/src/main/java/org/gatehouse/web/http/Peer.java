package org.gatehouse.web.http;

import java.net.InetSocketAddress;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLSession;
import org.eclipse.jetty.http2.ErrorCode;
import org.eclipse.jetty.http2.HTTP2Connection;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ssl.SslConnection;
import org.eclipse.jetty.server.NegotiatingServerConnection;
import org.eclipse.jetty.server.internal.HttpConnection;
import org.eclipse.jetty.util.Callback;
import org.gatehouse.security.certificates.ChannelBindings;
import org.gatehouse.wire.Bytes;
import org.jspecify.annotations.Nullable;

/// One TLS connection: what handlers may know of it, and what [Peers] measures its patience by. Thread-safe.
final class Peer implements ClientConnection {
    private final long number;
    private final SslConnection tls;
    private final InetSocketAddress client;
    private final InetSocketAddress server;
    private final ConnectionSignIn signIn = new ConnectionSignIn();
    private final Set<Runnable> farewells = new LinkedHashSet<>();
    private @Nullable Connection http;
    private @Nullable Bytes binding;
    private boolean gone;
    private boolean stranger = true;
    private int requests;
    private long quietSinceMillis;
    private long headSinceMillis;

    Peer(long number, SslConnection tls, long nowMillis) {
        this.number = number;
        this.tls = tls;
        this.client = (InetSocketAddress) tls.getEndPoint().getRemoteSocketAddress();
        this.server = (InetSocketAddress) tls.getEndPoint().getLocalSocketAddress();
        this.quietSinceMillis = nowMillis;
    }

    @Override
    public long number() {
        return number;
    }

    @Override
    public InetSocketAddress client() {
        return client;
    }

    @Override
    public InetSocketAddress server() {
        return server;
    }

    @Override
    public synchronized boolean isHttp2() {
        return http instanceof HTTP2Connection;
    }

    /// Of the certificate that this very connection was served with.
    @Override
    public synchronized Optional<Bytes> channelBinding() {
        if (binding == null) {
            EndPoint.SslSessionData data = tls.getSslEndPoint().getSslSessionData();
            SSLSession session = data == null ? null : data.sslSession();
            Certificate[] sent = session == null ? null : session.getLocalCertificates();
            if (sent != null && sent.length > 0 && sent[0] instanceof X509Certificate own) {
                binding = ChannelBindings.tlsServerEndPoint(own);
            }
        }
        return Optional.ofNullable(binding);
    }

    /// Calls back when the connection is gone; at once when it is gone already. Must not block.
    void whenGone(Runnable action) {
        synchronized (this) {
            if (!gone) {
                farewells.add(action);
                return;
            }
        }
        action.run();
    }

    synchronized void forget(Runnable action) {
        farewells.remove(action);
    }

    ConnectionSignIn signIn() {
        return signIn;
    }

    private synchronized @Nullable Connection http() {
        return http;
    }

    synchronized void speaks(Connection protocol) {
        if (!(protocol instanceof NegotiatingServerConnection)) {
            http = protocol;
        }
    }

    synchronized boolean isStranger() {
        return stranger;
    }

    synchronized void welcome() {
        stranger = false;
    }

    synchronized long quietSinceMillis() {
        return requests > 0 ? Long.MAX_VALUE : quietSinceMillis;
    }

    /// How many are in flight with this one.
    synchronized int requestBegins() {
        return ++requests;
    }

    synchronized void requestEnds(long nowMillis) {
        requests--;
        quietSinceMillis = nowMillis;
        headSinceMillis = 0;
    }

    /// Why the connection has to go, if it does.
    synchronized Optional<String> impatience(WebLimits limits, long nowMillis) {
        long quietMillis = nowMillis - quietSinceMillis;
        if (requests > 0) {
            return Optional.empty();
        }
        if (http == null) {
            return quietMillis > limits.handshakeTimeMax().toMillis() ? Optional.of("TLS handshake takes too long")
                    : Optional.empty();
        }
        if (quietMillis > (stranger ? limits.strangerIdleMax() : limits.idleMax()).toMillis()) {
            return Optional.of("idle");
        }
        // Over HTTP/2 frames come between requests too; what is left of a client that drips there is a stranger's time.
        if (!(http instanceof HttpConnection one) || one.getParser().isIdle()) {
            headSinceMillis = 0;
            return Optional.empty();
        }
        if (headSinceMillis == 0) {
            headSinceMillis = nowMillis;
        }
        return nowMillis - headSinceMillis > limits.headTimeMax().toMillis()
                ? Optional.of("request header takes too long") : Optional.empty();
    }

    /// Closes at once; a client of HTTP/2 is told.
    void cut() {
        if (http() instanceof HTTP2Connection session) {
            session.close();
        }
        sever();
    }

    /// Closes at once, and tells a client of HTTP/2 that it asks for too much (RFC 9113 10.5).
    void cutForFlooding() {
        if (http() instanceof HTTP2Connection connection) {
            connection.getSession().close(ErrorCode.ENHANCE_YOUR_CALM_ERROR.code, "too many requests in flight",
                    Callback.NOOP);
        }
        sever();
    }

    /// Closes at once, without a word.
    void sever() {
        tls.getEndPoint().close();
    }

    /// Asks a client of HTTP/2 to open no more streams here (GOAWAY, RFC 9113 6.8); those that are open go on. HTTP/1.1
    /// has no word for it but in an answer.
    void sendElsewhere() {
        if (http() instanceof HTTP2Connection connection) {
            var _ = connection.getSession().shutdown();
        }
    }

    void leaves() {
        List<Runnable> actions;
        synchronized (this) {
            gone = true;
            actions = List.copyOf(farewells);
            farewells.clear();
        }
        actions.forEach(Runnable::run);
    }
}
