package org.gatehouse.shell.cmdlets;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.RDN;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.gatehouse.directory.Names;
import org.gatehouse.directory.replication.Cluster;
import org.gatehouse.directory.replication.Cluster.Member;
import org.gatehouse.directory.replication.Cluster.Role;
import org.gatehouse.directory.replication.CopyState;
import org.gatehouse.shell.World;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Copies of databases in the shell; what looks after their servers says what the test has it say.
final class DatabaseCopyTest {
    private static final String READY = "New-DatabaseAvailabilityGroup DAG1 | Out-Null; "
            + "Add-DatabaseAvailabilityGroupServer DAG1 mbx1; Add-DatabaseAvailabilityGroupServer DAG1 mbx2; "
            + "'DB1', 'DB2' | ForEach-Object { New-MailboxDatabase $_ -Server mbx1 -ConnectionString "
            + "\"jdbc:postgresql://pg1,pg2/$_\" -WarningAction SilentlyContinue | Out-Null }";

    @TempDir
    Path folder;

    private static Optional<Cluster> cluster(String state, long lag) {
        return Optional.of(new Cluster(List.of(
                new Member("mbx1", "pg1", Role.PRIMARY, "running", OptionalLong.empty()),
                new Member("standby", "pg2", Role.STANDBY, state, OptionalLong.of(lag))), 0, 1 << 20));
    }

    private static String said(World world, String text) {
        return world.run(text).text.toString();
    }

    @Test
    void copiesAreDescribedAndActivated() {
        try (var world = new World(folder)) {
            world.replication.cluster = cluster("running", 3 * CopyState.LOG_BYTES);
            assertThat(said(world, "New-MailboxDatabase DB1 -Server mbx1 | Out-Null; "
                    + "Add-MailboxDatabaseCopy DB1 -MailboxServer mbx2")).contains("in no database availability group");
            said(world, "Remove-MailboxDatabase DB1 -Confirm:$false");
            said(world, READY);
            assertThat(said(world, "Add-MailboxDatabaseCopy DB1 -MailboxServer mbx2 -Member standby"))
                    .contains("'DB2' is on the same PostgreSQL servers and fails over together with 'DB1'")
                    .doesNotContain("ERROR");
            said(world, "Add-MailboxDatabaseCopy DB2 -MailboxServer mbx2 -Member standby");
            assertThat(said(world, "Add-MailboxDatabaseCopy DB1 -MailboxServer mbx2")).contains("has a copy");
            assertThat(said(world, "Get-MailboxDatabaseCopyStatus DB1\\mbx2 | Format-List Name,Status,CopyQueueLength,"
                    + "ActiveDatabaseCopy,ActivationPreference")).containsPattern("Status +: Healthy")
                    .containsPattern("CopyQueueLength +: 3\\R").containsPattern("ActiveDatabaseCopy +: mbx1")
                    .containsPattern("ActivationPreference +: 2");
            assertThat(said(world, "Remove-MailboxDatabaseCopy DB1\\mbx1 -Confirm:$false"))
                    .contains("is the active copy");
            said(world, "Set-MailboxDatabaseCopy DB1\\mbx2 -ActivationPreference 1");
            assertThat(said(world, "(Get-MailboxDatabase DB1).ActivationPreference")).contains("[mbx2, 1]",
                    "[mbx1, 2]");
            assertThat(said(world, "Move-ActiveMailboxDatabase DB1 -ActivateOnServer mbx2 -TerminateOnWarning "
                    + "-Confirm:$false")).contains("Nothing was done");
            assertThat(world.replication.said).isEmpty();
            assertThat(said(world, "Move-ActiveMailboxDatabase DB1 -ActivateOnServer mbx2 -Confirm:$false"))
                    .contains("move along: DB2").contains("Succeeded");
            assertThat(world.replication.said).isEqualTo("switch DB1 from mbx1 to standby");
            assertThat(said(world, "Get-MailboxDatabase | ForEach-Object { $_.Name + ' ' + $_.Server + ' ' + "
                    + "$_.MasterServerOrAvailabilityGroup }")).contains("DB1 mbx2 DAG1", "DB2 mbx2 DAG1");
        }
    }

