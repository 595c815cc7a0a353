package org.gatehouse.shell.cmdlets;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import org.gatehouse.edge.balancer.Member;
import org.gatehouse.shell.World;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Draining members of an array from the shell.
final class ArrayMemberTest {
    private static final InetAddress ARRAY = address("192.0.2.10");
    private static final InetAddress CLIENT = address("198.51.100.7");

    @TempDir
    Path folder;

    private World balanced() {
        var world = new World(folder);
        world.run("New-ClientAccessArray -Fqdn outlook.contoso.com -Site HeadOffice -PublishAddress 192.0.2.10");
        world.balancers.add(ARRAY, new Member("cas1", address("192.0.2.11")),
                new Member("192.0.2.12", address("192.0.2.12")));
        world.balancers.connect(ARRAY, 1, CLIENT);
        return world;
    }

    @Test
    void membersAreShownWithStateAndConnections() {
        try (var world = balanced()) {
            assertThat(said(world, "Get-ClientAccessArrayMember | ft -AutoSize")).containsSubsequence(
                    "Server     Array   State Connections Clients", "cas1       outlook Up              1       1",
                    "192.0.2.12 outlook Up              0       0");
            assertThat(said(world, "(Get-ClientAccessArrayMember -Array outlook.contoso.com).Count")).isEqualTo("2\n");
            assertThat(said(world, "Get-ClientAccessArray outlook | Get-ClientAccessArrayMember | select -First 1 "
                    + "| % { $_.Address }")).isEqualTo("192.0.2.11\n");
        }
    }

    @Test
    void membersAreShownByWildcardsAndNotSuspendedByThem() {
        try (var world = balanced()) {
            assertThat(said(world, "(Get-ClientAccessArrayMember CAS*).Server")).isEqualTo("cas1\n");
            assertThat(said(world, "(Get-ClientAccessArrayMember *.contoso.com -Array outlook).Server"))
                    .isEqualTo("cas1\n");
            assertThat(said(world, "Get-ClientAccessArrayMember mbx*")).isEmpty();
            assertThat(said(world, "Suspend-ClientAccessArrayMember cas* -Confirm:$false")).contains("'cas*'");
            assertThat(world.administration.organization().servers().suspended()).isEmpty();
        }
    }

    @Test
    void membersThatTheDirectoryKnowsAreShownByWildcards() {
        try (var world = new World(folder)) {
            world.run("New-ClientAccessArray -Fqdn outlook.contoso.com -Site HeadOffice -PublishAddress 192.0.2.10");
            assertThat(said(world, "(Get-ClientAccessArrayMember cas?).Server")).contains("cas1\ncas2\n");
            assertThat(said(world, "Get-ClientAccessArrayMember mbx*")).isEmpty();
            assertThat(said(world, "Suspend-ClientAccessArrayMember cas? -Confirm:$false")).contains("'cas?'");
        }
    }

    @Test
    void aSuspendedMemberKeepsWhatItHasAndGetsNothingNew() {
        try (var world = balanced()) {
            assertThat(said(world, "Suspend-ClientAccessArrayMember cas1.contoso.com -Confirm:$false")).isEmpty();
            assertThat(world.administration.organization().servers().suspended()).containsExactly("cas1");
            world.balancers.connect(ARRAY, 2, address("198.51.100.8"));
            world.balancers.connect(ARRAY, 3, address("198.51.100.9"));
            assertThat(said(world, "Get-ClientAccessArrayMember | % { \"$($_.State) $($_.Connections)\" }"))
                    .isEqualTo("Draining 1\nUp 2\n");
            assertThat(said(world, "Get-ClientAccessArrayMember cas1 | Resume-ClientAccessArrayMember; "
                    + "(Get-ClientAccessArrayMember cas1).State")).isEqualTo("Up\n");
            assertThat(world.administration.organization().servers().suspended()).isEmpty();
        }
    }

