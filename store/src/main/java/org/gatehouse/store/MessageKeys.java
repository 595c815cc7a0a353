package org.gatehouse.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.mapi.property.Value;
import org.jspecify.annotations.Nullable;

/// What of a message's properties stands in columns and in an index of its folder, so that sorting and searching by
/// them reads no message. Text is folded ([ValueOrder#folded]).
///
/// @param subject of PidTagSubject; null when there is none, or when it is unsure
/// @param prefix how much of `subject` is PidTagSubjectPrefix, the rest being PidTagNormalizedSubject
/// @param sender of PidTagSentRepresentingName
/// @param messageClass of PidTagMessageClass
/// @param submitted PidTagClientSubmitTime
/// @param importance PidTagImportance
/// @param unsure bits of [#SUBJECT] and its kin, for values that their column cannot tell: the message has to be read
record MessageKeys(@Nullable String subject, int prefix, @Nullable String sender, @Nullable String messageClass,
        @Nullable Long submitted, @Nullable Integer importance, int unsure) {
    static final int SUBJECT = 1;
    static final int NORMALIZED_SUBJECT = 2;
    static final int SENDER = 4;
    static final int MESSAGE_CLASS = 8;
    static final int SUBMITTED = 16;
    static final int IMPORTANCE = 32;
    /// The column `delivered` holds another time, the message having no PidTagMessageDeliveryTime.
    static final int DELIVERED = 64;
    /// Longer texts are unsure: an index's row has to fit into a third of a page.
    static final int SUBJECT_CHARS_MAX = 256;
    static final int TEXT_CHARS_MAX = 128;
    static final String COLUMNS = "subject_key, prefix_chars, sender_key, class_key, submitted, importance, unsure";

    static MessageKeys of(PropertyBag bag) {
        var unsure = new int[1];
        String subject = text(bag, Tags.SUBJECT, SUBJECT_CHARS_MAX, SUBJECT, unsure);
        String normalized = text(bag, Tags.NORMALIZED_SUBJECT, SUBJECT_CHARS_MAX, NORMALIZED_SUBJECT, unsure);
        int prefix = 0;
        if (subject != null && normalized != null && subject.endsWith(normalized)) {
            prefix = subject.length() - normalized.length();
        } else if (subject != null || normalized != null) {
            unsure[0] |= NORMALIZED_SUBJECT;
        }
        String sender = text(bag, Tags.SENT_REPRESENTING_NAME, TEXT_CHARS_MAX, SENDER, unsure);
        String messageClass = text(bag, Tags.MESSAGE_CLASS, TEXT_CHARS_MAX, MESSAGE_CLASS, unsure);
        Long submitted = null;
        Optional<Value> time = bag.value(Tags.CLIENT_SUBMIT_TIME);
        if (time.isPresent() && time.get() instanceof Value.Time(long units)) {
            submitted = units;
        } else if (bag.has(Tags.CLIENT_SUBMIT_TIME)) {
            unsure[0] |= SUBMITTED;
        }
        Integer importance = null;
        Optional<Value> level = bag.value(Tags.IMPORTANCE);
        if (level.isPresent() && level.get() instanceof Value.Int32(int number)) {
            importance = number;
        } else if (bag.has(Tags.IMPORTANCE)) {
            unsure[0] |= IMPORTANCE;
        }
        if (bag.value(Tags.MESSAGE_DELIVERY_TIME).isEmpty()) {
            unsure[0] |= DELIVERED;
        }
        return new MessageKeys(subject, prefix, sender, messageClass, submitted, importance, unsure[0]);
    }

    private static @Nullable String text(PropertyBag bag, PropertyTag tag, int charsMax, int bit, int[] unsure) {
        if (!bag.has(tag)) {
            return null;
        }
        String folded = bag.value(tag).filter(value -> value instanceof Value.Text)
                .map(value -> ValueOrder.folded(((Value.Text) value).value())).orElse("\0");
        if (folded.length() > charsMax || !isStorable(folded)) {
            unsure[0] |= bit;
            return null;
        }
        return folded;
    }

    /// Whether every database keeps the text as it is: no zero, no half of a character.
    static boolean isStorable(String text) {
        for (int at = 0; at < text.length(); at++) {
            char unit = text.charAt(at);
            if (unit == 0 || Character.isLowSurrogate(unit)) {
                return false;
            }
            if (Character.isHighSurrogate(unit)
                    && (++at == text.length() || !Character.isLowSurrogate(text.charAt(at)))) {
                return false;
            }
        }
        return true;
    }

    /// Reads [#COLUMNS] from a row, the first at `from`.
    static MessageKeys read(ResultSet row, int from) throws SQLException {
        long submitted = row.getLong(from + 4);
        Long time = row.wasNull() ? null : submitted;
        int importance = row.getInt(from + 5);
        Integer level = row.wasNull() ? null : importance;
        return new MessageKeys(row.getString(from), row.getInt(from + 1), row.getString(from + 2),
                row.getString(from + 3), time, level, row.getInt(from + 6));
    }

    boolean isUnsure(int bit) {
        return (unsure & bit) != 0;
    }
}
