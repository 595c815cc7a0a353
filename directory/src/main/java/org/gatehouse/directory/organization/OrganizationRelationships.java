package org.gatehouse.directory.organization;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldap.sdk.ReadOnlyEntry;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.gatehouse.directory.DirectoryException;
import org.gatehouse.directory.DirectoryException.Reason;
import org.gatehouse.directory.EntryRules;
import org.gatehouse.directory.Names;
import org.jspecify.annotations.Nullable;

/// What is agreed with other organisations. Of it, where their Autodiscover is: clients that ask here for an address
/// in one of their domains are sent there.
public final class OrganizationRelationships {
    private static final String CLASS = "msExchFedSharingRelationship";
    private static final String DOMAINS = "msExchFedDomainNames";
    private static final String ENABLED = "msExchFedIsEnabled";
    private static final String EPR = "msExchFedTargetAutodiscoverEPR";
    private static final int DOMAINS_MAX = 1_000;
    /// Paths of Autodiscover's two forms, and of the doors that federated servers use.
    private static final Set<String> PATHS = Set.of("/autodiscover/autodiscover.svc",
            "/autodiscover/autodiscover.svc/wssecurity", "/autodiscover/autodiscover.svc/wssecurity/symmetrickey",
            "/autodiscover/autodiscover.svc/wssecurity/x509cert", "/autodiscover/autodiscover.xml");

    private final Entries entries;

    OrganizationRelationships(Entries entries) {
        this.entries = entries;
    }

    /// What one is to be; null keeps what there is, or takes the preset.
    ///
    /// @param domainNames none clears them
    /// @param targetAutodiscoverEpr empty clears it
    public record Changes(@Nullable List<String> domainNames, @Nullable Boolean enabled,
            @Nullable String targetAutodiscoverEpr) {}

    public List<OrganizationRelationship> all() {
        return entries.directory().get(container()).isEmpty() ? List.of()
                : entries.all(container(), CLASS).stream().map(OrganizationRelationships::read).toList();
    }

    public OrganizationRelationship get(String identity) {
        return read(entry(identity));
    }

    /// Where the Autodiscover of those is to whom a domain belongs; empty where nobody has said so.
    public Optional<String> autodiscoverOf(String domain) {
        return entries.all(entries.layout().organizationRoot(), Filter.createANDFilter(
                Filter.createEqualityFilter("objectClass", CLASS), Filter.createEqualityFilter(DOMAINS, domain)))
                .stream().map(OrganizationRelationships::read).filter(OrganizationRelationship::enabled)
                .map(OrganizationRelationship::targetAutodiscoverEpr).filter(url -> !url.isEmpty()).findFirst();
    }

    public Outcome<OrganizationRelationship> create(String name, Changes changes) {
        Names.requireObjectName("Name", name);
        DN dn = Layout.child(name, container());
        if (entries.directory().get(dn).isPresent()) {
            throw DirectoryException.about(Reason.ALREADY_EXISTS, "Name", name,
                    "an organization relationship has this name", "Choose another name");
        }
        List<String> domains = changes.domainNames() == null ? List.of() : domains(changes.domainNames(), "");
        if (domains.isEmpty()) {
            throw DirectoryException.about(Reason.INVALID, "DomainNames", "", "names no domain",
                    "Give at least one, such as fabrikam.example");
        }
        var attributes = new ArrayList<>(List.of(new Attribute(DOMAINS, domains),
                new Attribute(ENABLED, changes.enabled() == null || changes.enabled() ? "TRUE" : "FALSE")));
        if (changes.targetAutodiscoverEpr() != null && !changes.targetAutodiscoverEpr().isEmpty()) {
            attributes.add(new Attribute(EPR, url(changes.targetAutodiscoverEpr())));
        }
        entries.addMissing(container(), "msExchContainer");
        OrganizationRelationship made = read(entries.add(dn, CLASS, attributes.toArray(Attribute[]::new)));
        return new Outcome<>(made, "Create organization relationship '" + name + "' for "
                + String.join(", ", made.domainNames()), List.of());
    }

