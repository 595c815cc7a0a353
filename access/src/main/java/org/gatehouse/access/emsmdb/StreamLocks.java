package org.gatehouse.access.emsmdb;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.gatehouse.mapi.property.ErrorCode;
import org.gatehouse.store.MailboxException;

/// Regions of values that sessions have locked ([MS-OXCPRPT] 3.2.5.20, 3.2.5.21), for all sessions of a server.
///
/// Exchange 2010 has no locks (product notes 15, 16); clients of its predecessors use them.
final class StreamLocks {
    /// An owner that did nothing with its streams for this long loses its locks to whoever asks.
    private static final Duration IDLE_MAX = Duration.ofSeconds(30);
    private static final int LOCKS_MAX = 10_000;
    /// Others may still read.
    private static final int ONLY_WRITES = 1;

    private final InstantSource clock;
    private final Map<Object, List<Lock>> byValue = new HashMap<>();
    private int count;

    StreamLocks(InstantSource clock) {
        this.clock = clock;
    }

    private static final class Lock {
        private final ServerObject.StreamObject owner;
        private final long from;
        private final long size;
        private final boolean onlyWrites;
        private Instant lastUse;

        Lock(ServerObject.StreamObject owner, long from, long size, boolean onlyWrites, Instant now) {
            this.owner = owner;
            this.from = from;
            this.size = size;
            this.onlyWrites = onlyWrites;
            this.lastUse = now;
        }

        /// Sizes are unsigned; no value is longer than 2^31, so anything beyond reaches to the end.
        boolean overlaps(long otherFrom, long otherSize) {
            return otherSize != 0 && size != 0 && (otherSize < 0 || from - otherFrom < otherSize)
                    && (size < 0 || otherFrom - from < size);
        }
    }

    /// @throws MailboxException ACCESS_DENIED when another's lock is in the way
    synchronized void lock(ServerObject.StreamObject stream, long from, long size, int flags) {
        if (from < 0) {
            throw new MailboxException(ErrorCode.INVALID_PARAMETER, "region from " + Long.toUnsignedString(from));
        }
        requireFree(stream, from, size, true);
        if (count >= LOCKS_MAX) {
            throw new MailboxException(ErrorCode.OUT_OF_RESOURCES, LOCKS_MAX + " locked regions");
        }
        byValue.computeIfAbsent(stream.value(), _ -> new ArrayList<>())
                .add(new Lock(stream, from, size, flags == ONLY_WRITES, clock.instant()));
        count++;
    }

    /// Removes the session's own locks on a region.
    synchronized void unlock(ServerObject.StreamObject stream, long from, long size) {
        remove(stream.value(), lock -> ofSession(lock, stream) && lock.overlaps(from, size));
    }

    /// A stream ends, and its locks.
    synchronized void release(ServerObject.StreamObject stream) {
        remove(stream.value(), lock -> lock.owner.equals(stream));
    }

    /// Before a region is read or written.
    ///
    /// @throws MailboxException RPC_FAILED when the stream's own lock has expired and was taken; ACCESS_DENIED when
    /// another's is in the way
    synchronized void use(ServerObject.StreamObject stream, long from, long size, boolean writing) {
        if (stream.lostItsLock()) {
            throw new MailboxException(ErrorCode.RPC_FAILED, "the stream's lock was given to another");
        }
        if (count > 0) {
            requireFree(stream, from, size, writing);
        }
    }

    private void requireFree(ServerObject.StreamObject stream, long from, long size, boolean writing) {
        Instant now = clock.instant();
        for (Lock lock : List.copyOf(byValue.getOrDefault(stream.value(), List.of()))) {
            if (ofSession(lock, stream)) {
                lock.lastUse = now;
            } else if (lock.overlaps(from, size) && (writing || !lock.onlyWrites)) {
                if (!lock.lastUse.plus(IDLE_MAX).isBefore(now)) {
                    throw new MailboxException(ErrorCode.ACCESS_DENIED, "the region is locked by another session");
                }
                lock.owner.loseLock();
                remove(stream.value(), lock::equals);
            }
        }
    }

    private static boolean ofSession(Lock lock, ServerObject.StreamObject stream) {
        return lock.owner.session() == stream.session();
    }

    private void remove(Object value, java.util.function.Predicate<Lock> which) {
        List<Lock> locks = byValue.get(value);
        if (locks != null) {
            int before = locks.size();
            locks.removeIf(which);
            count -= before - locks.size();
            if (locks.isEmpty()) {
                byValue.remove(value);
            }
        }
    }
}
