package org.gatehouse.conformance.outside;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Hashtable;
import java.util.List;
import javax.naming.Context;
import javax.naming.NamingException;
import javax.naming.directory.InitialDirContext;
import org.gatehouse.client.Account;
import org.gatehouse.client.Autodiscover;
import org.gatehouse.client.HttpsConnection;
import org.gatehouse.client.MailboxClient;
import org.gatehouse.client.MapiSession;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.security.certificates.TrustedRoots;
import org.gatehouse.server.demo.SteadyWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The tasks of `docs/tasks.md` for which people create an array though they have one server, as an administrator types
/// them, and what is seen of each by somebody who saves all the time and by somebody who comes with a stored name.
class ReplacedServersTest {
    private static final List<String> ADDRESSES = List.of("127.0.3.101", "127.0.3.102", "127.0.3.103");
    private static final String BALANCER = "127.0.3.104";
    private static final String BALANCED = "127.0.3.105";
    private static final String OLD_NAME = "outlook.corp.test";
    private static final String NEW_NAME = "mapi.corp.test";
    private static final String TRUSTS = "[proxy]\ntrusted = [\"" + BALANCED + "\"]\n";
    private static final String PASSWORD = "Sunny-Day-2010";
    private static final int SAVES_BETWEEN = 20;
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    @TempDir
    private Path folder;
    private PostgresNodes nodes;
    private ServedNode first;
    private String dn;

    @Test
    void oneServerBecomesABalancedPairOfWhichOneIsReplacedAndTheirNameChanges() throws Exception {
        nodes = PostgresNodes.at(folder, ADDRESSES);
        try (ServedNode ex1 = nodes.start(0, "\"mailbox\", \"directory\", \"dns\"")) {
            first = ex1;
            dn = typed(RunningDemo.UNTHROTTLED
                    + "New-ClientAccessArray -Name outlook -Fqdn " + OLD_NAME + " -Site HeadOffice -PublishAddress "
                    + ADDRESSES.get(1) + " | Out-Null; New-MailboxDatabase -Name DB1 -Server EX1 | Out-Null; "
                    + "Mount-Database DB1; New-Mailbox -Name Ann -UserPrincipalName ann@corp.test -Database DB1 "
                    + "-Password (ConvertTo-SecureString '" + PASSWORD + "' -AsPlainText -Force) | Out-Null; "
                    + "'dn ' + (Get-Mailbox ann).LegacyExchangeDN").lines()
                    .filter(line -> line.startsWith("dn /")).findFirst().orElseThrow().substring(3);
            try (ServedNode ex2 = nodes.start(1, "\"client-access\"", TRUSTS);
                    var owner = new SteadyWriter("number", Duration.ZERO, () -> connect(OLD_NAME))) {
                owner.await(SAVES_BETWEEN);
                try (ServedNode ex3 = nodes.start(2, "\"client-access\"", TRUSTS);
                        ServedNode balancer = nodes.balancer(BALANCER, BALANCED)) {
                    assertThat(List.of(ex3.data(), balancer.data())).allSatisfy(data -> assertThat(data).exists());
                    becomesAPair(owner);
                    isReplaced(ex2, owner);
                    getsAnotherName(owner);
                    owner.end();
                    int _ = owner.check();
                }
            }
        }
    }

    private void becomesAPair(SteadyWriter owner) throws Exception {
        try (var early = new SteadyWriter("early", Duration.ZERO, () -> connectAt(BALANCED))) {
            early.await(1); // the balancer has found its members
            early.end();
        }
        long start = System.nanoTime();
        typed("Publish-ClientAccessArray outlook -Address " + BALANCED);
        tell("one server to a balanced pair", owner, start, 1);
        storedNameIsServed(OLD_NAME, BALANCED);
    }

    private void isReplaced(ServedNode ex2, SteadyWriter owner) throws Exception {
        long start = System.nanoTime();
        typed("Suspend-ClientAccessArrayMember EX2 -Confirm:$false; Remove-ExchangeServer EX2 -Confirm:$false");
        owner.await(SAVES_BETWEEN);
        assertThat(owner.sessions()).as("who has a session works on until the server stops").isEqualTo(1);
        ex2.close();
        tell("a server replaced by one of a different name", owner, start, 2);
        storedNameIsServed(OLD_NAME, BALANCED);
        assertThat(typed("(Get-ClientAccessArray outlook).Members")).isEqualTo("EX3\n");
    }

    private void getsAnotherName(SteadyWriter owner) throws Exception {
        long start = System.nanoTime();
        typed("Set-ClientAccessArray outlook -Fqdn " + NEW_NAME + "; Publish-ClientAccessArray outlook -Address "
                + BALANCED);
        tell("the endpoint under a new name", owner, start, 2);
        storedNameIsServed(OLD_NAME, BALANCED);
        storedNameIsServed(NEW_NAME, BALANCED);
        try (HttpsConnection there = HttpsConnection.open(nodes.at(ADDRESSES.get(2), "https"), "ex3.corp.test",
                TrustedRoots.inFile(first.data().resolve("root-certificate.pem")), TIMEOUT)) {
            assertThat(Autodiscover.server(there, "ann@corp.test", PASSWORD)).isEqualTo(NEW_NAME);
        }
    }

    /// @param sessions that its owner has had by then
    private static void tell(String task, SteadyWriter owner, long start, int sessions) throws Exception {
        owner.await(SAVES_BETWEEN);
        System.out.printf("%s: an open session waited %d ms at most%n", task, owner.longestMillis(start));
        assertThat(owner.sessions()).as(task).isEqualTo(sessions);
    }

    /// Logs on under the name that a profile has, without asking anybody else: no prompt.
    private void storedNameIsServed(String name, String address) throws IOException {
        try (MapiSession session = connect(name)) {
            assertThat(session.peer().getAddress().getHostAddress()).isEqualTo(address);
            MailboxClient mailbox = MailboxClient.logon(session);
            assertThat(mailbox.list(mailbox.inbox(), List.of(Tags.SUBJECT))).isNotEmpty();
        }
    }

    private String typed(String commands) throws IOException, InterruptedException {
        Finished done = first.shell(commands);
        assertThat(done.status()).as(done.output()).isZero();
        return done.output();
    }

    private MapiSession connect(String name) throws IOException {
        return connectAt(resolved(name));
    }

    private MapiSession connectAt(String address) throws IOException {
        return MapiSession.connect(nodes.at(address, "rpc"), new Account("CORP", "ann", PASSWORD), dn, TIMEOUT);
    }

    /// Asks the organisation's DNS server anew each time.
    private String resolved(String name) throws IOException {
        InetSocketAddress dns = nodes.at(ADDRESSES.getFirst(), "dns");
        var where = new Hashtable<>(java.util.Map.of(Context.INITIAL_CONTEXT_FACTORY,
                "com.sun.jndi.dns.DnsContextFactory", Context.PROVIDER_URL,
                "dns://" + dns.getAddress().getHostAddress() + ":" + dns.getPort()));
        try {
            var context = new InitialDirContext(where);
            try {
                return (String) context.getAttributes(name, new String[]{"A"}).get("A").get();
            } finally {
                context.close();
            }
        } catch (NamingException unknown) {
            throw new IOException(name + " does not resolve", unknown);
        }
    }
}
