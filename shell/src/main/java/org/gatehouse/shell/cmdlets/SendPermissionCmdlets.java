package org.gatehouse.shell.cmdlets;

import java.util.List;
import org.gatehouse.directory.organization.SendPermissions.Permission;
import org.gatehouse.shell.ShellException;
import org.gatehouse.shell.cmdlets.Parameter.Source;
import org.gatehouse.shell.language.ShellObject;
import org.gatehouse.shell.language.Stage;

/// Who may send as a user or group. Of the permissions of directory objects only this one is kept.
final class SendPermissionCmdlets {
    private static final String SEND_AS = "Send As";
    private static final Parameter<String> IDENTITY = Parameter.identity("The user or group on which the right is.",
            Source.MAILBOXES);
    private static final Parameter<String> USER = Parameter.of("User", Kind.IDENTITY, "Who has the right.")
            .from(Source.MAILBOXES);
    private static final Parameter<List<String>> RIGHTS = Parameter.of("ExtendedRights", Kind.TEXTS,
            "The right: \"Send As\".");
    private static final Parameter<String> SORT = Parameter.of("AccessRights", Kind.oneOf("ExtendedRight"),
            "What sort of right it is; there is one here.");

    private SendPermissionCmdlets() {}

    static List<Cmdlet> all() {
        return List.of(
                Cmdlet.named("Add-ADPermission", "Lets somebody send as a user or group.")
                        .takes(IDENTITY.required(), USER.required(), RIGHTS.required(), SORT,
                                AnyCmdlet.DOMAIN_CONTROLLER)
                        .changes().example("Add-ADPermission -Identity \"Terry Adams\" -User AaronPainter "
                                + "-ExtendedRights \"Send As\"").does(SendPermissionCmdlets::add),
                Cmdlet.named("Get-ADPermission", "Shows who may send as a user or group.")
                        .takes(IDENTITY.required(), USER, AnyCmdlet.DOMAIN_CONTROLLER)
                        .example("Get-ADPermission -Identity \"Terry Adams\"").does(SendPermissionCmdlets::get),
                Cmdlet.named("Remove-ADPermission", "No longer lets somebody send as a user or group.")
                        .takes(IDENTITY.required(), USER.required(), RIGHTS.required(), SORT,
                                AnyCmdlet.DOMAIN_CONTROLLER)
                        .destroys().example("Remove-ADPermission -Identity \"Terry Adams\" -User AaronPainter "
                                + "-ExtendedRights \"Send As\"").does(SendPermissionCmdlets::remove));
    }

    private static void requireSendAs(Call call) {
        for (String right : call.get(RIGHTS)) {
            if (!right.replace("-", " ").equalsIgnoreCase(SEND_AS)) {
                throw new ShellException("-ExtendedRights '" + right + "': the only right kept here is \"Send As\".");
            }
        }
    }

    private static void add(Call call, Stage out) {
        requireSendAs(call);
        if (call.proceeds("Letting '" + call.get(USER) + "' send as '" + call.get(IDENTITY) + "'.")) {
            Permission made = call.told(call.organization().sendPermissions().grantSendAs(call.get(IDENTITY),
                    call.get(USER)));
            if (!call.whatIf()) {
                out.accept(view(call, made));
            }
        }
    }

    private static void remove(Call call, Stage out) {
        requireSendAs(call);
        if (call.proceeds("No longer letting '" + call.get(USER) + "' send as '" + call.get(IDENTITY) + "'.")) {
            call.told(call.organization().sendPermissions().revokeSendAs(call.get(IDENTITY), call.get(USER)));
        }
    }

    private static void get(Call call, Stage out) {
        String user = call.text(USER);
        String account = user.substring(user.indexOf('\\') + 1);
        call.organization().sendPermissions().sendAs(call.get(IDENTITY)).stream()
                .filter(each -> account.isEmpty() || each.trustee().endsWith("\\" + account))
                .forEach(each -> out.accept(view(call, each)));
    }

    private static ShellObject view(Call call, Permission permission) {
        return new View(call.organization()).put("Identity", permission.identity()).put("User", permission.trustee())
                .put("Deny", false).put("Inherited", false).put("ExtendedRights", List.of("Send-As"))
                .as("ADAcePresentationObject", permission.identity(), "Identity", "User", "Deny", "Inherited",
                        "ExtendedRights");
    }
}