    @Test
    void aServerBehindOtherBalancersIsSuspendedByTheDirectory() {
        try (var world = new World(folder)) {
            assertThat(said(world, "Suspend-ClientAccessArrayMember CAS1.contoso.com -Confirm:$false")).isEmpty();
            assertThat(world.administration.organization().servers().suspended()).containsExactly("cas1");
            assertThat(said(world, "Resume-ClientAccessArrayMember cas1")).isEmpty();
            assertThat(world.administration.organization().servers().suspended()).isEmpty();
        }
    }

    @Test
    void suspendingAsksAndWarnsOfTheLastMember() {
        try (var world = balanced()) {
            assertThat(world.run("Suspend-ClientAccessArrayMember cas1", "NO").text.toString()).contains("CONFIRM");
            assertThat(said(world, "(Get-ClientAccessArrayMember cas1).State")).isEqualTo("Up\n");
            assertThat(said(world, "Suspend-ClientAccessArrayMember 192.0.2.12 -WhatIf")).startsWith("What if: ");
            assertThat(said(world, "Suspend-ClientAccessArrayMember 192.0.2.12 -Confirm:$false; "
                    + "(Get-ClientAccessArrayMember 192.0.2.12).State")).isEqualTo("Drained\n");
            assertThat(said(world, "Suspend-ClientAccessArrayMember cas1 -Confirm:$false"))
                    .contains("WARNING: No other member of 'outlook' takes connections");
        }
    }

    @Test
    void anUnknownMemberIsRefusedWithThoseThereAre() {
        try (var world = balanced()) {
            World.Transcript heard = world.run("Suspend-ClientAccessArrayMember cas8 -Confirm:$false");
            assertThat(heard.status()).isEqualTo(1);
            assertThat(heard.text.toString()).contains("'cas8'", "cas1, 192.0.2.12");
        }
    }

    @Test
    void balancersElsewhereLeaveWhatTheDirectoryKnows() {
        try (var world = new World(folder)) {
            world.run("New-ClientAccessArray -Fqdn outlook.contoso.com -Site HeadOffice -PublishAddress 192.0.2.10");
            said(world, "Suspend-ClientAccessArrayMember cas1 -Confirm:$false");
            assertThat(said(world, "Get-ClientAccessArrayMember | ft -AutoSize"))
                    .containsSubsequence("cas1   outlook Draining", "cas2   outlook Unknown")
                    .contains("WARNING: No balancer runs in this process");
            assertThat(said(world, "(Get-ClientAccessArrayMember cas1.contoso.com).Suspended")).endsWith("True\n");
            assertThat(said(world, "Get-ClientAccessArray | Get-ClientAccessArrayMember cas3"))
                    .contains("'cas3': no array has this member");
            assertThat(said(world, "Resume-ClientAccessArrayMember cas3 -Array outlook"))
                    .contains("'cas3': no Client Access server has this name, or not in this array");
            assertThat(said(world, "Get-ClientAccessArrayMember -Array nope")).contains("-Array 'nope'");
            said(world, "Get-ClientAccessArrayMember cas1 | Resume-ClientAccessArrayMember");
            assertThat(world.administration.organization().servers().suspended()).isEmpty();
            said(world, "Suspend-ClientAccessArrayMember cas1 -Array outlook -Confirm:$false");
            assertThat(said(world, "Suspend-ClientAccessArrayMember cas2 -Confirm:$false"))
                    .contains("WARNING: No other member of 'outlook' takes connections");
        }
    }

    @Test
    void withoutABalancerTheRoleIsNamed() {
        try (var world = new World(folder)) {
            assertThat(world.run("Resume-ClientAccessArrayMember cas9").text.toString())
                    .contains("only a node with the balancer role has");
        }
    }

    private static String said(World world, String command) {
        return world.run(command).text.toString();
    }

    private static InetAddress address(String text) {
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException impossible) {
            throw new AssertionError(impossible);
        }
    }
}
