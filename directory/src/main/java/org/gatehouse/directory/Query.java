package org.gatehouse.directory;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.SearchScope;
import java.time.Duration;
import java.util.List;

/// A search (RFC 4511 4.5.1).
///
/// @param attributes the attributes wanted; empty means all user attributes
/// @param pageSize at most so many entries in one page
/// @param timeLimit the search fails with LIMIT_EXCEEDED beyond it
/// @param cookie where the page before ended; empty for the first
public record Query(DN base, SearchScope scope, Filter filter, List<String> attributes, int pageSize,
        Duration timeLimit, String cookie) {
    /// What one page may hold at most, whatever is asked ([MS-ADTS] 3.1.1.3.4.6 MaxPageSize).
    public static final int PAGE_ENTRIES_MAX = 1000;
    private static final Duration TIME_MAX = Duration.ofMinutes(2);

    public Query {
        attributes = List.copyOf(attributes);
        pageSize = Math.clamp(pageSize, 1, PAGE_ENTRIES_MAX);
    }

    /// All attributes of the entries below `base`, first page.
    public static Query below(DN base, Filter filter) {
        return new Query(base, SearchScope.SUB, filter, List.of(), PAGE_ENTRIES_MAX, TIME_MAX, "");
    }

    /// All attributes of the children of `base`, first page.
    public static Query children(DN base, Filter filter) {
        return new Query(base, SearchScope.ONE, filter, List.of(), PAGE_ENTRIES_MAX, TIME_MAX, "");
    }

    /// The page after one that ended with `next`.
    public Query after(String next) {
        return new Query(base, scope, filter, attributes, pageSize, timeLimit, next);
    }
}
