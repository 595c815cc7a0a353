package org.gatehouse.shell.cmdlets;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.gatehouse.directory.organization.MailboxUser;
import org.gatehouse.directory.organization.Organization;
import org.gatehouse.directory.organization.ThrottlingLimit;
import org.gatehouse.directory.organization.ThrottlingPolicies;
import org.gatehouse.directory.organization.ThrottlingPolicy;
import org.gatehouse.shell.cmdlets.Parameter.Source;
import org.gatehouse.shell.language.ShellObject;
import org.gatehouse.shell.language.Stage;
import org.gatehouse.shell.language.Wildcard;

/// Throttling policies, and which user has which.
final class ThrottlingCmdlets {
    private static final Parameter<String> IDENTITY = Parameter.identity(
            "The policy: name, distinguished name or GUID.", Source.THROTTLING_POLICIES);
    private static final Parameter<String> NAME = Parameter.text("Name", "Its name.");
    private static final Parameter<Boolean> FORCE = Parameter.flag("Force", "Does not ask.");
    private static final Parameter<String> USER = Parameter.identity("The user, with a mailbox or without.",
            Source.MAILBOXES);
    private static final Parameter<String> POLICY = Parameter.of("ThrottlingPolicy", Kind.TEXT,
            "The policy; $null for the default one.").from(Source.THROTTLING_POLICIES);
    private static final Map<ThrottlingLimit, Parameter<String>> LIMITS = limits();

    private ThrottlingCmdlets() {}

    private static Map<ThrottlingLimit, Parameter<String>> limits() {
        var all = new EnumMap<ThrottlingLimit, Parameter<String>>(ThrottlingLimit.class);
        for (ThrottlingLimit limit : ThrottlingLimit.values()) {
            String preset = limit.preset().isPresent() ? Integer.toString(limit.preset().getAsInt()) : "no limit";
            all.put(limit, Parameter.of(limit.parameter(), Kind.LIMIT,
                    "A number, or $null for no limit; " + preset + " in a new organization."));
        }
        return all;
    }

    static List<Cmdlet> all() {
        var limits = new ArrayList<>(LIMITS.values());
        return List.of(
                Cmdlet.named("Get-ThrottlingPolicy", "Shows throttling policies.")
                        .takes(IDENTITY, AnyCmdlet.DOMAIN_CONTROLLER)
                        .example("Get-ThrottlingPolicy | Format-List Name,IsDefault,RCA*")
                        .does(ThrottlingCmdlets::get),
                Cmdlet.named("New-ThrottlingPolicy",
                        "Creates a throttling policy. What it does not set is as in the default policy.")
                        .takes(NAME.at(1).required()).takes(limits).takes(AnyCmdlet.DOMAIN_CONTROLLER).changes()
                        .example("New-ThrottlingPolicy -Name Devices -RCAMaxConcurrency $null -RCAPercentTimeInCAS 25")
                        .does(ThrottlingCmdlets::create),
                Cmdlet.named("Set-ThrottlingPolicy", "Changes a throttling policy.")
                        .takes(IDENTITY.required(), NAME, FORCE).takes(limits).takes(AnyCmdlet.DOMAIN_CONTROLLER)
                        .changes().example("Set-ThrottlingPolicy -Identity Devices -RCAPercentTimeInCAS 50")
                        .does(ThrottlingCmdlets::set),
                Cmdlet.named("Remove-ThrottlingPolicy", "Removes a throttling policy that no mailbox has.")
                        .takes(IDENTITY.required(), FORCE, AnyCmdlet.DOMAIN_CONTROLLER).destroys()
                        .example("Remove-ThrottlingPolicy -Identity Devices").does(ThrottlingCmdlets::remove),
                Cmdlet.named("Get-ThrottlingPolicyAssociation", "Shows which user has which throttling policy.")
                        .takes(USER, POLICY, RecipientSearch.RESULT_SIZE, AnyCmdlet.DOMAIN_CONTROLLER)
                        .example("Get-ThrottlingPolicyAssociation -Identity tony")
                        .does(ThrottlingCmdlets::associations),
                Cmdlet.named("Set-ThrottlingPolicyAssociation", "Gives a user a throttling policy.")
                        .takes(USER.required(), POLICY, AnyCmdlet.DOMAIN_CONTROLLER).changes()
                        .example("Set-ThrottlingPolicyAssociation -Identity tony -ThrottlingPolicy Devices")
                        .does(ThrottlingCmdlets::associate));
    }

    private static void get(Call call, Stage out) {
        ThrottlingPolicies all = call.organization().throttlingPolicies();
        String identity = call.text(IDENTITY);
        var wildcard = new Wildcard(identity.isEmpty() ? "*" : identity);
        (identity.isEmpty() || Wildcard.in(identity)
                ? all.all().stream().filter(policy -> wildcard.matches(policy.name())).toList()
                : List.of(all.get(identity))).forEach(policy -> out.accept(view(call.organization(), policy)));
    }

