package org.gatehouse.store;

import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.gatehouse.database.Sql;
import org.gatehouse.mapi.body.BestBody;
import org.gatehouse.mapi.body.CompressedRtf;
import org.gatehouse.mapi.body.HtmlBytes;
import org.gatehouse.mapi.body.HtmlText;
import org.gatehouse.mapi.body.RtfBody;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.property.PropertyType;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.mapi.property.Value;
import org.gatehouse.wire.Bytes;
import org.gatehouse.wire.MalformedException;

/// Keeps a message's bodies one: what a client wrote is kept as it is, the other forms are made from the best of it
/// when they are asked for ([MS-OXCMSG] 3.2.4.1, [MS-OXBBODY]).
///
/// PidTagBodyHtml and PidTagHtml are one property id with two types.
final class BodyRules {
    /// A longer body is not converted: it is only there in the form in which it was written.
    private static final int SOURCE_BYTES_MAX = 8 << 20;
    private static final int RTF_BYTES_MAX = 32 << 20;
    private static final int HEAD_BYTES = 128;
    private static final Set<Integer> BODIES = Set.of(Tags.BODY.id(), Tags.RTF_COMPRESSED.id(), Tags.HTML.id());

    private BodyRules() {}

    static boolean isBody(PropertyTag tag) {
        return BODIES.contains(tag.id());
    }

    /// After a body was set: the others are outdated, but for those set in the same work.
    ///
    /// @param fresh bodies set since the draft was opened or saved; `changed` is added
    static void set(PropertyBag bag, PropertyTag changed, Set<Integer> fresh) {
        if (changed.id() == Tags.RTF_IN_SYNC.id()) {
            fresh.add(changed.id());
        } else if (isBody(changed)) {
            fresh.add(changed.id());
            for (PropertyTag other : new PropertyTag[] {Tags.BODY, Tags.RTF_COMPRESSED, Tags.HTML, Tags.RTF_IN_SYNC}) {
                if (!fresh.contains(other.id())) {
                    bag.remove(other);
                }
            }
        }
    }

    static BestBody best(PropertyBag bag) {
        Optional<RtfBody.Origin> rtf = bag.entry(Tags.RTF_COMPRESSED).map(entry -> RtfBody.origin(CompressedRtf.head(
                switch (entry.stored()) {
                    case Stored.Here(Value value) -> start(BagCodec.bytesOf(value));
                    case Stored.Apart apart -> apart.start();
                }, HEAD_BYTES)));
        return BestBody.of(bag.has(Tags.BODY), rtf, bag.has(Tags.HTML),
                bag.value(Tags.RTF_IN_SYNC).equals(Optional.of(new Value.Bool(true))));
    }

    private static Bytes start(Bytes value) {
        return value.slice(0, Math.min(value.length(), BagCodec.START_BYTES));
    }

    /// A form of the body that was not written.
    ///
    /// @param whole reads a value that is kept apart
    static Optional<Value> derived(PropertyTag asked, PropertyBag bag, Function<Stored, Value> whole) {
        BestBody best = best(bag);
        if (best == BestBody.UNDEFINED) {
            return Optional.empty();
        }
        if (asked.id() == Tags.RTF_IN_SYNC.id()) {
            return Optional.of(new Value.Bool(best != BestBody.HTML));
        }
        try {
            return new Source(bag, best, whole).as(asked);
        } catch (MalformedException unreadable) { // what a client wrote as RTF may be anything
            return Optional.empty();
        }
    }

    /// The same within a transaction: who searches for words finds them in whatever form they were written.
    static Optional<Value> derived(Sql sql, MessageView view, PropertyTag asked) throws SQLException {
        var near = new PropertyBag();
        for (PropertyTag tag : new PropertyTag[] {Tags.BODY, Tags.RTF_COMPRESSED, Tags.HTML, Tags.RTF_IN_SYNC,
            Tags.INTERNET_CODEPAGE}) {
            Optional<PropertyBag.Entry> found = view.bag().entry(tag);
            if (found.isPresent() && found.get().stored().size() <= SOURCE_BYTES_MAX) {
                near.put(found.get().tag(), switch (found.get().stored()) {
                    case Stored.Here(Value value) -> value;
                    case Stored.Apart apart -> Contents.whole(sql, view.mailbox(), apart);
                });
            }
        }
        return derived(asked, near, stored -> stored instanceof Stored.Here(Value value) ? value
                : new Value.Binary(Bytes.EMPTY));
    }

    /// The best body of a message.
    private record Source(PropertyBag bag, BestBody best, Function<Stored, Value> whole) {
        Optional<Value> as(PropertyTag asked) {
            if (asked.id() == Tags.BODY.id()) {
                return text().map(Value.Text::new);
            } else if (asked.id() == Tags.RTF_COMPRESSED.id()) {
                return rtfMade().map(rtf -> new Value.Binary(CompressedRtf.compress(rtf)));
            } else if (asked.id() == Tags.HTML.id()) {
                boolean binary = asked.type() == PropertyType.BINARY || asked.type() == PropertyType.UNSPECIFIED;
                return html().map(html -> binary ? new Value.Binary(HtmlBytes.of(html, codePage()))
                        : new Value.Text(html));
            }
            return Optional.empty();
        }

        private int codePage() {
            return bag.int32(Tags.INTERNET_CODEPAGE, HtmlBytes.UNNAMED);
        }

        private Optional<Value> stored(PropertyTag tag) {
            return bag.entry(tag).map(PropertyBag.Entry::stored).filter(each -> each.size() <= SOURCE_BYTES_MAX)
                    .map(whole);
        }

        private Optional<Bytes> rtf() {
            return stored(Tags.RTF_COMPRESSED).map(value ->
                    CompressedRtf.decompress(BagCodec.bytesOf(value), RTF_BYTES_MAX));
        }

        private Optional<String> htmlWritten() {
            return stored(Tags.HTML).map(value -> value instanceof Value.Text(String html) ? html
                    : HtmlBytes.text(BagCodec.bytesOf(value), codePage()));
        }

        private Optional<String> textWritten() {
            return stored(Tags.BODY).map(value -> value instanceof Value.Text(String text) ? text : "");
        }

        private Optional<String> html() {
            return switch (best) {
                case UNDEFINED -> Optional.empty();
                case HTML -> htmlWritten().or(() -> rtf().map(RtfBody::html));
                case RTF -> rtf().map(RtfBody::html).or(this::htmlWritten);
                case TEXT -> text().map(HtmlText::ofText);
            };
        }

        private Optional<String> text() {
            return switch (best) {
                case UNDEFINED -> Optional.empty();
                case HTML -> htmlWritten().map(HtmlText::text).or(() -> rtf().map(RtfBody::text));
                case RTF -> rtf().map(RtfBody::text);
                case TEXT -> textWritten().or(() -> rtf().map(RtfBody::text));
            };
        }

        private Optional<Bytes> rtfMade() {
            return switch (best) {
                case UNDEFINED, RTF -> Optional.empty();
                case HTML -> htmlWritten().map(RtfBody::ofHtml);
                case TEXT -> textWritten().map(RtfBody::ofText);
            };
        }
    }
}
