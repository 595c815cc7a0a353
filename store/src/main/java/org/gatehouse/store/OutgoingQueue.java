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

    /// Takes one for a while (see [Submissions#LEASE_SECONDS]): it can no longer be aborted, nor taken by another. By
    /// the same write it is counted as sent, once however often it is taken.
    ///
    /// @param rates what the mailbox's owner may send
    /// @return empty when it was aborted, deleted, sent or taken meanwhile, or has to wait: it is due again when as
    /// many messages may be sent as wait before it, and looked at sooner should the rates change
    Optional<Taken> take(Item item, SendingRates rates);

    /// All is delivered: the sender's copy goes where it belongs ([MS-OXOMSG] 2.2.3.8 to 2.2.3.10) and the message out
    /// of the queue, in one write.
    void finish(Item item);

    /// Some of it could not be delivered yet.
    ///
    /// @param due when to try again
    void putBack(Item item, Instant due);

    /// Forgets which deliveries were done before a time. None of those is ever tried again after it.
    void forgetArrivals(Instant before);

    /// @param message with its PidTagMessageFlags
    /// @param refused whether it has more recipients than the owner may still address: nobody gets it
    record Taken(MessageContents message, boolean refused) {}

    /// @param mailbox the sender's
    /// @param ownerDn its owner's legacyExchangeDN
    /// @param id of this submission, the same until it is sent
    /// @param attempts failed ones before
    /// @param bytes of the message, as PidTagMessageSize counts them
    record Item(UUID mailbox, String ownerDn, ObjectId message, UUID id, int attempts, Instant submitted, long bytes) {}
}
