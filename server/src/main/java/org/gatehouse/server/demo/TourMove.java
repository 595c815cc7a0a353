package org.gatehouse.server.demo;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.gatehouse.server.demo.DemoPlan.Person;
import org.gatehouse.server.demo.Tour.StepFailed;

/// A mailbox moves to another database while its owner writes into it.
final class TourMove {
    private static final Person OWNER = DemoPlan.DAVID;
    private static final String TARGET = "DB-Early";
    private static final Duration REMOVAL = Duration.ofMinutes(2);
    private static final Duration LOOK = Duration.ofMillis(100);
    private static final String SHOWN = " | Format-List DisplayName,Status,PercentComplete";

    private final DemoOrganization organization;
    private final TourShell shell;
    private final TourText text;

    TourMove(DemoOrganization organization, TourShell shell, TourText text) {
        this.organization = organization;
        this.shell = shell;
        this.text = text;
    }

    void run() throws IOException, InterruptedException, StepFailed {
        text.heading("A mailbox moves while its owner writes");
        if (shell.says("Get-Mailbox " + OWNER.account() + " | Format-List Database", TARGET)) {
            text.say(OWNER.displayName() + "'s mailbox was moved to " + TARGET + " in an earlier start.");
            return;
        }
        if (shell.has("Get-MoveRequest", OWNER.account())) { // an earlier start was cut off
            shell.run("Remove-MoveRequest " + OWNER.account() + " -Confirm:$false");
            awaitRemoval();
        }
        try (var writer = new TourWriter(text, OWNER, "Move " + organization.now(),
                () -> organization.overHttp(OWNER, TourWriter.TIMEOUT))) {
            writer.watch();
            shell.expect("New-MoveRequest " + OWNER.account() + " -TargetDatabase " + TARGET
                    + " -SuspendWhenReadyToComplete | Get-MoveRequestStatistics -Wait" + SHOWN, "AutoSuspended");
            writer.tellUnnoticed();
            text.say("Everything has been copied, and what is written is copied after; the administrator says when:");
            writer.watch();
            shell.run("Resume-MoveRequest " + OWNER.account());
            shell.expect("Get-MoveRequestStatistics " + OWNER.account() + " -Wait" + SHOWN, ": 100");
            writer.tell();
            writer.finish();
        }
        shell.run("Remove-MoveRequest " + OWNER.account() + " -Confirm:$false");
        shell.expect("Get-Mailbox " + OWNER.account() + " | Format-List DisplayName,Database", TARGET);
    }

    /// What the given up move has copied is taken away first.
    private void awaitRemoval() throws StepFailed {
        long end = System.nanoTime() + REMOVAL.toNanos();
        while (shell.has("Get-MoveRequest", OWNER.account())) {
            if (System.nanoTime() - end > 0) {
                throw new StepFailed("the move request is still there after " + REMOVAL.toSeconds() + " s");
            }
            LockSupport.parkNanos(LOOK.toNanos());
        }
    }
}