    @Test
    void whatIsMountedElsewhereIsNotCalledDismounted() {
        try (var world = new World(folder)) {
            world.replication.cluster = cluster("running", 0);
            said(world, READY + "; Add-MailboxDatabaseCopy DB1 -MailboxServer mbx2 -Member standby");
            assertThat(said(world, "(Get-MailboxDatabaseCopyStatus DB1).Status")).isEqualTo("Dismounted\nHealthy\n");
            world.atADirectory();
            assertThat(said(world, "(Get-MailboxDatabaseCopyStatus DB1).Status")).contains("Unknown\nHealthy\n")
                    .contains("WARNING: Whether they are mounted is not known to this process");
        }
    }

    @Test
    void thatPatroniIsAwayIsSaidBesideWhatIsKnown() {
        try (var world = new World(folder)) {
            world.replication.cluster = cluster("running", 0);
            said(world, READY + "; 'DB1', 'DB2' | ForEach-Object { Add-MailboxDatabaseCopy $_ -MailboxServer mbx2 "
                    + "-Member standby }");
            world.replication.silent = "Patroni does not answer";
            assertThat(said(world, "(Get-MailboxDatabaseCopyStatus DB1).Status")).contains("ServiceDown\n")
                    .containsOnlyOnce("WARNING: Patroni does not answer. What is shown is what is known without it.");
        }
    }

    @Test
    void whatTheDirectoryCannotNoteIsDoneAllTheSame() {
        try (var world = new World(folder)) {
            world.replication.cluster = cluster("running", 0);
            said(world, READY + "; Add-MailboxDatabaseCopy DB1 -MailboxServer mbx2 -Member standby");
            DN server = Names.requireDn(
                    world.administration.organization().servers().get("mbx2").header().distinguishedName());
            world.replication.meanwhile = () -> world.directory.rename(server, new RDN("CN", "mbx9"),
                    server.getParent());
            assertThat(said(world, "Move-ActiveMailboxDatabase DB1 -ActivateOnServer mbx2 -Confirm:$false"))
                    .contains("WARNING: The active copy of 'DB1' is on 'mbx2' now, which could not be noted")
                    .contains("Succeeded");
        }
    }

    @Test
    void aDirectoryThatSwitchesOverAlongIsWaitedFor() {
        try (var world = new World(folder)) {
            world.replication.cluster = cluster("running", 0);
            said(world, READY + "; Add-MailboxDatabaseCopy DB1 -MailboxServer mbx2 -Member standby");
            String move = "Move-ActiveMailboxDatabase DB1 -ActivateOnServer mbx2 -Confirm:$false";
            world.replication.meanwhile = () -> world.awayFor = 1_000;
            assertThat(said(world, move)).contains("WARNING: The active copy of 'DB1' is on 'mbx2' now, which could "
                    + "not be noted in the directory: The directory is away.").contains("Succeeded");
            world.awayFor = 0;
            world.replication.meanwhile = () -> world.awayFor = 5;
            assertThat(said(world, move + "; (Get-MailboxDatabase DB1).Server")).contains("Succeeded")
                    .doesNotContain("could not be noted").endsWith("mbx2\n");
            assertThat(world.awayFor).isZero();
        }
    }

