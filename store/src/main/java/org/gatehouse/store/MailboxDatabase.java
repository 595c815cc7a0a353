package org.gatehouse.store;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.gatehouse.database.DatabaseException;

/// A mounted database: mailboxes, or the one public folder tree.
public interface MailboxDatabase {
    UUID guid();

    String name();

    DatabaseHost.Kind kind();

    /// Reads something small, to find out whether the engine still answers.
    ///
    /// @throws StoreException when it answers wrong
    /// @throws org.gatehouse.database.DatabaseException when it does not answer
    void requireAnswer();

    /// Why the engine does not answer; empty when it does.
    default Optional<String> trouble() {
        try {
            requireAnswer();
            return Optional.empty();
        } catch (StoreException | DatabaseException away) {
            return Optional.of(String.valueOf(away.getMessage()));
        }
    }

    /// Opens a mailbox for a caller, creating it with its default folders at first use. In a public folder database
    /// this is refused ([MailboxException#error] is WRONG_SERVER): use [#openPublic].
    ///
    /// @throws MailboxException LOGIN_PERMISSION when the caller has no right to it nor to a folder of it
    MailboxSession open(MailboxKey key, Caller caller);

    /// Opens a mailbox and reads the beginning of its Inbox, to find out whether that works.
    ///
    /// @param mailbox which one; the one that is here longest if empty
    /// @return nothing when it is not here, as before its first use: none is made
    Optional<Trial> tryOut(Optional<UUID> mailbox);

    /// Opens the public folder tree. In a mailbox database this is refused with WRONG_SERVER.
    ///
    /// @param group the distinguished name of the administrative group whose free and busy times are kept here; empty
    /// to leave it as it is
    MailboxSession openPublic(Caller caller, String group);

    /// The same as it is.
    default MailboxSession openPublic(Caller caller) {
        return openPublic(caller, "");
    }

    /// Counts and sizes of the mailboxes here, by display name.
    List<MailboxStatistics> statistics();

    Optional<MailboxStatistics> statistics(UUID mailboxGuid);

    /// Removes a mailbox with everything in it; its sessions end. Not there: does nothing.
    void delete(UUID mailboxGuid);

    /// Forgets for good what was softly deleted longer ago than `retention`; how many messages and folders that were.
    /// Background work: others are let in between, and of several servers one does it.
    int forgetDeleted(Duration retention);

    /// Puts a copy of a message into the mailbox's receive folder for its class, as newly arrived: unread, delivered
    /// now, received by the mailbox's owner. On disk when this returns. Notifies of new mail.
    default Delivered deliver(MailboxKey key, MessageContents contents) {
        return deliver(key, contents, Set.of()).orElseThrow();
    }

    /// The same, but does nothing when a delivery under one of these ids was done before: who delivers for a second
    /// time after a crash finds the first one.
    ///
    /// @param once ids that are written down with the message, in one write
    default Optional<Delivered> deliver(MailboxKey key, MessageContents contents, Set<UUID> once) {
        return deliver(key, contents, once, Long.MAX_VALUE);
    }

    /// The same into a mailbox that takes no mail once it is full. It is measured in the write that delivers, so that
    /// two deliveries at one moment do not both see the room that is left for one.
    ///
    /// @param bytesMax ProhibitSendReceiveQuota: a mailbox that holds so much takes nothing more
    /// @throws MailboxException QUOTA_EXCEEDED
    Optional<Delivered> deliver(MailboxKey key, MessageContents contents, Set<UUID> once, long bytesMax);

    /// Which of these ids were delivered to a mailbox before.
    Set<UUID> arrived(UUID mailboxGuid, Set<UUID> asked);

    /// What the messages of a mailbox take; 0 when it is not there yet.
    long bytes(UUID mailboxGuid);

    /// What the database takes on the disk.
    Space space();

    /// Whether it is in a file of its server, which nothing follows.
    boolean isFile();

    /// The servers that follow the one that the database is in.
    ///
    /// @throws StoreException when it cannot be asked
    List<Standby> standbys();

    /// When the database last did not go on where it was left, if ever: a failover, or a restore.
    Optional<Break> lastBreak();

    /// To be called every few seconds: takes note, outside the database too, of how far it has come, and looks whether
    /// another server takes writes for it, which may take a while.
    void remember();

    /// The mailboxes that were moved away, or are nobody's any more.
    Departures departures();

    /// The submitted messages of all mailboxes here.
    OutgoingQueue outgoing();

    /// A mailbox that was opened.
    ///
    /// @param inboxItems messages in its Inbox
    record Trial(UUID mailbox, int inboxItems) {}

    /// What was written last before it may be missing; ids given since are of new replicas.
    ///
    /// @param why the end of a sentence
    /// @param count how often that was so
    record Break(Instant when, String why, long count) {}

    /// What a database takes on the disk of its engine.
    ///
    /// @param bytes of everything, what is free in it included
    /// @param freeBytes for new data before it grows, as far as the engine tells
    record Space(long bytes, long freeBytes) {}

    /// A server that follows the primary, as the primary has it.
    ///
    /// @param name it gives itself; Patroni has it give its member's
    /// @param streaming whether it has what there was before it came
    /// @param copyBytes of the log that it has not on its disk yet
    /// @param replayBytes of what it has, not done yet
    /// @param told when it last said so
    record Standby(String name, boolean streaming, boolean synchronous, long copyBytes, long replayBytes,
            Optional<Instant> told) {}

    /// Where a delivery went.
    record Delivered(org.gatehouse.mapi.id.ObjectId folder, org.gatehouse.mapi.id.ObjectId message) {}

    /// What there is in a mailbox.
    ///
    /// @param items messages in folders, attachments not counted
    /// @param bytes of the messages, as PidTagMessageSizeExtended counts them
    /// @param associatedItems messages that carry settings, beside the others
    /// @param deletedItems softly deleted ones, and those in softly deleted folders
    /// @param deletedBytes of these
    record MailboxStatistics(UUID mailboxGuid, String legacyDn, String displayName, long items, long bytes,
            long associatedItems, long deletedItems, long deletedBytes) {}
}
