package org.gatehouse.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.gatehouse.mapi.property.ErrorCode;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.mapi.property.Value;
import org.gatehouse.wire.ByteWriter;

/// An attachment of a draft, itself a copy until [#save] puts it into the draft.
final class SqlAttachmentDraft extends BagObject implements MessageDraft.AttachmentDraft {
    /// PidTagAttachMethod of an embedded message ([MS-OXCMSG] 2.2.2.9).
    private static final int EMBEDDED_MESSAGE = 5;
    private static final List<PropertyTag> COMPUTED = List.of(Tags.ATTACH_NUMBER, Tags.ATTACH_SIZE, Tags.OBJECT_TYPE,
            Tags.ACCESS_LEVEL, Tags.RECORD_KEY);

    /// What an attachment takes beyond its values, so that a new one is of the size that [MS-OXCMSG] 3.2.5.13 says.
    private static final int OVERHEAD_BYTES = 0x20;

    private final SqlDraft message;
    private final int number;
    private final MessageParts.Attachment parts;
    private final boolean openToWrite;
    /// Whether the message has it, or had it when this was opened.
    private boolean known;

    SqlAttachmentDraft(SqlDraft message, int number, MessageParts.Attachment parts, boolean openToWrite) {
        super(message.session);
        this.message = message;
        this.number = number;
        this.parts = parts;
        this.openToWrite = openToWrite;
        this.known = message.parts().attachments.containsKey(number);
    }

    /// A new one ([MS-OXCMSG] 3.2.5.8, RopCreateAttachment).
    static SqlAttachmentDraft fresh(SqlDraft message, int number) {
        var bag = new PropertyBag();
        long now = message.mailbox.now();
        bag.put(Tags.CREATION_TIME, new Value.Time(now));
        bag.put(Tags.LAST_MODIFICATION_TIME, new Value.Time(now));
        bag.put(Tags.RENDERING_POSITION, new Value.Int32(-1));
        return new SqlAttachmentDraft(message, number, new MessageParts.Attachment(bag, null), true);
    }

    @Override
    java.nio.charset.Charset codePage() {
        return message.codePage();
    }

    @Override
    Optional<Value> derived(PropertyTag tag) {
        return Optional.empty();
    }

    @Override
    PropertyBag bag() {
        return parts.bag;
    }

    @Override
    Optional<Value> computed(PropertyTag tag) {
        return computed(tag, number, parts, writable());
    }

    static Optional<Value> computed(PropertyTag tag, int number, MessageParts.Attachment parts, boolean writable) {
        if (tag.id() == Tags.ATTACH_NUMBER.id()) {
            return Optional.of(new Value.Int32(number));
        } else if (tag.id() == Tags.ATTACH_SIZE.id()) {
            return Optional.of(new Value.Int32((int) Math.min(parts.size() + OVERHEAD_BYTES, Integer.MAX_VALUE)));
        } else if (tag.id() == Tags.OBJECT_TYPE.id()) {
            return Optional.of(new Value.Int32(7));
        } else if (tag.id() == Tags.ACCESS_LEVEL.id()) {
            return Optional.of(new Value.Int32(writable ? 1 : 0));
        } else if (tag.id() == Tags.RECORD_KEY.id()) { // unique within the message ([MS-OXCMSG] 2.2.2.1)
            return Optional.of(new Value.Binary(new ByteWriter(Integer.BYTES).i32(number).toBytes()));
        }
        return Optional.empty();
    }

    static List<PropertyTag> computedTags() {
        return COMPUTED;
    }

    @Override
    Optional<Integer> refused(PropertyTag tag) {
        return COMPUTED.stream().anyMatch(each -> each.id() == tag.id()) ? Optional.of(ErrorCode.COMPUTED_VALUE)
                : Optional.empty();
    }

    @Override
    void put(PropertyTag tag) {
        // no other value depends on one of an attachment
    }

    @Override
    void removed(PropertyTag tag) {
        // nor on its absence
    }

    @Override
    boolean writable() {
        return openToWrite && message.isWritable();
    }

    @Override
    public List<PropertyTag> tags() {
        settle();
        var tags = new ArrayList<>(COMPUTED);
        parts.bag.entries().stream().map(PropertyBag.Entry::tag)
                .filter(tag -> COMPUTED.stream().noneMatch(each -> each.id() == tag.id())).forEach(tags::add);
        return tags;
    }

    @Override
    public int number() {
        return number;
    }

    @Override
    public boolean isWritable() {
        return writable();
    }

    @Override
    public void save() {
        mayChange();
        settle();
        if (known && !message.parts().attachments.containsKey(number)) { // another handle's RopDeleteAttachment
            throw new MailboxException(ErrorCode.OBJECT_DELETED, "attachment " + number + " was deleted");
        }
        parts.bag.put(Tags.LAST_MODIFICATION_TIME, new Value.Time(mailbox.now()));
        message.parts().attachments.put(number, parts.copy());
        known = true;
    }

    @Override
    public boolean hasEmbeddedMessage() {
        return parts.embedded != null;
    }

    SqlDraft message() {
        return message;
    }

    @Override
    public MessageDraft embeddedMessage(boolean create) {
        MessageParts embedded = parts.embedded;
        if (embedded == null) {
            if (!create) {
                throw new MailboxException(ErrorCode.NOT_FOUND, "attachment " + number + " is no message");
            }
            mayChange();
            embedded = new MessageParts(MessageRules.fresh(mailbox));
            bag().put(Tags.ATTACH_METHOD, new Value.Int32(EMBEDDED_MESSAGE));
        }
        return SqlDraft.embedded(this, embedded.copy(), writable(), message.depth() + 1);
    }

    @Override
    public void close() {
        // Rows that this attachment's streams wrote may be the message's since it was saved: they go with the message.
        endStreams(message);
    }

    /// Takes the embedded message; it reaches the outer message with this attachment.
    void embed(MessageParts embedded) {
        bag().put(Tags.ATTACH_METHOD, new Value.Int32(EMBEDDED_MESSAGE));
        parts.embedded = embedded;
    }
}
