package org.gatehouse.store;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.gatehouse.database.Sql;
import org.gatehouse.mapi.id.CounterSet;
import org.gatehouse.mapi.id.IdSet;
import org.gatehouse.mapi.id.LongTermId;
import org.gatehouse.mapi.id.ObjectId;

/// The replicas that the ids of a mailbox's own objects and changes are of. On disk those have numbers, which only go
/// up; the replica of a number is the last that begins at it or below. So an id that was given by a database that is
/// lost, and is of an earlier replica, means nothing here, though its counter may be another object's number.
///
/// @param all in the order in which they began; the first begins at 0
record OwnReplicas(List<Own> all) {
    /// One of them.
    ///
    /// @param id the short one
    /// @param first the first number that it is for
    record Own(int id, UUID guid, long first) {}

    OwnReplicas {
        all = List.copyOf(all);
        if (all.isEmpty() || all.getFirst().first != 0) {
            throw new IllegalArgumentException("replicas " + all);
        }
    }

    /// @param guid of the mailbox's first one
    static OwnReplicas read(Sql sql, long mb, UUID guid) throws SQLException {
        var all = new ArrayList<Own>();
        all.add(new Own(Mailbox.REPLICA_ID, guid, 0));
        all.addAll(sql.list("SELECT id, guid, first_number FROM replica WHERE mb = ? AND first_number IS NOT NULL "
                + "ORDER BY first_number, id", row -> new Own(row.getInt(1), MailboxRows.uuid(row.getBytes(2)),
                        row.getLong(3)), mb));
        return new OwnReplicas(all);
    }

    /// The one that new ids are of.
    Own present() {
        return all.getLast();
    }

    private int indexOf(long number) {
        for (int index = all.size() - 1; index > 0; index--) {
            if (number >= all.get(index).first) {
                return index;
            }
        }
        return 0;
    }

    private Own of(long number) {
        return all.get(indexOf(number));
    }

    UUID guid(long number) {
        return of(number).guid;
    }

    ObjectId id(long number) {
        return new ObjectId(of(number).id, number);
    }

    LongTermId longTerm(long number) {
        return new LongTermId(guid(number), number);
    }

    /// The number behind an id; 0, which nothing has, for those that are not ours.
    long number(ObjectId id) {
        return of(id.counter()).id == id.replicaId() ? id.counter() : 0;
    }

    /// Likewise.
    long number(LongTermId id) {
        return of(id.counter()).guid.equals(id.replica()) ? id.counter() : 0;
    }

    Optional<Own> byId(int id) {
        return all.stream().filter(own -> own.id == id).findFirst();
    }

    Optional<Own> byGuid(UUID guid) {
        return all.stream().filter(own -> own.guid.equals(guid)).findFirst();
    }

    /// The numbers behind a set of ids, without those that are not ours.
    CounterSet numbers(IdSet ids) {
        var numbers = new ArrayList<CounterSet.Range>();
        for (Own own : all) {
            numbers.addAll(within(ids.of(own.guid), own));
        }
        return new CounterSet(numbers);
    }

    /// The set with other numbers of ours in it; what it has of other replicas stays.
    IdSet with(IdSet ids, CounterSet numbers) {
        var counters = new java.util.HashMap<>(ids.counters());
        for (Own own : all) {
            var mine = new CounterSet(within(numbers, own));
            if (!mine.isEmpty() || counters.containsKey(own.guid)) {
                counters.put(own.guid, mine);
            }
        }
        return new IdSet(counters);
    }

    private List<CounterSet.Range> within(CounterSet numbers, Own own) {
        int next = all.indexOf(own) + 1;
        long last = next < all.size() ? all.get(next).first - 1 : ObjectId.COUNTER_LIMIT - 1;
        return numbers.ranges().stream().filter(range -> range.high() >= own.first && range.low() <= last)
                .map(range -> new CounterSet.Range(Math.max(range.low(), own.first), Math.min(range.high(), last)))
                .toList();
    }
}
