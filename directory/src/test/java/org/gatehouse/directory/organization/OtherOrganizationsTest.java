package org.gatehouse.directory.organization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.gatehouse.directory.DirectoryException;
import org.gatehouse.directory.DirectoryException.Reason;
import org.gatehouse.directory.MemoryDirectory;
import org.gatehouse.directory.Names;
import org.gatehouse.directory.organization.ExternalRecipients.NewRecipient;
import org.gatehouse.directory.organization.OrganizationRelationships.Changes;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Recipients whose mailboxes are with others, and what is known of those others.
final class OtherOrganizationsTest {
    private static final Layout LAYOUT = new Layout("First Organization", "corp.example", "CORP");
    private final MemoryDirectory directory = new MemoryDirectory(InstantSource.system(), UUID::randomUUID);
    private final Organization organization = new Organization(directory, LAYOUT, UUID::randomUUID);
    private final ExternalRecipients recipients = organization.externalRecipients();
    private final OrganizationRelationships relationships = organization.relationships();

    @BeforeEach
    void prepare() {
        OrganizationSetup.prepare(directory, LAYOUT, UUID.randomUUID());
        organization.sites().create("HeadOffice", List.of("10.1.0.0/16"));
        organization.servers().register("EX1", "ex1.corp.example", "HeadOffice", EnumSet.allOf(ServerRole.class));
        organization.databases().create(DatabaseObject.Kind.MAILBOX, "DB1", "EX1", Map.of());
    }

    private Outcome<ExternalRecipient> create(ExternalRecipient.Kind kind, String name, String address,
            String primary) {
        return recipients.create(new NewRecipient(kind, name, address, "", "", "", "", primary, "", "", new char[0],
                LAYOUT.users()));
    }

    private static void refused(Reason reason, String words, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(DirectoryException.class, refusal ->
                assertThat(refusal.reason()).isEqualTo(reason)).hasMessageContaining(words);
    }

    @ParameterizedTest
    @EnumSource(ExternalRecipient.Kind.class)
    void aRecipientHasTheAddressHereAndTheOneElsewhere(ExternalRecipient.Kind kind) {
        ExternalRecipient made = create(kind, "Kweku Adjei", "SMTP:kweku@mail2.example", "").value();
        assertThat(made.alias()).isEqualTo("KwekuAdjei");
        assertThat(made.primarySmtpAddress()).isEqualTo("KwekuAdjei@corp.example");
        assertThat(made.externalAddress()).isEqualTo("kweku@mail2.example");
        assertThat(made.proxyAddresses()).containsExactly("SMTP:KwekuAdjei@corp.example", "smtp:kweku@mail2.example");
        assertThat(recipients.byProxy("smtp:kwekuadjei@CORP.example")).contains(made);
        assertThat(recipients.byLegacyDn(made.legacyExchangeDn())).contains(made);
        assertThat(recipients.all(kind)).containsExactly(made);
        var entry = directory.get(Names.requireDn(made.header().distinguishedName())).orElseThrow();
        assertThat(entry.getAttributeValue("targetAddress")).isEqualTo("SMTP:kweku@mail2.example");
        assertThat(entry.getAttributeValue("objectCategory")).startsWith("CN=Person,");
        assertThat(entry.hasAttribute("sAMAccountName")).isEqualTo(kind == ExternalRecipient.Kind.MAIL_USER);
        refused(Reason.ALREADY_EXISTS, "ExternalEmailAddress", () -> create(kind, "Other", "kweku@mail2.example", ""));
        refused(Reason.INVALID, "ExternalEmailAddress", () -> create(kind, "Other", "X400:c=de;a= ;p=corp", ""));
    }

    @ParameterizedTest
    @EnumSource(ExternalRecipient.Kind.class)
    void addressesChangeTogether(ExternalRecipient.Kind kind) {
        create(kind, "Lena", "lena@fabrikam.example", "lena@fabrikam.example");
        assertThat(recipients.set(kind, "Lena", new ExternalRecipients.Changes("lena@tailspin.example", "lb",
                "Lena B.", null, null, true)).value()).satisfies(after -> {
                    assertThat(after.primarySmtpAddress()).isEqualTo("lena@tailspin.example");
                    assertThat(after.proxyAddresses()).containsExactly("SMTP:lena@tailspin.example");
                    assertThat(after.alias()).isEqualTo("lb");
                    assertThat(after.displayName()).isEqualTo("Lena B.");
                    assertThat(after.hiddenFromAddressLists()).isTrue();
                });
        assertThat(recipients.set(kind, "lb", new ExternalRecipients.Changes(null, null, null, "lena@corp.example",
                null, false)).value().proxyAddresses()).containsExactly("SMTP:lena@corp.example",
                        "smtp:lena@tailspin.example");
        assertThat(recipients.set(kind, "lb", new ExternalRecipients.Changes(null, null, null, null,
                List.of("SMTP:l@corp.example", "smtp:lena@tailspin.example", "X500:/o=old/cn=l"), null)).value()
                .primarySmtpAddress()).isEqualTo("l@corp.example");
        assertThat(recipients.byLegacyDn("/O=Old/cn=L")).isPresent();
        assertThat(recipients.set(kind, "lb", new ExternalRecipients.Changes("lena@corp.example", null, null, null,
                null, null)).warnings()).singleElement().asString().contains("come back here");
    }

