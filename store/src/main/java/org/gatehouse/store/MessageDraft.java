package org.gatehouse.store;

import java.util.List;
import java.util.Optional;
import org.gatehouse.mapi.id.ObjectId;
import org.gatehouse.mapi.property.PropertyTag;

/// A message, created or opened: a copy of its own until saved.
public interface MessageDraft extends PropertyObject, AutoCloseable {
    /// None until the first save, and for embedded messages.
    Optional<ObjectId> id();

    /// The folder; none for embedded messages.
    Optional<ObjectId> folderId();

    boolean isAssociated();

    boolean isWritable();

    /// Recipients by PidTagRowid.
    List<Recipient> recipients();

    /// Replaces or adds rows by row id; a row without properties is removed ([MS-OXCMSG] 3.2.5.5 RopModifyRecipients).
    void modifyRecipients(List<Recipient> rows);

    void removeAllRecipients();

    /// PidTagAttachNumber of the attachments, ascending.
    List<Integer> attachments();

    AttachmentDraft createAttachment();

    /// @param writable whether it may be changed, if the message may ([MS-OXCMSG] 2.2.3.12.1)
    /// @throws MailboxException NOT_FOUND
    AttachmentDraft openAttachment(int number, boolean writable);

    /// To be changed, if the message may.
    default AttachmentDraft openAttachment(int number) {
        return openAttachment(number, true);
    }

    /// @throws MailboxException NOT_FOUND
    void deleteAttachment(int number);

    /// A table of the attachments as they are in this draft.
    Table attachmentTable();

    /// Writes the draft; on disk when this returns. An embedded message goes into its attachment.
    ///
    /// @throws MailboxException OBJECT_MODIFIED when someone saved it since it was opened ([MS-OXCMSG] 3.2.5.3) unless
    /// `mode` is FORCE; OBJECT_DELETED; GENERAL_FAILURE when opened or last saved read-only; the limits' errors
    Saved save(SaveMode mode);

    /// Saves the draft and puts the message into the outgoing queue, in one write ([MS-OXOMSG] 3.3.5.1).
    ///
    /// @throws MailboxException as [#save] does; NOT_SUPPORTED for what cannot be sent, ALREADY_SENT when it waits to
    /// be sent already
    Saved post(Posting posting);

    /// Discards changes and reads the message again ([MS-OXCPRPT] RopReloadCachedInformation shape).
    void reload();

    /// Marks the message read or unread at once, whatever else is unsaved.
    default void setRead(boolean read, boolean suppressReceipts) {
        setRead(ReadFlags.of(read, suppressReceipts));
    }

    /// The same with every flag. True when the message was unread and is read now, or the other way round.
    boolean setRead(ReadFlags flags);

    /// The code page of PtypString8 values of this message and what is in it, instead of the caller's
    /// ([MS-OXCPRPT] 3.2.5.1).
    void useCodePage(java.nio.charset.Charset codePage);

    /// Gives back what unsaved streams hold. The draft is not used any more.
    @Override
    void close();

    /// All of it, for submission and copies.
    MessageContents contents();

    /// Takes everything from `contents`: properties, recipients, attachments.
    void fill(MessageContents contents);

    /// Takes recipients, attachments or both in place of its own.
    void take(MessageContents contents, boolean recipients, boolean attachments);

    /// Whether this is `other`, or an embedded message in it at any depth.
    boolean isWithin(MessageDraft other);

    /// @param changeNumber the counter part
    record Saved(ObjectId id, long changeNumber) {}

    /// How the draft stays open, and whether it goes over another's changes ([MS-OXCMSG] 2.2.3.3.1).
    enum SaveMode {
        NORMAL,
        /// No further changes.
        THEN_READ_ONLY,
        FORCE
    }

    /// One recipient.
    ///
    /// @param rowId PidTagRowid
    /// @param type 1 To, 2 Cc, 3 Bcc, with the flags of [MS-OXCMSG] 2.2.3.1.2
    /// @param properties all but those two; PtypString8 is converted from the caller's code page
    record Recipient(int rowId, int type, List<org.gatehouse.mapi.property.PropertyValue> properties) {
        /// Of a resent message: reached before ([MS-OXOMSG] 2.2.3.1).
        private static final int SUCCEEDED = 0x8000_0000;

        public Recipient {
            properties = List.copyOf(properties);
        }

        /// Whether a message goes to this one: when it is sent again, to those that it has not reached
        /// ([MS-OXOMSG] 3.3.5.1).
        ///
        /// @param messageFlags its PidTagMessageFlags
        public boolean isAddressed(int messageFlags) {
            return (messageFlags & MessageView.RESEND) == 0 || (type & SUCCEEDED) == 0;
        }

        public Optional<org.gatehouse.mapi.property.Value> property(PropertyTag tag) {
            return properties.stream().filter(each -> each.tag().id() == tag.id()).findFirst()
                    .map(org.gatehouse.mapi.property.PropertyValue::value);
        }
    }

    /// An attachment of a draft; reaches the message at [#save], the disk when the message is saved.
    interface AttachmentDraft extends PropertyObject, AutoCloseable {
        int number();

        boolean isWritable();

        /// Gives back what unsaved streams hold.
        @Override
        void close();

        /// Writes it into the message's draft.
        void save();

        boolean hasEmbeddedMessage();

        /// The embedded message, made when `create` and there is none ([MS-OXCMSG] 3.2.5.13).
        ///
        /// @throws MailboxException NOT_FOUND
        MessageDraft embeddedMessage(boolean create);
    }
}
