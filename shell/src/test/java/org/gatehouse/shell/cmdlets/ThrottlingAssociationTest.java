package org.gatehouse.shell.cmdlets;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.gatehouse.shell.World;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Who may have a throttling policy of their own.
final class ThrottlingAssociationTest {
    @TempDir
    Path folder;

    @Test
    void alsoAnAdministratorWithoutAMailbox() {
        try (var world = new World(folder)) {
            assertThat(said(world, "New-ThrottlingPolicy Shells -PowerShellMaxConcurrency 1 | Out-Null; "
                    + "New-MailUser Olga -UserPrincipalName olga@contoso.com -ExternalEmailAddress olga@fabrikam.test "
                    + "-Password (ConvertTo-SecureString 'Pass-word-1' -AsPlainText -Force) | Out-Null; "
                    + "Disable-MailUser Olga -Confirm:$false; "
                    + "Set-ThrottlingPolicyAssociation Olga -ThrottlingPolicy Shells")).isEmpty();
            assertThat(said(world, "(Get-ThrottlingPolicyAssociation Olga).ThrottlingPolicyId")).isEqualTo("Shells\n");
            assertThat(said(world, "(Get-ThrottlingPolicyAssociation -ThrottlingPolicy Shells).Name"))
                    .isEqualTo("Olga\n");
            assertThat(said(world, "Remove-ThrottlingPolicy Shells -Confirm:$false")).contains("Olga");
            assertThat(said(world, "Set-ThrottlingPolicyAssociation Olga -ThrottlingPolicy $null; "
                    + "Remove-ThrottlingPolicy Shells -Confirm:$false; Get-ThrottlingPolicyAssociation"
                    + " -ThrottlingPolicy Shells")).contains("no throttling policy has this identity");
        }
    }

    @Test
    void policiesAreFoundByWildcards() {
        try (var world = new World(folder)) {
            assertThat(said(world, "New-ThrottlingPolicy Shells | Out-Null; New-ThrottlingPolicy Devices | Out-Null; "
                    + "(Get-ThrottlingPolicy de*).Name | Sort-Object")).startsWith("DefaultThrottlingPolicy_")
                    .endsWith("\nDevices\n");
            assertThat(said(world, "Get-ThrottlingPolicy nothing*")).isEmpty();
        }
    }

    @Test
    void associationsAreFoundByWildcardsAndNothingIsChangedSilently() {
        try (var world = new World(folder)) {
            said(world, "New-ThrottlingPolicy Shells | Out-Null; New-MailboxDatabase DB1; foreach ($n in 'Ann', "
                    + "'Anton', 'Bob') { New-Mailbox -Shared $n -Database DB1 }; Set-ThrottlingPolicyAssociation Ann "
                    + "-ThrottlingPolicy Shells");
            assertThat(said(world, "(Get-ThrottlingPolicyAssociation an*).Name")).isEqualTo("Ann\nAnton\n");
            assertThat(said(world, "(Get-ThrottlingPolicyAssociation a* -ThrottlingPolicy Shells).Name"))
                    .isEqualTo("Ann\n");
            assertThat(said(world, "Set-ThrottlingPolicyAssociation Ann")).contains("WARNING: Nothing was changed");
            assertThat(said(world, "Set-ThrottlingPolicy Shells")).contains("WARNING: Nothing was changed");
            assertThat(world.run("Get-ThrottlingPolicy sh* | Set-ThrottlingPolicy -RCAMaxConcurrency 5 -Confirm", "NO")
                    .text).asString().contains("Changing the throttling policy 'Shells'.");
            assertThat(said(world, "Get-ThrottlingPolicy sh* | Set-ThrottlingPolicy -RCAMaxConcurrency 5 -Force; "
                    + "(Get-ThrottlingPolicy Shells).RCAMaxConcurrency")).isEqualTo("5\n");
        }
    }

    private static String said(World world, String text) {
        return world.run(text).text.toString();
    }
}
