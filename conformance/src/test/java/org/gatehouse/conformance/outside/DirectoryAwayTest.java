package org.gatehouse.conformance.outside;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.gatehouse.client.Account;
import org.gatehouse.client.HttpsConnection;
import org.gatehouse.client.MailboxClient;
import org.gatehouse.client.MapiSession;
import org.gatehouse.client.RpcException;
import org.gatehouse.mapi.id.ObjectId;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.security.certificates.TrustedRoots;
import org.gatehouse.testing.Postgres;
import org.gatehouse.testing.PostgresServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The directory's PostgreSQL server dies, the mailboxes' lives on: people who were here go on working.
class DirectoryAwayTest {
    private static final String ADDRESS = "127.0.3.87";
    private static final String PASSWORD = "Sunny-Day-2010";
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    @TempDir
    private Path folder;
    private List<Integer> ports;
    private SSLContext trust;

    @Test
    void whoWasHereWorksOnAndNothingIsChangedUntilItIsBack() throws Exception {
        ports = ServedNode.freePorts(ADDRESS, 7);
        try (PostgresServer directory = PostgresServer.start(); PostgresServer mail = PostgresServer.start();
                ServedNode node = start(PostgresServer.url(directory))) {
            Finished made = node.shell(RunningDemo.UNTHROTTLED + ("""
                    New-MailboxDatabase -Name DB1 -Server EX1 -ConnectionString %s; Mount-Database DB1
                    'ann', 'eve' | % { New-Mailbox -Name $_ -UserPrincipalName "$_@corp.test" -Database DB1 -Password \
                    (ConvertTo-SecureString '%s' -AsPlainText -Force) }
                    'dn ' + (Get-Mailbox ann).LegacyExchangeDN
                    """).replace("%s;", PostgresServer.url(mail) + ";").replace("'%s'", "'" + PASSWORD + "'"));
            assertThat(made.status()).as(made.output()).isZero();
            String dn = made.output().lines().filter(line -> line.startsWith("dn /")).findFirst().orElseThrow()
                    .substring(3);
            trust = TrustedRoots.inFile(node.data().resolve("root-certificate.pem"));
            worksOverBoth(dn);

            directory.kill();
            worksOverBoth(dn);
            Finished refused = node.shell("Set-Mailbox ann -DisplayName Anna");
            assertThat(refused.status()).isNotZero();
            assertThat(refused.output()).contains("the directory is away since");
            String stranger = dn.replace("ann", "eve");
            assertThatThrownBy(() -> overTcp("eve", stranger)).isInstanceOf(RpcException.class);
            assertThatThrownBy(() -> overHttps("eve", stranger)).isInstanceOf(IOException.class)
                    .hasMessageContaining("status 401");
            assertThat(log(node).filter(line -> line.contains("sign-in refused account=\\\"eve\\\"")
                    || line.contains("sign-in refused account=\\\"CORP\\\\eve\\\""))).hasSize(2)
                    .allSatisfy(line -> assertThat(line).contains("0xC000005E", "the directory is away since"));

            directory.restart();
            awaitBack(stranger);
            Finished changed = node.shell("Set-Mailbox ann -DisplayName Anna; (Get-Mailbox ann).DisplayName");
            assertThat(changed.output()).endsWith("Anna\n");
            assertThat(log(node)).noneMatch(line -> line.contains("\"bug"));
        }
    }

    /// NTLM over RPC, Basic over HTTPS: what one saves the other reads.
    private void worksOverBoth(String dn) throws IOException {
        try (MapiSession tcp = overTcp("ann", dn); MapiSession https = overHttps("ann", dn)) {
            MailboxClient writer = MailboxClient.logon(tcp);
            ObjectId saved = writer.save(writer.inbox(), List.of(MailboxClient.text(Tags.SUBJECT, "still here")));
            MailboxClient reader = MailboxClient.logon(https);
            assertThat(MailboxClient.text(reader.read(reader.inbox(), saved, List.of(Tags.SUBJECT)).cells()
                    .getFirst())).isEqualTo("still here");
        }
    }

    private MapiSession overTcp(String user, String dn) throws IOException {
        return MapiSession.connect(new InetSocketAddress(ADDRESS, ports.get(0)), new Account("CORP", user, PASSWORD),
                dn, TIMEOUT);
    }

    private MapiSession overHttps(String user, String dn) throws IOException {
        return MapiSession.connect(HttpsConnection.open(new InetSocketAddress(ADDRESS, ports.get(1)), "ex1.corp.test",
                trust, TIMEOUT), new Account("CORP", user, PASSWORD), dn);
    }

    private static Stream<String> log(ServedNode node) throws IOException {
        return Files.readAllLines(node.data().resolve("logs/gatehouse.log")).stream();
    }

    private void awaitBack(String stranger) {
        long end = System.nanoTime() + TIMEOUT.toNanos();
        while (true) {
            try {
                overHttps("eve", stranger).close();
                return;
            } catch (IOException still) {
                assertThat(System.nanoTime()).as("the directory is back: " + still).isLessThan(end);
            }
        }
    }

    private ServedNode start(String database) throws IOException {
        Path password = Files.writeString(folder.resolve("database.password"), "none is asked for\n");
        return ServedNode.start(folder.resolve("node"), "EX1", ADDRESS,
                "\"client-access\", \"mailbox\", \"directory\"",
                "rpc = %d\nhttps = %d\nepm = %d\naddressbook = %d\nldap = %d\nldaps = %d\nadmin = %d".formatted(
                        ports.toArray()), """
                [database]
                engine = "postgresql"
                url = "%s"
                user = "%s"
                password-file = "%s"
                """.formatted(database, Postgres.USER, password));
    }
}
