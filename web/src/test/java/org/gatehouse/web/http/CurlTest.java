package org.gatehouse.web.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.gatehouse.testing.Outside;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// curl, as it comes with Debian.
class CurlTest {
    private final WebFixture fixture = new WebFixture();

    @TempDir
    private Path folder;

    @BeforeEach
    void writeRoot() throws Exception {
        Files.writeString(folder.resolve("root.pem"), WebFixture.AUTHORITY.rootPem());
    }

    private String run(String program, String debianPackage, String... words) throws Exception {
        var line = new ArrayList<>(List.of(Outside.program(program, debianPackage).toString()));
        line.addAll(List.of(words));
        Path said = folder.resolve("said");
        Process process = new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(said.toFile()).start();
        process.getOutputStream().close();
        process.waitFor();
        return new String(Files.readAllBytes(said), StandardCharsets.UTF_8);
    }

    private String curl(WebServer server, String path, String... words) throws Exception {
        var line = new ArrayList<>(List.of("-s", "-S", "-m", "60", "--cacert", folder.resolve("root.pem").toString(),
                "-w", "\n%{http_version} %{http_code} %{num_connects}"));
        line.addAll(List.of(words));
        line.add("https://localhost:" + server.address().getPort() + path);
        return run("curl", "curl", line.toArray(String[]::new));
    }

    @Test
    void basicWorksOverBothVersions() throws Exception {
        try (WebServer server = fixture.open(SignInTest.whoAmI(Access.of(Scheme.BASIC, Scheme.NTLM)))) {
            assertThat(curl(server, "/me", "--http1.1", "--basic", "-u", "anna@gatehouse.test:Secret-1"))
                    .isEqualTo("GATEHOUSE\\anna Basic\n1.1 200 1");
            assertThat(curl(server, "/ME", "--http2", "--basic", "-u", "GATEHOUSE\\anna:Secret-1"))
                    .isEqualTo("GATEHOUSE\\anna Basic\n2 200 1");
            assertThat(curl(server, "/me", "--http2", "--basic", "-u", "anna:wrong")).isEqualTo("sign in\n\n2 401 1");
        }
    }

    /// One connection for all three requests: the refusals keep it.
    @Test
    void ntlmNeedsOneConnection() throws Exception {
        try (WebServer server = fixture.open(SignInTest.whoAmI(Access.of(Scheme.BASIC, Scheme.NTLM)))) {
            assertThat(curl(server, "/me", "--http1.1", "--ntlm", "-u", "GATEHOUSE\\anna:Secret-1"))
                    .isEqualTo("GATEHOUSE\\anna NTLM\n1.1 200 1");
            assertThat(curl(server, "/me", "--http1.1", "--anyauth", "-u", "anna:Secret-1"))
                    .isEqualTo("GATEHOUSE\\anna NTLM\n1.1 200 1");
            assertThat(curl(server, "/me", "--http1.1", "--ntlm", "-u", "anna:Secret-1", "-d", "x".repeat(5000)))
                    .isEqualTo("GATEHOUSE\\anna NTLM\n1.1 200 1");
            assertThat(curl(server, "/me", "--http1.1", "--ntlm", "-u", "anna:wrong")).endsWith("\n1.1 401 1");
        }
    }

    /// RFC 9113 7: what belongs to a connection of HTTP/1.1 is sent back there.
    @Test
    void http11IsDemandedWhereHttp2WillNotDo() throws Exception {
        try (WebServer server = fixture.open(SignInTest.whoAmI(Access.of(Scheme.NTLM)),
                Route.at("/rpc", visit -> visit.answer().send("text/plain", new byte[0])).overHttp11Only())) {
            assertThat(curl(server, "/rpc", "--http2-prior-knowledge", "-v")).contains("HTTP_1_1_REQUIRED");
            assertThat(curl(server, "/me", "--http2", "-v", "-H", "Authorization: NTLM TlRMTVNTUAABAAAABoIIAAAAAAA="))
                    .contains("HTTP_1_1_REQUIRED");
            assertThat(curl(server, "/rpc", "--http1.1")).isEqualTo("\n1.1 200 1");
            assertThat(curl(server, "/me", "--http2", "--ntlm", "-u", "anna:Secret-1"))
                    .as("begun over HTTP/2, ended on a second connection over HTTP/1.1")
                    .isEqualTo("GATEHOUSE\\anna NTLM\n1.1 200 2");
        }
    }
}
