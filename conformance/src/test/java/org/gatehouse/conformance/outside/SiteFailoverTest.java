package org.gatehouse.conformance.outside;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.gatehouse.access.rfr.RfrService;
import org.gatehouse.client.Account;
import org.gatehouse.client.Autodiscover;
import org.gatehouse.client.HttpsConnection;
import org.gatehouse.client.MailboxClient;
import org.gatehouse.client.MapiSession;
import org.gatehouse.client.RpcConnection;
import org.gatehouse.client.WrongServerException;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.security.certificates.TrustedRoots;
import org.gatehouse.testing.PatroniCluster;
import org.gatehouse.wire.ndr.NdrReader;
import org.gatehouse.wire.ndr.NdrWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A node in each of two sites, with a database that has a copy in either under Debian's Patroni: where its clients are
/// sent while one or the other copy is active, by AllowCrossSiteRpcClientAccess and by the switch that keeps them.
class SiteFailoverTest {
    private static final List<String> ADDRESSES = List.of("127.0.3.93", "127.0.3.94");
    private static final List<String> SITES = List.of("HeadOffice", "Branch");
    private static final List<String> HOSTS = List.of("ex1.corp.test", "ex2.corp.test");
    private static final List<String> ARRAYS = List.of("head.corp.test", "branch.corp.test");
    private static final String ROLES = "\"client-access\", \"mailbox\", \"directory\"";
    private static final String PASSWORD = "Sunny-Day-2010";
    private static final String REQUEST = "{6E5B1D9C-1A5F-4A53-8D7C-0E2B9F1A3C47}:1";
    private static final Account ANN = new Account("CORP", "ann", PASSWORD);
    private static final Duration TIMEOUT = Duration.ofSeconds(90);
    /// What one node has in memory of the other's changes is a moment old.
    private static final Duration NOTICE = Duration.ofMinutes(2);

    @TempDir
    private Path folder;

    @Test
    void clientsFollowTheActiveCopyToItsSiteUnlessTheyMayStay() throws Exception {
        try (PatroniCluster cluster = PatroniCluster.start(2, "synchronous_mode: true")) {
            PostgresNodes nodes = PostgresNodes.on(folder, ADDRESSES, cluster.url());
            try (ServedNode first = nodes.start(0, SITES.get(0), ROLES, "");
                    ServedNode _ = nodes.start(1, SITES.get(1), ROLES, "")) {
                int home = cluster.primary();
                int away = 1 - home;
                var walk = new Walk(nodes, first, prepare(cluster, first, home));
                walk.areServedAt(home);
                cluster.awaitSynchronousStandby();
                String rehearsed = walk.shell("Move-ActiveMailboxDatabase DB1 -ActivateOnServer EX" + (away + 1)
                        + " -WhatIf | Format-List User,From,To");
                assertThat(rehearsed).containsPattern("From : " + ARRAYS.get(home))
                        .containsPattern("To +: " + ARRAYS.get(away)).contains("User : Ann", "started again");
                walk.shell("Move-ActiveMailboxDatabase DB1 -ActivateOnServer EX" + (away + 1) + " -Confirm:$false");
                walk.areServedAt(away);
                walk.shell("Set-DatabaseAvailabilityGroup DAG1 -AllowCrossSiteRpcClientAccess $true");
                walk.areServedAt(home);
                walk.shell("Set-DatabaseAvailabilityGroup DAG1 -AllowCrossSiteRpcClientAccess $false");
                walk.areServedAt(away);
                walk.shell("Set-RpcClientAccess -Server EX" + (home + 1) + " -EnablePreferredSiteEnforcement $false");
                walk.awaitAnswer(home, "");
                walk.awaitAnswer(away, "");
                assertThat(walk.discovered(home)).as("new profiles").isEqualTo(ARRAYS.get(away));
            }
        }
    }

    /// An array in each site, and a user in a database with a copy in each; gives the user's legacy DN. The client
    /// there asks more often than people do.
    private static String prepare(PatroniCluster cluster, ServedNode node, int home) throws Exception {
        Finished made = node.shell("""
                Get-ThrottlingPolicy | Set-ThrottlingPolicy -RCAPercentTimeInAD $null -RCAPercentTimeInCAS $null \
                -RCAPercentTimeInMailboxRPC $null
                New-ClientAccessArray -Name head -Fqdn head.corp.test -Site HeadOffice
                New-ClientAccessArray -Name branch -Fqdn branch.corp.test -Site Branch
                New-MailboxDatabase -Name DB1 -Server EX%d; Mount-Database DB1
                New-Mailbox -Name Ann -UserPrincipalName ann@corp.test -Database DB1 -Password \
                (ConvertTo-SecureString '%s' -AsPlainText -Force)
                New-DatabaseAvailabilityGroup DAG1
                'EX1', 'EX2' | ForEach-Object { Add-DatabaseAvailabilityGroupServer DAG1 $_ }
                Set-MailboxDatabase DB1 -PatroniUrl '%s'; Add-MailboxDatabaseCopy DB1 -MailboxServer EX%d
                'dn ' + (Get-Mailbox ann).LegacyExchangeDN""".formatted(home + 1, PASSWORD, cluster.rest(),
                2 - home));
        assertThat(made.status()).as(made.output()).isZero();
        return made.output().lines().filter(line -> line.startsWith("dn /")).findFirst().orElseThrow().substring(3);
    }

