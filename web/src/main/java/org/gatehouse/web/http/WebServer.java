package org.gatehouse.web.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.eclipse.jetty.alpn.server.ALPNServerConnectionFactory;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.http2.HTTP2Cipher;
import org.eclipse.jetty.http2.server.HTTP2ServerConnectionFactory;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.VirtualThreadPool;
import org.gatehouse.security.SignIns;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Serves routes over HTTPS on one TCP port: HTTP/1.1 and HTTP/2, TLS from the first byte.
///
/// Besides the routes given it answers `/healthz` (the process answers), `/readyz` (it also wants more clients: its
/// services work and it is not draining) and, to neighbours only, `/metrics`.
public final class WebServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WebServer.class);
    private static final int THREADS_MAX = 32;
    private static final int THREADS_MIN = 4;
    static final int HTTP2_STREAMS_MAX = 100;

    private final Server server;
    private final ServerConnector connector;
    private final Peers peers;
    private final WebMetrics metrics = new WebMetrics();
    private final Settings settings;
    private volatile boolean draining;

    /// How a server serves.
    ///
    /// @param name of the server, for metrics
    /// @param balancers addresses whose connections begin with a PROXY header
    /// @param neighbours addresses that may read `/metrics`
    /// @param checks whether what is behind works; any trouble makes the server unready
    /// @param figures more for `/metrics`, in its format
    public record Settings(String name, ServerCertificate certificate, TlsVersion oldestTls, WebLimits limits,
            Predicate<InetAddress> balancers, Predicate<InetAddress> neighbours,
            Supplier<List<HealthCheck>> checks, Supplier<String> figures, InstantSource clock) {}

    /// Where clients sign in; what is empty is not offered.
    public record Doors(SignIns signIns, Optional<BasicSignIn> basic, Optional<BearerSignIn> bearer) {}

    private WebServer(InetSocketAddress address, List<Route> routes, Doors doors, Settings settings) {
        this.settings = settings;
        this.peers = new Peers(settings.limits(), settings.clock());
        var threads = new QueuedThreadPool(THREADS_MAX, THREADS_MIN);
        threads.setName("web-" + settings.name());
        // Our own limits bound connections and requests; the library's bound of 200 would let as many waiting clients
        // keep everybody else out.
        var virtual = new VirtualThreadPool(0);
        threads.setVirtualThreadsExecutor(virtual);
        this.server = new Server(threads);
        server.setStopTimeout(settings.limits().drainTimeMax().toMillis());
        this.connector = connector();
        connector.setHost(address.getAddress().getHostAddress());
        connector.setPort(address.getPort());
        connector.addBean(peers);
        server.addConnector(connector);
        var gate = new SignInGate(doors.signIns(), doors.basic(), doors.bearer(), metrics);
        var all = new ArrayList<>(routes);
        all.addAll(ownRoutes());
        server.setHandler(new Reception(all, gate, peers, settings, metrics, virtual, this::isDraining));
        server.setErrorHandler(Reception::refused);
    }

    /// Binds and starts to serve.
    ///
    /// @param address port 0 takes any free one
    /// @throws IOException when the address cannot be bound; the message names it
    public static WebServer open(InetSocketAddress address, List<Route> routes, Doors doors, Settings settings)
            throws IOException {
        var opened = new WebServer(address, routes, doors, settings);
        try {
            opened.server.start();
        } catch (Exception failure) {
            opened.stop();
            throw new IOException("cannot listen on " + address.getAddress().getHostAddress() + " port "
                    + address.getPort() + ": " + root(failure).getMessage()
                    + ". Stop what uses it, or configure another.", failure);
        }
        opened.peers.sweep(opened.connector.getScheduler());
        return opened;
    }

    private static Throwable root(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }

    private ServerConnector connector() {
        WebLimits limits = settings.limits();
        HttpConfiguration configuration = configuration(limits);
        var http1 = new HttpConnectionFactory(configuration);
        var http2 = new HTTP2ServerConnectionFactory(configuration);
        http2.setMaxConcurrentStreams(HTTP2_STREAMS_MAX);
        http2.setFlowControlStrategyFactory(EarnedWindows::new);
        http2.setStreamIdleTimeout(limits.bodyPauseMax().toMillis());
        var alpn = new ALPNServerConnectionFactory();
        alpn.setDefaultProtocol(http1.getProtocol());
        var tls = new SslConnectionFactory(tls(), alpn.getProtocol());
        var greeting = new BalancerGreeting(settings.balancers(), tls);
        var factories = new ArrayList<ConnectionFactory>(List.of(greeting, tls, alpn, http2, http1));
        if (settings.certificate() instanceof ChallengedCertificate) {
            factories.add(new ChallengeConnections());
        }
        var made = new ServerConnector(server, 1, Math.clamp(Runtime.getRuntime().availableProcessors() / 2, 1, 4),
                factories.toArray(ConnectionFactory[]::new));
        made.setIdleTimeout(limits.idleMax().toMillis());
        made.setReuseAddress(true);
        made.setAcceptQueueSize(1024);
        return made;
    }

    private static HttpConfiguration configuration(WebLimits limits) {
        var configuration = new HttpConfiguration();
        configuration.setSendServerVersion(false);
        // A connection's cache of header fields would take 100 KiB from its first request on, for clients that wait.
        configuration.setHeaderCacheSize(0);
        configuration.setRequestHeaderSize(limits.headBytesMax());
        configuration.setIdleTimeout(limits.bodyPauseMax().toMillis());
        configuration.setHttpCompliance(HttpCompliance.STRICT);
        configuration.setUriCompliance(UriCompliance.RFC3986);
        configuration.addCustomizer(new SecureRequestCustomizer(false));
        return configuration;
    }

    private SslContextFactory.Server tls() {
        var factory = new SslContextFactory.Server();
        factory.setSslContext(ServerKeys.context(settings.certificate()));
        factory.setIncludeProtocols(settings.oldestTls().andNewer());
        factory.setExcludeProtocols();
        factory.setCipherComparator(HTTP2Cipher.COMPARATOR);
        factory.setUseCipherSuitesOrder(true);
        factory.setRenegotiationAllowed(false);
        if (!settings.oldestTls().outdated().isEmpty()) {
            // The older versions have no suite but with SHA-1 in its MAC.
            factory.setExcludeCipherSuites("^.*_MD5$", "^TLS_RSA_.*$", "^SSL_.*$", "^.*_NULL_.*$", "^.*_anon_.*$");
        }
        return factory;
    }

    private List<Route> ownRoutes() {
        return List.of(
                Route.at("/healthz", visit -> text(visit, 200, "alive")),
                Route.at("/readyz", this::readiness),
                Route.at("/metrics", visit -> visit.answer().send("text/plain; version=0.0.4; charset=utf-8",
                        (metrics.text(settings.name(), peers.count()) + settings.figures().get())
                                .getBytes(java.nio.charset.StandardCharsets.UTF_8))).forNeighbours());
    }

    /// What is wrong is told to neighbours; others need to know no more than that something is.
    private void readiness(Visit visit) throws IOException {
        List<HealthCheck> checks = settings.checks().get();
        boolean ready = !draining && checks.stream().allMatch(HealthCheck::isWell);
        String word = ready ? "ready" : draining ? "draining" : "not ready";
        boolean near = settings.neighbours().test(visit.connection().client().getAddress());
        text(visit, ready ? 200 : 503, word + (near ? checks.stream().map(check -> "\n" + check)
                .collect(Collectors.joining()) : ""));
    }

    private static void text(Visit visit, int code, String text) throws IOException {
        visit.answer().status(code).set("Cache-Control", "no-store").send("text/plain; charset=utf-8",
                (text + "\n").getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    /// What makes this server's connections.
    Collection<ConnectionFactory> connectionFactories() {
        return connector.getConnectionFactories();
    }

    /// The address in use, with the real port.
    public InetSocketAddress address() {
        return new InetSocketAddress(connector.getHost(), connector.getLocalPort());
    }

    /// How many connections are open.
    public int connectionCount() {
        return peers.count();
    }

    /// From now on `/readyz` sends clients elsewhere, and connections end, so that the clients' next ones can lead to
    /// another server: of HTTP/2 with the answers in flight, of HTTP/1.1 with their next answer. What is asked is
    /// served as before.
    public void drain() {
        draining = true;
        peers.sendElsewhere();
    }

    /// Takes clients again.
    public void resume() {
        draining = false;
    }

    public boolean isDraining() {
        return draining;
    }

    /// Takes no more connections, waits a moment for requests in flight, closes what is left.
    @Override
    public void close() {
        draining = true;
        peers.stop();
        stop();
    }

    /// Dies: every connection is cut, whatever it was about. To simulate the death of a server.
    public void kill() {
        draining = true;
        peers.stop();
        connector.close();
        peers.severAll();
        server.setStopTimeout(0);
        stop();
    }

    private void stop() {
        try {
            server.stop();
        } catch (Exception failure) {
            LOG.warn("stopping the web server of {}: {}", settings.name(), failure.toString());
        }
    }
}
