package org.gatehouse.shell.cmdlets;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.gatehouse.shell.World;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whatever takes mail, in one list.
final class RecipientTest {
    private static final String READY = "$p = ConvertTo-SecureString 'Pass-word-1' -AsPlainText -Force; "
            + "New-MailboxDatabase DB1 -Server mbx1 -WarningAction SilentlyContinue | Out-Null; "
            + "New-Mailbox Ann -UserPrincipalName ann@contoso.com -Password $p -Database DB1 | Out-Null; "
            + "Set-Mailbox Ann -Department Sales; New-Mailbox -Room Board -Database DB1 | Out-Null; "
            + "New-MailContact Chris -ExternalEmailAddress chris@fabrikam.test | Out-Null; "
            + "New-MailUser Olga -ExternalEmailAddress olga@fabrikam.test -Password $p | Out-Null; "
            + "New-DistributionGroup Makers -Type Security | Out-Null; New-DistributionGroup Readers | Out-Null";

    @TempDir
    Path folder;

    private static World prepared(Path folder) {
        var world = new World(folder);
        assertThat(said(world, READY)).isEmpty();
        return world;
    }

    private static String said(World world, String text) {
        return world.run(text).text.toString();
    }

    @Test
    void allThatTakeMailAreInOneList() {
        try (var world = prepared(folder)) {
            assertThat(said(world, "Get-Recipient | ForEach-Object { $_.Name + ' ' + $_.RecipientTypeDetails }"))
                    .isEqualTo("Ann UserMailbox\nBoard RoomMailbox\nChris MailContact\n"
                            + "Makers MailUniversalSecurityGroup\nOlga MailUser\n"
                            + "Readers MailUniversalDistributionGroup\n");
            assertThat(said(world, "(Get-Recipient -RecipientType UserMailbox).Name")).isEqualTo("Ann\nBoard\n");
            assertThat(said(world, "(Get-Recipient -RecipientTypeDetails 'MailUser,MailContact').Name"))
                    .isEqualTo("Chris\nOlga\n");
            assertThat(said(world, "(Get-Recipient *s).Name")).isEqualTo("Chris\nMakers\nReaders\n");
            assertThat(said(world, "(Get-Recipient -Anr rea).Name")).isEqualTo("Readers\n");
            assertThat(said(world, "(Get-Recipient -Filter \"Department -eq 'Sales'\").Name")).isEqualTo("Ann\n");
            assertThat(said(world, "(Get-MailboxDatabase DB1 | Get-Recipient).Name")).isEqualTo("Ann\nBoard\n");
            assertThat(said(world, "(Get-Recipient -ResultSize 2).Name")).isEqualTo("Ann\nBoard\n");
            assertThat(said(world, "(Get-Recipient chris@fabrikam.test).ExternalEmailAddress; (Get-Recipient "
                    + "CONTOSO\\ann).Database; Get-Recipient Makers | Get-Recipient | select -ExpandProperty Alias"))
                    .isEqualTo("SMTP:chris@fabrikam.test\nDB1\nMakers\n");
        }
    }

    @Test
    void typesAndPropertiesThatThereAreNotAreRefused() {
        try (var world = prepared(folder)) {
            assertThat(said(world, "Get-Recipient -RecipientTypeDetails Bogus")).contains("'Bogus' is none of User");
            assertThat(said(world, "Get-Recipient -RecipientType Room")).contains("'Room' is none of UserMailbox, ");
            assertThat(said(world, "Get-Recipient -SortBy Nam")).contains("-SortBy: a ReducedRecipient has no");
        }
    }

    @Test
    void whoTakesNoMailIsNoRecipient() {
        try (var world = prepared(folder)) {
            assertThat(said(world, "Disable-MailUser Olga -Confirm:$false; (Get-User Olga).RecipientType; "
                    + "Get-Recipient Olga")).startsWith("User\n").contains("no recipient has this identity");
            assertThat(said(world, "(Get-Recipient).Name")).doesNotContain("Olga");
            assertThat(said(world, "Get-Recipient Ann -Anr B")).contains("-Identity and -Anr cannot be given together");
        }
    }
}
