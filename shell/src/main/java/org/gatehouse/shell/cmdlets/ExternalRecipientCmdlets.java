package org.gatehouse.shell.cmdlets;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.gatehouse.directory.organization.ExternalRecipient;
import org.gatehouse.directory.organization.ExternalRecipients;
import org.gatehouse.directory.organization.ExternalRecipients.NewRecipient;
import org.gatehouse.shell.cmdlets.Parameter.Source;
import org.gatehouse.shell.language.SecureText;
import org.gatehouse.shell.language.ShellObject;
import org.gatehouse.shell.language.Stage;
import org.gatehouse.shell.language.Wildcard;

/// Mail contacts and mail users: recipients whose mailboxes are with others. The two have the same cmdlets.
final class ExternalRecipientCmdlets {
    private static final Parameter<String> EXTERNAL = Parameter.text("ExternalEmailAddress",
            "The address of the mailbox elsewhere, to which Autodiscover sends clients.");
    private static final Parameter<String> NAME = Parameter.text("Name", "Its name.").at(1);
    private static final Parameter<String> ALIAS = Parameter.text("Alias",
            "The short mail name; from the name if not given.");
    private static final Parameter<String> DISPLAY_NAME = Parameter.text("DisplayName",
            "The name shown; the name if not given.");
    private static final Parameter<String> FIRST_NAME = Parameter.text("FirstName", "The given name.");
    private static final Parameter<String> LAST_NAME = Parameter.text("LastName", "The surname.");
    private static final Parameter<String> PRIMARY = Parameter.text("PrimarySmtpAddress",
            "The address here; alias@domain if not given.");
    private static final Parameter<String> UNIT = Parameter.text("OrganizationalUnit",
            "The container: Users, or an organizational unit by name, canonical name or distinguished name.");
    private static final Parameter<String> UPN = Parameter.text("UserPrincipalName",
            "The sign-in name; alias@domain if not given.");
    private static final Parameter<String> ACCOUNT = Parameter.text("SamAccountName",
            "The account's name; from the sign-in name if not given.");
    private static final Parameter<SecureText> PASSWORD = Parameter.of("Password", Kind.SECRET,
            "The password; without one the account is disabled.");
    private static final Parameter<List<?>> ADDRESSES = Parameter.of("EmailAddresses", Kind.OBJECTS,
            "All addresses (SMTP: before the primary one), or a change as in @{add='a@b'; remove='c@d'}.");
    private static final Parameter<Boolean> HIDDEN = Parameter.of("HiddenFromAddressListsEnabled", Kind.BOOLEAN,
            "Whether address lists leave it out.");

    /// One of the two sorts, with the parameter that names one of it.
    private record Sort(ExternalRecipient.Kind kind, Parameter<String> identity) {
        String noun() {
            return kind.details();
        }

        String said() {
            return kind.words();
        }
    }

    private ExternalRecipientCmdlets() {}

    static List<Cmdlet> all() {
        var all = new ArrayList<>(of(new Sort(ExternalRecipient.Kind.MAIL_CONTACT, Parameter.identity("The mail "
                + "contact: name, alias, address, distinguished name, legacy DN or GUID.", Source.NONE)),
                List.of()));
        all.addAll(of(new Sort(ExternalRecipient.Kind.MAIL_USER, Parameter.identity("The mail user: name, alias, "
                + "address, user principal name, DOMAIN\\account, distinguished name, legacy DN or GUID.",
                Source.NONE)), List.of(UPN, ACCOUNT, PASSWORD)));
        return all;
    }

    private static List<Cmdlet> of(Sort sort, List<Parameter<?>> ofAccounts) {
        String noun = sort.noun();
        String said = sort.said();
        return List.of(
                Cmdlet.named("New-" + noun, "Creates a " + said + ", whose mailbox is elsewhere.")
                        .takes(NAME.required(), EXTERNAL.required(), ALIAS, DISPLAY_NAME, FIRST_NAME, LAST_NAME,
                                PRIMARY, UNIT).takes(ofAccounts).takes(AnyCmdlet.DOMAIN_CONTROLLER).changes()
                        .example("New-" + noun + " -Name \"Chris Ashton\" -ExternalEmailAddress "
                                + "\"chris@tailspintoys.com\"")
                        .does((call, out) -> create(sort, call, out)),
                Cmdlet.named("Enable-" + noun, "Makes " + (ofAccounts.isEmpty() ? "a contact" : "a user")
                        + " who takes no mail here a " + said + ".")
                        .takes(sort.identity().required(), EXTERNAL.required(), ALIAS, DISPLAY_NAME, PRIMARY,
                                AnyCmdlet.DOMAIN_CONTROLLER).changes()
                        .example("Enable-" + noun + " -Identity \"John Woods\" -ExternalEmailAddress "
                                + "john@tailspintoys.com")
                        .does((call, out) -> enable(sort, call, out)),
                Cmdlet.named("Get-" + noun, "Shows " + said + "s.")
                        .takes(sort.identity(), AnyCmdlet.DOMAIN_CONTROLLER)
                        .example("Get-" + noun + " | Format-Table Name,ExternalEmailAddress")
                        .does((call, out) -> get(sort, call, out)),
                Cmdlet.named("Set-" + noun, "Changes settings of a " + said + ".")
                        .takes(sort.identity().required(), EXTERNAL, ALIAS, DISPLAY_NAME, PRIMARY, ADDRESSES, HIDDEN,
                                AnyCmdlet.DOMAIN_CONTROLLER).changes()
                        .example("Set-" + noun + " -Identity \"John Rodman\" -ExternalEmailAddress "
                                + "\"john@contoso.com\"")
                        .does((call, out) -> set(sort, call)),
                Cmdlet.named("Disable-" + noun, "Takes the addresses of a " + said + " away; the "
                        + (ofAccounts.isEmpty() ? "contact" : "user") + " stays.")
                        .takes(sort.identity().required(), AnyCmdlet.DOMAIN_CONTROLLER).destroys()
                        .example("Disable-" + noun + " -Identity Fred").does((call, out) -> disable(sort, call)),
                Cmdlet.named("Remove-" + noun, "Removes a " + said + ".")
                        .takes(sort.identity().required(), AnyCmdlet.DOMAIN_CONTROLLER).destroys()
                        .example("Remove-" + noun + " -Identity \"John Rodman\"")
                        .does((call, out) -> remove(sort, call)));
    }

