package org.gatehouse.directory;

import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPException;
import java.util.Arrays;

/// Whether a filter wants an entry (RFC 4511 4.5.1.7), with Active Directory's rules for the bits of a number
/// ([MS-ADTS] 3.1.1.3.4.4.1 and 3.1.1.3.4.4.2).
final class FilterMatch {
    private static final String ALL_BITS = "1.2.840.113556.1.4.803";
    private static final String ANY_BIT = "1.2.840.113556.1.4.804";

    private FilterMatch() {}

    /// @param filter prepared by [SearchPlan#prepared], so no deeper than its bound
    static boolean matches(Filter filter, Entry entry) throws LDAPException {
        return switch (filter.getFilterType()) {
            case Filter.FILTER_TYPE_AND -> {
                for (Filter part : filter.getComponents()) {
                    if (!matches(part, entry)) {
                        yield false;
                    }
                }
                yield true;
            }
            case Filter.FILTER_TYPE_OR -> {
                for (Filter part : filter.getComponents()) {
                    if (matches(part, entry)) {
                        yield true;
                    }
                }
                yield false;
            }
            case Filter.FILTER_TYPE_NOT -> !matches(filter.getNOTComponent(), entry);
            case Filter.FILTER_TYPE_EXTENSIBLE_MATCH -> isBitwise(filter) && matchesBits(filter, entry);
            default -> filter.matchesEntry(entry, Schema.matching());
        };
    }

    /// Whether it asks for bits of a numeric attribute; no other extensible match is known here.
    static boolean isBitwise(Filter filter) {
        String rule = filter.getMatchingRuleID();
        return (ALL_BITS.equals(rule) || ANY_BIT.equals(rule)) && filter.getAttributeName() != null
                && Schema.syntax(filter.getAttributeName()) == Schema.Syntax.NUMBER
                && filter.getAssertionValue().matches("-?[0-9]{1,18}");
    }

    private static boolean matchesBits(Filter filter, Entry entry) {
        long wanted = Long.parseLong(filter.getAssertionValue());
        String[] values = entry.getAttributeValues(filter.getAttributeName());
        return values != null && Arrays.stream(values).mapToLong(Long::parseLong).anyMatch(value ->
                ALL_BITS.equals(filter.getMatchingRuleID()) ? (value & wanted) == wanted : (value & wanted) != 0);
    }
}
