package org.gatehouse.shell.cmdlets;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.gatehouse.shell.World;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Mailbox servers, and what is piped from them.
final class MailboxServerTest {
    @TempDir
    Path folder;

    private static String said(World world, String text) {
        return world.run(text).text.toString();
    }

    @Test
    void serversWithTheRoleAreShownWithTheirGroup() {
        try (var world = new World(folder)) {
            assertThat(said(world, "New-DatabaseAvailabilityGroup DAG1 | Out-Null; "
                    + "Add-DatabaseAvailabilityGroupServer DAG1 mbx2; Get-MailboxServer | ForEach-Object { $_.Name + "
                    + "'/' + $_.DatabaseAvailabilityGroup }")).isEqualTo("mbx1/\nmbx2/DAG1\n");
            assertThat(said(world, "(Get-MailboxServer *2).Fqdn; (Get-MailboxServer mbx1.contoso.com).Name"))
                    .isEqualTo("mbx2.contoso.com\nmbx1\n");
            assertThat(said(world, "Get-MailboxServer cas1")).contains("does not have the Mailbox role");
            assertThat(said(world, "Get-MailboxServer nowhere")).contains("no server has this identity");
            said(world, "New-MailboxDatabase DB1 -Server mbx2; New-MailboxDatabase DB2 -Server mbx1");
            assertThat(said(world, "(Get-MailboxServer mbx2 | Get-MailboxDatabase).Name")).isEqualTo("DB1\n");
        }
    }
}
