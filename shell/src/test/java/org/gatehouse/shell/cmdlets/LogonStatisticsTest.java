package org.gatehouse.shell.cmdlets;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.gatehouse.directory.organization.MailboxUser;
import org.gatehouse.shell.LogonRegister.Logon;
import org.gatehouse.shell.World;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Who is logged on, as servers tell it, chosen and named by the directory.
final class LogonStatisticsTest {
    private static final String PREPARE = "foreach ($d in 'DB1', 'DB2') { New-MailboxDatabase $d -Server mbx1 | "
            + "Out-Null }; $p = ConvertTo-SecureString 'Sunny-Day-2010' -AsPlainText -Force; "
            + "foreach ($n in 'Ann', 'Bob') { New-Mailbox -Name $n -UserPrincipalName \"$n@contoso.com\" -Alias $n "
            + "-Password $p -Database DB1 | Out-Null }; Set-MailboxDatabase DB1 -Name First";
    private static final String SHORT = " -WarningAction Ignore | ForEach-Object { $_.UserName + ' ' + "
            + "$_.ClientVersion + ' ' + $_.ClientIPAddress + ' ' + $_.DatabaseName + ' ' + $_.ServerName + ' ' + "
            + "$_.ClientAccessServer + ' ' + $_.Windows2000Account }";

    @TempDir
    Path folder;

    private static String said(World world, String text) {
        return world.run(text).text.toString();
    }

    private static Logon logon(World world, String server, int session, String user, String owner) {
        MailboxUser mailbox = world.administration.organization().mailboxes().get(owner);
        MailboxUser.Mailbox box = mailbox.mailbox().orElseThrow();
        return new Logon(server, session, user, "/cn=" + user, "CONTOSO\\" + user, mailbox.legacyExchangeDn(),
                box.guid(), box.databaseGuid(), true, new Logon.Client("OUTLOOK.EXE", "14.0.6025.1000", "Cached",
                        "192.0.2.7", "ncacn_ip_tcp", 1252, 1033), Instant.parse("2010-11-22T08:00:00Z"),
                Instant.parse("2010-11-22T09:29:00Z"));
    }

    @Test
    void logonsAreChosenByMailboxDatabaseAndServer() {
        try (var world = new World(folder)) {
            said(world, PREPARE);
            world.logons.here.addAll(List.of("cas1", "cas2", "cas3", "mbx1", "mbx2"));
            world.logons.open.addAll(List.of(logon(world, "cas2", 7, "Bob", "ann"), logon(world, "cas1", 3, "Ann",
                    "ann"), logon(world, "cas1", 4, "Bob", "bob")));
            assertThat(said(world, "Get-LogonStatistics" + SHORT)).isEqualTo("""
                    Ann 14.0.6025.1000 192.0.2.7 First mbx1 cas1 CONTOSO\\Ann
                    Bob 14.0.6025.1000 192.0.2.7 First mbx1 cas2 CONTOSO\\Bob
                    Bob 14.0.6025.1000 192.0.2.7 First mbx1 cas1 CONTOSO\\Bob
                    """);
            assertThat(said(world, "Get-Mailbox Ann | Get-LogonStatistics" + SHORT).lines()).as("her mailbox's")
                    .hasSize(2).allMatch(line -> line.startsWith("Ann ") || line.contains(" cas2 "));
            assertThat(said(world, "Get-LogonStatistics -Server cas2" + SHORT).lines()).singleElement()
                    .isEqualTo("Bob 14.0.6025.1000 192.0.2.7 First mbx1 cas2 CONTOSO\\Bob");
            assertThat(said(world, "Get-LogonStatistics -Server mbx1" + SHORT).lines()).hasSize(3);
            assertThat(said(world, "Get-LogonStatistics -Database First" + SHORT).lines()).hasSize(3);
            assertThat(said(world, "Get-LogonStatistics -Database DB2" + SHORT)).isEmpty();
            assertThat(said(world, "Get-LogonStatistics ann | Format-List LogonTime,LastAccessTime,ClientMode,"
                    + "Protocol,FullMailboxDirectoryName")).contains("11/22/2010 8:00:00 AM", "11/22/2010 9:29:00 AM",
                            "Cached", "ncacn_ip_tcp", "/o=Contoso/ou=");
            assertThat(said(world, "Get-LogonStatistics")).doesNotContain("WARNING").containsPattern(
                    "UserName +ClientVersion +ClientIPAddress +LastAccessTime +DatabaseName");
        }
    }

    @Test
    void whatOtherProcessesHaveIsNotTakenForNothing() {
        try (var world = new World(folder)) {
            said(world, PREPARE);
            world.logons.here.add("cas1");
            assertThat(said(world, "Get-LogonStatistics")).isEqualTo("WARNING: Who is logged on at servers that this "
                    + "process does not run is not known here: cas2, cas3, mbx1, mbx2. Ask the shell of their "
                    + "processes.\n");
            assertThat(said(world, "Get-LogonStatistics ann -Database DB2")).contains("Give one of");
            assertThat(said(world, "Get-LogonStatistics -Database nobody")).contains("-Database 'nobody'");
        }
    }
}
