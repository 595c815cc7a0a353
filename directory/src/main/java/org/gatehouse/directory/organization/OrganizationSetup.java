package org.gatehouse.directory.organization;

import com.unboundid.ldap.matchingrules.DistinguishedNameMatchingRule;
import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldap.sdk.RDN;
import com.unboundid.ldap.sdk.ReadOnlyEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.gatehouse.directory.Directory;
import org.gatehouse.directory.DirectoryException;
import org.gatehouse.directory.DirectoryException.Reason;
import org.gatehouse.directory.EntryRules;
import org.gatehouse.directory.Names;
import org.gatehouse.directory.Passwords;
import org.gatehouse.directory.Query;

/// Prepares a directory for an organisation, as set-up does: containers, the administrators' group, the default
/// throttling policy. May run again: it adds what is missing.
public final class OrganizationSetup {
    private OrganizationSetup() {}

    /// Whether an organisation was prepared here already.
    ///
    /// @throws DirectoryException when it is another one, as by a wrong name in a configuration file
    public static boolean isPrepared(Directory directory, Layout layout) {
        requireOnly(directory, "domainDNS", layout.domainContext(), "organization.domain");
        requireOnly(directory, "msExchOrganizationContainer", layout.organizationRoot(), "organization.name");
        return directory.get(layout.organizationRoot()).isPresent();
    }

    private static void requireOnly(Directory directory, String objectClass, DN ours, String key) {
        List<ReadOnlyEntry> there = directory.search(Query.below(DN.NULL_DN,
                Filter.createEqualityFilter("objectClass", objectClass))).entries();
        if (!there.isEmpty() && there.stream().noneMatch(entry -> EntryRules.dnOf(entry).equals(ours))) {
            throw new DirectoryException(Reason.INVALID, "This directory is that of '" + Names.shown(
                    there.getFirst().getDN()) + "', and " + key + " makes it '" + ours
                    + "'. Correct that key, or name another database.");
        }
    }

    /// @param policyGuid ends the default throttling policy's name, should it have to be made
    public static void prepare(Directory directory, Layout layout, UUID policyGuid) {
        var into = new Missing(directory);
        into.add(layout.domainContext(), "domainDNS");
        into.add(layout.users(), "container");
        into.add(administrators(layout).getParent(), "organizationalUnit");
        into.add(administrators(layout), "group", new Attribute("sAMAccountName", "Organization Management"));
        into.add(layout.dnsZones().getParent(), "container");
        into.add(layout.dnsZones(), "container");
        into.add(layout.configurationContext(), "configuration");
        into.add(layout.schemaContext(), "dMD");
        into.add(layout.subschema(), "subSchema");
        into.add(layout.sites(), "sitesContainer");
        into.add(layout.subnets(), "subnetContainer");
        DN services = Layout.child("Services", layout.configurationContext());
        DN exchange = Layout.child("Microsoft Exchange", services);
        into.add(services, "container");
        into.add(exchange, "msExchConfigurationContainer");
        into.add(layout.organizationRoot(), "msExchOrganizationContainer",
                new Attribute("legacyExchangeDN", "/o=" + layout.organization()));
        into.add(layout.globalSettings(), "msExchGlobalSettings");
        into.add(layout.administrativeGroup().getParent(), "msExchAdminGroupContainer");
        into.add(layout.administrativeGroup(), "msExchAdminGroup",
                new Attribute("legacyExchangeDN", layout.legacyRoot()));
        into.add(layout.arrays(), "msExchContainer");
        into.add(layout.servers(), "msExchServersContainer");
        into.add(layout.databases(), "msExchMDBContainer");
        into.add(TransportConfig.name(layout), TransportConfig.CLASS, TransportConfig.presets());
        into.add(layout.clientAccess(), "msExchContainer");
        into.add(layout.outlookProviders().getParent(), "msExchContainer");
        var entries = new Entries(directory, layout);
        OutlookProviders.prepare(entries);
        VirtualDirectories.prepare(entries);
        if (entries.all(layout.globalSettings(), ThrottlingPolicies.CLASS).isEmpty()) {
            into.add(Layout.child("DefaultThrottlingPolicy_" + policyGuid, layout.globalSettings()),
                    ThrottlingPolicies.CLASS, ThrottlingPolicies.presets());
        }
    }

    /// Makes the first account that may change things, should no account have the name.
    public static void addAdministrator(Directory directory, Layout layout, String account, char[] password) {
        DN dn = Layout.child(Names.requireObjectName("Account", account), layout.users());
        if (directory.get(dn).isEmpty()) {
            directory.add(dn, List.of(new Attribute("objectClass", "user"), new Attribute("sAMAccountName", account),
                    new Attribute("userPrincipalName", account + "@" + layout.domain()),
                    new Attribute("userAccountControl", "512"),
                    new Attribute("unicodePwd", Passwords.quoted(password))));
        }
        join(directory, administrators(layout), dn);
    }

    /// Makes an entry a member of a group, unless it is one.
    static void join(Directory directory, DN group, DN member) {
        boolean isMember = directory.get(group).filter(entry -> entry.hasAttributeValue("member", member.toString(),
                DistinguishedNameMatchingRule.getInstance())).isPresent();
        if (!isMember) {
            directory.modify(group, List.of(new Modification(ModificationType.ADD, "member", member.toString())));
        }
    }

    /// Whether nobody could change anything, as after a first start that was cut off.
    public static boolean lacksAdministrators(Directory directory, Layout layout) {
        return directory.get(administrators(layout)).filter(group -> group.hasAttribute("member")).isEmpty();
    }

    /// The group whose members may act for the whole organisation.
    public static DN administrators(Layout layout) {
        return Layout.child("Organization Management",
                new DN(new RDN("OU", "Microsoft Exchange Security Groups"), layout.domainContext()));
    }

    private record Missing(Directory directory) {
        void add(@org.jspecify.annotations.Nullable DN dn, String objectClass, Attribute... attributes) {
            DN needed = dn == null ? Names.requireDn("") : dn;
            if (directory.get(needed).isEmpty()) {
                var all = new ArrayList<>(List.of(attributes));
                all.add(new Attribute("objectClass", objectClass));
                directory.add(needed, all);
            }
        }
    }
}
