package org.gatehouse.bench.simulation;

/// Something that is done to a world for a while. `one` and `other` number what it is done to.
///
/// @param at milliseconds from the beginning
/// @param lasts for so long; without meaning where something is only changed
record Fault(long at, long lasts, Kind kind, int one, int other) {
    enum Kind {
        /// Member `one` dies and starts again.
        MEMBER_DIES,
        /// The machine of member `one` is gone, without a word to anybody, and comes back.
        MEMBER_VANISHES,
        /// Member `one` stands still, and goes on as if nothing had been.
        MEMBER_STANDS_STILL,
        /// Balancer `one` dies and starts again.
        BALANCER_DIES,
        DIRECTORY_DIES,
        /// The primary of database `one` dies and starts again.
        DATABASE_DIES,
        /// The primary of database `one` dies and its standby takes over. Where `other` is 1 the former primary comes
        /// back as if nothing had been, before it follows.
        DATABASE_FAILS_OVER,
        /// Hosts `one` and `other` do not reach each other.
        CUT,
        /// Each client whose number `other` divides does not reach host `one`.
        CLIENTS_CUT,
        /// The clock of host `one` is set by `other` milliseconds.
        CLOCK_SET,
        /// Commits of database `one` take `other` milliseconds more.
        SLOW_DISK,
        /// Balancer `one` loses `other` per cent of its probes.
        PROBES_LOST,
        /// Member `one` is suspended.
        SUSPENDED,
        /// Mailbox `one` is to move to database `other`.
        MOVE,
        /// The move of mailbox `one` is suspended for a while.
        MOVE_SUSPENDED,
        /// The move of mailbox `one` is given up.
        MOVE_REMOVED,
        /// Whoever moves mailbox `one` dies at its step `other`, counted from now.
        OWNER_DIES,
        /// Clients of database `one` are sent to endpoint `other`, and stay there.
        ENDPOINT,
        /// The array of site `one` is removed for a while.
        ARRAY_REMOVED
    }

    @Override
    public String toString() {
        return at + " ms: " + kind + " " + one + " " + other + " for " + lasts + " ms";
    }
}
