package org.gatehouse.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.gatehouse.mapi.id.ObjectId;

/// Submitted messages of a mailbox database, on disk until each is sent ([MS-OXOMSG] 3.3.5.1). Thread-safe.
///
/// Whoever sends one takes it, delivers it under its [Item#id] wherever it has to go, and finishes it or puts it back.
/// After a crash in between it is taken again; deliveries under the same id are not repeated
/// ([MailboxDatabase#deliver]).
public interface OutgoingQueue {
    /// Those that may be sent now, the longest waiting first. Does not take them.
    List<Item> due(int max);

    /// One that was just submitted, when it may be sent now.
    Optional<Item> due(UUID mailbox, ObjectId message);

    /// Takes one for a while (see [Submissions#LEASE_SECONDS]): it can no longer be aborted, nor taken by another.
    ///
    /// @return the message, with its PidTagMessageFlags; empty when it was aborted, deleted, sent or taken meanwhile
    Optional<MessageContents> take(Item item);

    /// All is delivered: the sender's copy goes where it belongs ([MS-OXOMSG] 2.2.3.8 to 2.2.3.10) and the message out
    /// of the queue, in one write.
    void finish(Item item);

    /// Some of it could not be delivered yet.
    ///
    /// @param due when to try again
    void putBack(Item item, Instant due);

    /// Forgets which deliveries were done before a time. None of those is ever tried again after it.
    void forgetArrivals(Instant before);

    /// @param mailbox the sender's
    /// @param ownerDn its owner's legacyExchangeDN
    /// @param id of this submission, the same until it is sent
    /// @param attempts failed ones before
    /// @param bytes of the message, as PidTagMessageSize counts them
    record Item(UUID mailbox, String ownerDn, ObjectId message, UUID id, int attempts, Instant submitted, long bytes) {}
}
