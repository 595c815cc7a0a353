package org.gatehouse.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.gatehouse.directory.organization.ServerRole;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Conversations with the shell: files of commands (`PS> `) with all that a person sees.
final class TalkTest {
    private static final String AFTER = "runs after: ";

    @TempDir
    static Path organisation;
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"arrays", "databases", "groups", "mailboxes", "pipelines"})
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
            World.Transcript heard = world.run(resource("/prepared-organisation.ps1"));
            world.administration.organization().servers().register("mail", "mail.contoso.com", "China",
                    Set.of(ServerRole.CLIENT_ACCESS));
            assertThat(heard.status()).as(heard.text.toString()).isZero();
        }
    }

    /// A world of its own with the prepared organisation.
    private World prepared() throws IOException {
        for (String file : List.of("directory.db", "directory.key")) {
            Files.copy(organisation.resolve(file), folder.resolve(file));
        }
        return World.reopened(folder);
    }

    private static String resource(String path) throws IOException {
        try (var in = Objects.requireNonNull(TalkTest.class.getResourceAsStream(path), path)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /// The public reference pages' own commands, with a word on those that this release cannot do. What a page takes
    /// for granted beyond the prepared organisation stands after `runs after: `.
    @ParameterizedTest
    @CsvFileSource(resources = "/reference-examples.tsv", delimiter = '\t', quoteCharacter = '\u0001')
    void theExampleOfTheReferencePageRunsUnchanged(String outcome, String command) throws IOException {
        try (var world = prepared()) {
            if (outcome.startsWith(AFTER)) {
                assertThat(world.run(outcome.substring(AFTER.length())).status()).isZero();
            }
            World.Transcript heard = world.run(command, "YES", "YES", "YES");
            if (outcome.startsWith("runs")) {
                assertThat(heard.status()).as(heard.text.toString()).isZero();
            } else {
                assertThat(heard.status()).as(heard.text.toString()).isEqualTo(1);
                assertThat(heard.text.toString()).contains(outcome.substring("refused: ".length()));
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
                            "Set-MailboxDatabase DB1 -RpcClientAccessServer nowhere",
                    "Set-MailboxDatabase DB1 -DeletedItemRetention soon", "Set-MailboxDatabase -Identity $null -Name x",
                    "Get-MailboxDatabase | Set-MailboxDatabase -MountAtStartup perhaps",
                            "$null | Set-MailboxDatabase -Name x",
                    "Remove-MailboxDatabase DB1", "Remove-ClientAccessArray CASArrayOne",
                            "Remove-Mailbox chris -Confirm $false",
                    "New-Mailbox -Name x -UserPrincipalName x@contoso.com -Password plain",
                            "Set-RpcClientAccess cas1 -MaximumConnections 0",
                    "New-MailboxDatabase DB1 -Server mbx1", "New-MailboxDatabase DB9 -Server nowhere");
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
                            "Remove-Mailbox chris -WhatIf",
                    "Dismount-Database DB1 -WhatIf", "Mount-Database DB1 -WhatIf")) {
                World.Transcript heard = world.run(command);
                assertThat(heard.status()).as(heard.text.toString()).isZero();
                assertThat(heard.text.toString()).contains("What if: ");
            }
            assertThat(world.directory.changeCounter()).isEqualTo(before);
            assertThat(world.records).isEmpty();
            assertThat(folder.toFile().list((where, name) -> name.startsWith("DB1"))).isEmpty();
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
    void filesAreWrittenWhereThePersonIs() {
        try (var world = new World(folder)) {
            World.Transcript heard = world.run("Get-ExchangeServer mbx1 | select Name,Fqdn | Export-Csv servers.csv "
                    + "-NoTypeInformation");
            assertThat(heard.files).containsEntry("servers.csv", "\"Name\",\"Fqdn\"\n\"mbx1\",\"mbx1.contoso.com\"\n");
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