    @Test
    void mistakesAreNamedAsTheyWereTyped() {
        try (var world = new World(folder)) {
            world.replication.cluster = cluster("running", 0);
            said(world, READY + "; Add-MailboxDatabaseCopy DB1 -MailboxServer mbx2 -Member standby");
            assertThat(said(world, "Get-MailboxDatabaseCopyStatus -Server nobody")).contains("-Server 'nobody'");
            assertThat(said(world, "Move-ActiveMailboxDatabase DB1 -ActivateOnServer nobody -Confirm:$false"))
                    .contains("-ActivateOnServer 'nobody'");
            assertThat(said(world, "Set-MailboxDatabaseCopy DB1\\mbx2 -Member pg9"))
                    .contains("WARNING: Patroni has no running server for the copy on 'mbx2'");
            assertThat(said(world, "Move-ActiveMailboxDatabase DB1 -ActivateOnServer mbx2 -SkipHealthChecks "
                    + "-SkipLagChecks -Confirm:$false"))
                    .contains("Patroni has no server for the copy of 'DB1' on 'mbx2'");
            assertThat(said(world, "Set-MailboxDatabaseCopy DB1\\mbx2 -Member standby")).isEmpty();
            assertThat(said(world, "Set-MailboxDatabase DB1 -PatroniUrl 'http://pg1:8009,pg2'"))
                    .contains("-PatroniUrl 'pg2': is no address of Patroni");
            assertThat(said(world, "Set-MailboxDatabase DB1 -PatroniUrl 'http://pg1:8009, https://[::1]:8009'"))
                    .isEmpty();
            assertThat(said(world, "New-MailboxDatabase DB3 -Server mbx1 -ConnectionString 'jdbc:postgresql:///mail'"))
                    .contains("must name each host").contains("jdbc:postgresql:///mail");
            assertThat(said(world, "Set-MailboxDatabase DB1 -DataMoveReplicationConstraint Second"))
                    .contains("it is none of None, SecondCopy, SecondDatacenter");
            assertThat(said(world, "Set-MailboxDatabase DB1 -DataMoveReplicationConstraint allcopies; "
                    + "(Get-MailboxDatabase DB1).DataMoveReplicationConstraint")).isEqualTo("AllCopies\n");
            assertThat(said(world, "Set-MailboxDatabase DB2 -SynchronousCopies 1")).contains("'DB2' has one copy")
                    .contains("Add-MailboxDatabaseCopy");
            assertThat(said(world, "Remove-MailboxDatabase DB2 -Confirm:$false"))
                    .contains("What database 'DB2' held stays at jdbc:postgresql://pg1,pg2/DB2, in the schema mdb_");
        }
    }

    @Test
    void whoIsSentToAnotherSiteIsSaidBefore() {
        try (var world = new World(folder)) {
            world.replication.cluster = cluster("running", 0);
            said(world, READY + "; 'DB1', 'DB2' | ForEach-Object { Add-MailboxDatabaseCopy $_ -MailboxServer mbx2 "
                    + "-Member standby }; New-Mailbox -Name Tony -UserPrincipalName tony@contoso.com -Database DB2 "
                    + "-Password (ConvertTo-SecureString 'Pass-word-1' -AsPlainText -Force) | Out-Null");
            assertThat(said(world, "Move-ActiveMailboxDatabase DB1 -ActivateOnServer mbx2 -WhatIf | Format-Table "
                    + "User,Database,From,To,ToSite")).as("also of what goes along").contains("1 user (Tony)")
                    .containsPattern("Tony +DB2 +cas1.contoso.com +cas3.contoso.com +Branch");
            assertThat(world.replication.said).isEmpty();
            assertThat(said(world, "(Set-ExchangeServer mbx1 -Site Branch -WhatIf).To")).contains("1 user (Tony)",
                    "\ncas3.contoso.com\n");
            assertThat(said(world, "Set-ExchangeServer mbx1 -Site Branch; (Get-ExchangeServer mbx1).Site")).contains(
                    "change node.site there").doesNotContain("Branch");
            said(world, "Move-ActiveMailboxDatabase DB1 -ActivateOnServer mbx2 -Confirm:$false");
            assertThat(said(world, "(Get-MailboxDatabase DB2).RpcClientAccessServer; "
                    + "(Get-MailboxDatabase DB2 -Status).RpcClientAccessServer"))
                    .isEqualTo("cas1.contoso.com\ncas3.contoso.com\n");
            assertThat(said(world, "(Set-DatabaseAvailabilityGroup DAG1 -AllowCrossSiteRpcClientAccess $true -WhatIf)"
                    + ".User")).contains("Tony", "started again");
            said(world, "Set-DatabaseAvailabilityGroup DAG1 -AllowCrossSiteRpcClientAccess $true");
            assertThat(said(world, "(Get-MailboxDatabase DB2 -Status).RpcClientAccessServer"))
                    .isEqualTo("cas1.contoso.com\n");
            assertThat(said(world, "(Set-MailboxDatabaseCopy DB2\\mbx2 -ActivationPreference 1 -WhatIf).To"))
                    .contains("cas3.contoso.com");
            assertThat(said(world, "Set-RpcClientAccess cas1 -EnablePreferredSiteEnforcement $false")).contains(
                    "takes clients of mailboxes that belong to another site");
            assertThat(said(world, "Set-MailboxDatabaseCopy DB2\\mbx2 -ActivationPreference 1 -WhatIf"))
                    .as("cas2 still sends them on").contains("started again");
            said(world, "Set-RpcClientAccess cas2 -EnablePreferredSiteEnforcement $false");
            assertThat(said(world, "Set-MailboxDatabaseCopy DB2\\mbx2 -ActivationPreference 1 -WhatIf"))
                    .doesNotContain("started again");
        }
    }

