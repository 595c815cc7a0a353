package org.gatehouse.conformance.outside;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.gatehouse.client.Account;
import org.gatehouse.client.Autodiscover;
import org.gatehouse.client.HttpsConnection;
import org.gatehouse.client.MailboxClient;
import org.gatehouse.client.MapiSession;
import org.gatehouse.client.WrongServerException;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.security.certificates.TrustedRoots;
import org.gatehouse.server.demo.Endpoints;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;

/// A mailbox moves to a database of another site and back, ordered from the shell, while its owner has it open.
@ExtendWith(SharedDemo.class)
@ResourceLock(SharedDemo.FREE)
class SiteMoveTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final String PASSWORD = "Sunny-Day-2010";

    private static String shell(RunningDemo demo, String commands) throws IOException, InterruptedException {
        Finished done = Finished.of(new ProcessBuilder(RunningDemo.gatehouse("shell", "--data",
                demo.data().toString(), "-c", commands)));
        assertThat(done.status()).as(done.output()).isZero();
        return done.output();
    }

    private static MapiSession connect(Map<String, Integer> ports, String address, String dn) throws IOException {
        return MapiSession.connect(new InetSocketAddress(address, ports.get("rpc")),
                new Account("GATEHOUSE", "movina", PASSWORD), dn, TIMEOUT);
    }

    private static void move(RunningDemo demo, String target) throws IOException, InterruptedException {
        assertThat(shell(demo, "New-MoveRequest movina -TargetDatabase " + target + " | Get-MoveRequestStatistics -Wait"
                + " | fl Status,PercentComplete; Get-MoveRequest movina | Remove-MoveRequest -Confirm:$false"))
                .contains("Status          : Completed", "PercentComplete : 100");
    }

    private static String autodiscovered(RunningDemo demo) throws IOException {
        Endpoints.ServerEndpoint asked = demo.endpoints().servers().stream()
                .filter(server -> server.name().equals("CAS1")).findFirst().orElseThrow();
        try (HttpsConnection there = HttpsConnection.open(new InetSocketAddress(asked.address(),
                asked.ports().get("https")), asked.fqdn(),
                TrustedRoots.inFile(demo.data().resolve("root-certificate.pem")), TIMEOUT)) {
            return Autodiscover.server(there, "movina@gatehouse.test", PASSWORD);
        }
    }

    @Test
    void theNextLogonIsLedToTheOtherSiteAndAutodiscoverSaysSo(RunningDemo demo) throws Exception {
        Endpoints.ArrayEndpoint array = demo.endpoints().arrays().getFirst();
        Endpoints.ServerEndpoint branch = demo.endpoints().servers().stream()
                .filter(server -> server.name().equals("BRANCH1")).findFirst().orElseThrow();
        String dn = shell(demo, "New-Mailbox -Name Movina -UserPrincipalName movina@gatehouse.test -Database DB-Main "
                + "-Password (ConvertTo-SecureString '" + PASSWORD + "' -AsPlainText -Force) | Out-Null; "
                + "(Get-Mailbox movina).LegacyExchangeDN").strip();
        MapiSession open = connect(array.ports(), array.address(), dn);
        MailboxClient mailbox = MailboxClient.logon(open);
        mailbox.save(mailbox.inbox(), List.of(MailboxClient.text(Tags.SUBJECT, "before")));
        move(demo, "DB-Branch");
        assertThatThrownBy(() -> mailbox.readStore(List.of(Tags.DISPLAY_NAME))).as("once it has moved")
                .isInstanceOf(IOException.class);
        open.drop();
        try (MapiSession again = connect(array.ports(), array.address(), dn)) {
            assertThatThrownBy(() -> again.logon(dn)).isInstanceOfSatisfying(WrongServerException.class, refer ->
                    assertThat(refer.serverDn()).as("[MS-OXCSTOR] 3.2.5.1.3").endsWith("/cn=Servers/cn=BRANCH1"));
        }
        try (MapiSession there = connect(branch.ports(), branch.address(), dn)) {
            MailboxClient moved = MailboxClient.logon(there);
            assertThat(moved.list(moved.inbox(), List.of(Tags.SUBJECT))).hasSize(1);
        }
        assertThat(autodiscovered(demo)).isEqualTo(branch.fqdn());
        assertThat(shell(demo, "Get-MailboxStatistics -Database DB-Main | where { $_.DisconnectReason -eq 'SoftDeleted'"
                + " -and $_.DisplayName -eq 'Movina' } | select -ExpandProperty ItemCount")).isEqualTo("1\n");
        move(demo, "DB-Main");
        try (MapiSession stale = connect(branch.ports(), branch.address(), dn)) {
            assertThatThrownBy(() -> stale.logon(dn)).isInstanceOfSatisfying(WrongServerException.class, refer ->
                    assertThat(refer.serverDn()).endsWith("/cn=" + array.name()));
        }
        assertThat(autodiscovered(demo)).isEqualTo(array.fqdn());
        try (MapiSession back = connect(array.ports(), array.address(), dn)) {
            MailboxClient moved = MailboxClient.logon(back);
            assertThat(moved.list(moved.inbox(), List.of(Tags.SUBJECT))).hasSize(1);
        }
        shell(demo, "Remove-Mailbox movina -Permanent $true -Confirm:$false; Remove-StoreMailbox -Database DB-Branch "
                + "-Identity Movina -MailboxState SoftDeleted -Confirm:$false; Remove-StoreMailbox -Database DB-Main "
                + "-Identity Movina -MailboxState SoftDeleted -Confirm:$false");
    }
}
