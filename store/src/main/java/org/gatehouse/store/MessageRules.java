package org.gatehouse.store;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.gatehouse.mapi.id.AddressBookEntryId;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.property.PropertyType;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.mapi.property.Value;

/// What a message's properties make of each other, the same for every protocol.
final class MessageRules {
    private static final PropertyTag NON_RECEIPT_REQUESTED = PropertyTag.of(0x0c06, PropertyType.BOOLEAN);

    private static final Pattern PREFIX = Pattern.compile("[^: 0-9]{1,3}: ");
    private static final Pattern LEADING_BLANKS = Pattern.compile("^ +");

    private MessageRules() {}

    /// A new message's properties ([MS-OXCMSG] 3.2.5.2).
    static PropertyBag fresh(Mailbox mailbox) {
        var bag = new PropertyBag();
        bag.put(Tags.IMPORTANCE, new Value.Int32(1));
        bag.put(Tags.SENSITIVITY, new Value.Int32(0));
        bag.put(Tags.MESSAGE_CLASS, new Value.Text("IPM.Note"));
        bag.put(Tags.DISPLAY_TO, new Value.Text(""));
        bag.put(Tags.DISPLAY_CC, new Value.Text(""));
        bag.put(Tags.DISPLAY_BCC, new Value.Text(""));
        bag.put(Tags.SEARCH_KEY, new Value.Binary(mailbox.randomBytes(16)));
        long now = mailbox.now();
        bag.put(Tags.CREATION_TIME, new Value.Time(now));
        bag.put(Tags.LAST_MODIFICATION_TIME, new Value.Time(now));
        return bag;
    }

    /// Who creates a message ([MS-OXCMSG] 3.2.5.2, PidTagCreatorName and its kin).
    static void createdBy(PropertyBag bag, Caller caller) {
        var name = new Value.Text(caller.displayName());
        bag.put(Tags.CREATOR_NAME, name);
        bag.put(Tags.LAST_MODIFIER_NAME, name);
        if (!caller.legacyDn().isEmpty()) {
            var entryId = new Value.Binary(AddressBookEntryId.ofUser(caller.legacyDn()).encode());
            bag.put(Tags.CREATOR_ENTRY_ID, entryId);
            bag.put(Tags.LAST_MODIFIER_ENTRY_ID, entryId);
        }
    }

    /// Keeps PidTagSubject, PidTagSubjectPrefix and PidTagNormalizedSubject in step after one was set
    /// ([MS-OXCMSG] 2.2.1.9, 2.2.1.10, 3.2.5.2).
    static void subjectSet(PropertyBag bag, PropertyTag changed) {
        if (changed.id() == Tags.SUBJECT.id()) {
            String subject = bag.text(Tags.SUBJECT);
            String known = bag.text(Tags.SUBJECT_PREFIX); // of whatever length, if the subject starts with it
            String prefix = !known.isEmpty() && subject.startsWith(known) ? known : prefix(subject);
            String rest = subject.substring(prefix.length());
            bag.put(Tags.SUBJECT_PREFIX, new Value.Text(prefix));
            bag.put(Tags.NORMALIZED_SUBJECT, new Value.Text(prefix.endsWith(" ") ? LEADING_BLANKS.matcher(rest)
                    .replaceFirst("") : rest));
        } else if (changed.id() == Tags.SUBJECT_PREFIX.id()) {
            String subject = bag.text(Tags.SUBJECT);
            String prefix = bag.text(Tags.SUBJECT_PREFIX);
            if (bag.has(Tags.SUBJECT) && subject.startsWith(prefix)) {
                bag.put(Tags.NORMALIZED_SUBJECT, new Value.Text(subject.substring(prefix.length())));
            } else if (bag.has(Tags.NORMALIZED_SUBJECT)) {
                bag.put(Tags.SUBJECT, new Value.Text(prefix + bag.text(Tags.NORMALIZED_SUBJECT)));
            }
        } else if (changed.id() == Tags.NORMALIZED_SUBJECT.id()) {
            bag.put(Tags.SUBJECT, new Value.Text(bag.text(Tags.SUBJECT_PREFIX) + bag.text(Tags.NORMALIZED_SUBJECT)));
        }
    }

    /// One to three characters that are no digits, a colon and blanks, of which one belongs to the prefix
    /// ([MS-OXCMSG] 2.2.1.9 and 2.2.1.10, [MS-OXCMAIL] 2.2.3.2.6.1).
    private static String prefix(String subject) {
        Matcher found = PREFIX.matcher(subject);
        return found.lookingAt() ? found.group() : "";
    }

