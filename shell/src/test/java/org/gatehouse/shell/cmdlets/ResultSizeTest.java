package org.gatehouse.shell.cmdlets;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.Attribute;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.gatehouse.directory.Guids;
import org.gatehouse.directory.Names;
import org.gatehouse.shell.World;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// How many objects are shown at most, of those that are asked for.
final class ResultSizeTest {
    @TempDir
    Path folder;

    private static String said(World world, String text) {
        return world.run(text).text.toString();
    }

    @BeforeEach
    void makeMailboxes() {
        try (var world = new World(folder)) {
            assertThat(said(world, "'DB1', 'DB2' | ForEach-Object { New-MailboxDatabase $_ -Server mbx1 "
                    + "-WarningAction SilentlyContinue | Out-Null }; 'Ann', 'Bob', 'Cora' | ForEach-Object { "
                    + "New-Mailbox -Name $_ -UserPrincipalName \"$_@contoso.com\" -Database DB1 -Password "
                    + "(ConvertTo-SecureString 'Pass-word-1' -AsPlainText -Force) | Out-Null }")).isEmpty();
        }
    }

    @Test
    void moveRequestsAreLimitedByANumberOrNotAtAll() {
        try (var world = World.reopened(folder)) {
            said(world, "Get-Mailbox | New-MoveRequest -TargetDatabase DB2 | Out-Null");
            assertThat(said(world, "(Get-MoveRequest -ResultSize Unlimited | Measure-Object).Count")).isEqualTo("3\n");
            assertThat(said(world, "(Get-MoveRequest -ResultSize 2 | Measure-Object).Count")).isEqualTo("2\n");
            assertThat(said(world, "Get-MoveRequest -ResultSize -1")).contains("neither a number from 1 nor Unlimited");
            assertThat(said(world, "Get-MoveRequest -ResultSize all")).contains("neither a number from 1 nor");
        }
    }

    @Test
    void associationsAreLimitedByThoseThatAreAskedFor() {
        try (var world = World.reopened(folder)) {
            said(world, "New-ThrottlingPolicy Devices | Out-Null; Set-ThrottlingPolicyAssociation Cora "
                    + "-ThrottlingPolicy Devices");
            assertThat(said(world, "(Get-ThrottlingPolicyAssociation -ThrottlingPolicy Devices -ResultSize 1).Name"))
                    .isEqualTo("Cora\n");
            assertThat(said(world, "(Get-ThrottlingPolicyAssociation -ResultSize Unlimited | Measure-Object).Count"))
                    .isEqualTo("3\n");
            assertThat(said(world, "Get-ThrottlingPolicyAssociation -ResultSize -1")).contains("neither a number");
        }
    }

    @Test
    void whoDoesNotSayHowManyIsToldOfMore() {
        try (var world = World.reopened(folder)) {
            for (int number = 0; number < 1_000; number++) {
                world.directory.add(Names.requireDn("CN=p" + number + ","
                        + world.administration.organization().layout().users()), List.of(
                                new Attribute("objectClass", "user"), new Attribute("msExchMailboxMoveStatus", "1"),
                                new Attribute("msExchMailboxGuid", Guids.bytes(new UUID(7, number)))));
            }
            said(world, "New-MoveRequest Ann -TargetDatabase DB2 -WarningAction Ignore | Out-Null");
            for (String cmdlet : List.of("Get-MoveRequest", "Get-ThrottlingPolicyAssociation", "Get-Mailbox")) {
                assertThat(said(world, "(" + cmdlet + " | Measure-Object).Count")).as(cmdlet).endsWith("1000\n")
                        .contains("WARNING: By default, only the first 1000 are shown.");
                assertThat(said(world, cmdlet + " -ResultSize 1 | Out-Null")).as(cmdlet).isEmpty();
            }
        }
    }
}
