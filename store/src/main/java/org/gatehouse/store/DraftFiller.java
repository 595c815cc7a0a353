package org.gatehouse.store;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.gatehouse.mapi.property.PropertyName;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.property.PropertyValue;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.mapi.property.Value;

/// Between messages as values and messages in parts; names are carried over into the target mailbox's ids.
final class DraftFiller {
    private DraftFiller() {}

    /// A new message like `contents`.
    static MessageParts parts(Mailbox mailbox, MessageContents contents) {
        return parts(mailbox, contents, translation(mailbox, contents.names()), 0);
    }

    private static Map<Integer, Integer> translation(Mailbox mailbox, Map<Integer, PropertyName> names) {
        var sourceIds = new ArrayList<>(names.keySet());
        List<Integer> ids = names.isEmpty() ? List.of()
                : mailbox.names.ids(sourceIds.stream().<PropertyName>map(names::get).toList(), true);
        var translation = new HashMap<Integer, Integer>();
        for (int index = 0; index < ids.size(); index++) {
            translation.put(sourceIds.get(index), ids.get(index));
        }
        return translation;
    }

    private static MessageParts parts(Mailbox mailbox, MessageContents contents, Map<Integer, Integer> ids, int depth) {
        if (depth > mailbox.limits.embeddingDepthMax()) {
            throw new MailboxException(org.gatehouse.mapi.property.ErrorCode.MAX_ATTACHMENT_EXCEEDED,
                    "messages nested " + depth + " deep");
        }
        var parts = new MessageParts(MessageRules.fresh(mailbox));
        for (PropertyValue property : contents.properties()) {
            put(parts.bag, property, ids, MessageView.isComputed(property.tag()));
        }
        if (parts.bag.has(Tags.SUBJECT) && !parts.bag.has(Tags.NORMALIZED_SUBJECT)) {
            MessageRules.subjectSet(parts.bag, Tags.SUBJECT);
        }
        contents.recipients().forEach(each -> parts.recipients.put(each.rowId(), each));
        int number = 0;
        for (MessageContents.Attachment attachment : contents.attachments()) {
            var bag = new PropertyBag();
            attachment.properties().forEach(each -> put(bag, each, ids, false));
            bag.put(Tags.ATTACH_NUMBER, new Value.Int32(number));
            parts.attachments.put(number, new MessageParts.Attachment(bag, attachment.embedded()
                    .map(inside -> parts(mailbox, inside, ids, depth + 1)).orElse(null)));
            number++;
        }
        return parts;
    }

    private static void put(PropertyBag bag, PropertyValue property, Map<Integer, Integer> ids, boolean computed) {
        PropertyTag tag = property.tag();
        if (computed) {
            return;
        }
        if (tag.isNamed() && ids.containsKey(tag.id())) {
            tag = PropertyTag.of(ids.get(tag.id()), tag.type());
        }
        PropertyValue kept = Cells.kept(new PropertyValue(tag, property.value()),
                java.nio.charset.StandardCharsets.ISO_8859_1);
        bag.put(kept.tag(), kept.value());
    }

    /// The whole of `parts` as a value.
    static MessageContents contents(Mailbox mailbox, MessageParts parts) {
        var ids = new java.util.TreeSet<Integer>();
        parts.eachBag(bag -> bag.entries().stream().filter(each -> each.tag().isNamed())
                .forEach(each -> ids.add(each.tag().id())));
        var list = new ArrayList<>(ids);
        List<PropertyName> names = list.isEmpty() ? List.of() : mailbox.names.names(list);
        var byId = new HashMap<Integer, PropertyName>();
        for (int index = 0; index < list.size(); index++) {
            byId.put(list.get(index), names.get(index));
        }
        return contents(mailbox, parts, byId);
    }

    private static MessageContents contents(Mailbox mailbox, MessageParts parts, Map<Integer, PropertyName> names) {
        return new MessageContents(values(mailbox, parts.bag), parts.recipientList(),
                parts.attachments.values().stream().map(each -> new MessageContents.Attachment(
                        values(mailbox, each.bag), java.util.Optional.ofNullable(each.embedded)
                                .map(inside -> contents(mailbox, inside, Map.of())))).toList(), names);
    }

    private static List<PropertyValue> values(Mailbox mailbox, PropertyBag bag) {
        return bag.entries().stream().map(entry -> new PropertyValue(entry.tag(), switch (entry.stored()) {
            case Stored.Here(Value value) -> value;
            case Stored.Apart apart -> mailbox.engine.read(sql -> Contents.whole(sql, mailbox, apart));
        })).toList();
    }
}
