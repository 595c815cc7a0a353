package org.gatehouse.shell.cmdlets;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
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
}
