package org.gatehouse.directory.organization;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldap.sdk.ReadOnlyEntry;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.gatehouse.directory.Directory;
import org.gatehouse.directory.DirectoryException;
import org.gatehouse.directory.DirectoryException.Reason;
import org.gatehouse.directory.EntryRules;
import org.gatehouse.directory.Names;

/// Groups with mail addresses: Active Directory's `group` with `member`.
public final class DistributionGroups {
    static final String CLASS = "group";
    private static final int SECURITY = 0x8000_0000;
    private static final int UNIVERSAL = 8;
    private static final int ACCOUNT_MAX = 20;
    /// As many groups as Windows puts into a token.
    public static final int MEMBERSHIPS_MAX = 1_024;
    private static final List<String> IDENTITIES = List.of("mailNickname", "name", "sAMAccountName",
            "proxyAddresses", "legacyExchangeDN", "displayName");

    private final Entries entries;
    private final MailUsers users;

    DistributionGroups(Entries entries) {
        this.entries = entries;
        this.users = new MailUsers(entries);
    }

    /// For those who only read.
    public static DistributionGroups of(Directory directory, Layout layout) {
        return new DistributionGroups(new Entries(directory, layout));
    }

    /// What a new group needs; empty text takes what the name gives.
    ///
    /// @param members identities of users and groups
    public record NewGroup(String name, String alias, String displayName, String samAccountName,
            String primarySmtpAddress, boolean isSecurity, String managedBy, List<String> members) {
        public NewGroup {
            members = List.copyOf(members);
        }
    }

    public Outcome<MailGroup> create(NewGroup request) {
        Names.requireObjectName("Name", request.name());
        DN dn = Layout.child(request.name(), entries.layout().users());
        if (entries.directory().get(dn).isPresent()) {
            throw DirectoryException.about(Reason.ALREADY_EXISTS, "Name", request.name(),
                    "'" + entries.layout().users() + "' has an object of this name", "Choose another name");
        }
        String alias = users.requireAlias("Alias", request.alias().isEmpty()
                ? request.name().replaceAll("[^A-Za-z0-9._-]", "") : request.alias(), "");
        String address = users.requireAddress("PrimarySmtpAddress", request.primarySmtpAddress().isEmpty()
                ? alias + "@" + entries.layout().domain() : request.primarySmtpAddress(), "");
        String account = request.samAccountName().isEmpty() ? alias.substring(0, Math.min(ACCOUNT_MAX, alias.length()))
                : request.samAccountName();
        users.requireAccount("SamAccountName", account, "");
        var attributes = new ArrayList<>(List.of(new Attribute("sAMAccountName", account),
                new Attribute("mailNickname", alias), new Attribute("mail", address),
                new Attribute("proxyAddresses", "SMTP:" + address),
                new Attribute("displayName", request.displayName().isEmpty() ? request.name()
                        : SettingText.text("DisplayName", request.displayName())),
                new Attribute("legacyExchangeDN", users.freeLegacyDn(alias)),
                // [MS-ADTS] 2.2.12
                new Attribute("groupType", Integer.toString(request.isSecurity() ? SECURITY | UNIVERSAL : UNIVERSAL))));
        if (!request.managedBy().isEmpty()) {
            attributes.add(new Attribute("managedBy", recipient("ManagedBy", request.managedBy()).getDN()));
        }
        List<String> members = request.members().stream().map(member -> recipient("Members", member).getDN()).distinct()
                .toList();
        if (!members.isEmpty()) {
            attributes.add(new Attribute("member", members));
        }
        MailGroup made = read(entries.add(dn, CLASS, attributes.toArray(Attribute[]::new)));
        return new Outcome<>(made, "Create distribution group '" + made.name() + "' (" + address + ")", List.of());
    }

    public MailGroup get(String identity) {
        return read(entry(identity));
    }

    /// Groups with mail addresses, by display name.
    public List<MailGroup> all() {
        return matching(Filter.createPresenceFilter("mailNickname"));
    }

    /// Groups that a filter finds, by display name.
    public List<MailGroup> matching(Filter filter) {
        return entries.all(entries.layout().domainContext(), Filter.createANDFilter(
                Filter.createEqualityFilter("objectClass", CLASS), filter)).stream()
                .map(DistributionGroups::read).sorted(Comparator.comparing((MailGroup group) ->
                        SortKeys.of(group.displayName())).thenComparing(group -> group.header().guid())).toList();
    }

    /// The group with a distinguished name.
    public Optional<MailGroup> byName(DN name) {
        return entries.directory().get(name).filter(entry -> entry.hasAttributeValue("objectClass", CLASS))
                .map(DistributionGroups::read);
    }

