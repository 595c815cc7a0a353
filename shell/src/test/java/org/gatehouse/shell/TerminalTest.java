package org.gatehouse.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The interactive shell as a person uses it: keys in, screen out, the commands run by a process far away.
@SuppressWarnings("NullAway.Init")
@Timeout(900)
final class TerminalTest {
    private static final String PROMPT = "[GMS] > ";
    private static final String UP = "\u001bOA";
    private static final String CONTROL_C = "\u0003";
    private static final String CONTROL_D = "\u0004";

    @TempDir
    Path folder;
    private World world;
    private Path history;

    @BeforeEach
    void prepare() {
        world = new World(folder);
        world.run("New-MailboxDatabase 'Mailbox Database 1' -Server mbx1 -WarningAction SilentlyContinue | Out-Null");
        world.run("New-MailboxDatabase DB7 -Server mbx1 -WarningAction SilentlyContinue | Out-Null");
        history = folder.resolve("configuration").resolve("shell-history");
    }

    @AfterEach
    void close() {
        world.close();
    }

    private Typist typist() throws IOException, InterruptedException {
        var typist = new Typist(world.administration, history);
        assertThat(typist.sees(PROMPT)).contains("Organisation: Contoso");
        return typist;
    }

    @Test
    void commandsRunAndTheStatusOfExitIsThatOfTheShell() throws Exception {
        try (var person = typist()) {
            person.type("(Get-MailboxDatabase).Name\r").sees("DB7");
            person.sees(PROMPT);
            person.type("Get-Nonsense\r").sees("'Get-Nonsense' is not recognized");
            person.sees(PROMPT);
            person.type("exit 5\r");
            assertThat(person.leaves()).isEqualTo(5);
        }
        try (var person = typist()) {
            person.type(CONTROL_D);
            assertThat(person.leaves()).isZero();
        }
    }

    @Test
    void cmdletsParametersAndIdentitiesAreCompletedByTheProcess() throws Exception {
        try (var person = typist()) {
            person.type("Get-PublicFolderDa\t").sees("Get-PublicFolderDatabase ");
            person.type(CONTROL_C).sees(PROMPT);
            person.type("Get-MailboxDatabase ");
            person.type("DB\t").sees("DB7 ");
            person.type("-Stat\t").sees("-Status ");
            person.type("| fl Mounted\r").sees("Mounted : ");
            person.sees(PROMPT);
            // Two that begin so: both are offered.
            person.type("Get-RpcC\t").sees("Get-RpcClientAccess ");
            person.type(CONTROL_C).sees(PROMPT);
            person.type("Set-Mailb\t").sees("Set-Mailbox");
            person.type("\t").sees("Set-MailboxDatabase");
            person.type(CONTROL_C).sees(PROMPT);
            person.type("(Get-MailboxDatabase 'Mail\t").sees("'Mailbox Database 1' ");
            person.type(").Name + '!'\r").sees("Mailbox Database 1!");
            person.sees(PROMPT);
            person.type("(Get-MailboxDatabase \"Mail\t").sees("\"Mailbox Database 1\" ");
            person.type(").Name + '?'\r").sees("Mailbox Database 1?");
        }
    }

    @Test
    void progressIsOneLineThatGoesWhenSomethingElseIsShown() throws Exception {
        try (var person = typist()) {
            person.type("Write-Progress Counting DB7 -PercentComplete 40; Write-Progress Counting last; 'done'\r")
                    .sees("Counting [oooooooooo               ] 40% DB7\rCounting last\rdone");
            person.sees(PROMPT);
        }
    }

    @Test
    void anOpenBraceAsksForMoreLines() throws Exception {
        try (var person = typist()) {
            person.type("1..3 | ForEach-Object {\r").sees(">> ");
            person.type("'number ' + $_\r").sees(">> ");
            person.type("}\r").sees("number 1");
            person.sees("number 3");
            person.sees(PROMPT);
            person.type("'open\r").sees(">> ");
            person.type("text'\r").sees("open");
            person.sees("text");
            person.sees(PROMPT);
        }
    }