    /// The three go together when PidTagSubject is deleted.
    static void subjectRemoved(PropertyBag bag, PropertyTag removed) {
        if (removed.id() == Tags.SUBJECT.id()) {
            bag.remove(Tags.SUBJECT_PREFIX);
            bag.remove(Tags.NORMALIZED_SUBJECT);
        }
    }

    /// What a save works out before writing: names of the recipients, the topic, the time, the modifier.
    ///
    /// @return the flags with the attachment bit as it is now
    static int beforeSave(MessageParts parts, Mailbox mailbox, Caller caller, int flags) {
        PropertyBag bag = parts.bag;
        bag.put(Tags.DISPLAY_TO, new Value.Text(names(parts, 1)));
        bag.put(Tags.DISPLAY_CC, new Value.Text(names(parts, 2)));
        bag.put(Tags.DISPLAY_BCC, new Value.Text(names(parts, 3)));
        if (!bag.has(Tags.CONVERSATION_TOPIC) && bag.has(Tags.NORMALIZED_SUBJECT)) {
            // [MS-OXOMSG] 2.2.1.5
            bag.put(Tags.CONVERSATION_TOPIC, new Value.Text(bag.text(Tags.NORMALIZED_SUBJECT)));
        }
        var now = new Value.Time(mailbox.now());
        bag.put(Tags.LAST_MODIFICATION_TIME, now);
        bag.put(Tags.LOCAL_COMMIT_TIME, now); // [MS-OXCMSG] 3.2.5.3
        bag.put(Tags.LAST_MODIFIER_NAME, new Value.Text(caller.displayName()));
        if (!caller.legacyDn().isEmpty()) {
            bag.put(Tags.LAST_MODIFIER_ENTRY_ID,
                    new Value.Binary(AddressBookEntryId.ofUser(caller.legacyDn()).encode()));
        }
        return attachmentFlag(parts, flags);
    }

    /// The flags with mfHasAttach as it is now: hidden attachments count, as [MS-OXCMSG] 2.2.1.2 has it. What shows is
    /// told by clients (PidLidSmartNoAttach, 2.2.1.14).
    static int attachmentFlag(MessageParts parts, int flags) {
        return parts.attachments.isEmpty() ? flags & ~MessageView.HAS_ATTACHMENTS : flags | MessageView.HAS_ATTACHMENTS;
    }

    /// A new message's own properties and flags, once it is saved for the first time: its conversation, and which
    /// receipts its sender asked for ([MS-OXCMSG] 2.2.1.6, [MS-OXOMSG] 2.2.1.20 and 2.2.1.31).
    static int firstSave(PropertyBag bag, Mailbox mailbox, boolean associated, int flags) {
        if (!associated && !bag.has(Tags.CONVERSATION_INDEX)) {
            bag.put(Tags.CONVERSATION_INDEX, Conversation.newIndex(mailbox));
        }
        return flags | MessageView.UNMODIFIED | (isTrue(bag, Tags.READ_RECEIPT_REQUESTED) ? MessageView.NOTIFY_READ : 0)
                | (isTrue(bag, NON_RECEIPT_REQUESTED) ? MessageView.NOTIFY_UNREAD : 0);
    }

    private static boolean isTrue(PropertyBag bag, PropertyTag tag) {
        return bag.value(tag).equals(java.util.Optional.of(new Value.Bool(true)));
    }

    /// Names of the recipients of one kind, separated by semicolons ([MS-OXOMSG] 2.2.1.7 to 2.2.1.9).
    private static String names(MessageParts parts, int type) {
        return parts.recipients.values().stream().filter(each -> (each.type() & 0xf) == type)
                .map(each -> each.property(Tags.DISPLAY_NAME).or(() -> each.property(Tags.SMTP_ADDRESS))
                        .or(() -> each.property(Tags.EMAIL_ADDRESS))
                        .map(value -> value instanceof Value.Text(String text) ? text : "").orElse(""))
                .collect(Collectors.joining("; "));
    }

    /// The key by which a folder is ordered without a sort.
    static long delivered(PropertyBag bag) {
        return bag.value(Tags.MESSAGE_DELIVERY_TIME).or(() -> bag.value(Tags.CREATION_TIME))
                .map(value -> value instanceof Value.Time(long time) ? time : 0L).orElse(0L);
    }

    /// Message classes compare without case and match whole parts ([MS-OXCSTOR] 3.2.5.2).
    static boolean classMatches(String configured, String messageClass) {
        String prefix = configured.toLowerCase(Locale.ROOT);
        String whole = messageClass.toLowerCase(Locale.ROOT);
        return prefix.isEmpty() || whole.equals(prefix) || whole.startsWith(prefix + ".");
    }
}
