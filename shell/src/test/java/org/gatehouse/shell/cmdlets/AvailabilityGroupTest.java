package org.gatehouse.shell.cmdlets;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.gatehouse.shell.World;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Database availability groups and their servers.
final class AvailabilityGroupTest {
    @TempDir
    Path folder;

    private static String said(World world, String text) {
        return world.run(text).text.toString();
    }

    @Test
    void aServerIsTakenOutOfItsOwnGroupOnly() {
        try (var world = new World(folder)) {
            assertThat(said(world, "New-DatabaseAvailabilityGroup DAG1 | Out-Null; New-DatabaseAvailabilityGroup DAG2 "
                    + "| Out-Null; Get-MailboxServer mbx1 | Add-DatabaseAvailabilityGroupServer DAG1; "
                    + "Remove-DatabaseAvailabilityGroupServer DAG2 mbx1 -Confirm:$false"))
                    .contains("is not in the group 'DAG2'. It is in 'DAG1'");
            assertThat(said(world, "Remove-DatabaseAvailabilityGroupServer DAG1 mbx2 -Confirm:$false"))
                    .contains("is not in the group 'DAG1'. It is in none");
            assertThat(said(world, "(Get-DatabaseAvailabilityGroup DAG1).Servers")).isEqualTo("mbx1\n");
            assertThat(said(world, "Remove-DatabaseAvailabilityGroupServer DAG1 mbx1 -Confirm:$false; "
                    + "(Get-DatabaseAvailabilityGroup DAG1).Servers")).isEmpty();
        }
    }

    @Test
    void groupsAreFoundByWildcardsAndShownByNameBeforeTheyGo() {
        try (var world = new World(folder)) {
            long before = world.directory.changeCounter();
            assertThat(said(world, "Get-DatabaseAvailabilityGroup DAG1")).contains("no database availability group");
            assertThat(world.directory.changeCounter()).as("who only looks changes nothing").isEqualTo(before);
            said(world, "New-DatabaseAvailabilityGroup DAG1 -WitnessServer ''; New-DatabaseAvailabilityGroup Other");
            assertThat(said(world, "(Get-DatabaseAvailabilityGroup d*).Name")).isEqualTo("DAG1\n");
            assertThat(world.run("Get-DatabaseAvailabilityGroup d* | Remove-DatabaseAvailabilityGroup", "YES").text)
                    .asString().contains("Removing the database availability group 'DAG1'.");
            assertThat(said(world, "(Get-DatabaseAvailabilityGroup).Name")).isEqualTo("Other\n");
        }
    }

    @Test
    void addressesAreAddresses() {
        try (var world = new World(folder)) {
            String set = "New-DatabaseAvailabilityGroup DAG1 -DatabaseAvailabilityGroupIpAddresses ";
            assertThat(said(world, set + "192.0.2.300")).contains("it is not an IP address");
            assertThat(said(world, set + "2001:db8::1")).contains("is no IPv4 address");
            assertThat(said(world, "(" + set + "192.0.2.10,Any).DatabaseAvailabilityGroupIpv4Addresses"))
                    .isEqualTo("192.0.2.10\n0.0.0.0\n");
        }
    }
}
