package org.gatehouse.web.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.KeyStore;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.eclipse.jetty.http2.server.AbstractHTTP2ServerConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.junit.jupiter.api.Test;

/// The JDK's client against the listener, over both versions of HTTP.
class WebServerTest {
    private final WebFixture fixture = new WebFixture();

    private static HttpClient client(HttpClient.Version version) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry("root", WebFixture.CERTIFICATE.chain().getLast());
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return HttpClient.newBuilder().version(version).sslContext(context).build();
    }

    private static HttpResponse<String> get(HttpClient client, WebServer server, String path, String... fields)
            throws Exception {
        var request = HttpRequest.newBuilder(URI.create("https://localhost:" + server.address().getPort() + path));
        if (fields.length > 0) {
            request.headers(fields);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private static String basic(String pair) {
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    @Test
    void servesBothVersionsOfHttp() throws Exception {
        try (WebServer server = fixture.open(Route.at("/hello", visit -> visit.answer().send("text/plain",
                (visit.path() + visit.query().orElse("") + visit.connection().isHttp2()).getBytes("UTF-8"))));
                HttpClient one = client(HttpClient.Version.HTTP_1_1);
                HttpClient two = client(HttpClient.Version.HTTP_2)) {
            assertThat(get(one, server, "/HeLLo/There?x=1").body()).isEqualTo("/HeLLo/Therex=1false");
            HttpResponse<String> second = get(two, server, "/hello");
            assertThat(second.version()).isEqualTo(HttpClient.Version.HTTP_2);
            assertThat(second.body()).isEqualTo("/hellotrue");
            assertThat(second.headers().firstValue("Strict-Transport-Security")).contains("max-age=31536000");
            assertThat(get(one, server, "/ews/exchange.asmx").statusCode()).isEqualTo(404);
            assertThat(get(two, server, "/hellothere").statusCode()).isEqualTo(404);
            assertThat(get(two, server, "/healthz").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void hundredsOfWaitingClientsKeepNobodyOut() throws Exception {
        fixture.limits = WebLimits.DEFAULT;
        // So many handshakes at once may take longer than one of them may.
        fixture.clock = InstantSource.fixed(Instant.now());
        var arrived = new CountDownLatch(400);
        var event = new CountDownLatch(1);
        try (WebServer server = fixture.open(Route.at("/wait", visit -> {
            arrived.countDown();
            try {
                event.await();
            } catch (InterruptedException stopped) {
                throw new java.io.InterruptedIOException("stopped");
            }
            visit.answer().send("text/plain", new byte[] {'o', 'k'});
        })); HttpClient waiting = client(HttpClient.Version.HTTP_1_1);
                HttpClient another = client(HttpClient.Version.HTTP_1_1)) {
            var request = HttpRequest.newBuilder(URI.create("https://localhost:" + server.address().getPort()
                    + "/wait")).build();
            var answers = IntStream.range(0, 400).mapToObj(_ -> waiting.sendAsync(request, BodyHandlers.ofString()))
                    .toList();
            try {
                assertThat(arrived.await(300, TimeUnit.SECONDS)).as("%d have not arrived", arrived.getCount()).isTrue();
                assertThat(get(another, server, "/healthz").statusCode()).isEqualTo(200);
            } finally {
                event.countDown(); // a client is closed only when it has its answers
            }
            assertThat(answers).allMatch(answer -> answer.join().statusCode() == 200);
        }
    }

    /// Twenty thousand waiting clients would pay 100 KiB each for the cache of header fields.
    @Test
    void connectionsKeepNoCacheOfHeaderFields() throws Exception {
        try (WebServer server = fixture.open()) {
            List<HttpConfiguration> used = server.connectionFactories().stream().flatMap(each -> switch (each) {
                case HttpConfiguration.ConnectionFactory one -> Stream.of(one.getHttpConfiguration());
                case AbstractHTTP2ServerConnectionFactory two -> Stream.of(two.getHttpConfiguration());
                default -> Stream.<HttpConfiguration>empty();
            }).toList();
            assertThat(used).hasSize(2).allMatch(each -> each.getHeaderCacheSize() == 0);
        }
    }

    @Test
    void basicSignsEveryRequestIn() throws Exception {
        try (WebServer server = fixture.open(Route.at("/me", visit -> visit.answer().send("text/plain",
                visit.identity().qualified().getBytes("UTF-8"))).signedIn(() -> Access.of(Scheme.BASIC, Scheme.NTLM)));
                HttpClient two = client(HttpClient.Version.HTTP_2)) {
            HttpResponse<String> asked = get(two, server, "/me");
            assertThat(asked.statusCode()).isEqualTo(401);
            assertThat(asked.headers().allValues("WWW-Authenticate")).containsExactly("NTLM",
                    "Basic realm=\"Gatehouse\", charset=\"UTF-8\"");
            assertThat(get(two, server, "/me", "Authorization", basic("anna:Secret-1")).body())
                    .isEqualTo("GATEHOUSE\\anna");
            assertThat(get(two, server, "/me").statusCode()).isEqualTo(401);
        }
    }
}
