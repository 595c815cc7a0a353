package org.gatehouse.store;

import java.util.List;
import java.util.Optional;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.property.PropertyValue;
import org.gatehouse.mapi.property.Value;

/// A whole message as a value: what transport carries from one mailbox to another, and tests compare.
///
/// Named properties carry the ids of the mailbox they came from; [#names] says what they mean.
public record MessageContents(List<PropertyValue> properties, List<MessageDraft.Recipient> recipients,
        List<Attachment> attachments, java.util.Map<Integer, org.gatehouse.mapi.property.PropertyName> names) {
    public MessageContents {
        properties = List.copyOf(properties);
        recipients = List.copyOf(recipients);
        attachments = List.copyOf(attachments);
        names = java.util.Map.copyOf(names);
    }

    public static MessageContents of(List<PropertyValue> properties, List<MessageDraft.Recipient> recipients) {
        return new MessageContents(properties, recipients, List.of(), java.util.Map.of());
    }

    public Optional<Value> property(PropertyTag tag) {
        return properties.stream().filter(each -> each.tag().id() == tag.id()).findFirst().map(PropertyValue::value);
    }

    /// @param embedded the message inside, for method 5 ([MS-OXCMSG] 2.2.2.9)
    public record Attachment(List<PropertyValue> properties, Optional<MessageContents> embedded) {
        public Attachment {
            properties = List.copyOf(properties);
        }
    }
}
