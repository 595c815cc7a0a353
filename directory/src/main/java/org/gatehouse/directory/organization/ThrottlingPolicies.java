package org.gatehouse.directory.organization;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ReadOnlyEntry;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import org.gatehouse.directory.DirectoryException;
import org.gatehouse.directory.DirectoryException.Reason;
import org.gatehouse.directory.EntryRules;
import org.gatehouse.directory.Names;
import org.jspecify.annotations.Nullable;

/// Throttling policies. The default one is made with the organisation and holds for all mailboxes without one of their
/// own; a policy says only what differs from it, and the rest is looked up when the policy is used.
public final class ThrottlingPolicies {
    static final String CLASS = "msExchThrottlingPolicy";
    private static final String IS_DEFAULT = "gatehouseIsDefault";
    private static final String ASSIGNED = "msExchThrottlingPolicyDN";
    private static final String UNLIMITED = "-1";
    private final Entries entries;

    ThrottlingPolicies(Entries entries) {
        this.entries = entries;
    }

    static Attribute[] presets() {
        var all = new ArrayList<Attribute>();
        all.add(new Attribute(IS_DEFAULT, "TRUE"));
        for (ThrottlingLimit limit : ThrottlingLimit.values()) {
            limit.preset().ifPresent(value -> all.add(new Attribute(limit.attribute(), Integer.toString(value))));
        }
        return all.toArray(Attribute[]::new);
    }

    public ThrottlingPolicy theDefault() {
        return read(defaultEntry(), Map.of());
    }

    public ThrottlingPolicy get(String identity) {
        return policy(entry("Identity", identity));
    }

    public List<ThrottlingPolicy> all() {
        return entries.all(entries.layout().globalSettings(), CLASS).stream().map(this::policy).toList();
    }

    /// The policy that holds for a mailbox. One that cannot be found, since it was taken away over LDAP, is as none.
    ///
    /// @param assigned the distinguished name of its own policy, or empty
    public ThrottlingPolicy of(String assigned) {
        if (assigned.isEmpty()) {
            return theDefault();
        }
        Optional<ReadOnlyEntry> own = entries.find("ThrottlingPolicy", assigned, entries.layout().globalSettings(),
                CLASS, "throttling policy", List.of("name"));
        return own.map(this::policy).orElseGet(this::theDefault);
    }

    /// Makes a policy.
    ///
    /// @param typed limits as typed: a number, or nothing or `unlimited` for none
    public Outcome<ThrottlingPolicy> create(String name, Map<ThrottlingLimit, String> typed) {
        Names.requireObjectName("Name", name);
        requireFree(name);
        var attributes = new ArrayList<Attribute>();
        typed.forEach((limit, value) -> attributes.add(new Attribute(limit.attribute(), stored(limit, value))));
        ReadOnlyEntry made = entries.add(Layout.child(name, entries.layout().globalSettings()), CLASS,
                attributes.toArray(Attribute[]::new));
        return new Outcome<>(policy(made), "Create throttling policy '" + name + "'", notYet(typed.keySet()));
    }

    /// Changes limits and, when `newName` is not null, the name.
    public Outcome<ThrottlingPolicy> set(String identity, @Nullable String newName,
            Map<ThrottlingLimit, String> typed) {
        ReadOnlyEntry entry = entry("Identity", identity);
        String old = Entries.text(entry, "name");
        var changes = new ArrayList<Modification>();
        typed.forEach((limit, value) -> changes.add(Entries.replace(limit.attribute(), stored(limit, value))));
        String name = newName == null ? old : Names.requireObjectName("Name", newName);
        if (!name.equalsIgnoreCase(old)) {
            requireFree(name);
        }
        if (!changes.isEmpty()) {
            entry = entries.directory().modify(EntryRules.dnOf(entry), changes);
        }
        if (!name.equals(old)) {
            entry = entries.rename(entry, name);
        }
        return new Outcome<>(policy(entry), "Change throttling policy '" + old + "'", notYet(typed.keySet()));
    }

