package org.gatehouse.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A message taken apart, in memory: what a draft changes and a save writes.
final class MessageParts {
    final PropertyBag bag;
    final TreeMap<Integer, MessageDraft.Recipient> recipients = new TreeMap<>();
    final TreeMap<Integer, Attachment> attachments = new TreeMap<>();

    /// Numbers are not given again while the message is open, whether or not the attachment was saved.
    private int lastNumber = -1;

    MessageParts(PropertyBag bag) {
        this.bag = bag;
    }

    MessageParts copy() {
        var copy = new MessageParts(bag.copy());
        copy.recipients.putAll(recipients);
        attachments.forEach((number, attachment) -> copy.attachments.put(number, attachment.copy()));
        copy.lastNumber = lastNumber;
        return copy;
    }

    List<MessageDraft.Recipient> recipientList() {
        return new ArrayList<>(recipients.values());
    }

    int takeAttachmentNumber() {
        lastNumber = Math.max(lastNumber, attachments.isEmpty() ? -1 : attachments.lastKey()) + 1;
        return lastNumber;
    }

    long size() {
        long size = bag.size();
        for (MessageDraft.Recipient recipient : recipients.values()) {
            size += 8 + recipient.properties().stream().mapToLong(each -> 4 + BagCodec.size(each.value())).sum();
        }
        for (Attachment attachment : attachments.values()) {
            size += attachment.size();
        }
        return size;
    }

    static final class Attachment {
        final PropertyBag bag;
        @Nullable MessageParts embedded;

        Attachment(PropertyBag bag, @Nullable MessageParts embedded) {
            this.bag = bag;
            this.embedded = embedded;
        }

        Attachment copy() {
            return new Attachment(bag.copy(), embedded == null ? null : embedded.copy());
        }

        long size() {
            return bag.size() + (embedded == null ? 0 : embedded.size());
        }
    }

    /// Every bag in it, deepest last.
    void eachBag(java.util.function.Consumer<PropertyBag> visitor) {
        visitor.accept(bag);
        for (Map.Entry<Integer, Attachment> entry : attachments.entrySet()) {
            visitor.accept(entry.getValue().bag);
            MessageParts embedded = entry.getValue().embedded;
            if (embedded != null) {
                embedded.eachBag(visitor);
            }
        }
    }
}
