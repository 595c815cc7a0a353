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

    @Test
    void settingsOfTheServiceAreFoundByWildcards() {
        try (var world = new World(folder)) {
            assertThat(said(world, "(Get-RpcClientAccess CAS*).Server")).isEqualTo("cas1\ncas2\ncas3\n");
            assertThat(said(world, "Set-RpcClientAccess cas1")).contains("WARNING: Nothing was changed");
            assertThat(said(world, "Get-RpcClientAccess cas? | Set-RpcClientAccess -MaximumConnections 100; "
                    + "(Get-RpcClientAccess cas3).MaximumConnections")).isEqualTo("100\n");
            assertThat(said(world, "Get-RpcClientAccess nowhere")).contains("no server has this identity");
        }
    }

    @Test
    void anArrayKeepsItsNameWhereAnEmptyOneIsGiven() {
        try (var world = new World(folder)) {
            said(world, "New-ClientAccessArray -Name outlook -Fqdn outlook.contoso.com -Site HeadOffice");
            assertThat(said(world, "Set-ClientAccessArray outlook -Name ''")).contains("-Name is empty");
            assertThat(said(world, "Set-ClientAccessArray outlook -Fqdn $null")).contains("-Fqdn is empty");
            assertThat(world.run("Get-ClientAccessArray | Set-ClientAccessArray -Name mail -Confirm", "NO").text)
                    .asString().contains("Changing the client access array 'outlook'.");
        }
    }
}