    private static List<String> notYet(Set<ThrottlingLimit> set) {
        String idle = set.stream().filter(limit -> !limit.isHeld()).sorted().map(ThrottlingLimit::parameter)
                .collect(Collectors.joining(", "));
        return idle.isEmpty() ? List.of() : List.of("The servers of this version do not hold anyone to " + idle
                + " yet. What is set is kept and shown.");
    }

    public Outcome<ThrottlingPolicy> remove(String identity) {
        ReadOnlyEntry entry = entry("Identity", identity);
        ThrottlingPolicy old = policy(entry);
        if (old.isDefault()) {
            throw DirectoryException.about(Reason.NOT_ALLOWED, "Identity", old.name(),
                    "is the default throttling policy, which holds for everyone without one of their own",
                    "Change its limits with Set-ThrottlingPolicy instead");
        }
        List<ReadOnlyEntry> users = entries.all(entries.layout().domainContext(),
                Filter.createEqualityFilter(ASSIGNED, entry.getDN()));
        if (!users.isEmpty()) {
            throw DirectoryException.about(Reason.IN_USE, "Identity", old.name(),
                    "is the policy of " + (users.size() == 1 ? "" : users.size() + " mailboxes, such as ") + "'"
                            + Entries.text(users.getFirst(), "name") + "'",
                    "Give them another with Set-ThrottlingPolicyAssociation first");
        }
        entries.directory().delete(EntryRules.dnOf(entry));
        return new Outcome<>(old, "Remove throttling policy '" + old.name() + "'", List.of());
    }

    ReadOnlyEntry entry(String parameter, String identity) {
        return entries.one(parameter, identity, entries.layout().globalSettings(), CLASS, "throttling policy",
                List.of("name"));
    }

    private ReadOnlyEntry defaultEntry() {
        return entries.all(entries.layout().globalSettings(), CLASS).stream().filter(ThrottlingPolicies::isDefault)
                .findFirst().orElseThrow(() -> new DirectoryException(Reason.NOT_FOUND,
                        "The organisation has no default throttling policy. Prepare the organisation again."));
    }

    private static boolean isDefault(ReadOnlyEntry entry) {
        return Entries.flag(entry, IS_DEFAULT, false);
    }

    private ThrottlingPolicy policy(ReadOnlyEntry entry) {
        return isDefault(entry) ? read(entry, Map.of()) : read(entry, theDefault().limits());
    }

    private static ThrottlingPolicy read(ReadOnlyEntry entry, Map<ThrottlingLimit, OptionalInt> inherited) {
        var limits = new EnumMap<ThrottlingLimit, OptionalInt>(ThrottlingLimit.class);
        var own = EnumSet.noneOf(ThrottlingLimit.class);
        for (ThrottlingLimit limit : ThrottlingLimit.values()) {
            String value = Entries.text(entry, limit.attribute());
            if (value.isEmpty()) {
                limits.put(limit, inherited.getOrDefault(limit, limit.preset()));
            } else {
                own.add(limit);
                limits.put(limit, SettingText.countOf(value));
            }
        }
        return new ThrottlingPolicy(Entries.header(entry), isDefault(entry), limits, own);
    }

    private static String stored(ThrottlingLimit limit, String typed) {
        if (typed.isBlank()) {
            return UNLIMITED;
        }
        String value = typed.strip();
        if (value.matches("\\d{10}") && Long.parseLong(value) <= Integer.MAX_VALUE) {
            return value;
        }
        return SettingText.count(limit.parameter(), value);
    }

    private void requireFree(String name) {
        if (all().stream().anyMatch(policy -> policy.name().equalsIgnoreCase(name))) {
            throw DirectoryException.about(Reason.ALREADY_EXISTS, "Name", name, "a throttling policy has this name",
                    "Choose another name");
        }
    }
}
