package org.gatehouse.shell.cmdlets;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import org.gatehouse.directory.organization.MoveRequest.Status;
import org.gatehouse.directory.organization.MoveRequests;
import org.gatehouse.shell.World;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Waiting for a move, and what is said of one whose databases are elsewhere.
final class MoveWaitTest {
    @TempDir
    Path folder;

    private static World prepared(Path folder, String mounted) {
        var world = new World(folder);
        assertThat(world.run("New-MailboxDatabase DB1 -Server mbx1 | Out-Null; New-MailboxDatabase DB2 -Server mbx1 | "
                + "Out-Null; " + mounted + "$p = ConvertTo-SecureString 'Sunny-Day-2010' -AsPlainText -Force; "
                + "New-Mailbox -Name Ann -UserPrincipalName ann@contoso.com -Password $p -Database DB1 | Out-Null")
                .status()).isZero();
        return world;
    }

    @Test
    void theBarIsShownUntilTheMoveEndsAndThenTheStatistics() {
        try (var world = prepared(folder, "Mount-Database DB1; Mount-Database DB2; ")) {
            MoveRequests requests = world.administration.organization().moveRequests();
            var next = new ArrayDeque<>(List.of(Status.QUEUED, Status.IN_PROGRESS, Status.COMPLETED));
            World.Transcript heard = world.run("New-MoveRequest ann -TargetDatabase DB2 | Get-MoveRequestStatistics "
                    + "-Wait | fl Status,PercentComplete,TotalMailboxSize", () -> requests.note(requests.get("ann"),
                            next.removeFirst(), "", Optional.<Instant>empty()));
            assertThat(heard.progress).containsExactly(
                    "Moving the mailbox 'Ann' from DB1 to DB2|Queued, 0 B (0 bytes) of 0 B (0 bytes)|0",
                    "Moving the mailbox 'Ann' from DB1 to DB2|InProgress, 0 B (0 bytes) of 0 B (0 bytes)|0", "||-1");
            assertThat(heard.text.toString()).contains("Status           : Completed", "PercentComplete  : 100",
                    "TotalMailboxSize : 0 B (0 bytes)").doesNotContain("WARNING");
            world.run("Remove-MoveRequest ann -Force");
            requests.create("ann", new MoveRequests.Wanted("DB2", "", false, "", false, false, 0, false),
                    world.administration.clock());
            heard = world.run("Get-MoveRequestStatistics ann -Wait", () -> requests.forget(requests.get("ann")));
            assertThat(heard.text.toString()).contains("was removed meanwhile");
            assertThat(heard.progress.getLast()).isEqualTo("||-1");
        }
    }

    @Test
    void aMoveThatNamesNoDatabaseGoesToOneThatIsMounted() {
        try (var world = prepared(folder, "Mount-Database DB1; ")) {
            assertThat(world.run("New-MailboxDatabase DB3 -Server mbx1 | Out-Null; Mount-Database DB3; "
                    + "foreach ($i in 1..6) { New-Mailbox -Name Bo$i -UserPrincipalName bo$i@contoso.com -Password $p "
                    + "-Database DB1 | Out-Null }; Get-Mailbox Bo* | New-MoveRequest | Out-Null; "
                    + "(Get-MoveRequest).TargetDatabase | Sort-Object -Unique").text.toString())
                    .endsWith("\nDB3\n").doesNotContain("DB2");
            assertThat(world.run("Set-MailboxDatabase DB3 -IsSuspendedFromProvisioning $true; "
                    + "Set-MailboxDatabase DB2 -IsExcludedFromProvisioning $true; New-MoveRequest ann").text.toString())
                    .contains("-TargetDatabase: no mailbox database").doesNotContain("with -Database");
        }
    }

    @Test
    void itIsSaidWhenTheMailboxsWritersAreSlowedDown() {
        try (var world = prepared(folder, "Mount-Database DB1; Mount-Database DB2; ")) {
            MoveRequests requests = world.administration.organization().moveRequests();
            String shown = "Get-MoveRequestStatistics ann -IncludeReport | fl StatusDetail,Message,Report";
            assertThat(world.run("New-MoveRequest ann -TargetDatabase DB2 | fl StatusDetail").text.toString())
                    .contains("StatusDetail : Queued\n");
            for (int millis : List.of(25, 50, 25)) {
                requests.noteHold(requests.get("ann"), Duration.ofMillis(millis));
            }
            assertThat(world.run(shown).text.toString()).contains("StatusDetail : CopyingChangesSlowingWriters\n",
                    "Message      : The mailbox is changed faster than it can be followed: who changes it waits");
            assertThat(world.run("(Get-MoveRequestStatistics ann).Message; (Get-MoveRequestStatistics ann "
                    + "-IncludeReport).Report").text.toString()).contains("up to 25 ms at a time, until the move ends.",
                            "who changed it waited, up to 50 ms at a time.");
            requests.note(requests.get("ann"), Status.COMPLETED, "", Optional.of(world.administration.clock()
                    .instant()));
            assertThat(requests.get("ann").hold()).isZero();
            assertThat(world.run(shown).text.toString()).contains("StatusDetail : Completed\n", "Message      :",
                    "to 50 ms at a time.").doesNotContain("until the move ends");
        }
    }

    @Test
    void whatOnlyOthersKnowIsBlankAndSaidToBe() {
        try (var world = prepared(folder, "")) {
            assertThat(world.run("New-MoveRequest ann -TargetDatabase DB2 | fl TotalMailboxSize,BytesTransferred,"
                    + "PercentComplete").text.toString()).contains("WARNING: What is blank is not known in this "
                            + "process: the databases 'DB1' and 'DB2' are not mounted here",
                            "TotalMailboxSize :\n", "BytesTransferred :\n", "PercentComplete  :\n");
            world.run("Mount-Database DB2");
            assertThat(world.run("Get-MoveRequestStatistics ann | fl TotalMailboxSize,BytesTransferred").text
                    .toString()).contains("the source database 'DB1' is not mounted here", "TotalMailboxSize :\n",
                            "BytesTransferred : 0 B (0 bytes)\n");
        }
    }

    @Test
    void aScriptShowsItsOwnProgress() {
        try (var world = new World(folder)) {
            assertThat(world.run("Write-Progress -Activity Counting -Status one -PercentComplete 150; "
                    + "Write-Progress Counting; Write-Progress Counting -Completed").progress)
                    .containsExactly("Counting|one|100", "Counting||-1", "||-1");
        }
    }
}
