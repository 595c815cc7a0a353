package org.gatehouse.shell;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.Attribute;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.gatehouse.directory.Names;
import org.gatehouse.directory.organization.MailboxUser;
import org.gatehouse.directory.organization.Organization;
import org.gatehouse.directory.organization.ServerRole;
import org.gatehouse.store.Caller;
import org.gatehouse.store.MailboxKey;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Conversations with the shell: files of commands (`PS> `) with all that a person sees.
final class TalkTest {
    private static final String BEFORE = "#> ";
    private static final String AT = "#@ ";

    @TempDir
    static Path organisation;
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"arrays", "databases", "groups", "kerberos", "mailboxes", "moves", "others", "permissions",
            "throttling", "webservices"})
    void theConversationIsAsWritten(String name) throws IOException {
        String expected = resource("/talk/" + name + ".talk");
        try (var world = new World(folder)) {
            var heard = new StringBuilder();
            for (String line : expected.lines().toList()) {
                if (line.startsWith("PS> ")) {
                    heard.append(line).append('\n').append(world.run(line.substring(4)).text);
                } else if (line.startsWith("#")) {
                    heard.append(line).append('\n');
                }
            }
            if (!heard.toString().equals(expected)) {
                Files.writeString(Path.of("target", name + ".talk"), heard);
            }
            assertThat(heard.toString()).as("heard is in target/" + name + ".talk").isEqualTo(expected);
        }
    }

    @BeforeAll
    static void prepareOnce() throws IOException {
        try (var world = new World(organisation)) {
            Organization contoso = world.administration.organization();
            contoso.sites().create("China", List.of());
            contoso.servers().register("mail", "mail.contoso.com", "China", Set.of(ServerRole.CLIENT_ACCESS));
            for (String server : List.of("Mailbox01", "Server1", "ENT01")) {
                contoso.servers().register(server, server + ".contoso.com", "China", Set.of(ServerRole.MAILBOX));
            }
            for (String server : List.of("Server01", "MBX01", "MBX-01", "CAS01", "EXCH1", "EXCH01", "ContosoMail")) {
                contoso.servers().register(server, server + ".contoso.com", "China",
                        Set.of(ServerRole.MAILBOX, ServerRole.CLIENT_ACCESS));
            }
            world.directory.add(Names.requireDn("OU=Marketing," + contoso.layout().domainContext()),
                    List.of(new Attribute("objectClass", "organizationalUnit")));
            World.Transcript heard = world.run(resource("/prepared-organisation.ps1"));
            assertThat(heard.status()).as(heard.text.toString()).isZero();
            for (MailboxUser user : contoso.mailboxes().inDatabase("Database01")) {
                MailboxUser.Mailbox box = user.mailbox().orElseThrow();
                world.databases.mounted(box.databaseGuid()).orElseThrow().open(new MailboxKey(box.guid(),
                        user.legacyExchangeDn(), user.displayName(), user.primarySmtpAddress()), new Caller("test",
                        user.legacyExchangeDn(), user.displayName(), Caller.Rights.OWNER, StandardCharsets.UTF_8))
                        .close();
            }
        }
    }

    /// A world of its own with the prepared organisation.
    private World prepared() throws IOException {
        try (Stream<Path> files = Files.list(organisation)) {
            for (Path file : files.toList()) {
                Files.copy(file, folder.resolve(file.getFileName()));
            }
        }
        World world = World.reopened(folder);
        assertThat(world.run("Mount-Database Database01").status()).isZero();
        return world;
    }

    private static String resource(String path) throws IOException {
        try (var in = Objects.requireNonNull(TalkTest.class.getResourceAsStream(path), path)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /// One example: what has to be true before each of its commands, and the commands, in their order.
    record Example(String heading, List<String> lines) {
        @Override
        public String toString() {
            return heading;
        }

        /// The parameter that it is refused for; empty where it runs.
        String refusal() {
            int colon = heading.indexOf(": ");
            String last = heading.substring(heading.lastIndexOf(' ') + 1);
            return colon < 0 ? "" : last.startsWith("-") ? last.substring(1) : last;
        }
    }

    static List<Example> examples() throws IOException {
        var examples = new ArrayList<Example>();
        for (String line : resource("/reference-examples.txt").lines().toList()) {
            if (line.startsWith("## ")) {
                examples.add(new Example(line.substring(3), new ArrayList<>()));
            } else if (!line.isBlank() && (!line.startsWith("#") || line.startsWith(BEFORE)
                    || line.startsWith(AT))) {
                examples.getLast().lines().add(line);
            }
        }
        return examples;
    }

    /// The public reference pages' own commands: all that Exchange 2010 takes run here, and the others are refused by
    /// the name of what came later.
    @ParameterizedTest
    @MethodSource("examples")
    void theExampleOfTheReferencePageRunsUnchanged(Example example) throws IOException {
        try (var world = prepared()) {
            var heard = new StringBuilder();
            int failures = 0;
            for (String line : example.lines()) {
                boolean before = line.startsWith(BEFORE);
                if (line.startsWith(AT)) {
                    world.at(line.substring(AT.length()));
                    continue;
                }
                World.Transcript answer = world.run(before ? line.substring(BEFORE.length()) : line, "YES", "YES");
                heard.append(answer.text);
                assertThat(before && answer.status() != 0).as(heard.toString()).isFalse();
                failures += answer.status();
            }
            if (example.refusal().isEmpty()) {
                assertThat(failures).as(heard.toString()).isZero();
            } else {
                assertThat(failures).as(heard.toString()).isPositive();
                assertThat(heard.toString()).contains(example.refusal());
            }
        }
    }

    @Test
    void malformedCommandsChangeNothing() throws IOException {
        try (var world = prepared()) {
            long before = world.directory.changeCounter();
            List<String> wrong = List.of("New-ADSite X; New-ADSite 'Y", "New-ADSite X | Nonsense-Cmdlet",
                    "New-ADSite X -Subnot 1",
                    "New-ADSite X -Subnet 10.0.0.0/99", "New-ClientAccessArray -Fqdn 'not a name' -Site Branch",
                    "New-ClientAccessArray -Fqdn a.contoso.com -Site Nowhere",
                            "Set-MailboxDatabase Database01 -RpcClientAccessServer nowhere",
                    "Set-MailboxDatabase Database01 -DeletedItemRetention soon",
                            "Set-MailboxDatabase -Identity $null -Name x",
                    "Get-MailboxDatabase | Set-MailboxDatabase -MountAtStartup perhaps",
                            "$null | Set-MailboxDatabase -Name x",
                    "Remove-MailboxDatabase Database01", "Remove-ClientAccessArray CASArrayHQ",
                            "Remove-Mailbox florencef -Confirm $false",
                    "New-Mailbox -Name x -UserPrincipalName x@contoso.com -Password plain",
                            "Set-RpcClientAccess cas1 -MaximumConnections 0",
                    "New-MailboxDatabase Database01 -Server mbx1", "New-MailboxDatabase DB9 -Server nowhere",
                    "Set-MapiVirtualDirectory 'mail\\mapi (Default Web Site)' -ExternalUrl https:///",
                            "Set-MapiVirtualDirectory 'mail\\mapi (Default Web Site)' "
                                    + "-ExtendedProtectionTokenChecking maybe",
                    "Enable-OutlookAnywhere -Server mail -ExternalHostname x -DefaultAuthenticationMethod Ntlm "
                            + "-SSLOffloading $false", "Set-OutlookProvider EXPR -TTL -1",
                    "Set-CASMailbox florencef -DisplayName x -MAPIBlockOutlookVersions old");
            var quiet = new ArrayList<String>();
            for (String command : wrong) {
                World.Transcript heard = world.run(command);
                if (heard.status() == 0 || heard.text.isEmpty()) {
                    quiet.add(command + " -> " + heard.text);
                }
                assertThat(world.directory.changeCounter()).as(command).isEqualTo(before);
            }
            assertThat(quiet).isEmpty();
        }
    }

    @Test
    void whatIfChangesNothing() throws IOException {
        try (var world = prepared()) {
            long before = world.directory.changeCounter();
            for (String command : List.of("New-ClientAccessArray -Fqdn a.contoso.com -Site China -PublishAddress "
                    + "192.0.2.1 -WhatIf",
                    "Get-MailboxDatabase | Set-MailboxDatabase -RpcClientAccessServer cas1 -WhatIf",
                            "Remove-Mailbox florencef -WhatIf",
                    "Remove-OutlookProvider EXCH -WhatIf", "Set-CASMailbox florencef -MAPIEnabled $false -WhatIf",
                    "Set-ClientAccessServer mail -AutoDiscoverServiceInternalUri $null -WhatIf",
                    "Enable-OutlookAnywhere -Server mail -ExternalHostname mail.contoso.com "
                            + "-DefaultAuthenticationMethod Ntlm -SSLOffloading $false -WhatIf",
                    "Dismount-Database MyDatabase -WhatIf", "Mount-Database MyDatabase -WhatIf")) {
                World.Transcript heard = world.run(command);
                assertThat(heard.status()).as(heard.text.toString()).isZero();
                assertThat(heard.text.toString()).contains("What if: ");
            }
            assertThat(world.directory.changeCounter()).isEqualTo(before);
            assertThat(world.records).isEmpty();
            assertThat(folder.toFile().list((where, name) -> name.startsWith("MyDatabase"))).isEmpty();
        }
    }

    @Test
    void aQuestionIsAskedBeforeSomethingIsRemoved() {
        try (var world = new World(folder)) {
            world.run("New-MailboxDatabase DB1; New-MailboxDatabase DB2; New-MailboxDatabase DB3");
            World.Transcript heard = world.run("Get-MailboxDatabase | Remove-MailboxDatabase", "NO", "YES_TO_ALL");
            assertThat(heard.text.toString().split("CONFIRM", -1)).hasSize(3);
            assertThat(world.run("(Get-MailboxDatabase).Name").text.toString()).isEqualTo("DB1\n");
        }
    }

    @Test
    void whatIsMissingIsAskedForWhereSomebodyCanAnswer() {
        try (var world = new World(folder)) {
            world.run("New-MailboxDatabase DB1");
            World.Transcript heard = world.run("New-Mailbox ann -UserPrincipalName ann@contoso.com -Database DB1",
                    "Sunny-Day-2010");
            assertThat(heard.status()).as(heard.text.toString()).isZero();
            assertThat(heard.text.toString()).contains("Supply values").doesNotContain("Sunny");
            heard = world.run("New-ClientAccessArray", "cas.contoso.com", "");
            assertThat(heard.status()).isOne();
            assertThat(heard.text.toString()).contains("missing mandatory parameters: Site.");
        }
    }

    @Test
    void aRemovedMailboxStaysInItsDatabaseUntilItIsRemovedForGood() throws IOException {
        try (var world = prepared()) {
            var database = world.databases.mounted().getFirst();
            int before = database.statistics().size();
            World.Transcript heard = world.run("$woods = Get-Mailbox john; Remove-Mailbox -Database Database01 "
                    + "-StoreMailboxIdentity $woods.MailboxGuid -Confirm:$false");
            assertThat(heard.text.toString()).contains("the mailbox is that of 'John Woods'");
            world.run("Remove-Mailbox john -Confirm:$false");
            assertThat(database.statistics()).hasSize(before - 1);
            assertThat(database.departures().all()).hasSize(1);
            world.run("Remove-Mailbox -Database Database01 -StoreMailboxIdentity $woods.MailboxGuid -Confirm:$false");
            assertThat(database.departures().all()).isEmpty();
            world.run("Remove-Mailbox rodman -Permanent $true -Confirm:$false");
            assertThat(database.statistics()).hasSize(before - 2);
            assertThat(world.run("Remove-Mailbox -Database Database01 -StoreMailboxIdentity $woods.MailboxGuid "
                    + "-Confirm:$false").text.toString()).contains("holds no such mailbox");
        }
    }

    @Test
    void filesAreWrittenWhereThePersonIs() {
        try (var world = new World(folder)) {
            World.Transcript heard = world.run("Get-ExchangeServer mbx1 | select Name,Fqdn | Export-Csv servers.csv "
                    + "-NoTypeInformation");
            assertThat(heard.files).containsEntry("servers.csv", "\"Name\",\"Fqdn\"\n\"mbx1\",\"mbx1.contoso.com\"\n");
            World.Transcript shown = world.run("Get-ExchangeServer mbx1 | fl Name,Fqdn | Out-File servers.txt; "
                    + "'and a line' | Out-File lines.txt -Append");
            assertThat(shown.text).isEmpty();
            assertThat(shown.files.get("servers.txt"))
                    .isEqualToIgnoringNewLines("Name : mbx1\nFqdn : mbx1.contoso.com");
            assertThat(shown.files).containsEntry("lines.txt", "and a line\n");
        }
    }

    @Test
    void everyCmdletHasHelpAndItsExamplesCanBeRead() {
        try (var world = new World(folder)) {
            world.run("Get-Command | select -ExpandProperty Name").text.toString().lines().forEach(name -> {
                World.Transcript help = world.run("Get-Help " + name + " -Full");
                assertThat(help.status()).isZero();
                assertThat(help.text.toString()).contains("NAME", "SYNTAX", name, "PARAMETERS");
            });
        }
    }
}
