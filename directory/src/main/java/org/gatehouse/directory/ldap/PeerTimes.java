package org.gatehouse.directory.ldap;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Since when a connection does what it does: decides whether it has been at it too long. Has no clock of its own.
/// Thread-safe.
final class PeerTimes {
    private final LdapLimits limits;
    private @Nullable Instant unboundSince;
    private @Nullable Instant requestSince;
    private @Nullable Instant writeSince;
    private Instant idleSince;
    private boolean busy;

    PeerTimes(LdapLimits limits, Instant opened) {
        this.limits = limits;
        this.unboundSince = opened;
        this.idleSince = opened;
    }

    /// It has been accepted: what is to accept the next one may have waited for it for long.
    synchronized void accepted(Instant now) {
        unboundSince = now;
        idleSince = now;
    }

    /// Bytes came: the first ones of a request count, so that more of them now and then win no time.
    synchronized void received(Instant now) {
        if (!busy && requestSince == null) {
            requestSince = now;
        }
    }

    /// A request is whole and is being answered.
    synchronized void serves() {
        busy = true;
        requestSince = null;
    }

    synchronized void served(Instant now) {
        busy = false;
        requestSince = null;
        idleSince = now;
    }

    synchronized void writes(Instant now) {
        writeSince = now;
    }

    /// Idle since the write began: its end is noted after the peer may have read the answer and gone on.
    synchronized void wrote() {
        if (writeSince != null) {
            idleSince = writeSince;
        }
        writeSince = null;
    }

    synchronized void bound(boolean signedIn, Instant now) {
        unboundSince = signedIn ? null : unboundSince == null ? now : unboundSince;
    }

    /// A stranger that may be closed to make room.
    synchronized boolean isExpendable() {
        return unboundSince != null && !busy;
    }

    synchronized Instant idleSince() {
        return idleSince;
    }

    /// Why the connection has to go now, if it has.
    synchronized Optional<String> overdue(Instant now) {
        if (isOver(writeSince, limits.writeMax(), now)) {
            return Optional.of("it does not take its answer");
        }
        if (busy) {
            return Optional.empty();
        }
        if (isOver(requestSince, limits.requestMax(), now)) {
            return Optional.of("its request does not end");
        }
        if (isOver(unboundSince, limits.unboundMax(), now)) {
            return Optional.of("it does not sign in");
        }
        return isOver(idleSince, limits.idleMax(), now) ? Optional.of("it is idle") : Optional.empty();
    }

    private static boolean isOver(@Nullable Instant since, Duration max, Instant now) {
        return since != null && Duration.between(since, now).compareTo(max) > 0;
    }
}
