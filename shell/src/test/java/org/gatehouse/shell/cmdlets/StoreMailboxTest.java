package org.gatehouse.shell.cmdlets;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.UUID;
import org.gatehouse.directory.organization.DatabaseObject;
import org.gatehouse.directory.organization.MailboxUser;
import org.gatehouse.directory.organization.MoveRequest;
import org.gatehouse.directory.organization.MoveRequests;
import org.gatehouse.shell.World;
import org.gatehouse.store.Caller;
import org.gatehouse.store.Departures;
import org.gatehouse.store.MailboxDatabase;
import org.gatehouse.store.MailboxKey;
import org.gatehouse.store.MailboxMove;
import org.gatehouse.store.MailboxSession;
import org.gatehouse.store.MessageDraft;
import org.gatehouse.store.SpecialFolder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What databases hold of mailboxes: counted, connected to users again, and removed.
final class StoreMailboxTest {
    private static final String PREPARE = "New-MailboxDatabase DB1 -Server mbx1 | Out-Null; New-MailboxDatabase DB2 "
            + "-Server mbx1 | Out-Null; Mount-Database DB1; Mount-Database DB2; $p = ConvertTo-SecureString "
            + "'Sunny-Day-2010' -AsPlainText -Force; foreach ($n in 'Ann', 'Bob') { New-Mailbox -Name $n "
            + "-UserPrincipalName \"$n@contoso.com\" -Alias $n -Password $p -Database DB1 | Out-Null }";

    @TempDir
    Path folder;

    private static World prepared(Path folder) {
        var world = new World(folder);
        assertThat(world.run(PREPARE).status()).isZero();
        return world;
    }

    private static String said(World world, String text) {
        return world.run(text).text.toString();
    }

    private static MailboxDatabase store(World world, String name) {
        return world.databases.mounted(world.administration.organization().databases().get(DatabaseObject.Kind.MAILBOX,
                name).header().guid()).orElseThrow();
    }

    private static MailboxSession logon(World world, String name) {
        MailboxUser user = world.administration.organization().mailboxes().get(name);
        MailboxUser.Mailbox box = user.mailbox().orElseThrow();
        return world.databases.mounted(box.databaseGuid()).orElseThrow().open(new MailboxKey(box.guid(),
                user.legacyExchangeDn(), user.displayName(), user.primarySmtpAddress()), new Caller(name,
                user.legacyExchangeDn(), name, Caller.Rights.OWNER, StandardCharsets.UTF_8));
    }

    /// Saves one and tells how many there are then.
    private static int save(World world, String name) {
        try (MailboxSession session = logon(world, name)) {
            var inbox = session.openFolder(session.specialFolders().get(SpecialFolder.INBOX));
            inbox.createMessage(false).save(MessageDraft.SaveMode.NORMAL);
            return inbox.contents(false).count();
        }
    }