    @Test
    void whatWasTypedComesBackEvenInTheNextShellButNoPassword() throws Exception {
        try (var person = typist()) {
            person.type("'first'\r").sees("first\r\n");
            person.sees(PROMPT);
            person.type("$p = ConvertTo-SecureString 'Sunny-Day-2010' -AsPlainText -Force\r").sees(PROMPT);
            person.type("exit\r");
            person.leaves();
        }
        assertThat(Files.readString(history)).contains("'first'").doesNotContain("Sunny-Day");
        assertThat(Files.getPosixFilePermissions(history))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        try (var person = typist()) {
            person.type(UP + UP).sees("'first'");
            person.type(" + ' again'\r").sees("first again");
        }
    }

    @Test
    void controlCEndsTheRunningPipelineAndNotTheShell() throws Exception {
        try (var person = typist()) {
            // Many lines, of which only the beginning comes.
            person.type("$n = 'kept'; 1..150000 | ForEach-Object { 'line ' + $_ }\r").sees("line 1000");
            person.type(CONTROL_C).sees(PROMPT);
            person.type("$n + '!'\r").sees("kept!");
            person.sees(PROMPT);
            // One that says nothing.
            person.type("1..9000 | ForEach-Object { 1..9000 | Where-Object { $_ -lt 0 } }\r");
            person.sees("{ $_ -lt 0 } }");
            person.type(CONTROL_C).sees(PROMPT);
            person.type("'here ' + 'again'\r").sees("here again");
        }
    }

    @Test
    void aRemovalIsConfirmedAtTheTerminal() throws Exception {
        try (var person = typist()) {
            person.type("Remove-MailboxDatabase DB7\r").sees("Removing the database 'DB7'");
            person.sees("[Y] Yes");
            person.type("perhaps\r").sees("Answer Y, A, N or L.");
            person.sees("[Y] Yes");
            person.type("n\r").sees(PROMPT);
            person.type("(Get-MailboxDatabase DB7).Name + ' stays'\r").sees("DB7 stays");
            person.sees(PROMPT);
            person.type("Get-MailboxDatabase | Remove-MailboxDatabase\r").sees("[Y] Yes");
            person.type(CONTROL_C).sees(PROMPT);
            person.type("(Get-MailboxDatabase).Count\r").sees("2");
            person.sees(PROMPT);
            person.type("Remove-MailboxDatabase DB7\r").sees("[Y] Yes");
            person.type("y\r").sees("stay on the disk of server 'mbx1'");
            person.sees(PROMPT);
            person.type("New-ADSite Later -Confirm\r").sees("[Y] Yes");
            person.type("\r").sees("Later");
        }
    }

    @Test
    void passwordsAreAskedForWithoutShowingThem() throws Exception {
        try (var person = typist()) {
            person.type("New-Mailbox -Name Ann -UserPrincipalName ann@contoso.com -Database DB7 -Password "
                    + "(Read-Host 'Her password' -AsSecureString)\r").sees("Her password: ");
            String shown = person.type("Sunny-Day-2010\r").sees("ProhibitSendQuota");
            assertThat(shown).doesNotContain("Sunny");
            person.sees(PROMPT);
        }
    }

    @Test
    void theScreenIsCleared() throws Exception {
        try (var person = typist()) {
            String clears = "\u001b[H\u001b[2J";
            assertThat(person.raw()).doesNotContain(clears);
            person.type("cls; 'now ' + 'empty'\r").sees("now empty");
            assertThat(person.raw()).contains(clears);
        }
    }

    @Test
    void helpIsShown() throws Exception {
        try (var person = typist()) {
            person.type("Get-Help Set-MailboxDatabase -Examples\r").sees("-RpcClientAccessServer cas-headoffice");
            person.sees(PROMPT);
        }
    }

    @Test
    void aHistoryThatCannotBeWrittenIsNoReasonNotToStart() throws Exception {
        Files.writeString(folder.resolve("configuration"), "a file, not a folder");
        try (var person = new Typist(world.administration, history)) {
            assertThat(person.sees(PROMPT)).contains("cannot be written");
            person.type("'works'\r").sees("works");
        }
    }
}
