package org.gatehouse.shell.cmdlets;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.gatehouse.directory.organization.MailboxUser;
import org.gatehouse.shell.World;
import org.gatehouse.store.Caller;
import org.gatehouse.store.MailboxKey;
import org.gatehouse.store.MailboxSession;
import org.gatehouse.store.MessageDraft;
import org.gatehouse.store.SpecialFolder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Mailboxes are opened, and what cannot be opened is told.
final class MapiConnectivityTest {
    private static final String PREPARE = "foreach ($d in 'DB1', 'DB2') { New-MailboxDatabase $d -Server mbx1 | "
            + "Out-Null; Mount-Database $d }; $p = ConvertTo-SecureString 'Sunny-Day-2010' -AsPlainText -Force; "
            + "foreach ($n in 'Ann', 'Bob') { New-Mailbox -Name $n -UserPrincipalName \"$n@contoso.com\" -Alias $n "
            + "-Password $p -Database DB1 | Out-Null }";
    private static final String SHORT = " | ForEach-Object { $_.MailboxServer + ' ' + $_.Database + ' ' + $_.Mailbox + "
            + "' ' + $_.InboxItemCount + ' ' + $_.Result + ' ' + $_.Error + ' ' + ($_.Latency -ne $null) }";

    @TempDir
    Path folder;

    private static String said(World world, String text) {
        return world.run(text).text.toString();
    }

    private static void getMail(World world, String name) {
        MailboxUser user = world.administration.organization().mailboxes().get(name);
        MailboxUser.Mailbox box = user.mailbox().orElseThrow();
        try (MailboxSession session = world.databases.mounted(box.databaseGuid()).orElseThrow().open(new MailboxKey(
                box.guid(), user.legacyExchangeDn(), user.displayName(), user.primarySmtpAddress()), new Caller(name,
                        user.legacyExchangeDn(), name, Caller.Rights.OWNER, StandardCharsets.UTF_8))) {
            session.openFolder(session.specialFolders().get(SpecialFolder.INBOX)).createMessage(false)
                    .save(MessageDraft.SaveMode.NORMAL);
        }
    }

    @Test
    void aMailboxOfEachDatabaseIsOpenedAndNoneIsMade() {
        try (var world = new World(folder)) {
            said(world, PREPARE);
            getMail(world, "ann");
            assertThat(said(world, "Test-MapiConnectivity" + SHORT)).isEqualTo("""
                    mbx1 DB1 Ann 1 Success  True
                    mbx1 DB2   Skipped The database answers and has no mailbox that one could open. False
                    """);
            assertThat(said(world, "Get-MailboxDatabase DB1 | Test-MapiConnectivity" + SHORT))
                    .isEqualTo("mbx1 DB1 Ann 1 Success  True\n");
            assertThat(said(world, "Test-MapiConnectivity -Server mbx1 | Select-Object -First 1")).containsPattern(
                    "MailboxServer +Database +Result +Error");
            assertThat(said(world, "Get-Mailbox Ann | Test-MapiConnectivity" + SHORT)).contains("Ann 1 Success");
            assertThat(said(world, "'ann' | Test-MapiConnectivity" + SHORT)).contains("Ann 1 Success");
            assertThat(said(world, "Test-MapiConnectivity bob" + SHORT)).contains("DB1 Bob  Skipped",
                    "nobody has logged on to it");
            assertThat(said(world, "(Get-MailboxStatistics -Database DB1).DisplayName")).isEqualTo("Ann\n");
        }
    }

    @Test
    void whatIsNotMountedFailsAndWhatOthersOpenIsNotJudged() {
        try (var world = new World(folder)) {
            said(world, PREPARE + "; Dismount-Database DB2 -Confirm:$false");
            assertThat(said(world, "Test-MapiConnectivity -Database DB2" + SHORT)).isEqualTo(
                    "mbx1 DB2   *FAILURE* The database is not mounted. False\n");
            assertThat(said(world, "Test-MapiConnectivity -Database DB2 -Identity ann")).contains("Give one of");
            assertThat(said(world, "Test-MapiConnectivity -Database DB2 -PerConnectionTimeout 0")).contains(
                    "-PerConnectionTimeout 0: give a number of seconds from 1 to 3600");
            world.atADirectory();
            assertThat(said(world, "Test-MapiConnectivity -Database DB1")).contains("Database 'DB1' is not opened by "
                    + "this process, which cannot tell whether it works").doesNotContain("FAILURE", "Success");
            assertThat(said(world, "Test-MapiConnectivity")).isEmpty();
        }
    }
}
