package org.gatehouse.conformance.outside;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.gatehouse.conformance.outside.SharedDemo.OnStandardPorts;
import org.gatehouse.server.demo.Endpoints;
import org.gatehouse.testing.Outside;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Autodiscover from outside.
@ExtendWith(SharedDemo.class)
@ResourceLock(SharedDemo.FREE)
@ResourceLock(SharedDemo.STANDARD)
class AutodiscoverTest {
    private static final String ACCOUNT = "anna.berg";
    private static final String HOST = "autodiscover.gatehouse.test";
    private static final String SERVER = "outlook.gatehouse.test";
    private static final String FOREIGN = "https://mail.tailspin.test/autodiscover/autodiscover";
    @TempDir
    private Path folder;

    /// The script ends with status 0 only if every step held.
    @Test
    void exchangelibFindsAMailboxFromItsAddress(RunningDemo demo) throws Exception {
        Outside.python("exchangelib", "python3-exchangelib");
        var changed = Finished.of(new ProcessBuilder(RunningDemo.gatehouse("shell", "--data", demo.data().toString(),
                "-c", "New-MailContact Moved -ExternalEmailAddress moved@fabrikam.test | Out-Null; "
                        + "New-OrganizationRelationship Tailspin -DomainNames tailspin.test -TargetAutodiscoverEpr "
                        + FOREIGN + ".svc/WSSecurity | Out-Null")));
        assertThat(changed.status()).as(changed.output()).isZero();
        Finished client = Finished.of(demo.script("autodiscover_exchangelib.py", ACCOUNT, SERVER,
                "moved@gatehouse.test", "moved@fabrikam.test", "zoe@tailspin.test", FOREIGN));
        assertThat(client.status()).as(client.output()).isZero();
        assertThat(client.output()).contains("ok: the service record led to cas1.gatehouse.test",
                "ok: POX: EXCH, Server " + SERVER, "ok: POX knows nobody of that address", "ok: SOAP: " + SERVER,
                "ok: POX sends on to moved@fabrikam.test", "ok: POX sends on to a URL",
                "ok: SOAP sends on to moved@fabrikam.test", "ok: SOAP sends on to " + FOREIGN + ".svc")
                .doesNotContain("FAILED");
    }

    /// From nothing but an address and a password: in plain XML as for Exchange 2007, by SOAP for what came later.
    @ParameterizedTest
    @CsvSource({"Exchange2007_SP1, autodiscover.xml, CasVersion : InvalidSetting",
        "Exchange2010_SP2, autodiscover.svc, CasVersion = 15.00.0847.032"})
    void ewsJavaApiFindsAMailboxFromItsAddress(String version, String door, String build,
            @OnStandardPorts RunningDemo demo) throws Exception {
        Endpoints.User user = demo.user(ACCOUNT);
        Finished client = Finished.of(new ProcessBuilder(demo.here(JavaClients.of(demo, folder, HOST).line(
                JavaClients.ours(), "-cp", System.getProperty("java.class.path"), EwsJavaClient.class.getName(),
                version, user.upn(), user.password()))));
        assertThat(client.status()).as(client.output()).isZero();
        assertThat(client.output().lines()).contains("NoError at https://" + HOST + "/autodiscover/" + door, build,
                "UserDisplayName = Anna Berg", "UserDN = " + user.legacyExchangeDN(),
                "InternalRpcClientServer = " + SERVER, "ExternalMailboxServer = mail.gatehouse.test")
                .noneMatch(line -> line.startsWith("ExternalEwsUrl ="));
    }

    /// Nobody answers at the names that come before it, so the service record in our zone has to lead there.
    @Test
    void ewsJavaApiIsLedByTheServiceRecord(@OnStandardPorts RunningDemo demo) throws Exception {
        Endpoints.User user = demo.user(ACCOUNT);
        var dns = demo.endpoints().dns();
        String led = "cas1.gatehouse.test";
        JavaClients clients = JavaClients.of(demo, folder);
        Files.writeString(clients.hosts(), demo.endpoints().servers().stream().filter(each -> each.fqdn().equals(led))
                .findFirst().orElseThrow().address() + " " + led + "\n", StandardOpenOption.APPEND);
        Finished client = Finished.of(new ProcessBuilder(demo.here(clients.line(JavaClients.ours(), "-cp",
                System.getProperty("java.class.path"), EwsJavaClient.class.getName(), "Exchange2010_SP2", user.upn(),
                user.password(), dns.address() + ":" + dns.port()))));
        assertThat(client.status()).as(client.output()).isZero();
        assertThat(client.output().lines()).contains("led to https://" + led + "/autodiscover/autodiscover.xml",
                "NoError at https://" + led + "/autodiscover/autodiscover.svc", "UserDisplayName = Anna Berg",
                "InternalRpcClientServer = " + SERVER);
    }

