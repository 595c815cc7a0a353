package org.gatehouse.shell.cmdlets;

import java.util.List;
import org.gatehouse.directory.organization.MailboxPermission;
import org.gatehouse.directory.organization.MailboxPermissions;
import org.gatehouse.directory.organization.MailboxRight;
import org.gatehouse.shell.ShellException;
import org.gatehouse.shell.cmdlets.Parameter.Source;
import org.gatehouse.shell.language.ShellObject;
import org.gatehouse.shell.language.Stage;

/// Who may open another's mailbox.
final class MailboxPermissionCmdlets {
    private static final Parameter<List<String>> RIGHTS = Parameter.of("AccessRights", Kind.TEXTS,
            "FullAccess, ExternalAccount, DeleteItem, ReadPermission, ChangePermission, ChangeOwner.");
    private static final Parameter<String> USER = Parameter.of("User", Kind.IDENTITY,
            "Who has the rights: a user or a security group.").from(Source.MAILBOXES);
    private static final Parameter<String> NEW_OWNER = Parameter.of("Owner", Kind.IDENTITY,
            "Who is to own the mailbox as an object; this opens it to nobody.").from(Source.MAILBOXES);
    private static final Parameter<Boolean> SHOW_OWNER = Parameter.flag("Owner",
            "Shows the mailbox's owner instead.");
    private static final Parameter<Boolean> AUTO_MAPPING = Parameter.of("AutoMapping", Kind.BOOLEAN,
            "Whether the user's Outlook opens the mailbox by itself; $true if not given.");
    private static final Parameter<Boolean> DENY = Parameter.flag("Deny",
            "Denies the rights, which outweighs giving them.");
    private static final Parameter<String> INHERITANCE = Parameter.of("InheritanceType",
            Kind.oneOf("None", "All", "SelfAndChildren", "Children", "Descendents"),
            "How folders inherit the rights. Full access is to the whole mailbox always.");

    private MailboxPermissionCmdlets() {}

    static List<Cmdlet> all() {
        return List.of(
                Cmdlet.named("Add-MailboxPermission", "Lets somebody open another's mailbox.")
                        .takes(MailboxCmdlets.IDENTITY.required(), USER.requiredUnless(NEW_OWNER),
                                RIGHTS.requiredUnless(NEW_OWNER), AUTO_MAPPING, DENY, INHERITANCE, NEW_OWNER,
                                AnyCmdlet.DOMAIN_CONTROLLER)
                        .changes().example("Add-MailboxPermission -Identity \"Terry Adams\" -User KevinKelly "
                                + "-AccessRights FullAccess -InheritanceType All",
                                "Add-MailboxPermission -Identity JeroenC -User 'Mark Steele' -AccessRights FullAccess"
                                        + " -InheritanceType All -AutoMapping $false")
                        .does(MailboxPermissionCmdlets::add),
                Cmdlet.named("Get-MailboxPermission", "Shows who may open a mailbox.")
                        .takes(MailboxCmdlets.IDENTITY.required(), USER, SHOW_OWNER, AnyCmdlet.DOMAIN_CONTROLLER)
                        .example("Get-MailboxPermission -Identity john@contoso.com | Format-List",
                                "Get-MailboxPermission -Identity Room222 -Owner")
                        .does(MailboxPermissionCmdlets::get),
                Cmdlet.named("Remove-MailboxPermission", "No longer lets somebody open another's mailbox.")
                        .takes(MailboxCmdlets.IDENTITY.required(), USER.required(), RIGHTS.required(), DENY,
                                INHERITANCE, AnyCmdlet.DOMAIN_CONTROLLER)
                        .destroys().example("Remove-MailboxPermission -Identity \"Yuuto Sasaki\" -User "
                                + "\"Pedro Pizarro\" -AccessRights FullAccess -InheritanceType All")
                        .does(MailboxPermissionCmdlets::remove));
    }

    private static MailboxPermissions permissions(Call call) {
        return call.organization().mailboxPermissions();
    }

