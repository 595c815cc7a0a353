package org.gatehouse.shell.cmdlets;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.gatehouse.shell.World;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Requests to move mailboxes, as they are asked for and looked for.
final class MoveRequestTest {
    @TempDir
    Path folder;

    private static String said(World world, String text) {
        return world.run(text).text.toString();
    }

    private static World prepared(Path folder) {
        var world = new World(folder);
        assertThat(world.run("New-MailboxDatabase DB1 -Server mbx1 | Out-Null; New-MailboxDatabase DB2 -Server mbx1 | "
                + "Out-Null; New-MailboxDatabase RDB -Recovery -Server mbx1 | Out-Null; foreach ($n in 'Ann', 'Bob', "
                + "'Anton') { New-Mailbox -Shared $n -Database DB1 | Out-Null }").status()).isZero();
        return world;
    }

    @Test
    void requestsAreFoundByWildcards() {
        try (var world = prepared(folder)) {
            said(world, "Get-Mailbox | New-MoveRequest -TargetDatabase mbx1\\DB2 -WarningAction Ignore | Out-Null");
            assertThat(said(world, "(Get-MoveRequest An*).DisplayName")).isEqualTo("Ann\nAnton\n");
            assertThat(said(world, "(Get-MoveRequest).TargetDatabase | Sort-Object -Unique")).isEqualTo("DB2\n");
            assertThat(said(world, "Get-MoveRequest x*")).isEmpty();
            assertThat(said(world, "Get-MoveRequest An* -BatchName May")).contains("leave the other parameters out");
            assertThat(said(world, "Set-MoveRequest Ann")).contains("WARNING: Nothing was changed");
        }
    }

    @Test
    void whatCannotBeMeantIsRefused() {
        try (var world = prepared(folder)) {
            assertThat(said(world, "New-MoveRequest Ann -TargetDatabase DB2 -SuspendComment 'after the audit'"))
                    .contains("Give -Suspend too");
            assertThat(said(world, "New-MoveRequest Ann -TargetDatabase RDB")).contains("is a recovery database");
            assertThat(said(world, "New-Mailbox -Shared Cy -Database RDB")).contains("is a recovery database");
            assertThat(said(world, "New-MoveRequest Ann -TargetDatabase mbx2\\DB2")).contains("is on server 'mbx1'");
            assertThat(said(world, "Get-MoveRequest; Get-Mailbox Cy")).contains("no user has this identity");
        }
    }

    @Test
    void helpShowsAllExamples() {
        try (var world = new World(folder)) {
            assertThat(said(world, "Get-Help New-MoveRequest -Examples")).contains("EXAMPLE 2",
                    "New-MoveRequest -Identity tony", "Get-Mailbox -Database DB01 | New-MoveRequest");
        }
    }
}
