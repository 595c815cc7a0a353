package org.gatehouse.store;

import java.util.List;
import java.util.Set;

/// What one write did to a mailbox, for everyone who keeps something of it in memory, here and in other processes.
///
/// @param contents folders whose messages changed
/// @param hierarchy whether folders changed, their counts included
/// @param ownProperties whether the mailbox's own properties changed
/// @param deleted whether the mailbox is gone
/// @param events for subscribers, in order
/// @param author the [SqlMailboxSession#number] of the session whose own events these are, 0 for none; only its process
/// knows it
record Change(Set<Long> contents, boolean hierarchy, boolean ownProperties, boolean deleted, List<StoreEvent> events,
        long author) {
    /// The mailbox's own properties, nothing else.
    static final Change OF_OWN_PROPERTIES = new Change(Set.of(), false, true, false, List.of(), 0);
    /// The end of the mailbox.
    static final Change DELETION = new Change(Set.of(), false, false, true, List.of(), 0);

    Change {
        contents = Set.copyOf(contents);
        events = List.copyOf(events);
    }

    /// A change of folders, or of their messages; both show in the hierarchy.
    static Change of(Set<Long> contents, List<StoreEvent> events) {
        return new Change(contents, true, false, false, events, 0);
    }

    /// The same as a session's own doing, which it may not want to hear of.
    Change by(SqlMailboxSession session) {
        return new Change(contents, hierarchy, ownProperties, deleted, events, session.number());
    }
}