    private static void add(Call call, Stage out) {
        String identity = call.get(MailboxCmdlets.IDENTITY);
        if (call.find(NEW_OWNER).isPresent()) {
            setOwner(call, identity, out);
            return;
        }
        requireWholeMailbox(call);
        List<MailboxRight> rights = MailboxRight.of(RIGHTS.name(), call.get(RIGHTS));
        if (call.proceeds("Adding mailbox permission '" + identity + "' for user '" + call.get(USER)
                + "' with access rights '" + words(rights) + "'.")) {
            MailboxPermission made = call.told(permissions(call).grant(identity, call.get(USER), rights, call.is(DENY),
                    call.find(AUTO_MAPPING).orElse(true)));
            if (!call.whatIf()) {
                out.accept(view(call, made));
            }
        }
    }

    private static void setOwner(Call call, String identity, Stage out) {
        if (call.find(USER).isPresent() || call.find(RIGHTS).isPresent()) {
            throw new ShellException("-Owner stands alone: give rights in a call of their own.");
        }
        if (call.proceeds("Making '" + call.get(NEW_OWNER) + "' the owner of mailbox '" + identity + "'.")) {
            MailboxPermission made = call.told(permissions(call).setOwner(identity, call.get(NEW_OWNER)));
            if (!call.whatIf()) {
                out.accept(owner(call, made));
            }
        }
    }

    /// Rights of folders below are folder permissions, which people set in Outlook.
    private static void requireWholeMailbox(Call call) {
        String inheritance = call.text(INHERITANCE);
        if (inheritance.equals("Children") || inheritance.equals("Descendents")) {
            throw new ShellException("-InheritanceType '" + inheritance + "': rights to folders without the mailbox "
                    + "itself are not kept here. Use All.");
        }
    }

    private static void get(Call call, Stage out) {
        String identity = call.get(MailboxCmdlets.IDENTITY);
        if (call.is(SHOW_OWNER)) {
            out.accept(owner(call, permissions(call).owner(identity)));
            return;
        }
        String user = call.text(USER);
        String wanted = user.isEmpty() || isSelf(user) ? MailboxPermission.SELF
                : permissions(call).accountOf(user);
        permissions(call).of(identity).stream()
                .filter(each -> user.isEmpty() || each.trustee().equalsIgnoreCase(wanted))
                .forEach(each -> out.accept(view(call, each)));
    }

    private static boolean isSelf(String user) {
        return user.equalsIgnoreCase(MailboxPermission.SELF) || user.equalsIgnoreCase("SELF");
    }

    private static void remove(Call call, Stage out) {
        String identity = call.get(MailboxCmdlets.IDENTITY);
        List<MailboxRight> rights = MailboxRight.of(RIGHTS.name(), call.get(RIGHTS));
        if (call.proceeds("Removing mailbox permission '" + identity + "' for user '" + call.get(USER)
                + "' with access rights '" + words(rights) + "'.")) {
            call.told(permissions(call).revoke(identity, call.get(USER), rights, call.is(DENY)));
        }
    }

    private static String words(List<MailboxRight> rights) {
        return String.join(", ", rights.stream().map(MailboxRight::word).toList());
    }

    private static ShellObject view(Call call, MailboxPermission shown) {
        return new View(call.organization())
                .put("AccessRights", shown.rights().stream().map(MailboxRight::word).toList())
                .put("Deny", shown.denied()).put("InheritanceType", "All").put("User", shown.trustee())
                .put("Identity", shown.mailbox()).put("IsInherited", false).put("IsValid", true)
                .as("MailboxAcePresentationObject", shown.mailbox(), "Identity", "User", "AccessRights", "IsInherited",
                        "Deny");
    }

    private static ShellObject owner(Call call, MailboxPermission shown) {
        return new View(call.organization()).put("Identity", shown.mailbox()).put("Owner", shown.trustee())
                .put("IsValid", true).as("MailboxOwner", shown.mailbox(), "Identity", "Owner");
    }
}
