package org.gatehouse.shell.cmdlets;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.gatehouse.directory.organization.ServerRole;
import org.gatehouse.shell.World;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is said of services that work, that do not, and that this process cannot try.
final class ServiceHealthTest {
    private static final String SHORT = " | ForEach-Object { $_.Server + ' ' + $_.Role + ' ' + "
            + "$_.RequiredServicesRunning + ' ' + $_.ServicesRunning + ' | ' + $_.ServicesNotRunning + ' | ' + "
            + "$_.ServicesNotTested + ' | ' + $_.Errors }";

    @TempDir
    Path folder;

    private static String said(World world, String text) {
        return world.run(text).text.toString();
    }

    @Test
    void rolesOfTheDirectoryAreTriedAndFaultsNamed() {
        try (var world = new World(folder)) {
            world.administration.organization().servers().register("all1", "all1.contoso.com", "HeadOffice",
                    Set.of(ServerRole.CLIENT_ACCESS, ServerRole.MAILBOX));
            world.services.here.add("all1");
            said(world, "'DB1', 'DB2' | ForEach-Object { New-MailboxDatabase $_ -Server all1 | Out-Null; "
                    + "Mount-Database $_ }");
            assertThat(said(world, "Test-ServiceHealth" + SHORT)).isEqualTo("""
                    all1 Mailbox Server Role True MSExchangeADTopology MSExchangeRPC MSExchangeIS |  |  |\s
                    all1 Client Access Server Role True MSExchangeADTopology MSExchangeRPC |  |  |\s
                    """);
            said(world, "Dismount-Database DB2 -Confirm:$false");
            world.services.broken.add("all1 MSExchangeRPC");
            assertThat(said(world, "Get-ExchangeServer all1 | Test-ServiceHealth" + SHORT)).contains(
                    "all1 Mailbox Server Role False MSExchangeADTopology | MSExchangeRPC MSExchangeIS |  | "
                            + "MSExchangeRPC: 192.0.2.1:59532: Connection refused MSExchangeIS: 'DB2': not mounted",
                    "all1 Client Access Server Role False MSExchangeADTopology | MSExchangeRPC |");
            assertThat(said(world, "Test-ServiceHealth")).containsPattern(
                    "Server +Role +RequiredServicesRunning +ServicesNotRunning");
        }
    }

    @Test
    void whatAnotherProcessHasInItselfIsNotJudged() {
        try (var world = new World(folder)) {
            assertThat(said(world, "Test-ServiceHealth")).contains("This process runs no server");
            assertThat(said(world, "Test-ServiceHealth mbx1" + SHORT)).isEqualTo("mbx1 Mailbox Server Role True "
                    + "MSExchangeRPC |  | MSExchangeADTopology MSExchangeIS | \n");
            world.services.broken.addAll(List.of("cas1 MSExchangeRPC"));
            assertThat(said(world, "Test-ServiceHealth cas1" + SHORT)).contains("cas1 Client Access Server Role False",
                    "| MSExchangeADTopology |");
            assertThat(said(world, "Test-ServiceHealth nobody")).contains("-Server 'nobody'");
            assertThat(said(world, "Test-ServiceHealth cas1 -ActiveDirectoryTimeout 601")).contains(
                    "from 1 to 600");
        }
    }
}
