package org.gatehouse.shell.cmdlets;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.gatehouse.directory.replication.Cluster;
import org.gatehouse.shell.World;
import org.gatehouse.store.DatabaseHost;
import org.gatehouse.store.MailboxDatabase;
import org.gatehouse.store.StoreException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Where mailboxes go when nobody names a database.
final class DatabaseChoiceTest {
    private static final String SIX = "foreach ($i in 1..6) { New-Mailbox -Name Bo$i -Alias bo$i -UserPrincipalName "
            + "bo$i@contoso.com -Password $p | Out-Null }; (Get-Mailbox Bo*).Database | Sort-Object -Unique";

    @TempDir
    Path folder;

    private static World prepared(Path folder) {
        var world = new World(folder);
        assertThat(world.run("$WarningPreference = 'SilentlyContinue'; $p = ConvertTo-SecureString 'Sunny-Day-2010' "
                + "-AsPlainText -Force; foreach ($d in 'DB1', 'DB2', 'DB3') { New-MailboxDatabase $d -Server mbx1 | "
                + "Out-Null }").status()).isZero();
        return world;
    }

    private static String said(World world, String text) {
        return world.run(text).text.toString();
    }

    @Test
    void onlyToMountedOnesThatAreOpenForProvisioning() {
        try (var world = prepared(folder)) {
            assertThat(said(world, "Mount-Database DB2; Mount-Database DB3; Set-MailboxDatabase DB3 "
                    + "-IsSuspendedFromProvisioning $true; " + SIX)).isEqualTo("DB2\n");
            assertThat(said(world, "Dismount-Database DB2 -Confirm:$false; New-Mailbox Cy -UserPrincipalName "
                    + "cy@contoso.com -Password $p")).contains("ERROR: New-Mailbox : -Database: no mailbox database "
                            + "can be chosen: ", "'DB1' is dismounted", "'DB2' is dismounted",
                            "'DB3' is suspended from provisioning", "or name one with -Database.");
            assertThat(said(world, "New-Mailbox Cy -UserPrincipalName cy@contoso.com -Password $p -Database DB1; "
                    + "Disable-Mailbox Cy -Confirm:$false; Enable-Mailbox Cy"))
                    .contains("Enable-Mailbox : -Database: ");
            assertThat(said(world, "Mount-Database DB1; (Enable-Mailbox Cy).Database")).isEqualTo("DB1\n");
            assertThat(said(world, "Dismount-Database DB1 -Confirm:$false; Get-Mailbox Bo1 | New-MoveRequest"))
                    .contains("New-MoveRequest : -TargetDatabase: no mailbox database can be chosen");
        }
    }

    @Test
    void onlyWithinTheSiteWhereTheShellRuns() {
        try (var world = prepared(folder)) {
            said(world, "New-MailboxDatabase Far -Server mbx2 | Out-Null; Mount-Database Far");
            assertThat(said(world, SIX)).contains("'Far' is not in site 'HeadOffice'");
            world.at("mbx2");
            assertThat(said(world, "$p = ConvertTo-SecureString 'Sunny-Day-2010' -AsPlainText -Force; "
                    + SIX)).isEqualTo("Far\n");
        }
    }

    @Test
    void notToOneWhoseServerDoesNotAnswer() {
        try (var world = prepared(folder)) {
            said(world, "Mount-Database DB1; Mount-Database DB2");
            world.with(silent(world.databases, "DB1"));
            assertThat(said(world, "$p = ConvertTo-SecureString 'Sunny-Day-2010' -AsPlainText -Force; " + SIX))
                    .isEqualTo("DB2\n");
            assertThat(said(world, "Dismount-Database DB2 -Confirm:$false; New-Mailbox Cy -UserPrincipalName "
                    + "cy@contoso.com -Password $p")).contains("'DB1' does not answer (pg1 is away)");
        }
    }

    /// A process that opens no database has the directory's word for it, and Patroni's.
    @Test
    void whereDatabasesAreOpenedElsewhereWhatWasAskedForCounts() {
        try (var world = prepared(folder)) {
            said(world, "Mount-Database DB2; Mount-Database DB3; Dismount-Database DB3 -Confirm:$false");
            world.atADirectory();
            assertThat(said(world, "$p = ConvertTo-SecureString 'Sunny-Day-2010' -AsPlainText -Force; " + SIX))
                    .isEqualTo("DB2\n");
            said(world, "New-DatabaseAvailabilityGroup DAG1 | Out-Null; Add-DatabaseAvailabilityGroupServer DAG1 mbx1; "
                    + "Add-DatabaseAvailabilityGroupServer DAG1 mbx2; Add-MailboxDatabaseCopy DB2 -MailboxServer mbx2");
            world.replication.cluster = Optional.of(new Cluster(List.of(new Cluster.Member("mbx1", "pg1",
                    Cluster.Role.STANDBY, "running", OptionalLong.of(0))), 0, 0));
            assertThat(said(world, "New-Mailbox Cy -UserPrincipalName cy@contoso.com -Password $p")).contains(
                    "'DB1' was never mounted", "'DB2' has no active copy now", "'DB3' is dismounted");
        }
    }

    /// One database of which gives no answer.
    private static DatabaseHost silent(DatabaseHost host, String name) {
        return wrapped(DatabaseHost.class, (proxy, method, arguments) -> {
            Object answer = method.invoke(host, arguments);
            return method.getName().equals("mounted") && arguments != null && arguments[0] instanceof UUID guid
                    ? host.mounted(guid).map(database -> database.name().equals(name) ? away(database) : database)
                    : answer;
        });
    }

    private static MailboxDatabase away(MailboxDatabase database) {
        return wrapped(MailboxDatabase.class, (proxy, method, arguments) -> switch (method.getName()) {
            case "requireAnswer" -> throw new StoreException("pg1 is away");
            case "trouble" -> InvocationHandler.invokeDefault(proxy, method, arguments);
            default -> method.invoke(database, arguments);
        });
    }

    private static <T> T wrapped(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
