package org.gatehouse.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.gatehouse.directory.organization.Layout;
import org.gatehouse.directory.organization.MailboxUser;
import org.gatehouse.directory.organization.VirtualDirectory;
import org.gatehouse.mapi.property.Cell;
import org.gatehouse.mapi.property.PropertyValue;
import org.gatehouse.mapi.property.Restriction;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.mapi.property.Value;
import org.gatehouse.server.DataFolder;
import org.gatehouse.server.Node;
import org.gatehouse.store.Caller;
import org.gatehouse.store.MailboxKey;
import org.gatehouse.store.SpecialFolder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A data folder that an earlier build wrote opens with this one, and everything is there.
class FormatsTest {
    private static final Layout LAYOUT = new Layout("Gatehouse", "gatehouse.test", "GATEHOUSE");

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"1", "2", "3", "4", "5", "6"})
    void eachFormatOpens(String format) throws IOException {
        copy(SourceTree.ROOT.resolve("conformance/src/test/resources/formats").resolve(format), folder);
        try (Node node = Node.open(DataFolder.open(folder), LAYOUT, InstantSource.system(), new SecureRandom())) {
            var organization = node.directory().organization();
            assertThat(organization.arrays().all()).extracting(array -> array.fqdn())
                    .contains("outlook.gatehouse.test");
            assertThat(organization.servers().all()).extracting(server -> server.name())
                    .containsExactlyInAnyOrder("CAS1", "CAS2", "MBX1", "BRANCH1");
            assertThat(organization.virtualDirectories().all(VirtualDirectory.Kind.MAPI))
                    .extracting(directory -> directory.server() + " " + directory.internalUrl())
                    .contains("CAS1 https://cas1.gatehouse.test/mapi");
            assertThat(organization.outlookProviders().all()).extracting(provider -> provider.name())
                    .containsExactly("EXCH", "EXPR", "WEB");
            assertThat(organization.mailboxes().get("anna.berg").displayName()).isEqualTo("Anna Berg");
            assertThat(node.directory().certificate(List.of("cas1.gatehouse.test"), List.of()).chain()).isNotEmpty();
            assertThat(subjects(node, organization.mailboxes().get("anna.berg")))
                    .contains("Visit to the head office on the 14th").doesNotContain("");
        }
    }

    @Test
    void groupsOfTheSecondFormatAreThere() throws IOException {
        copy(SourceTree.ROOT.resolve("conformance/src/test/resources/formats/2"), folder);
        try (Node node = Node.open(DataFolder.open(folder), LAYOUT, InstantSource.system(), new SecureRandom())) {
            assertThat(node.directory().organization().distributionGroups().get("Staff").members())
                    .hasSize(2).anyMatch(member -> member.contains("Anna Berg"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "2", "3", "4", "5", "6"})
    void whatThisBuildClosesOpensAgain(String format) throws IOException {
        copy(SourceTree.ROOT.resolve("conformance/src/test/resources/formats").resolve(format), folder);
        assertThat(subjectsAfterOpening("bruno.keller")).isNotEmpty()
                .isEqualTo(subjectsAfterOpening("bruno.keller"));
    }

    private List<String> subjectsAfterOpening(String account) throws IOException {
        try (Node node = Node.open(DataFolder.open(folder), LAYOUT, InstantSource.system(), new SecureRandom())) {
            return subjects(node, node.directory().organization().mailboxes().get(account));
        }
    }

    private static List<String> subjects(Node node, MailboxUser user) {
        MailboxUser.Mailbox mailbox = user.mailbox().orElseThrow();
        var session = node.databases().mounted(mailbox.databaseGuid()).orElseThrow().open(
                new MailboxKey(mailbox.guid(), user.legacyExchangeDn(), user.displayName(),
                        user.primarySmtpAddress()),
                new Caller(user.samAccountName(), user.legacyExchangeDn(), user.displayName(), Caller.Rights.OWNER,
                        StandardCharsets.US_ASCII));
        try {
            var inbox = session.openFolder(session.specialFolders().get(SpecialFolder.INBOX));
            var table = inbox.contents(false);
            List<String> subjects = table.rows(0, 100, List.of(Tags.SUBJECT)).stream()
                    .map(row -> row.cells().getFirst() instanceof Cell.Present(Value.Text(String text)) ? text : "")
                    .toList();
            // What messages are searched by was filled in: the index alone finds them.
            for (String subject : subjects) {
                var loud = new PropertyValue(Tags.SUBJECT, new Value.Text(subject.toUpperCase(Locale.ROOT)));
                var wanted = new Restriction.Content(Restriction.Content.SUBSTRING, Restriction.Content.IGNORE_CASE,
                        Tags.SUBJECT, loud);
                assertThat(table.find(wanted, 0, false)).as(subject).isPresent();
            }
            return subjects;
        } finally {
            session.close();
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = to.resolve(from.relativize(file).toString());
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
            }
        }
    }
}