    @Test
    void whatAUserGaveUpIsConnectedToAnother() {
        try (var world = prepared(folder)) {
            assertThat(said(world, "Get-MailboxStatistics ann")).startsWith("WARNING: There is nothing in the mailbox");
            save(world, "ann");
            assertThat(said(world, "Get-Mailbox ann | Get-MailboxStatistics | fl DisplayName,ItemCount,Database,"
                    + "StorageLimitStatus,DisconnectReason,MailboxGuid,ServerName")).contains("ItemCount          : 1",
                            "StorageLimitStatus : BelowLimit", "DisconnectReason   :\n", "Database           : DB1");
            String legacyDn = world.administration.organization().mailboxes().get("ann").legacyExchangeDn();
            world.run("Set-Mailbox ann -UseDatabaseQuotaDefaults $false -IssueWarningQuota 0KB -ProhibitSendQuota 1GB");
            assertThat(said(world, "(Get-MailboxStatistics ann).StorageLimitStatus")).isEqualTo("IssueWarning\n");
            assertThat(said(world, "Connect-Mailbox Ann -Database DB1 -User bob")).contains("no disconnected mailbox");
            assertThat(said(world, "Disable-Mailbox ann -WhatIf; Disable-Mailbox ann -Confirm:$false"))
                    .startsWith("What if: ");
            assertThat(said(world, "Get-MailboxDatabase DB1 | Get-MailboxStatistics | ft DisplayName,DisconnectReason,"
                    + "DisconnectDate,ItemCount -AutoSize")).contains("Ann         Disabled         11/22/2010");
            assertThat(said(world, "Connect-Mailbox Ann -Database DB1 -User bob")).contains("has a mailbox already");
            world.run("Disable-Mailbox bob -Confirm:$false");
            assertThat(said(world, "Connect-Mailbox Ann -Database DB1 -User bob -ValidateOnly")).isEmpty();
            assertThat(store(world, "DB1").departures().all()).hasSize(1);
            assertThat(said(world, "Get-MailboxStatistics -Database DB1 -StoreMailboxIdentity ann | "
                    + "Connect-Mailbox -User bob | fl Name,Database,Alias")).contains("Name     : Bob",
                            "Database : DB1", "Alias    : Bob");
            assertThat(world.administration.organization().mailboxes().get("bob").legacyExchangeDn())
                    .as("the name that others know it by").isEqualTo(legacyDn);
            assertThat(save(world, "bob")).isEqualTo(2);
            assertThat(said(world, "Get-MailboxStatistics | select -ExpandProperty DisplayName")).isEqualTo("Bob\n");
        }
    }

    @Test
    void whatAMoveLeftBehindIsConnectedWhenTheOtherIsGivenUp() {
        try (var world = prepared(folder)) {
            save(world, "ann");
            MailboxUser ann = world.administration.organization().mailboxes().get("ann");
            UUID guid = ann.mailbox().orElseThrow().guid();
            MoveRequests requests = world.administration.organization().moveRequests();
            MoveRequest request = requests.create("ann", new MoveRequests.Wanted("DB2", "", false, "", false, false, 0,
                    false), world.administration.clock()).value();
            assertThat(said(world, "Disable-Mailbox ann -Confirm:$false")).contains("has a move request, Queued");
            var move = MailboxMove.claim(store(world, "DB1"), store(world, "DB2"), guid, request.id());
            move.begin();
            while (move.copy(1 << 20)) {
                assertThat(move.progress().stage()).isNotEqualTo(MailboxMove.Stage.ARRIVED);
            }
            move.complete(1 << 20);
            requests.point(request);
            move.finish();
            requests.forget(request);
            save(world, "ann");
            assertThat(said(world, "Get-MailboxStatistics -Server mbx1 | ft Database,DisplayName,DisconnectReason,"
                    + "ItemCount -AutoSize")).contains("DB1      Ann         SoftDeleted              1",
                            "DB2      Ann                                  2");
            assertThat(said(world, "Connect-Mailbox " + guid + " -Database DB1 -User ann")).contains(
                    "is the mailbox of 'Ann', in database 'DB2'");
            world.run("Disable-Mailbox ann -Confirm:$false");
            assertThat(said(world, "Connect-Mailbox " + guid + " -Database DB1 -User ann | Out-Null")).isEmpty();
            assertThat(save(world, "ann")).as("as it was when it left").isEqualTo(2);
            assertThat(said(world, "Remove-StoreMailbox -Database DB2 -Identity " + guid + " -MailboxState SoftDeleted "
                    + "-Confirm:$false")).contains("that is SoftDeleted");
            assertThat(said(world, "Remove-StoreMailbox -Database DB2 -Identity " + guid + " -MailboxState Disabled "
                    + "-Confirm:$false")).isEmpty();
            assertThat(store(world, "DB2").departures().all()).extracting(Departures.Departed::mailboxGuid).isEmpty();
            world.run("Dismount-Database DB2 -Confirm:$false");
            assertThat(said(world, "Get-MailboxStatistics -Server mbx1 | select -ExpandProperty DisplayName"))
                    .contains("Ann\n", "ERROR: Get-MailboxStatistics : Database 'DB2' is not mounted in this process");
        }
    }
}