    public Outcome<OrganizationRelationship> set(String identity, Changes changes) {
        ReadOnlyEntry entry = entry(identity);
        var all = new ArrayList<Modification>();
        if (changes.domainNames() != null) {
            all.add(new Modification(ModificationType.REPLACE, DOMAINS,
                    domains(changes.domainNames(), entry.getDN()).toArray(String[]::new)));
        }
        if (changes.enabled() != null) {
            all.add(Entries.replace(ENABLED, changes.enabled() ? "TRUE" : "FALSE"));
        }
        if (changes.targetAutodiscoverEpr() != null) {
            all.add(Entries.replace(EPR, changes.targetAutodiscoverEpr().isEmpty() ? ""
                    : url(changes.targetAutodiscoverEpr())));
        }
        ReadOnlyEntry changed = all.isEmpty() ? entry : entries.directory().modify(EntryRules.dnOf(entry), all);
        return new Outcome<>(read(changed), "Change organization relationship '" + Entries.text(entry, "name") + "'",
                List.of());
    }

    public Outcome<OrganizationRelationship> remove(String identity) {
        ReadOnlyEntry entry = entry(identity);
        entries.directory().delete(EntryRules.dnOf(entry));
        return new Outcome<>(read(entry), "Remove organization relationship '" + Entries.text(entry, "name") + "'",
                List.of());
    }

    /// A domain belongs to one organisation, and never to two.
    private List<String> domains(List<String> typed, String ownDn) {
        if (typed.size() > DOMAINS_MAX) {
            throw DirectoryException.about(Reason.INVALID, "DomainNames", typed.size() + " domains", "are too many",
                    "Give at most " + DOMAINS_MAX);
        }
        List<String> domains = typed.stream().map(domain -> Names.requireHostName("DomainNames", domain.strip())
                .toLowerCase(Locale.ROOT)).distinct().toList();
        for (String domain : domains) {
            if (domain.equalsIgnoreCase(entries.layout().domain())) {
                throw DirectoryException.about(Reason.INVALID, "DomainNames", domain,
                        "is this organization's own domain", "Name the other organization's domains");
            }
            all().stream().filter(other -> !other.header().distinguishedName().equalsIgnoreCase(ownDn)
                    && other.domainNames().contains(domain)).findFirst().ifPresent(other -> {
                        throw DirectoryException.about(Reason.ALREADY_EXISTS, "DomainNames", domain,
                                "belongs to the organization relationship '" + other.name() + "'",
                                "Take it away there first");
                    });
        }
        return domains;
    }

    private static String url(String typed) {
        String url = SettingText.url("TargetAutodiscoverEpr", typed);
        var parsed = URI.create(url);
        String path = parsed.getPath() == null ? "" : parsed.getPath().toLowerCase(Locale.ROOT);
        if (!"https".equalsIgnoreCase(parsed.getScheme()) || !PATHS.contains(path) || parsed.getQuery() != null) {
            throw DirectoryException.about(Reason.INVALID, "TargetAutodiscoverEpr", Names.shown(typed),
                    "is not where an Autodiscover service is",
                    "Write it as https://autodiscover.fabrikam.example/autodiscover/autodiscover.svc");
        }
        return url;
    }

    private DN container() {
        return entries.layout().federation();
    }

    private ReadOnlyEntry entry(String identity) {
        return entries.one("Identity", identity, entries.layout().organizationRoot(), CLASS,
                "organization relationship", List.of("name"));
    }

    private static OrganizationRelationship read(ReadOnlyEntry entry) {
        return new OrganizationRelationship(Entries.header(entry), List.of(Entries.values(entry, DOMAINS)),
                Entries.flag(entry, ENABLED, false), Entries.text(entry, EPR));
    }
}