    /// The security groups that somebody is in, directly or through other security groups.
    ///
    /// @param member distinguished name
    /// @return at most [#MEMBERSHIPS_MAX]
    public List<MailGroup> securityGroupsOf(String member) {
        var found = new LinkedHashMap<DN, MailGroup>();
        var open = new ArrayDeque<String>(List.of(member));
        while (!open.isEmpty() && found.size() < MEMBERSHIPS_MAX) {
            for (MailGroup group : matching(Filter.createEqualityFilter("member", open.remove()))) {
                DN name = Names.requireDn(group.header().distinguishedName());
                if (group.isSecurity() && found.size() < MEMBERSHIPS_MAX && found.putIfAbsent(name, group) == null) {
                    open.add(group.header().distinguishedName());
                }
            }
        }
        return List.copyOf(found.values());
    }

    public Outcome<MailGroup> remove(String identity) {
        ReadOnlyEntry entry = entry(identity);
        entries.directory().delete(EntryRules.dnOf(entry));
        return new Outcome<>(read(entry), "Remove distribution group '" + Entries.text(entry, "name") + "'",
                List.of());
    }

    public Outcome<MailGroup> addMember(String identity, String member) {
        ReadOnlyEntry entry = entry(identity);
        ReadOnlyEntry joining = recipient("Member", member);
        if (isMember(entry, joining)) {
            throw DirectoryException.about(Reason.ALREADY_EXISTS, "Member", Names.shown(member),
                    "is a member of '" + Entries.text(entry, "name") + "' already", "Nothing is left to do");
        }
        return changed(entry, ModificationType.ADD, joining, "Add '" + Entries.text(joining, "name") + "' to");
    }

    public Outcome<MailGroup> removeMember(String identity, String member) {
        ReadOnlyEntry entry = entry(identity);
        ReadOnlyEntry leaving = recipient("Member", member);
        if (!isMember(entry, leaving)) {
            throw DirectoryException.about(Reason.NOT_FOUND, "Member", Names.shown(member),
                    "is no member of '" + Entries.text(entry, "name") + "'",
                    "Get-DistributionGroupMember lists the members");
        }
        return changed(entry, ModificationType.DELETE, leaving, "Remove '" + Entries.text(leaving, "name") + "' from");
    }

    private Outcome<MailGroup> changed(ReadOnlyEntry group, ModificationType how, ReadOnlyEntry member, String what) {
        ReadOnlyEntry after = entries.directory().modify(EntryRules.dnOf(group),
                List.of(new Modification(how, "member", member.getDN())));
        return new Outcome<>(read(after), what + " distribution group '" + Entries.text(group, "name") + "'",
                List.of());
    }

    private static boolean isMember(ReadOnlyEntry group, ReadOnlyEntry member) {
        DN wanted = EntryRules.dnOf(member);
        return Stream.of(Entries.values(group, "member")).anyMatch(each -> Names.requireDn(each).equals(wanted));
    }

    /// A user or group that an identity names.
    private ReadOnlyEntry recipient(String parameter, String identity) {
        return recipient(entries, users, parameter, identity);
    }

    static ReadOnlyEntry recipient(Entries entries, MailUsers users, String parameter, String identity) {
        Optional<ReadOnlyEntry> named = DN.isValidDN(identity) && identity.contains("=")
                ? entries.directory().get(Names.requireDn(identity)) : Optional.empty();
        if (named.isPresent() && (named.get().hasAttributeValue("objectClass", CLASS)
                || named.get().hasAttributeValue("objectClass", MailUsers.CLASS))) {
            return named.get();
        }
        return entries.find(parameter, identity, entries.layout().domainContext(), CLASS, "group", IDENTITIES)
                .orElseGet(() -> users.entry(parameter, identity));
    }

    /// Whether an entry is a group that no rights can be given to.
    static boolean isDistributionGroup(ReadOnlyEntry entry) {
        return entry.hasAttributeValue("objectClass", CLASS) && !isSecurity(entry);
    }

    private static boolean isSecurity(ReadOnlyEntry entry) {
        return (Entries.number(entry, "groupType", 0) & SECURITY) != 0;
    }

    Optional<ReadOnlyEntry> find(String identity) {
        return entries.find("Identity", identity, entries.layout().domainContext(), CLASS, "distribution group",
                IDENTITIES);
    }

    private ReadOnlyEntry entry(String identity) {
        return entries.one("Identity", identity, entries.layout().domainContext(), CLASS, "distribution group",
                IDENTITIES);
    }

    static MailGroup read(ReadOnlyEntry entry) {
        List<String> proxies = List.of(Entries.values(entry, "proxyAddresses"));
        String displayName = Entries.text(entry, "displayName");
        return new MailGroup(Entries.header(entry), Entries.text(entry, "sAMAccountName"),
                displayName.isEmpty() ? Entries.text(entry, "name") : displayName,
                Entries.text(entry, "mailNickname"),
                proxies.stream().filter(proxy -> proxy.startsWith("SMTP:")).map(proxy -> proxy.substring(5)).findFirst()
                        .orElse(Entries.text(entry, "mail")),
                proxies, Entries.text(entry, "legacyExchangeDN"), List.of(Entries.values(entry, "member")),
                Entries.text(entry, "managedBy"), isSecurity(entry),
                Entries.flag(entry, "msExchHideFromAddressLists", false));
    }
}
