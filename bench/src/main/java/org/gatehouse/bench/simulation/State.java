package org.gatehouse.bench.simulation;

import org.jspecify.annotations.Nullable;

/// What one server of a database has on disk: the rows that matter here, as `store` has them.
final class State {
    /// By mailbox.
    final Numbered<Box> boxes = new Numbered<>();
    final Rows<ChangeRow> changes = new Rows<>();
    /// Up to which number the sequence of `change` was logged.
    long changesLogged;

    /// A row of `change`.
    ///
    /// @param place which one of its mailbox's
    record ChangeRow(int mailbox, int replica, long number, long place) {}

    /// A mailbox and what belongs to it, also while it comes or has left.
    static final class Box {
        /// Whether it has its row of `mailbox`.
        boolean here;
        long counter;
        int replica;
        /// How many changes of it were committed in this database.
        long changes;
        /// Tokens of messages by id.
        Rows<Long> messages = new Rows<>();
        /// Ids that were written, by the number of the entry, while a move watches.
        Rows<Long> trail = new Rows<>();
        boolean watched;
        long trailNumbers;
        @Nullable Departing departing;
        @Nullable Departed departed;
        @Nullable Arriving arriving;

        /// A move begins, from nothing.
        void comes(long move, long epoch) {
            messages = new Rows<>();
            arriving = new Arriving(move, epoch, Phase.COPYING, Long.MIN_VALUE, 0);
        }

        /// Locked for the end of a move.
        void depart(long move, long since) {
            departed = new Departed(move, false, since, counter, replica);
            here = false;
        }

        /// Back from that.
        void stay(int ofReplica) {
            here = true;
            replica = ofReplica;
            departed = null;
        }

        Box copy() {
            var copy = new Box();
            copy.here = here;
            copy.counter = counter;
            copy.replica = replica;
            copy.changes = changes;
            copy.messages = messages.copy();
            copy.trail = trail.copy();
            copy.watched = watched;
            copy.trailNumbers = trailNumbers;
            copy.departing = departing;
            copy.departed = departed;
            copy.arriving = arriving;
            return copy;
        }
    }

    /// Who moves it from here.
    record Departing(long move, long epoch) {}

    /// Its row while it is locked or gone.
    record Departed(long move, boolean gone, long since, long counter, int replica) {
        Departed of(int another) {
            return new Departed(move, gone, since, counter, another);
        }
    }

    enum Phase { COPYING, FOLLOWING, ARRIVED }

    /// How far it has come here.
    record Arriving(long move, long epoch, Phase phase, long position, long trail) {}

    Box box(int mailbox) {
        return boxes.getOrMake(mailbox, _ -> new Box());
    }

    /// A mailbox of which there is something here.
    @Nullable Box known(int mailbox) {
        return boxes.get(mailbox);
    }

    State copy() {
        var copy = new State();
        boxes.each((mailbox, box) -> {
            Box _ = copy.boxes.put(mailbox, box.copy());
        });
        copy.changes.putAll(changes);
        copy.changesLogged = changesLogged;
        return copy;
    }
}
