package org.gatehouse.directory;

import com.unboundid.ldap.matchingrules.DistinguishedNameMatchingRule;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.ReadOnlyEntry;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/// `memberOf`: the groups that have an entry in `member`, never stored, so it cannot be at odds with them
/// ([MS-ADTS] 3.1.1.1.6, [MS-ADA2] 2.44). Looked up only for searches that name it.
final class BackLinks {
    static final String MEMBER_OF = "memberOf";
    private static final String MEMBER = "member";

    private BackLinks() {}

    /// Whether a search needs it, to choose entries or to show it.
    static boolean wanted(Query query, Filter filter) {
        return query.attributes().stream().anyMatch(MEMBER_OF::equalsIgnoreCase) || named(filter);
    }

    private static boolean named(Filter filter) {
        return switch (filter.getFilterType()) {
            case Filter.FILTER_TYPE_AND, Filter.FILTER_TYPE_OR ->
                    List.of(filter.getComponents()).stream().anyMatch(BackLinks::named);
            case Filter.FILTER_TYPE_NOT -> named(filter.getNOTComponent());
            default -> MEMBER_OF.equalsIgnoreCase(filter.getAttributeName());
        };
    }

    static List<String> members(Optional<? extends Entry> group) {
        String[] members = group.map(entry -> entry.getAttributeValues(MEMBER)).orElse(null);
        return members == null ? List.of() : List.of(members);
    }

    static boolean isMember(Entry group, Entry member) {
        return group.hasAttributeValue(MEMBER, member.getDN(), DistinguishedNameMatchingRule.getInstance());
    }

    /// The entry with the groups it is a member of.
    static ReadOnlyEntry with(ReadOnlyEntry entry, Collection<String> groups) {
        if (groups.isEmpty()) {
            return entry;
        }
        var linked = new Entry(entry.getDN(), Schema.matching(), entry.getAttributes());
        linked.setAttribute(MEMBER_OF, groups);
        return new ReadOnlyEntry(linked.getDN(), Schema.matching(), linked.getAttributes());
    }
}
