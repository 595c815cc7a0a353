package org.gatehouse.server.demo;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import org.gatehouse.client.BackoffException;
import org.gatehouse.client.MailboxClient;
import org.gatehouse.client.MapiSession;
import org.gatehouse.client.RpcException;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.server.demo.DemoPlan.Person;
import org.gatehouse.server.demo.Tour.StepFailed;

/// A script that reads as fast as it is answered is slowed down, and somebody beside it is not.
final class TourThrottling {
    private static final String POLICY = "Scripts";
    /// Of each minute: 0.6 seconds of work.
    private static final int PERCENT = 1;
    private static final Person SCRIPT = new Person("backup.script", "Backup", "Script", "DB-Main");
    private static final Person WRITER = DemoPlan.DAVID;
    private static final int SESSIONS = 4;
    private static final Duration ABUSE_MAX = Duration.ofSeconds(90);

    private final DemoOrganization organization;
    private final TourShell shell;
    private final TourText text;

    TourThrottling(DemoOrganization organization, TourShell shell, TourText text) {
        this.organization = organization;
        this.shell = shell;
        this.text = text;
    }

    void run() throws IOException, InterruptedException, StepFailed {
        text.heading("Throttling: who takes too much is slowed down, others are not");
        clear(); // what an earlier start left when it was cut off
        shell.secret("password", organization.password(SCRIPT.account()));
        shell.run("New-ThrottlingPolicy " + POLICY + " -RCAPercentTimeInCAS " + PERCENT
                + " | Format-List Name,RCAPercentTimeInCAS");
        shell.run("New-Mailbox -Name \"" + SCRIPT.displayName() + "\" -SamAccountName " + SCRIPT.account()
                + " -Alias " + SCRIPT.account() + " -UserPrincipalName " + SCRIPT.upn() + " -Database "
                + SCRIPT.database() + " -Password $password");
        shell.run("Set-Mailbox " + SCRIPT.account() + " -ThrottlingPolicy " + POLICY);
        try (var writer = new TourWriter(text, WRITER, "Beside " + organization.now(),
                () -> organization.connect(WRITER, TourWriter.TIMEOUT))) {
            writer.watch();
            abuse();
            writer.tellUnnoticed();
            writer.finish();
        }
        clear();
    }

    private void clear() throws StepFailed {
        if (shell.has("Get-Mailbox", SCRIPT.account())) {
            shell.run("Remove-Mailbox " + SCRIPT.account() + " -Permanent $true -Confirm:$false");
        }
        if (shell.has("Get-ThrottlingPolicy", POLICY)) {
            shell.run("Remove-ThrottlingPolicy " + POLICY + " -Confirm:$false");
        }
    }

    private void abuse() throws IOException, InterruptedException, StepFailed {
        long start = System.nanoTime();
        var answers = new AtomicInteger();
        var sessions = new ArrayList<FutureTask<Duration>>();
        for (int each = 0; each < SESSIONS; each++) {
            var session = new FutureTask<Duration>(() -> readUntilPutOff(answers, start));
            sessions.add(session);
            Thread.ofVirtual().name("script").start(session);
        }
        Duration told = Duration.ZERO;
        try {
            for (FutureTask<Duration> session : sessions) {
                Duration wait = session.get();
                told = wait.compareTo(told) > 0 ? wait : told;
            }
        } catch (ExecutionException failed) {
            throw new IOException("the script failed: " + failed.getMessage(), failed);
        }
        if (told.isZero()) {
            throw new StepFailed("the policy held nobody back");
        }
        text.say(SESSIONS + " sessions of a script read as fast as they were answered: " + answers.get()
                + " answers in " + (System.nanoTime() - start) / 1_000_000 + " ms, then each was put off (RopBackoff), "
                + "by " + told.toMillis() + " ms.");
        refused();
    }

    /// @return for how long it is to wait; nothing when it could go on and on
    private Duration readUntilPutOff(AtomicInteger answers, long start) throws IOException {
        try (MapiSession session = organization.overHttp(SCRIPT, TourWriter.TIMEOUT)) {
            MailboxClient mailbox = MailboxClient.logon(session);
            while (System.nanoTime() - start < ABUSE_MAX.toNanos()) {
                mailbox.list(mailbox.inbox(), List.of(Tags.SUBJECT));
                answers.incrementAndGet();
            }
            return Duration.ZERO;
        } catch (BackoffException putOff) {
            return putOff.time();
        }
    }

    /// What a new session is told.
    private void refused() throws IOException, StepFailed {
        try (MapiSession session = organization.overHttp(SCRIPT, TourWriter.TIMEOUT)) {
            throw new StepFailed("a new session of who is over budget was let in at " + session.peer());
        } catch (RpcException busy) {
            text.say("A new session of it is refused: " + busy.getMessage());
        }
    }
}
