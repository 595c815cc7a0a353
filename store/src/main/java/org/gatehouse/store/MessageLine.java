package org.gatehouse.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.mapi.property.Value;
import org.jspecify.annotations.Nullable;

/// A message as the index of its folder tells it, without its properties.
///
/// @param pairs which pairs of neighbouring characters the subject has, one bit for a hash of each: a text is no part
/// of the subject when a bit of its own is missing here
record MessageLine(long mid, long delivered, int flags, long bytes, int status, MessageKeys keys, long pairs) {
    /// In the order of the index, which thereby answers without a look at the message.
    static final String COLUMNS = "mid, delivered, flags, bytes, status, " + MessageKeys.COLUMNS;

    static MessageLine read(ResultSet row) throws SQLException {
        MessageKeys keys = MessageKeys.read(row, 6);
        String subject = keys.subject();
        return new MessageLine(row.getLong(1), row.getLong(2), row.getInt(3), row.getLong(4), row.getInt(5), keys,
                subject == null ? 0 : pairs(subject));
    }

    static long pairs(String folded) {
        long pairs = 0;
        for (int at = 1; at < folded.length(); at++) {
            int hash = (folded.charAt(at - 1) * 31 + folded.charAt(at)) * 0x9e3779b1;
            pairs |= 1L << (hash >>> 26);
        }
        return pairs;
    }

    /// The order of a folder without a sort: newest delivery first.
    static int natural(MessageLine left, MessageLine right) {
        int order = Long.compare(right.delivered, left.delivered);
        return order != 0 ? order : Long.compare(right.mid, left.mid);
    }

    boolean isUnread() {
        return (flags & MessageView.READ) == 0;
    }

    /// What the index says of a property.
    sealed interface Told {
        /// Text comes folded.
        record Present(Value value) implements Told {}

        record Absent() implements Told {}

        /// The message has to be read.
        record Unsure() implements Told {}
    }

    private static final Told ABSENT = new Told.Absent();
    private static final Told UNSURE = new Told.Unsure();

    /// The bit of [MessageKeys] for a property; 0 when its column always tells; -1 when it has none.
    static int bit(PropertyTag tag) {
        int id = tag.id();
        if (id == Tags.SUBJECT.id()) {
            return MessageKeys.SUBJECT;
        } else if (id == Tags.NORMALIZED_SUBJECT.id()) {
            return MessageKeys.NORMALIZED_SUBJECT;
        } else if (id == Tags.SENT_REPRESENTING_NAME.id()) {
            return MessageKeys.SENDER;
        } else if (id == Tags.MESSAGE_CLASS.id()) {
            return MessageKeys.MESSAGE_CLASS;
        } else if (id == Tags.CLIENT_SUBMIT_TIME.id()) {
            return MessageKeys.SUBMITTED;
        } else if (id == Tags.IMPORTANCE.id()) {
            return MessageKeys.IMPORTANCE;
        }
        return id == Tags.MESSAGE_DELIVERY_TIME.id() || id == Tags.MESSAGE_SIZE.id() || id == Tags.READ.id()
                || id == Tags.MESSAGE_STATUS.id() || id == Tags.HAS_ATTACHMENTS.id() ? 0 : -1;
    }

    /// The folded text of a text property, null when there is none or when it is unsure.
    @Nullable String text(PropertyTag tag) {
        String subject = keys.subject();
        return switch (bit(tag)) {
            case MessageKeys.SUBJECT -> subject;
            case MessageKeys.NORMALIZED_SUBJECT -> subject == null || keys.isUnsure(MessageKeys.NORMALIZED_SUBJECT)
                    ? null : subject.substring(keys.prefix());
            case MessageKeys.SENDER -> keys.sender();
            case MessageKeys.MESSAGE_CLASS -> keys.messageClass();
            default -> null;
        };
    }

    Told told(PropertyTag tag) {
        int bit = bit(tag);
        if (bit < 0 || bit > 0 && keys.isUnsure(bit)) {
            return UNSURE;
        }
        if (bit > 0) {
            String text = text(tag);
            Long submitted = keys.submitted();
            Integer importance = keys.importance();
            if (text != null) {
                return new Told.Present(new Value.Text(text));
            } else if (bit == MessageKeys.SUBMITTED && submitted != null) {
                return new Told.Present(new Value.Time(submitted));
            } else if (bit == MessageKeys.IMPORTANCE && importance != null) {
                return new Told.Present(new Value.Int32(importance));
            }
            return ABSENT;
        }
        int id = tag.id();
        if (id == Tags.MESSAGE_DELIVERY_TIME.id()) {
            return keys.isUnsure(MessageKeys.DELIVERED) ? ABSENT : new Told.Present(new Value.Time(delivered));
        } else if (id == Tags.MESSAGE_SIZE.id()) {
            return new Told.Present(new Value.Int32((int) Math.min(bytes, Integer.MAX_VALUE)));
        } else if (id == Tags.READ.id()) {
            return new Told.Present(new Value.Bool(!isUnread()));
        } else if (id == Tags.HAS_ATTACHMENTS.id()) {
            return new Told.Present(new Value.Bool((flags & MessageView.HAS_ATTACHMENTS) != 0));
        }
        return new Told.Present(new Value.Int32(status));
    }
}
