package org.gatehouse.shell.cmdlets;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.gatehouse.shell.World;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Users are shown whether they have a mailbox, an address elsewhere or neither.
final class GetUserTest {
    @TempDir
    Path folder;

    @Test
    void showsAllUsers() {
        try (var world = new World(folder)) {
            assertThat(said(world, "'Olga', 'Olaf' | ForEach-Object { New-MailUser $_ "
                    + "-UserPrincipalName \"$_@contoso.com\" -ExternalEmailAddress \"$_@fabrikam.test\" "
                    + "-Password (ConvertTo-SecureString 'Pass-word-1' -AsPlainText -Force) | Out-Null }; "
                    + "Disable-MailUser Olga -Confirm:$false")).isEmpty();
            assertThat(said(world, "(Get-User Olga).RecipientType")).isEqualTo("User\n");
            assertThat(said(world, "(Get-User Ol*).RecipientTypeDetails")).isEqualTo("MailUser\nUser\n");
            assertThat(said(world, "(Get-User -Anr Olg).Name")).isEqualTo("Olga\n");
            assertThat(said(world, "(Get-User -RecipientTypeDetails User).Name")).contains("Olga\n")
                    .doesNotContain("Olaf");
            assertThat(said(world, "Get-Mailbox Olga")).contains("Olga");
            assertThat(said(world, "(Get-Mailbox).Name")).doesNotContain("Olga");
        }
    }

    @Test
    void aMailboxShowsItsPolicyByName() {
        try (var world = new World(folder)) {
            assertThat(said(world, "New-ThrottlingPolicy Devices | Out-Null; "
                    + "New-MailboxDatabase DB1 | Out-Null; Mount-Database DB1; New-Mailbox Olga "
                    + "-UserPrincipalName olga@contoso.com "
                    + "-Password (ConvertTo-SecureString 'Pass-word-1' -AsPlainText -Force) | Out-Null; "
                    + "Set-Mailbox Olga -ThrottlingPolicy Devices; (Get-Mailbox Olga).ThrottlingPolicy"))
                    .endsWith("\nDevices\n");
        }
    }

    private static String said(World world, String text) {
        return world.run(text).text.toString();
    }
}
