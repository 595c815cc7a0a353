package org.gatehouse.store;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Locale;
import java.util.Optional;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.property.PropertyType;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.mapi.property.Value;
import org.gatehouse.wire.ByteWriter;
import org.gatehouse.wire.Bytes;

/// To which conversation a message belongs ([MS-OXOMSG] 2.2.1.2 to 2.2.1.5).
final class Conversation {
    private static final PropertyTag TRACKING = PropertyTag.of(0x3016, PropertyType.BOOLEAN);
    private static final int INDEX_HEAD_BYTES = 22;
    private static final int GUID_AT = 6;
    private static final int TOPIC_CHARS_MAX = 255;
    /// The five bytes of a time that an index holds are those above the lowest two, of eight.
    private static final int TIME_SHIFT = 16;

    private Conversation() {}

    /// PidTagConversationId: of the index when that is tracked, else of the topic.
    static Optional<Value> id(PropertyBag bag) {
        boolean tracked = bag.value(TRACKING).equals(Optional.of(new Value.Bool(true)));
        if (tracked && bag.value(Tags.CONVERSATION_INDEX).orElse(null) instanceof Value.Binary(Bytes index)
                && index.length() >= INDEX_HEAD_BYTES && index.at(0) == 1) {
            return Optional.of(new Value.Binary(index.slice(GUID_AT, INDEX_HEAD_BYTES)));
        }
        return bag.has(Tags.CONVERSATION_TOPIC) ? Optional.of(new Value.Binary(
                ofTopic(bag.text(Tags.CONVERSATION_TOPIC)))) : Optional.empty();
    }

    private static Bytes ofTopic(String topic) {
        String first = topic.codePoints().filter(each -> each != 0)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append).toString();
        String cut = first.substring(0, Math.min(first.length(), TOPIC_CHARS_MAX));
        try {
            return Bytes.wrap(MessageDigest.getInstance("MD5")
                    .digest(cut.toUpperCase(Locale.ROOT).getBytes(StandardCharsets.UTF_16LE)));
        } catch (NoSuchAlgorithmException absent) {
            throw new IllegalStateException(absent);
        }
    }

    /// The index of a message that starts a conversation: one, the time's upper bytes, a new GUID.
    static Value newIndex(Mailbox mailbox) {
        long time = mailbox.now() >>> TIME_SHIFT;
        var out = new ByteWriter(INDEX_HEAD_BYTES).u8(1);
        for (int shift = 32; shift >= 0; shift -= 8) {
            out.u8((int) (time >>> shift));
        }
        return new Value.Binary(out.bytes(mailbox.randomBytes(INDEX_HEAD_BYTES - GUID_AT)).toBytes());
    }
}