    private static void create(Sort sort, Call call, Stage out) {
        if (!call.proceeds("Creating the " + sort.said() + " '" + call.get(NAME) + "'.")) {
            return;
        }
        char[] password = call.find(PASSWORD).map(SecureText::reveal).orElse(new char[0]);
        try {
            shown(call, out, call.told(call.organization().externalRecipients().create(new NewRecipient(sort.kind(),
                    call.get(NAME), call.get(EXTERNAL), call.text(ALIAS), call.text(DISPLAY_NAME),
                    call.text(FIRST_NAME), call.text(LAST_NAME), call.text(PRIMARY), call.text(UPN),
                    call.text(ACCOUNT), password, call.organization().mailboxes().container(call.text(UNIT))))));
        } finally {
            Arrays.fill(password, '\0');
        }
    }

    private static void enable(Sort sort, Call call, Stage out) {
        String identity = call.get(sort.identity());
        if (call.proceeds("Making '" + identity + "' a " + sort.said() + ".")) {
            ExternalRecipients all = call.organization().externalRecipients();
            ExternalRecipient made = call.told(all.enable(sort.kind(), identity, call.get(EXTERNAL), call.text(ALIAS),
                    call.text(PRIMARY)));
            if (call.find(DISPLAY_NAME).isPresent()) {
                made = call.told(all.set(sort.kind(), made.header().guid().toString(), new ExternalRecipients.Changes(
                        null, null, call.get(DISPLAY_NAME), null, null, null)));
            }
            shown(call, out, made);
        }
    }

    private static void shown(Call call, Stage out, ExternalRecipient made) {
        if (!call.whatIf()) {
            out.accept(view(call, made));
        }
    }

    private static void get(Sort sort, Call call, Stage out) {
        ExternalRecipients all = call.organization().externalRecipients();
        String identity = call.text(sort.identity());
        if (!identity.isEmpty() && !Wildcard.in(identity)) {
            out.accept(view(call, all.get(sort.kind(), identity)));
            return;
        }
        var wildcard = new Wildcard(identity.isEmpty() ? "*" : identity);
        all.all(sort.kind()).stream().filter(each -> wildcard.matches(each.name()) || wildcard.matches(each.alias()))
                .forEach(each -> out.accept(view(call, each)));
    }

    private static void set(Sort sort, Call call) {
        ExternalRecipients all = call.organization().externalRecipients();
        ExternalRecipient before = all.get(sort.kind(), call.get(sort.identity()));
        if (call.proceeds("Changing the " + sort.said() + " '" + before.displayName() + "'.")) {
            call.told(all.set(sort.kind(), before.header().guid().toString(), new ExternalRecipients.Changes(
                    call.find(EXTERNAL).orElse(null), call.find(ALIAS).orElse(null),
                    call.find(DISPLAY_NAME).orElse(null), call.find(PRIMARY).orElse(null),
                    call.find(ADDRESSES).map(given -> MailboxCmdlets.addresses(before.proxyAddresses(), given))
                            .orElse(null), call.find(HIDDEN).orElse(null))));
        }
    }

    private static void disable(Sort sort, Call call) {
        ExternalRecipient old = call.organization().externalRecipients().get(sort.kind(), call.get(sort.identity()));
        if (call.proceeds("Disabling the " + sort.said() + " '" + old.displayName() + "'.")) {
            call.told(call.organization().externalRecipients().disable(sort.kind(), old.header().guid().toString()));
        }
    }

    private static void remove(Sort sort, Call call) {
        ExternalRecipient old = call.organization().externalRecipients().get(sort.kind(), call.get(sort.identity()));
        if (call.proceeds("Removing the " + sort.said() + " '" + old.displayName() + "'.")) {
            call.told(call.organization().externalRecipients().remove(sort.kind(), old.header().guid().toString()));
        }
    }

    private static ShellObject view(Call call, ExternalRecipient shown) {
        var view = new View(call.organization()).put("ExternalEmailAddress", "SMTP:" + shown.externalAddress());
        if (shown.kind() == ExternalRecipient.Kind.MAIL_USER) {
            view.put("SamAccountName", shown.samAccountName()).put("UserPrincipalName", shown.userPrincipalName());
        }
        return view.put("Alias", shown.alias()).put("DisplayName", shown.displayName())
                .put("EmailAddresses", shown.proxyAddresses())
                .put("HiddenFromAddressListsEnabled", shown.hiddenFromAddressLists())
                .put("LegacyExchangeDN", shown.legacyExchangeDn()).put("PrimarySmtpAddress", shown.primarySmtpAddress())
                .put("RecipientType", shown.kind().details()).put("RecipientTypeDetails", shown.kind().details())
                .recipient(shown.header(), "0.10 (14.0.100.0)")
                .as(shown.kind().details(), shown.displayName(), "Name", "Alias", "RecipientType",
                        "ExternalEmailAddress");
    }
}
