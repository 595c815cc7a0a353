package org.gatehouse.shell.cmdlets;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.DN;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.gatehouse.directory.Directory;
import org.gatehouse.directory.organization.Organization;
import org.gatehouse.shell.Administration;
import org.gatehouse.shell.World;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Mailboxes and users as they are looked for.
final class MailboxSearchTest {
    private static final String READY = "$p = ConvertTo-SecureString 'Pass-word-1' -AsPlainText -Force; "
            + "New-MailboxDatabase DB1 -Server mbx1 -WarningAction SilentlyContinue | Out-Null; "
            + "New-Mailbox Ann -UserPrincipalName ann@contoso.com -Password $p -Database DB1 | Out-Null; "
            + "Set-Mailbox Ann -Department Sales; New-Mailbox -Room Board -Database DB1 | Out-Null; "
            + "New-MailUser Olga -ExternalEmailAddress olga@fabrikam.test -Password $p | Out-Null";

    @TempDir
    Path folder;

    private static World prepared(Path folder) {
        var world = new World(folder);
        assertThat(said(world, READY)).isEmpty();
        return world;
    }

    private static String said(World world, String text) {
        return world.run(text).text.toString();
    }

    @Test
    void aTypeThatThereIsNotIsRefusedWithThoseThereAre() {
        try (var world = prepared(folder)) {
            for (String cmdlet : new String[] {"Get-User", "Get-Mailbox", "Get-CASMailbox"}) {
                assertThat(said(world, cmdlet + " -RecipientTypeDetails UserMailbox,Bogus")).as(cmdlet)
                        .contains("ERROR: " + cmdlet, "'Bogus' is none of UserMailbox, SharedMailbox, RoomMailbox, ");
                assertThat(said(world, "(" + cmdlet + " -RecipientTypeDetails roommailbox).Name")).as(cmdlet)
                        .isEqualTo("Board\n");
            }
            assertThat(said(world, "Get-Mailbox -RecipientTypeDetails User")).contains("'User' is none of");
            assertThat(said(world, "Disable-Mailbox Board -Confirm:$false; (Get-User -RecipientTypeDetails "
                    + "DisabledUser).Name")).contains("Board\n").doesNotContain("Ann");
        }
    }

    @Test
    void aPropertyThatThereIsNotIsRefused() {
        try (var world = prepared(folder)) {
            assertThat(said(world, "Get-Mailbox -Filter \"Departmnt -eq 'Sales'\""))
                    .contains("-Filter: a Mailbox has no property 'Departmnt'");
            assertThat(said(world, "Get-User -SortBy Nam")).contains("-SortBy: a User has no property 'Nam'");
            assertThat(said(world, "(Get-User -SortBy Department).Name")).endsWith("Ann\n");
            assertThat(said(world, "Get-Mailbox Ann -Anr B")).contains("-Identity and -Anr cannot be given together");
        }
    }

    @Test
    void eachThrottlingPolicyIsLookedUpOnceForAllMailboxes() {
        try (var world = prepared(folder)) {
            said(world, "New-ThrottlingPolicy Devices | Out-Null; foreach ($i in 1..4) { New-Mailbox -Shared s$i "
                    + "-Database DB1 | Set-Mailbox -ThrottlingPolicy Devices }");
            var lookups = new AtomicInteger();
            Engine engine = watched(world, lookups);
            var heard = new World.Transcript();
            engine.run("(Get-Mailbox s*).ThrottlingPolicy | Sort-Object -Unique", heard);
            assertThat(heard.text.toString()).isEqualTo("Devices\n");
            assertThat(lookups).hasValue(1);
        }
    }

    /// A shell over a directory that counts how often the policy Devices is read.
    private static Engine watched(World world, AtomicInteger lookups) {
        var directory = (Directory) Proxy.newProxyInstance(Directory.class.getClassLoader(),
                new Class<?>[] {Directory.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("get") && arguments[0] instanceof DN dn
                            && dn.toString().startsWith("CN=Devices,")) {
                        lookups.incrementAndGet();
                    }
                    try {
                        return method.invoke(world.directory, arguments);
                    } catch (InvocationTargetException refused) {
                        throw refused.getCause();
                    }
                });
        Administration now = world.administration;
        return new Engine(new Administration(new Organization(directory, now.organization().layout(),
                UUID::randomUUID), now.databases(), now.records(), now.balancers(), now.replication(),
                now.sideBySide(), now.logons(), now.services(), now.outlook(), now.clock(), now.localServer()));
    }
}
