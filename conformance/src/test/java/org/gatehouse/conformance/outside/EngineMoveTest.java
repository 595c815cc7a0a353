package org.gatehouse.conformance.outside;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.gatehouse.client.Account;
import org.gatehouse.client.MapiSession;
import org.gatehouse.server.demo.SteadyWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// One organisation with engines mixed: a mailbox goes from a file to PostgreSQL and back by the shell's orders, while
/// its owner saves one message after the other without a break.
class EngineMoveTest {
    private static final String PASSWORD = "Sunny-Day-2010";
    private static final int SAVES_BETWEEN = 20;

    @TempDir
    private Path folder;

    @Test
    void aMailboxGoesFromAFileToPostgresqlAndBackUnderItsOwner() throws Exception {
        PostgresNodes nodes = PostgresNodes.at(folder, List.of("127.0.3.106"));
        try (ServedNode node = nodes.start(0, "\"client-access\", \"mailbox\", \"directory\"")) {
            node.watched(() -> thereAndBack(nodes, node));
        }
    }

    private static void thereAndBack(PostgresNodes nodes, ServedNode node) throws Exception {
        Finished made = node.shell(RunningDemo.UNTHROTTLED
                + "New-MailboxDatabase -Name Files -Server EX1 -ConnectionString sqlite: | "
                + "Out-Null; New-MailboxDatabase -Name Rows -Server EX1 | Out-Null; Mount-Database Files; "
                + "Mount-Database Rows; New-Mailbox -Name Ann -UserPrincipalName ann@corp.test -Database Files "
                + "-Password (ConvertTo-SecureString '" + PASSWORD + "' -AsPlainText -Force) | Out-Null; "
                + "'dn ' + (Get-Mailbox ann).LegacyExchangeDN");
        assertThat(made.status()).as(made.output()).isZero();
        String dn = made.output().lines().filter(line -> line.startsWith("dn /")).findFirst().orElseThrow()
                .substring(3);
        try (var owner = new SteadyWriter("number", Duration.ZERO, () -> MapiSession.connect(nodes.rpc(0),
                new Account("CORP", "ann", PASSWORD), dn, Duration.ofSeconds(60)))) {
            owner.await(SAVES_BETWEEN);
            for (String target : List.of("Rows", "Files")) {
                move(node, target);
                owner.await(SAVES_BETWEEN);
            }
            owner.end();
            System.out.printf("a mailbox of few messages moved to PostgreSQL and back: its owner waited %d ms at "
                    + "most%n", owner.longestMillis());
            assertThat(owner.sessions()).as("one, and one more for each move").isGreaterThanOrEqualTo(3);
            int _ = owner.check();
        }
        assertThat(node.shell("foreach ($d in 'Files', 'Rows') { Get-MailboxStatistics -Database $d | foreach { "
                + "$_.Database + ' ' + $_.DisconnectReason } }").output()).contains("Files \n",
                        "Files SoftDeleted\n", "Rows SoftDeleted\n").doesNotContain("Rows \n");
    }

    private static void move(ServedNode node, String target) throws IOException, InterruptedException {
        Finished moved = node.shell("New-MoveRequest ann -TargetDatabase " + target
                + " | Get-MoveRequestStatistics -Wait | fl Status; Remove-MoveRequest ann -Confirm:$false");
        assertThat(moved.output()).contains("Status : Completed");
    }
}
