package org.gatehouse.store;

import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.gatehouse.mapi.id.ObjectId;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;
import org.gatehouse.wire.MalformedException;

/// How a change is written in `change.body`: format 2, which names search folders. Processes of two versions may share
/// a database, so what a reader does not know makes it look at everything anew ([MalformedException]), never guess.
final class ChangeCodec {
    /// More events than this say "look again" per folder: nobody wants to hear of each of 100,000 deletions.
    static final int EVENTS_MAX = 1_000;
    private static final int FORMAT = 2;
    private static final int HIERARCHY = 1;
    private static final int OWN_PROPERTIES = 2;
    private static final int DELETED = 4;

    private ChangeCodec() {}

    static byte[] encode(Change change) {
        var out = new ByteWriter(256);
        out.u8(FORMAT).u8((change.hierarchy() ? HIERARCHY : 0) | (change.ownProperties() ? OWN_PROPERTIES : 0)
                | (change.deleted() ? DELETED : 0));
        out.i32(change.contents().size());
        new TreeSet<>(change.contents()).forEach(out::i64);
        List<StoreEvent> events = change.events().size() > EVENTS_MAX ? coalesced(change.events()) : change.events();
        out.i32(events.size());
        events.forEach(event -> write(out, event));
        return out.toArray();
    }

    private static List<StoreEvent> coalesced(List<StoreEvent> events) {
        List<ObjectId> folders = events.stream().flatMap(event -> Stream.of(Optional.of(event.folder()),
                event.searchFolder(), event.oldFolder())).flatMap(Optional::stream).distinct().toList();
        return folders.size() > EVENTS_MAX ? List.of(StoreEvent.lookAgainEverywhere())
                : folders.stream().map(StoreEvent::lookAgain).toList();
    }

    static Change decode(byte[] body) {
        var in = new ByteReader(body);
        int format = in.u8();
        if (format != FORMAT) {
            throw new MalformedException("a change of format " + format);
        }
        int flags = in.u8();
        var contents = new TreeSet<>(in.list(in.i32(), 8, ByteReader::i64));
        List<StoreEvent> events = in.list(in.i32(), 16, ChangeCodec::read);
        return new Change(contents, (flags & HIERARCHY) != 0, (flags & OWN_PROPERTIES) != 0, (flags & DELETED) != 0,
                events, 0);
    }

    private static void write(ByteWriter out, StoreEvent event) {
        text(out, event.kind().name());
        id(out, event.folder());
        id(out, event.object());
        out.u8(event.isMessage() ? 1 : 0);
        id(out, event.searchFolder());
        id(out, event.oldFolder());
        id(out, event.oldObject());
        text(out, event.messageClass());
        out.i32(event.messageFlags()).u16(event.changed().size());
        event.changed().forEach(tag -> out.i32(tag.code()));
        out.i32(event.totalCount()).i32(event.unreadCount());
    }

    private static StoreEvent read(ByteReader in) {
        return new StoreEvent(kind(text(in)), id(in), id(in), in.u8() != 0, optionalId(in), optionalId(in),
                optionalId(in), text(in),
                in.i32(), in.list(in.u16(), 4, each -> new PropertyTag(each.i32())), in.i32(), in.i32());
    }

    private static StoreEvent.Kind kind(String name) {
        for (StoreEvent.Kind kind : StoreEvent.Kind.values()) {
            if (kind.name().equals(name)) {
                return kind;
            }
        }
        throw new MalformedException("an event of kind " + name);
    }

    private static void text(ByteWriter out, String text) {
        out.u16(text.length()).utf16(text);
    }

    private static String text(ByteReader in) {
        return in.utf16(in.u16() * 2);
    }

    private static void id(ByteWriter out, ObjectId id) {
        out.u16(id.replicaId()).i64(id.counter());
    }

    private static ObjectId id(ByteReader in) {
        return new ObjectId(in.u16(), in.i64());
    }

    private static void id(ByteWriter out, Optional<ObjectId> id) {
        out.u8(id.isPresent() ? 1 : 0);
        id.ifPresent(present -> id(out, present));
    }

    private static Optional<ObjectId> optionalId(ByteReader in) {
        return in.u8() != 0 ? Optional.of(id(in)) : Optional.empty();
    }
}