    /// DavMail has an Autodiscover request, which nothing in it uses; it takes our answer, and no EWS is named in it.
    @Test
    void davMailsAutodiscoverIsAnswered(@OnStandardPorts RunningDemo demo) throws Exception {
        Endpoints.User user = demo.user(ACCOUNT);
        Path source = Files.writeString(folder.resolve("DavMailDiscovery.java"), """
                import davmail.exchange.ews.AutoDiscoverMethod;
                import davmail.http.HttpClientAdapter;

                class DavMailDiscovery {
                    public static void main(String[] words) throws Exception {
                        davmail.Settings.setDefaultSettings();
                        try (var client = new HttpClientAdapter(words[0], words[1], words[2])) {
                            var request = new AutoDiscoverMethod(words[0], words[1]);
                            var answer = client.execute(request);
                            System.out.println("status " + answer.getStatusLine().getStatusCode() + " of "
                                    + answer.getFirstHeader("Content-Type").getValue());
                            System.out.println("EwsUrl " + request.handleResponse(answer));
                        }
                    }
                }
                """);
        Finished client = Finished.of(new ProcessBuilder(demo.here(JavaClients.of(demo, folder, HOST).line(
                JavaClients.ours(), "-cp", davMail().toString(), source.toString(), "https://" + HOST
                        + "/autodiscover/autodiscover.xml", user.upn(), user.password()))));
        assertThat(client.status()).as(client.output()).isZero();
        assertThat(client.output()).contains("status 200 of text/xml; charset=utf-8", "EwsUrl null");
    }

    /// As a gateway DavMail wants the address of the web services, asks there first whether they are, and serves nobody
    /// as long as they are not.
    @Test
    void davMailIsToldThatThereAreNoWebServices(@OnStandardPorts RunningDemo demo) throws Exception {
        var line = new ArrayList<>(JavaClients.of(demo, folder, HOST).line(Outside.program("java", "davmail-server")));
        Path settings = folder.resolve("davmail.properties");
        line.addAll(List.of("-jar", davMail().toString(), settings.toString()));
        Files.writeString(settings, """
                davmail.server=true
                davmail.mode=EWS
                davmail.url=https://%s/ews/exchange.asmx
                davmail.imapPort=11143
                davmail.bindAddress=127.0.0.1
                davmail.disableUpdateCheck=true
                davmail.logFilePath=%s
                log4j.logger.davmail=DEBUG
                """.formatted(SERVER, folder.resolve("davmail.log")));
        Process process = new ProcessBuilder(demo.here(line)).redirectErrorStream(true).start();
        try (var said = process.inputReader(StandardCharsets.UTF_8)) {
            heard(said, "listening on IMAP port");
            Finished client = Finished.of(new ProcessBuilder(demo.here(List.of(Outside.program("curl", "curl")
                    .toString(), "-s", "imap://127.0.0.1:11143/", "-u", "anna.berg:wrong"))));
            assertThat(client.status()).as("refused: %s", client.output()).isNotZero();
            assertThat(heard(said, "status code ")).contains("status code 404");
        } finally {
            process.descendants().forEach(ProcessHandle::destroy);
            process.destroy();
            process.waitFor();
        }
    }

    private static String heard(BufferedReader said, String what) throws IOException {
        var lines = new ArrayList<String>();
        for (String line = said.readLine(); line != null; line = said.readLine()) {
            if (line.contains(what)) {
                return line;
            }
            lines.add(line);
        }
        throw new AssertionError("not said: " + what + "\n" + String.join("\n", lines));
    }

    private static Path davMail() {
        return Outside.file("/usr/share/davmail/davmail.jar", "davmail-server");
    }
}
