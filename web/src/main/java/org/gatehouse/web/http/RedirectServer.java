package org.gatehouse.web.http;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/// Plain HTTP, where clients that look for a service at a host without a certificate of its name are sent to the HTTPS
/// address: 302 with its URL ([MS-OXDSCLI] 3.2.5). Nothing is served here, nobody signs in, and where a client is sent
/// never depends on what it asks for.
public final class RedirectServer implements AutoCloseable {
    private static final int THREADS_MAX = 8;
    private static final int THREADS_MIN = 2;
    private static final int CONNECTIONS_MAX = 1_000;
    private static final int HEAD_BYTES_MAX = 8 * 1024;
    private static final long IDLE_MILLIS_MAX = 10_000;

    private final Server server;
    private final ServerConnector connector;

    private RedirectServer(InetSocketAddress address, Map<String, Supplier<Optional<String>>> targets) {
        var threads = new QueuedThreadPool(THREADS_MAX, THREADS_MIN);
        threads.setName("redirects");
        this.server = new Server(threads);
        var configuration = new HttpConfiguration();
        configuration.setSendServerVersion(false);
        configuration.setRequestHeaderSize(HEAD_BYTES_MAX);
        configuration.setHttpCompliance(HttpCompliance.STRICT);
        configuration.setUriCompliance(UriCompliance.RFC3986);
        this.connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(configuration));
        connector.setHost(address.getAddress().getHostAddress());
        connector.setPort(address.getPort());
        connector.setReuseAddress(true);
        connector.setIdleTimeout(IDLE_MILLIS_MAX);
        server.addConnector(connector);
        server.addBean(new NetworkConnectionLimit(CONNECTIONS_MAX, connector));
        server.setHandler(new Redirection(targets));
        server.setErrorHandler((request, response, callback) -> {
            response.getHeaders().put(HttpHeader.CONNECTION, "close");
            callback.succeeded();
            return true;
        });
    }

    /// Binds and starts to answer.
    ///
    /// @param address port 0 takes any free one
    /// @param targets where clients of a path in small letters are sent; empty for nowhere, which is 404
    /// @throws IOException when the address cannot be bound; the message names it
    public static RedirectServer open(InetSocketAddress address, Map<String, Supplier<Optional<String>>> targets)
            throws IOException {
        var opened = new RedirectServer(address, Map.copyOf(targets));
        try {
            opened.server.start();
        } catch (Exception failure) {
            opened.close();
            throw new IOException("cannot listen on " + address.getAddress().getHostAddress() + " port "
                    + address.getPort() + ": " + failure.getMessage() + ". Stop what uses it, or configure another.",
                    failure);
        }
        return opened;
    }

    public InetSocketAddress address() {
        return new InetSocketAddress(connector.getHost(), connector.getLocalPort());
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception failure) {
            throw new IllegalStateException("stopping redirects", failure);
        }
    }

    private static final class Redirection extends Handler.Abstract.NonBlocking {
        private final Map<String, Supplier<Optional<String>>> targets;

        Redirection(Map<String, Supplier<Optional<String>>> targets) {
            this.targets = targets;
        }

        @Override
        public boolean handle(Request request, Response response, Callback callback) {
            Optional<String> target = Optional.ofNullable(targets.get(Reception.path(request)
                    .toLowerCase(Locale.ROOT))).flatMap(Supplier::get);
            response.setStatus(target.isPresent() ? 302 : 404);
            target.ifPresent(url -> response.getHeaders().put(HttpHeader.LOCATION, url));
            response.getHeaders().put(HttpHeader.CONTENT_LENGTH, 0);
            response.getHeaders().put(HttpHeader.CONNECTION, "close");
            callback.succeeded();
            return true;
        }
    }
}
