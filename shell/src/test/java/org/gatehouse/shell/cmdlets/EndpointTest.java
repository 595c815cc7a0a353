package org.gatehouse.shell.cmdlets;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.gatehouse.shell.World;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Where the clients of databases are pointed at.
final class EndpointTest {
    @TempDir
    Path folder;

    private static String said(World world, String text) {
        return world.run(text).text.toString();
    }

    @Test
    void ofSeveralSitesIsWarnedOnlyWhereTheEndpointExists() {
        try (var world = new World(folder)) {
            said(world, "New-MailboxDatabase DB1 -Server mbx1; New-MailboxDatabase DB2 -Server mbx2");
            assertThat(said(world, "Get-MailboxDatabase | Set-MailboxDatabase -RpcClientAccessServer nowhere "
                    + "-ProhibitSendQuota 1GB")).contains("'nowhere': no client access array or Client Access server")
                    .doesNotContain("WARNING");
            assertThat(said(world, "(Get-MailboxDatabase DB1).ProhibitSendQuota")).as("nothing is half done")
                    .startsWith("2 GB");
            assertThat(said(world, "Get-MailboxDatabase | Set-MailboxDatabase -RpcClientAccessServer mbx1"))
                    .contains("without the Client Access role").doesNotContain("WARNING");
            assertThat(said(world, "Get-MailboxDatabase | Set-MailboxDatabase -RpcClientAccessServer cas1"))
                    .contains("several sites (HeadOffice, Branch");
        }
    }
}
