package org.gatehouse.shell.cmdlets;

import java.util.List;
import org.gatehouse.directory.organization.OrganizationRelationship;
import org.gatehouse.directory.organization.OrganizationRelationships;
import org.gatehouse.shell.language.ShellObject;
import org.gatehouse.shell.language.Stage;
import org.gatehouse.shell.language.Wildcard;

/// Which domains are another organisation's, and where its Autodiscover is.
final class OrganizationRelationshipCmdlets {
    private static final Parameter<String> IDENTITY = Parameter.identity(
            "The organization relationship: name, distinguished name or GUID.", Parameter.Source.NONE);
    private static final Parameter<String> NAME = Parameter.text("Name", "Its name.").at(1);
    private static final Parameter<List<String>> DOMAINS = Parameter.of("DomainNames", Kind.TEXTS,
            "The other organization's domains.");
    private static final Parameter<Boolean> ENABLED = Parameter.of("Enabled", Kind.BOOLEAN,
            "Whether it holds; $true if not given.");
    private static final Parameter<String> EPR = Parameter.text("TargetAutodiscoverEpr",
            "The other organization's Autodiscover, as in https://mail.fabrikam.com/autodiscover/autodiscover.svc;"
                    + " $null for none.");

    private OrganizationRelationshipCmdlets() {}

    static List<Cmdlet> all() {
        return List.of(
                Cmdlet.named("New-OrganizationRelationship",
                        "Says which domains another organization looks after, and where its Autodiscover is.")
                        .takes(NAME.required(), DOMAINS.required(), ENABLED, EPR, AnyCmdlet.DOMAIN_CONTROLLER).changes()
                        .example("New-OrganizationRelationship -Name \"Fourth Coffee\" -DomainNames fourthcoffee.com "
                                + "-TargetAutodiscoverEpr https://mail.fourthcoffee.com/autodiscover/autodiscover.svc")
                        .does(OrganizationRelationshipCmdlets::create),
                Cmdlet.named("Get-OrganizationRelationship", "Shows organization relationships.")
                        .takes(IDENTITY, AnyCmdlet.DOMAIN_CONTROLLER)
                        .example("Get-OrganizationRelationship -Identity Contoso | Format-List")
                        .does(OrganizationRelationshipCmdlets::get),
                Cmdlet.named("Set-OrganizationRelationship", "Changes an organization relationship.")
                        .takes(IDENTITY.required(), DOMAINS, ENABLED, EPR, AnyCmdlet.DOMAIN_CONTROLLER).changes()
                        .example("Set-OrganizationRelationship -Identity Contoso -Enabled $false")
                        .does(OrganizationRelationshipCmdlets::set),
                Cmdlet.named("Remove-OrganizationRelationship", "Removes an organization relationship.")
                        .takes(IDENTITY.required(), AnyCmdlet.DOMAIN_CONTROLLER).destroys()
                        .example("Remove-OrganizationRelationship -Identity Contoso")
                        .does(OrganizationRelationshipCmdlets::remove));
    }

    private static OrganizationRelationships.Changes changes(Call call) {
        return new OrganizationRelationships.Changes(call.find(DOMAINS).orElse(null), call.find(ENABLED).orElse(null),
                call.find(EPR).orElse(null));
    }

    private static void create(Call call, Stage out) {
        if (call.proceeds("Creating the organization relationship '" + call.get(NAME) + "'.")) {
            OrganizationRelationship made = call.told(call.organization().relationships().create(call.get(NAME),
                    changes(call)));
            if (!call.whatIf()) {
                out.accept(view(call, made));
            }
        }
    }

    private static void get(Call call, Stage out) {
        String identity = call.text(IDENTITY);
        if (!identity.isEmpty() && !Wildcard.in(identity)) {
            out.accept(view(call, call.organization().relationships().get(identity)));
            return;
        }
        var wildcard = new Wildcard(identity.isEmpty() ? "*" : identity);
        call.organization().relationships().all().stream().filter(each -> wildcard.matches(each.name()))
                .forEach(each -> out.accept(view(call, each)));
    }

    private static void set(Call call, Stage out) {
        if (call.proceeds("Changing the organization relationship '" + call.get(IDENTITY) + "'.")) {
            call.told(call.organization().relationships().set(call.get(IDENTITY), changes(call)));
        }
    }

    private static void remove(Call call, Stage out) {
        OrganizationRelationship old = call.organization().relationships().get(call.get(IDENTITY));
        if (call.proceeds("Removing the organization relationship '" + old.name() + "'.")) {
            call.told(call.organization().relationships().remove(old.header().guid().toString()));
        }
    }

    private static ShellObject view(Call call, OrganizationRelationship shown) {
        return new View(call.organization()).put("DomainNames", shown.domainNames()).put("Enabled", shown.enabled())
                .put("TargetAutodiscoverEpr", shown.targetAutodiscoverEpr()).header(shown.header(), "0.10 (14.0.100.0)")
                .as("OrganizationRelationship", shown.name(), "Name", "DomainNames", "Enabled",
                        "TargetAutodiscoverEpr");
    }
}