    @Test
    void aFileBesideTheDirectoryHasNoCopies() {
        try (var world = new World(folder)) {
            assertThat(said(world, READY + "; New-MailboxDatabase Files -Server mbx1 | Out-Null; Mount-Database Files; "
                    + "Add-MailboxDatabaseCopy Files -MailboxServer mbx2; (Get-MailboxDatabaseCopyStatus Files).Name"))
                    .contains("is in a file of its server").doesNotContain("Files\\mbx2");
        }
    }

    @Test
    void whatSpeaksAgainstACopyIsSaidUnlessOneInsists() {
        try (var world = new World(folder)) {
            said(world, READY + "; Add-MailboxDatabaseCopy DB1 -MailboxServer mbx2 -Member standby");
            world.replication.cluster = cluster("running", 20 * CopyState.LOG_BYTES);
            assertThat(said(world, "Move-ActiveMailboxDatabase DB1 -Confirm:$false")).contains(
                    "No copy of 'DB1' can be activated: mbx2: its copy queue is 20 logs");
            assertThat(said(world, "Move-ActiveMailboxDatabase DB1 -SkipLagChecks -WhatIf")).contains("What if: Move");
            assertThat(world.replication.said).isEmpty();
            world.replication.cluster = cluster("stopped", 0);
            assertThat(said(world, "Move-ActiveMailboxDatabase DB1 -ActivateOnServer mbx2 -Confirm:$false"))
                    .contains("since it is ServiceDown");
            assertThat(said(world, "Set-MailboxDatabase DB1 -SynchronousCopies 2")).contains("has 1 copy besides");
            assertThat(said(world, "Set-MailboxDatabase DB1 -SynchronousCopies 1")).contains("DB2");
            assertThat(world.replication.said).isEqualTo("commits of DB1 wait for 1");
            assertThat(said(world, "Remove-DatabaseAvailabilityGroup DAG1 -Confirm:$false"))
                    .contains("has the servers");
            assertThat(said(world, "Remove-DatabaseAvailabilityGroupServer DAG1 mbx2 -Confirm:$false"))
                    .contains("has copies of DB1");
            assertThat(said(world, "Get-DatabaseAvailabilityGroup | Format-List Name,Servers"))
                    .contains("{mbx1, mbx2}");
        }
    }

    @Test
    void copiesAreNamedBeforeTheyGoAndMustBeThere() {
        try (var world = new World(folder)) {
            world.replication.cluster = cluster("running", 0);
            said(world, READY + "; Add-MailboxDatabaseCopy DB1 -MailboxServer mbx2 -Member standby");
            assertThat(said(world, "Remove-MailboxDatabaseCopy DB1\\cas1")).as("before anybody is asked")
                    .contains("there is no such copy").doesNotContain("Removing");
            assertThat(said(world, "Set-MailboxDatabaseCopy DB1\\mbx2")).contains("WARNING: Nothing was changed");
            assertThat(said(world, "Get-MailboxDatabaseCopyStatus DB1\\mbx2 | Remove-MailboxDatabaseCopy"))
                    .contains("Removing the copy of database 'DB1' on server 'mbx2'.");
        }
    }

