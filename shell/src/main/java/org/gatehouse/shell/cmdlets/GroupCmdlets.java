package org.gatehouse.shell.cmdlets;

import java.util.List;
import org.gatehouse.directory.addressbook.Addressees;
import org.gatehouse.directory.addressbook.Addressees.Addressee;
import org.gatehouse.directory.organization.DistributionGroups.NewGroup;
import org.gatehouse.directory.organization.MailGroup;
import org.gatehouse.directory.organization.MailboxUser;
import org.gatehouse.shell.cmdlets.Parameter.Source;
import org.gatehouse.shell.language.ShellObject;
import org.gatehouse.shell.language.Stage;
import org.gatehouse.shell.language.Wildcard;

/// Distribution groups and their members.
final class GroupCmdlets {
    private static final Parameter<String> IDENTITY = Parameter.identity("The group: name, alias, address, "
            + "distinguished name, legacy DN or GUID.", Source.NONE);
    private static final Parameter<String> NAME = Parameter.text("Name", "The group's name.").at(1);
    private static final Parameter<String> ALIAS = Parameter.text("Alias",
            "The short mail name; from the name if not given.");
    private static final Parameter<String> DISPLAY_NAME = Parameter.text("DisplayName",
            "The name shown; the name if not given.");
    private static final Parameter<String> ACCOUNT = Parameter.text("SamAccountName",
            "The account's name; the alias if not given.");
    private static final Parameter<String> PRIMARY = Parameter.text("PrimarySmtpAddress",
            "The address; alias@domain if not given.");
    private static final Parameter<String> TYPE = Parameter.of("Type", Kind.oneOf("Distribution", "Security"),
            "Whether rights can be given to the group too; Distribution if not given.");
    private static final Parameter<String> MANAGED_BY = Parameter.text("ManagedBy", "The owner.");
    private static final Parameter<List<String>> MEMBERS = Parameter.of("Members", Kind.TEXTS,
            "The first members: users and groups.");
    private static final Parameter<String> MEMBER = Parameter.of("Member", Kind.IDENTITY, "The user or group.")
            .from(Source.MAILBOXES);

    private GroupCmdlets() {}

    static List<Cmdlet> all() {
        return List.of(
                Cmdlet.named("New-DistributionGroup", "Creates a group that takes mail for its members.")
                        .takes(NAME.required(), ALIAS, DISPLAY_NAME, ACCOUNT, PRIMARY, TYPE, MANAGED_BY, MEMBERS,
                                AnyCmdlet.DOMAIN_CONTROLLER)
                        .changes().example("New-DistributionGroup -Name \"Managers\" -Type \"Security\"")
                        .does(GroupCmdlets::create),
                Cmdlet.named("Get-DistributionGroup", "Shows groups that take mail.")
                        .takes(IDENTITY, AnyCmdlet.DOMAIN_CONTROLLER)
                        .example("Get-DistributionGroup -Identity \"Managers\" | Format-List")
                        .does(GroupCmdlets::get),
                Cmdlet.named("Remove-DistributionGroup", "Removes a group; its members stay.")
                        .takes(IDENTITY.required(), AnyCmdlet.DOMAIN_CONTROLLER).destroys()
                        .example("Remove-DistributionGroup -Identity \"Managers\"").does(GroupCmdlets::remove),
                Cmdlet.named("Add-DistributionGroupMember", "Puts a user or group into a group.")
                        .takes(IDENTITY.required(), MEMBER, AnyCmdlet.DOMAIN_CONTROLLER).changes()
                        .example("Add-DistributionGroupMember -Identity \"Managers\" -Member \"JohnEvans@contoso.com\"")
                        .does(GroupCmdlets::addMember),
                Cmdlet.named("Remove-DistributionGroupMember", "Takes a user or group out of a group.")
                        .takes(IDENTITY.required(), MEMBER, AnyCmdlet.DOMAIN_CONTROLLER).destroys()
                        .example("Remove-DistributionGroupMember -Identity \"Managers\" -Member \"jsmith@contoso.com\"")
                        .does(GroupCmdlets::removeMember),
                Cmdlet.named("Get-DistributionGroupMember", "Shows the members of a group.")
                        .takes(IDENTITY.required(), AnyCmdlet.DOMAIN_CONTROLLER)
                        .example("Get-DistributionGroupMember -Identity \"Managers\"").does(GroupCmdlets::members));
    }