    private static void create(Call call, Stage out) {
        String name = call.get(NAME);
        if (call.proceeds("Creating the throttling policy '" + name + "'.")) {
            ThrottlingPolicy made = call.told(call.organization().throttlingPolicies().create(name, given(call)));
            if (!call.whatIf()) {
                out.accept(view(call.organization(), made));
            }
        }
    }

    private static void set(Call call, Stage out) {
        ThrottlingPolicy old = call.organization().throttlingPolicies().get(call.get(IDENTITY));
        Map<ThrottlingLimit, String> limits = given(call);
        if (limits.isEmpty() && call.find(NAME).isEmpty()) {
            call.warn("Nothing was changed: give a limit or -Name a value.");
            return;
        }
        if (call.is(FORCE) || call.proceeds("Changing the throttling policy '" + old.name() + "'.")) {
            call.told(call.organization().throttlingPolicies().set(old.header().guid().toString(),
                    call.find(NAME).orElse(null), limits));
        }
    }

    private static void remove(Call call, Stage out) {
        ThrottlingPolicy old = call.organization().throttlingPolicies().get(call.get(IDENTITY));
        if (call.is(FORCE) || call.proceeds("Removing the throttling policy '" + old.name() + "'.")) {
            call.told(call.organization().throttlingPolicies().remove(old.header().guid().toString()));
        }
    }

    private static Map<ThrottlingLimit, String> given(Call call) {
        var typed = new EnumMap<ThrottlingLimit, String>(ThrottlingLimit.class);
        LIMITS.forEach((limit, parameter) -> call.find(parameter).ifPresent(value -> typed.put(limit, value)));
        return typed;
    }

    private static void associations(Call call, Stage out) {
        Organization organization = call.organization();
        int limit = RecipientSearch.limit(call, RecipientSearch.RESULT_SIZE);
        Optional<ThrottlingPolicy> wanted = call.text(POLICY).isEmpty() ? Optional.empty()
                : Optional.of(organization.throttlingPolicies().get(call.get(POLICY)));
        String identity = call.text(USER);
        var names = new Wildcard(identity.isEmpty() ? "*" : identity);
        List<MailboxUser> users = identity.isEmpty() ? wanted.map(organization.mailboxes()::throttledBy)
                        .orElseGet(() -> organization.mailboxes().all(RecipientSearch.asked(call)))
                : !Wildcard.in(identity) ? List.of(organization.mailboxes().user(identity))
                : organization.mailboxes().users(RecipientSearch.UNLIMITED).stream()
                        .filter(user -> names.matches(user.name()) || names.matches(user.alias())
                                || names.matches(user.displayName())).toList();
        var policies = new PolicyNames(organization);
        List<MailboxUser> found = users.stream().filter(user -> wanted.isEmpty()
                        || wanted.get().header().distinguishedName().equalsIgnoreCase(user.throttlingPolicy()))
                .toList();
        found.stream().limit(limit).forEach(user -> out.accept(association(organization, user, policies)));
        RecipientSearch.warnOfMore(call, found.size());
    }

    private static void associate(Call call, Stage out) {
        MailboxUser user = call.organization().mailboxes().user(call.get(USER));
        if (call.find(POLICY).isEmpty()) {
            call.warn("Nothing was changed: give -ThrottlingPolicy a policy, or $null for the default one.");
        } else if (call.proceeds("Setting the throttling policy of the user '" + user.name() + "'.")) {
            call.told(call.organization().mailboxes().throttle(user.header().guid().toString(), call.text(POLICY)));
        }
    }

    private static ShellObject association(Organization organization, MailboxUser user, PolicyNames policies) {
        return new View(organization).put("ObjectId", user.header().canonicalName())
                .put("ThrottlingPolicyId", policies.of(user))
                .put("Name", user.name()).put("Identity", user.header().canonicalName())
                .put("Guid", user.header().guid()).put("IsValid", true)
                .as("ThrottlingPolicyAssociation", user.name(), "Name", "ThrottlingPolicyId");
    }

    private static ShellObject view(Organization organization, ThrottlingPolicy policy) {
        var view = new View(organization).put("IsDefault", policy.isDefault());
        for (ThrottlingLimit limit : ThrottlingLimit.values()) {
            OptionalInt value = policy.limit(limit);
            view.put(limit.parameter(), value.isPresent() ? (long) value.getAsInt() : null);
        }
        return view.header(policy.header(), "0.10 (14.0.100.0)").as("ThrottlingPolicy", policy.name(), "Name",
                "IsDefault", "RCAMaxConcurrency", "EWSMaxConcurrency");
    }
}