    @Test
    void whatIsActiveThereAlreadyStays() {
        try (var world = new World(folder)) {
            world.replication.cluster = cluster("running", 0);
            said(world, READY + "; 'DB1', 'DB2' | ForEach-Object { Add-MailboxDatabaseCopy $_ -MailboxServer mbx2 "
                    + "-Member standby }");
            assertThat(said(world, "Move-ActiveMailboxDatabase DB1 -ActivateOnServer mbx1 -Confirm:$false"))
                    .contains("WARNING: The active copy of database 'DB1' is on server 'mbx1' already")
                    .doesNotContain("ERROR");
            assertThat(said(world, "Move-ActiveMailboxDatabase DB1 -Server mbx1 -Confirm:$false"))
                    .contains("-Identity and -Server cannot be given together");
            assertThat(said(world, "Move-ActiveMailboxDatabase -Server mbx2 -Confirm:$false"))
                    .contains("WARNING: Nothing was moved: no database with other copies is active on server 'mbx2'");
            assertThat(world.replication.said).isEmpty();
        }
    }

    @Test
    void copiesAreShownByWildcards() {
        try (var world = new World(folder)) {
            world.replication.cluster = cluster("running", 0);
            said(world, READY + "; New-MailboxDatabase Other -Server mbx2 | Out-Null; 'DB1', 'DB2' | ForEach-Object { "
                    + "Add-MailboxDatabaseCopy $_ -MailboxServer mbx2 -Member standby }");
            String names = "(Get-MailboxDatabaseCopyStatus %s).Name | Sort-Object";
            assertThat(said(world, names.formatted("*"))).isEqualTo(
                    "DB1\\mbx1\nDB1\\mbx2\nDB2\\mbx1\nDB2\\mbx2\nOther\\mbx2\n");
            assertThat(said(world, names.formatted("db1\\*"))).isEqualTo("DB1\\mbx1\nDB1\\mbx2\n");
            assertThat(said(world, names.formatted("*\\MBX1"))).isEqualTo("DB1\\mbx1\nDB2\\mbx1\n");
            assertThat(said(world, names.formatted("DB?\\*2"))).isEqualTo("DB1\\mbx2\nDB2\\mbx2\n");
            assertThat(said(world, names.formatted("nothing*"))).isEmpty();
            assertThat(said(world, "Get-MailboxServer mbx1 | Get-MailboxDatabaseCopyStatus | select "
                    + "-ExpandProperty Name")).isEqualTo("DB1\\mbx1\nDB2\\mbx1\n");
            assertThat(said(world, "Get-MailboxDatabaseCopyStatus Other\\mbx1")).contains("there is no such copy");
            assertThat(said(world, "Get-MailboxDatabaseCopyStatus \\mbx1")).contains("names no copy", "*\\mbx1");
            assertThat(said(world, "Get-MailboxDatabaseCopyStatus DB1\\mbx1 -Server mbx2")).contains("leave all but");
            world.atADirectory();
            assertThat(said(world, "Get-MailboxDatabaseCopyStatus -Local")).contains("Name one with -Server");
        }
    }

    /// A server that is to be taken down: what cannot be moved does not keep the rest there.
    @Test
    void allDatabasesOfAServerAreMovedThatCanBe() {
        try (var world = new World(folder)) {
            world.replication.cluster = cluster("running", 0);
            said(world, READY.replace("pg1,pg2", "$_-pg1,pg2") + "; 'DB1', 'DB2' | ForEach-Object { "
                    + "Add-MailboxDatabaseCopy $_ -MailboxServer mbx2 -Member standby }");
            world.replication.refused = "DB1";
            assertThat(said(world, "Move-ActiveMailboxDatabase -Server mbx1 -Confirm:$false"))
                    .contains("The active copy of 'DB1' stays on 'mbx1'").contains("DB2").contains("Succeeded");
            assertThat(world.replication.said).isEqualTo("switch DB2 from mbx1 to standby");
        }
    }
}