    private static void create(Call call, Stage out) {
        if (call.proceeds("Creating the distribution group '" + call.get(NAME) + "'.")) {
            MailGroup made = call.told(call.organization().distributionGroups().create(new NewGroup(call.get(NAME),
                    call.text(ALIAS), call.text(DISPLAY_NAME), call.text(ACCOUNT), call.text(PRIMARY),
                    call.text(TYPE).equals("Security"), call.text(MANAGED_BY), call.find(MEMBERS).orElse(List.of()))));
            if (!call.whatIf()) {
                out.accept(view(call, made));
            }
        }
    }

    private static void get(Call call, Stage out) {
        var groups = call.organization().distributionGroups();
        String identity = call.text(IDENTITY);
        if (!identity.isEmpty() && !Wildcard.in(identity)) {
            out.accept(view(call, groups.get(identity)));
            return;
        }
        var wildcard = new Wildcard(identity.isEmpty() ? "*" : identity);
        groups.all().stream().filter(group -> wildcard.matches(group.name()) || wildcard.matches(group.alias()))
                .forEach(group -> out.accept(view(call, group)));
    }

    private static void remove(Call call, Stage out) {
        MailGroup group = call.organization().distributionGroups().get(call.get(IDENTITY));
        if (call.proceeds("Removing the distribution group '" + group.displayName() + "'.")) {
            call.told(call.organization().distributionGroups().remove(group.header().guid().toString()));
        }
    }

    private static void addMember(Call call, Stage out) {
        if (call.proceeds("Adding '" + call.get(MEMBER) + "' to the distribution group '" + call.get(IDENTITY)
                + "'.")) {
            call.told(call.organization().distributionGroups().addMember(call.get(IDENTITY), call.get(MEMBER)));
        }
    }

    private static void removeMember(Call call, Stage out) {
        if (call.proceeds("Removing '" + call.get(MEMBER) + "' from the distribution group '" + call.get(IDENTITY)
                + "'.")) {
            call.told(call.organization().distributionGroups().removeMember(call.get(IDENTITY), call.get(MEMBER)));
        }
    }

    private static void members(Call call, Stage out) {
        var addressees = new Addressees(call.organization());
        for (String member : call.organization().distributionGroups().get(call.get(IDENTITY)).members()) {
            switch (addressees.byName(member)) {
                case Addressee.User(MailboxUser user, _, _, _) ->
                        out.accept(MailboxView.user(call.organization(), user));
                case Addressee.Group(MailGroup group) -> out.accept(view(call, group));
                case Addressee.Nobody _, Addressee.Ambiguous _ -> { } // deleted since
            }
        }
    }

    static String details(MailGroup group) {
        return group.isSecurity() ? "MailUniversalSecurityGroup" : "MailUniversalDistributionGroup";
    }

    private static ShellObject view(Call call, MailGroup group) {
        String type = group.isSecurity() ? "Universal, SecurityEnabled" : "Universal";
        String kind = details(group);
        return new View(call.organization()).put("GroupType", type).put("SamAccountName", group.samAccountName())
                .put("ManagedBy", group.managedBy()).put("Alias", group.alias())
                .put("DisplayName", group.displayName()).put("EmailAddresses", group.proxyAddresses())
                .put("PrimarySmtpAddress", group.primarySmtpAddress())
                .put("HiddenFromAddressListsEnabled", group.hiddenFromAddressLists())
                .put("LegacyExchangeDN", group.legacyExchangeDn()).put("RecipientType", kind)
                .put("RecipientTypeDetails", kind).recipient(group.header(), "0.10 (14.0.100.0)")
                .as("DistributionGroup", group.displayName(), "Name", "DisplayName", "GroupType",
                        "PrimarySmtpAddress");
    }
}