    @ParameterizedTest
    @EnumSource(ExternalRecipient.Kind.class)
    void oneIsDisabledAndEnabledAgain(ExternalRecipient.Kind kind) {
        create(kind, "Lena", "lena@fabrikam.example", "");
        recipients.disable(kind, "Lena");
        assertThat(recipients.all(kind)).isEmpty();
        refused(Reason.NOT_FOUND, "is no " + kind.words(), () -> recipients.get(kind, "Lena"));
        ExternalRecipient again = recipients.enable(kind, "Lena", "lena@tailspin.example", "", "").value();
        assertThat(again.externalAddress()).isEqualTo("lena@tailspin.example");
        assertThat(again.primarySmtpAddress()).isEqualTo("Lena@corp.example");
        refused(Reason.ALREADY_EXISTS, "takes mail already",
                () -> recipients.enable(kind, "Lena", "lena@example.com", "", ""));
        recipients.remove(kind, "Lena");
        assertThat(directory.get(Names.requireDn(again.header().distinguishedName()))).isEmpty();
    }

    /// The way of a mailbox that was moved to another forest.
    @Test
    void aUserWhoseMailboxIsTakenAwayBecomesAMailUser() {
        organization.mailboxes().create(NewMailbox.of("Ann", "ann@corp.example", "Passw0rd".toCharArray(), "DB1"));
        refused(Reason.ALREADY_EXISTS, "Disable-Mailbox", () -> recipients.enable(ExternalRecipient.Kind.MAIL_USER,
                "ann", "ann@fabrikam.example", "", ""));
        organization.mailboxes().disable("ann");
        assertThat(recipients.enable(ExternalRecipient.Kind.MAIL_USER, "ann", "ann@fabrikam.example", "", "").value()
                .primarySmtpAddress()).isEqualTo("ann@corp.example");
        refused(Reason.ALREADY_EXISTS, "Disable-MailUser",
                () -> organization.mailboxes().enable("ann", "", "DB1", ""));
        recipients.disable(ExternalRecipient.Kind.MAIL_USER, "ann");
        assertThat(organization.mailboxes().enable("ann", "", "DB1", "").value().mailbox()).isPresent();
    }

    @Test
    void relationshipsTellWhereADomainIsLookedAfter() {
        String url = "https://mail.fabrikam.example/autodiscover/autodiscover.svc/WSSecurity";
        assertThat(relationships.all()).isEmpty();
        OrganizationRelationship made = relationships.create("Fabrikam", new Changes(List.of("Fabrikam.example",
                "sub.fabrikam.example"), null, url)).value();
        assertThat(made.domainNames()).containsExactly("fabrikam.example", "sub.fabrikam.example");
        assertThat(made.enabled()).isTrue();
        assertThat(relationships.all()).containsExactly(made);
        assertThat(relationships.autodiscoverOf("FABRIKAM.example")).contains(url);
        assertThat(relationships.autodiscoverOf("example")).isEmpty();
        refused(Reason.ALREADY_EXISTS, "'Fabrikam'", () -> relationships.create("Other", new Changes(
                List.of("sub.fabrikam.example"), null, null)));
        refused(Reason.ALREADY_EXISTS, "Name", () -> relationships.create("fabrikam", new Changes(
                List.of("other.example"), null, null)));
        refused(Reason.INVALID, "own domain", () -> relationships.create("Us", new Changes(List.of("corp.example"),
                null, null)));
        refused(Reason.INVALID, "DomainNames", () -> relationships.create("None", new Changes(List.of(), null, url)));
        assertThat(relationships.set("Fabrikam", new Changes(List.of("sub.fabrikam.example"), null, null)).value()
                .domainNames()).containsExactly("sub.fabrikam.example");
        relationships.set("Fabrikam", new Changes(null, false, null));
        assertThat(relationships.autodiscoverOf("sub.fabrikam.example")).isEmpty();
        relationships.remove("Fabrikam");
        assertThat(relationships.all()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://mail.fabrikam.example/autodiscover/autodiscover.svc", "mail.fabrikam.example",
        "https://mail.fabrikam.example/ews/exchange.asmx", "https://u:p@fabrikam.example/autodiscover/autodiscover.svc",
        "https://mail.fabrikam.example/autodiscover/autodiscover.xml?x=1"})
    void clientsAreSentToAutodiscoverAlone(String url) {
        refused(Reason.INVALID, "TargetAutodiscoverEpr", () -> relationships.create("Fabrikam", new Changes(
                List.of("fabrikam.example"), null, url)));
    }
}
