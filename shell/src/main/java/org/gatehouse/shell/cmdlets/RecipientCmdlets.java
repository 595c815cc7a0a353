package org.gatehouse.shell.cmdlets;

import java.util.List;
import org.gatehouse.directory.organization.DatabaseObject;
import org.gatehouse.directory.organization.ExternalRecipient;
import org.gatehouse.directory.organization.MailGroup;
import org.gatehouse.directory.organization.MailboxProperty;
import org.gatehouse.directory.organization.MailboxUser;
import org.gatehouse.directory.organization.Organization;
import org.gatehouse.directory.organization.Recipients.Recipient;
import org.gatehouse.shell.cmdlets.Parameter.Source;
import org.gatehouse.shell.language.ShellObject;
import org.gatehouse.shell.language.Stage;
import org.gatehouse.shell.language.Wildcard;

/// Whatever takes mail, in one list.
final class RecipientCmdlets {
    private static final Parameter<String> IDENTITY = Parameter.identity("The recipient: name, alias, address, user "
            + "principal name, DOMAIN\\account, distinguished name, legacy DN or GUID.", Source.MAILBOXES);
    private static final Parameter<String> DATABASE = Parameter.of("Database", Kind.IDENTITY,
            "Only mailboxes of this database.").from(Source.MAILBOX_DATABASES).pipedFrom("MailboxDatabase");
    /// Also those of recipients that there are none of here.
    private static final Parameter<List<String>> TYPES = Parameter.of("RecipientType", Kind.someOf("UserMailbox",
            "MailUser", "MailContact", "MailUniversalDistributionGroup", "MailUniversalSecurityGroup",
            "MailNonUniversalGroup", "DynamicDistributionGroup", "PublicFolder"), "Only these types.");
    private static final Parameter<List<String>> DETAILS = RecipientSearch.details("UserMailbox", "SharedMailbox",
            "RoomMailbox", "EquipmentMailbox", "LinkedMailbox", "LegacyMailbox", "DiscoveryMailbox", "MailUser",
            "MailContact", "MailForestContact", "MailUniversalDistributionGroup", "MailUniversalSecurityGroup",
            "MailNonUniversalGroup", "RoomList", "DynamicDistributionGroup", "PublicFolder");

    private RecipientCmdlets() {}

    static List<Cmdlet> all() {
        return List.of(Cmdlet.named("Get-Recipient",
                "Shows whatever takes mail: mailboxes, groups, mail users and mail contacts.")
                .takes(DATABASE, IDENTITY).takes(MailboxCmdlets.NARROWING)
                .takes(TYPES, DETAILS, AnyCmdlet.DOMAIN_CONTROLLER)
                .example("Get-Recipient -ResultSize Unlimited", "Get-Recipient -RecipientType MailContact | "
                        + "Format-Table Name,ExternalEmailAddress", "Get-Recipient -Filter \"PrimarySmtpAddress -like "
                        + "'*@contoso.com'\"").does(RecipientCmdlets::get));
    }

    private static void get(Call call, Stage out) {
        MailboxCmdlets.requireOne(call, IDENTITY, RecipientSearch.ANR, DATABASE);
        List<String> types = call.find(TYPES).orElse(List.of());
        RecipientSearch.show(call, out, named(call).stream()
                .filter(each -> types.isEmpty() || types.contains(type(each)))
                .map(each -> new RecipientSearch.Found(each.header(), details(each), () -> view(call.organization(),
                        each))).toList(), call.find(DETAILS).orElse(List.of()));
    }

    private static List<Recipient> named(Call call) {
        var recipients = call.organization().recipients();
        String identity = call.text(IDENTITY);
        if (call.find(DATABASE).isPresent()) {
            return call.organization().mailboxes().inDatabase(DatabaseCmdlets.find(call,
                    DatabaseObject.Kind.MAILBOX, "Database", call.get(DATABASE)).header().guid().toString()).stream()
                    .<Recipient>map(Recipient.Mailbox::new).toList();
        }
        if (call.find(RecipientSearch.ANR).isPresent()) {
            return recipients.matching(call.get(RecipientSearch.ANR));
        }
        if (identity.isEmpty()) {
            return recipients.all();
        }
        var wildcard = new Wildcard(identity);
        return !Wildcard.in(identity) ? List.of(recipients.get(identity)) : recipients.all().stream()
                .filter(each -> wildcard.matches(each.header().name()) || wildcard.matches(each.alias())
                        || wildcard.matches(each.displayName())).toList();
    }

    private static String type(Recipient recipient) {
        return recipient instanceof Recipient.Mailbox ? "UserMailbox" : details(recipient);
    }

    private static String details(Recipient recipient) {
        return switch (recipient) {
            case Recipient.Mailbox(MailboxUser user) -> MailboxView.details(user);
            case Recipient.Group(MailGroup group) -> GroupCmdlets.details(group);
            case Recipient.Elsewhere(ExternalRecipient other) -> other.kind().details();
        };
    }

    /// All have the same properties; what is blank a recipient of its sort does not have, or it is not known here.
    private static ShellObject view(Organization organization, Recipient recipient) {
        var view = new View(organization).put("Alias", recipient.alias()).put("DisplayName", recipient.displayName())
                .put("RecipientType", type(recipient)).put("RecipientTypeDetails", details(recipient))
                .put("OrganizationalUnit", MailboxView.unit(recipient.header()));
        for (String name : List.of("PrimarySmtpAddress", "EmailAddresses", "HiddenFromAddressListsEnabled",
                "ExternalEmailAddress", "ManagedBy", "SamAccountName", "Database", "ServerName", "FirstName",
                "LastName", "Title", "Department", "Company", "Office", "Phone")) {
            view.put(name, null);
        }
        switch (recipient) {
            case Recipient.Mailbox(MailboxUser user) -> {
                mail(view, user.primarySmtpAddress(), user.proxyAddresses(), user.hiddenFromAddressLists());
                view.put("SamAccountName", user.samAccountName())
                        .put("Database", user.mailbox().map(MailboxUser.Mailbox::database).orElse(""))
                        .put("ServerName", user.mailbox().map(MailboxUser.Mailbox::server).orElse(""))
                        .put("FirstName", user.givenName()).put("LastName", user.surname())
                        .put("Title", user.setting(MailboxProperty.TITLE))
                        .put("Department", user.setting(MailboxProperty.DEPARTMENT))
                        .put("Company", user.setting(MailboxProperty.COMPANY))
                        .put("Office", user.setting(MailboxProperty.OFFICE))
                        .put("Phone", user.setting(MailboxProperty.PHONE));
            }
            case Recipient.Group(MailGroup group) -> {
                mail(view, group.primarySmtpAddress(), group.proxyAddresses(), group.hiddenFromAddressLists());
                view.put("ManagedBy", group.managedBy()).put("SamAccountName", group.samAccountName());
            }
            case Recipient.Elsewhere(ExternalRecipient other) -> {
                mail(view, other.primarySmtpAddress(), other.proxyAddresses(), other.hiddenFromAddressLists());
                view.put("ExternalEmailAddress", "SMTP:" + other.externalAddress())
                        .put("SamAccountName", other.samAccountName()).put("FirstName", other.givenName())
                        .put("LastName", other.surname());
            }
        }
        return view.recipient(recipient.header(), "0.10 (14.0.100.0)")
                .as("ReducedRecipient", recipient.displayName(), "Name", "RecipientType");
    }

    private static void mail(View view, String primary, List<String> all, boolean hidden) {
        view.put("PrimarySmtpAddress", primary).put("EmailAddresses", all)
                .put("HiddenFromAddressListsEnabled", hidden);
    }
}
