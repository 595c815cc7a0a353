package org.gatehouse.directory;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ReadOnlyEntry;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.gatehouse.directory.DirectoryException.Reason;

/// Takes candidates in order until a page is full, and keeps those that the search wants.
public final class PageCollector {
    private final Query query;
    private final Filter filter;
    private final InstantSource clock;
    private final Instant deadline;
    private final List<ReadOnlyEntry> found = new ArrayList<>();
    private String cookie = "";
    private long last;

    /// @param filter the query's, prepared by [SearchPlan#prepared]
    public PageCollector(Query query, Filter filter, InstantSource clock) {
        this.query = query;
        this.filter = filter;
        this.clock = clock;
        this.deadline = clock.instant().plus(query.timeLimit());
    }

    boolean visit(EntryTable.Row row) {
        return visit(row.id(), row.entry());
    }

    /// Looks at one candidate; says whether to go on.
    ///
    /// @param id rises from candidate to candidate, and is the cookie
    public boolean visit(long id, ReadOnlyEntry entry) {
        if (clock.instant().isAfter(deadline)) {
            throw new DirectoryException(Reason.LIMIT_EXCEEDED, "The search took longer than "
                    + query.timeLimit().toSeconds() + " s. Search by an indexed attribute.");
        }
        try {
            DN dn = EntryRules.dnOf(entry);
            if (!dn.matchesBaseAndScope(query.base(), query.scope())
                    || !FilterMatch.matches(filter, entry)) {
                return true;
            }
        } catch (LDAPException unmatchable) {
            throw new DirectoryException(Reason.INVALID, "The filter " + Names.shown(filter.toString())
                    + " cannot be matched: " + unmatchable.getMessage(), unmatchable);
        }
        if (found.size() == query.pageSize()) {
            cookie = Long.toString(last);
            return false;
        }
        found.add(selected(entry));
        last = id;
        return true;
    }

    public Directory.Page page() {
        return new Directory.Page(found, cookie);
    }

    private ReadOnlyEntry selected(ReadOnlyEntry entry) {
        if (query.attributes().isEmpty() || query.attributes().contains("*")) {
            return entry;
        }
        var selected = new Entry(entry.getDN(), Schema.matching());
        for (String name : query.attributes()) {
            var attribute = entry.getAttribute(name);
            if (attribute != null) {
                selected.addAttribute(attribute);
            }
        }
        return new ReadOnlyEntry(selected);
    }
}