    /// Opens a session.
    private interface Opening {
        MapiSession open() throws IOException;
    }

    /// One client, who asks both nodes.
    private record Walk(PostgresNodes nodes, ServedNode first, String dn) {
        private String shell(String commands) throws Exception {
            Finished done = first.shell(commands);
            assertThat(done.status()).as(done.output()).isZero();
            return done.output();
        }

        /// One node serves; the other, its Autodiscover and its referrals say where to go.
        private void areServedAt(int node) throws Exception {
            awaitAnswer(node, "");
            String elsewhere = awaitAnswer(1 - node, "/cn=" + ARRAYS.get(node).replace(".corp.test", ""));
            for (int asked = 0; asked < ADDRESSES.size(); asked++) {
                assertThat(discovered(asked)).isEqualTo(ARRAYS.get(node));
                assertThat(referred(asked)).isEqualTo(ARRAYS.get(node));
            }
            assertThat(mailboxUrl(1 - node, elsewhere)).isEqualTo("https://" + HOSTS.get(node) + ":"
                    + nodes.https(node).getPort() + "/mapi/emsmdb/");
        }

        /// Waits until a node answers a logon so, over RPC and over HTTP.
        ///
        /// @param end of the DN of the server that the client is sent to; empty when it is served
        private String awaitAnswer(int node, String end) {
            long limit = System.nanoTime() + NOTICE.toNanos();
            for (String rpc = "?", http = "?"; ; ) {
                rpc = logon(() -> MapiSession.connect(nodes.rpc(node), ANN, dn, TIMEOUT));
                http = logon(() -> MapiSession.connect(https(node), ANN, dn));
                if (end.isEmpty() ? rpc.isEmpty() && http.isEmpty() : rpc.endsWith(end) && http.endsWith(end)) {
                    return http;
                }
                assertThat(System.nanoTime()).as("EX%d says '%s' and '%s', not '%s'", node + 1, rpc, http, end)
                        .isLessThan(limit);
            }
        }

        /// What goes wrong otherwise may be the failover's doing, and is asked again.
        private static String logon(Opening opening) {
            try (MapiSession session = opening.open()) {
                MailboxClient mailbox = MailboxClient.logon(session);
                return mailbox.readStore(List.of(Tags.DISPLAY_NAME)).cells().size() == 1 ? "" : "nothing is read";
            } catch (WrongServerException elsewhere) {
                return elsewhere.serverDn();
            } catch (IOException failed) {
                return "failed: " + failed;
            }
        }

        private HttpsConnection https(int node) throws IOException {
            return HttpsConnection.open(nodes.https(node), HOSTS.get(node), TrustedRoots.inFile(root()), TIMEOUT);
        }

        private Path root() {
            return first.data().resolve("root-certificate.pem");
        }

        private String discovered(int node) throws IOException {
            try (HttpsConnection there = https(node)) {
                return Autodiscover.server(there, "ann@corp.test", PASSWORD);
            }
        }

        /// Where MAPI over HTTP leads a client that was told of another server ([MS-OXCMAPIHTTP] 2.2.5.17).
        private String mailboxUrl(int node, String serverDn) throws IOException {
            byte[] name = (serverDn + "\0").getBytes(StandardCharsets.UTF_16LE);
            byte[] request = ByteBuffer.allocate(8 + name.length).put(new byte[4]).put(name).array();
            try (HttpsConnection connection = https(node)) {
                byte[] body = connection.post("/mapi/nspi/", Map.of("Authorization", "Basic " + Base64.getEncoder()
                        .encodeToString(("CORP\\ann:" + PASSWORD).getBytes(StandardCharsets.UTF_8)), "Content-Type",
                        "application/mapi-http", "X-RequestType", "GetMailboxUrl", "X-RequestId", REQUEST,
                        "X-ClientInfo", REQUEST, "X-ClientApplication", "Outlook/15.0.4815.1000"), request).body();
                String text = new String(body, StandardCharsets.ISO_8859_1);
                int answer = text.indexOf("\r\n\r\n") + 4 + 8;
                assertThat(text).contains("X-ResponseCode: 0");
                String url = new String(body, answer, body.length - answer, StandardCharsets.UTF_16LE);
                return url.substring(0, url.indexOf('\0'));
            }
        }

        /// RfrGetNewDSA ([MS-OXABREF] 3.1.4.1).
        private String referred(int node) throws IOException {
            InetSocketAddress book = nodes.at(ADDRESSES.get(node), "addressbook");
            var target = RpcConnection.Target.sealed(book, RfrService.INTERFACE, ANN);
            try (RpcConnection connection = RpcConnection.open(target, TIMEOUT)) {
                var request = new NdrWriter();
                request.i32(0);
                request.string(dn, StandardCharsets.US_ASCII);
                for (int unused = 0; unused < 2; unused++) {
                    request.pointer(true);
                    request.pointer(false);
                }
                var answer = new NdrReader(connection.call(0, request.toBytes()));
                assertThat(answer.pointer()).isTrue();
                assertThat(answer.pointer()).isFalse();
                assertThat(answer.pointer()).isTrue();
                assertThat(answer.pointer()).isTrue();
                return answer.string(1_024, StandardCharsets.US_ASCII);
            }
        }
    }
}
