package org.gatehouse.directory.organization;

import com.unboundid.ldap.sdk.ReadOnlyEntry;
import java.util.List;
import java.util.OptionalInt;
import org.gatehouse.directory.DirectoryException;
import org.gatehouse.directory.DirectoryException.Reason;

/// Throttling policies; the default one is made with the organisation.
public final class ThrottlingPolicies {
    static final String CLASS = "msExchThrottlingPolicy";
    private final Entries entries;

    ThrottlingPolicies(Entries entries) {
        this.entries = entries;
    }

    public ThrottlingPolicy theDefault() {
        return all().stream().filter(ThrottlingPolicy::isDefault).findFirst()
                .orElseThrow(() -> new DirectoryException(Reason.NOT_FOUND,
                        "The organisation has no default throttling policy. Prepare the organisation again."));
    }

    public ThrottlingPolicy get(String identity) {
        return read(entry("Identity", identity));
    }

    public List<ThrottlingPolicy> all() {
        return entries.all(entries.layout().globalSettings(), CLASS).stream().map(ThrottlingPolicies::read).toList();
    }

    ReadOnlyEntry entry(String parameter, String identity) {
        return entries.one(parameter, identity, entries.layout().globalSettings(), CLASS, "throttling policy",
                List.of("name"));
    }

    private static ThrottlingPolicy read(ReadOnlyEntry entry) {
        return new ThrottlingPolicy(Entries.header(entry), Entries.flag(entry, "gatehouseIsDefault", false),
                limit(entry, "RcaMaxConcurrency"), limit(entry, "RcaPercentTimeInAd"),
                limit(entry, "RcaPercentTimeInCas"), limit(entry, "RcaPercentTimeInMailboxRpc"));
    }

    private static OptionalInt limit(ReadOnlyEntry entry, String name) {
        int value = Entries.number(entry, "gatehouse" + name, -1);
        return value < 0 ? OptionalInt.empty() : OptionalInt.of(value);
    }
}
