package org.gatehouse.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gatehouse.store.MailboxStoreContract.ANN;
import static org.gatehouse.store.MailboxStoreContract.MAX;
import static org.gatehouse.store.MailboxStoreContract.OWNER;
import static org.gatehouse.store.MailboxStoreContract.inbox;
import static org.gatehouse.store.MailboxStoreContract.refused;
import static org.gatehouse.store.MailboxStoreContract.string;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.gatehouse.mapi.id.ObjectId;
import org.gatehouse.mapi.property.Cell;
import org.gatehouse.mapi.property.ErrorCode;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.property.PropertyType;
import org.gatehouse.mapi.property.PropertyValue;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.mapi.property.Value;
import org.gatehouse.store.MessageDraft.SaveMode;
import org.gatehouse.store.PropertyObject.StreamMode;
import org.gatehouse.testing.Mutations;
import org.gatehouse.wire.Bytes;
import org.junit.jupiter.api.Test;

/// Values written and read as streams, whatever engine is below.
abstract class StreamContract {
    private static final PropertyTag DATA = Tags.ATTACH_DATA_BINARY;

    abstract MailboxDatabase mailboxes();

    private MailboxSession session() {
        return mailboxes().open(OWNER, ANN);
    }

    private static Bytes whole(ValueStream stream) {
        return stream.read(0, (int) stream.size());
    }

    // [MS-OXCPRPT] 3.2.5.13
    @Test
    void whatIsWrittenIsTheValueAtOnceAndOnDiskWhenSaved() {
        try (MailboxSession session = session()) {
            MessageDraft draft = inbox(session).createMessage(false);
            ObjectId id = draft.save(SaveMode.NORMAL).id();
            ValueStream stream = draft.stream(Tags.BODY, StreamMode.CREATE);
            stream.write(0, Bytes.ofHex("48006900"));
            assertThat(string(draft, Tags.BODY)).isEqualTo("Hi");
            stream.write(4, Bytes.ofHex("2100"));
            assertThat(string(draft, Tags.BODY)).isEqualTo("Hi!");
            assertThat(session.openMessage(id, false).get(List.of(Tags.BODY), MAX).getFirst())
                    .isEqualTo(new Cell.Absent());
            draft.save(SaveMode.NORMAL);
            assertThat(string(session.openMessage(id, false), Tags.BODY)).isEqualTo("Hi!");
            stream.write(0, Bytes.ofHex("6800"));
            assertThat(string(draft, Tags.BODY)).as("the stream outlives the save").isEqualTo("hi!");
            draft.set(List.of(new PropertyValue(Tags.BODY, new Value.Text("other"))));
            ValueStream again = draft.stream(Tags.BODY, StreamMode.MODIFY);
            assertThat(again.size()).isEqualTo(10);
        }
    }

    @Test
    void aLongValueIsOnDiskWhileItIsWritten() {
        try (MailboxSession session = session()) {
            MessageDraft draft = inbox(session).createMessage(false);
            MessageDraft.AttachmentDraft file = draft.createAttachment();
            ValueStream stream = file.stream(DATA, StreamMode.CREATE);
            byte[] expected = new byte[7 * BagCodec.PIECE_BYTES + 77];
            new Random(Mutations.seed()).nextBytes(expected);
            for (int at = 0; at < expected.length; at += 100_000) {
                stream.write(at, Bytes.copyOf(expected, at, Math.min(expected.length, at + 100_000)));
            }
            file.save();
            ObjectId id = draft.save(SaveMode.NORMAL).id();
            file.close();
            draft.close();
            MessageDraft read = session.openMessage(id, true);
            MessageDraft.AttachmentDraft opened = read.openAttachment(0);
            assertThat(whole(opened.stream(DATA, StreamMode.READ))).isEqualTo(Bytes.wrap(expected));
            assertThat(opened.get(List.of(DATA), MAX).getFirst()).isEqualTo(new Cell.Failed(ErrorCode.OUT_OF_MEMORY));
            // Changed in the middle: a save replaces a piece, another who reads meanwhile keeps the old one.
            ValueStream change = opened.stream(DATA, StreamMode.MODIFY);
            change.write(3L * BagCodec.PIECE_BYTES - 1, Bytes.ofHex("aabb"));
            expected[3 * BagCodec.PIECE_BYTES - 1] = (byte) 0xaa;
            expected[3 * BagCodec.PIECE_BYTES] = (byte) 0xbb;
            opened.save();
            read.save(SaveMode.NORMAL);
            assertThat(whole(session.openMessage(id, false).openAttachment(0).stream(DATA, StreamMode.READ)))
                    .isEqualTo(Bytes.wrap(expected));
        }
    }

    @Test
    void randomWritesCutsAndSavesAgreeWithAnArray() {
        try (MailboxSession session = session()) {
            var random = new Random(Mutations.seed());
            MessageDraft draft = inbox(session).createMessage(false);
            PropertyTag tag = PropertyTag.of(0x6801, PropertyType.BINARY);
            ValueStream stream = draft.stream(tag, StreamMode.CREATE);
            byte[] model = new byte[0];
            for (int step = 0; step < Mutations.rounds(60); step++) {
                int at = random.nextInt(2 << 20);
                if (random.nextInt(4) == 0) {
                    stream.resize(at);
                    model = Arrays.copyOf(model, at);
                } else {
                    byte[] more = new byte[random.nextInt(300_000)];
                    random.nextBytes(more);
                    stream.write(at, Bytes.copyOf(more));
                    model = Arrays.copyOf(model, more.length == 0 ? model.length
                            : Math.max(model.length, at + more.length));
                    System.arraycopy(more, 0, model, more.length == 0 ? 0 : at, more.length);
                }
                if (random.nextInt(8) == 0) {
                    draft.save(SaveMode.NORMAL);
                    if (random.nextBoolean()) {
                        draft.close();
                        draft = session.openMessage(draft.id().orElseThrow(), true);
                        stream = draft.stream(tag, StreamMode.MODIFY);
                    }
                }
                if (random.nextInt(3) == 0) {
                    assertThat(value(draft, tag, 4 << 20)).isEqualTo(new Value.Binary(Bytes.copyOf(model)));
                }
                assertThat(stream.size()).isEqualTo(model.length);
            }
            assertThat(whole(stream)).as("seed %d", Mutations.seed()).isEqualTo(Bytes.copyOf(model));
        }
    }

    private static Value value(PropertyObject object, PropertyTag tag, int max) {
        return ((Cell.Present) object.get(List.of(tag), max).getFirst()).value();
    }

    @Test
    void unsavedStreamsLeaveNothingBehind() {
        try (MailboxSession session = session()) {
            MessageDraft draft = inbox(session).createMessage(false);
            ValueStream stream = draft.stream(Tags.HTML, StreamMode.CREATE);
            stream.resize(6L * BagCodec.PIECE_BYTES);
            stream.write(0, Bytes.wrap(new byte[6 * BagCodec.PIECE_BYTES]));
            draft.tags();
            assertThat(contentRows(session)).isPositive();
            draft.close();
            assertThat(contentRows(session)).isZero();
        }
    }

    private static long contentRows(MailboxSession session) {
        Mailbox mailbox = ((SqlMailboxSession) session).mailbox();
        return mailbox.engine.read(sql -> sql.one("SELECT COUNT(*) FROM content WHERE mb = ?",
                row -> row.getLong(1), mailbox.mb)).orElseThrow();
    }

    // [MS-OXCPRPT] 3.2.5.13, 3.2.5.16, 2.2.14
    @Test
    void limitsModesAndTypesAreRefusedWithTheirCodes() {
        try (MailboxSession session = session()) {
            MessageDraft draft = inbox(session).createMessage(false);
            refused(ErrorCode.NOT_FOUND, () -> draft.stream(Tags.HTML, StreamMode.READ));
            refused(ErrorCode.NOT_FOUND, () -> draft.stream(Tags.HTML, StreamMode.MODIFY));
            refused(ErrorCode.NOT_SUPPORTED, () -> draft.stream(Tags.IMPORTANCE, StreamMode.READ));
            refused(ErrorCode.NOT_SUPPORTED, () -> draft.stream(
                    PropertyTag.of(0x6800, PropertyType.MULTIPLE_BINARY), StreamMode.CREATE));
            refused(ErrorCode.COMPUTED_VALUE, () -> draft.stream(Tags.ENTRY_ID, StreamMode.CREATE));
            ValueStream stream = draft.stream(Tags.HTML, StreamMode.CREATE);
            long max = StoreLimits.USUAL.valueBytesMax();
            refused(ErrorCode.TOO_BIG, () -> stream.write(max, Bytes.ofHex("00")));
            refused(ErrorCode.STREAM_SIZE_ERROR, () -> stream.resize(max + 1));
            stream.write(0, Bytes.ofHex("31"));
            ValueStream reader = draft.stream(Tags.HTML, StreamMode.READ);
            refused(ErrorCode.STORAGE_ACCESS_DENIED, () -> reader.write(0, Bytes.ofHex("32")));
            refused(ErrorCode.STORAGE_ACCESS_DENIED, () -> reader.resize(0));
            ObjectId id = draft.save(SaveMode.NORMAL).id();
            refused(ErrorCode.ACCESS_DENIED, () -> session.openMessage(id, false).stream(Tags.HTML,
                    StreamMode.MODIFY));
            ValueStream text8 = draft.stream(Tags.COMMENT.withType(PropertyType.STRING8), StreamMode.CREATE);
            text8.write(0, Bytes.ofHex("e4"));
            assertThat(string(draft, Tags.COMMENT)).isEqualTo("ä");
        }
    }

    @Test
    void foldersKeepTheirStreamsAtCommit() {
        try (MailboxSession session = session()) {
            PropertyTag tag = PropertyTag.of(0x6801, PropertyType.BINARY);
            ValueStream stream = inbox(session).stream(tag, StreamMode.CREATE);
            stream.write(2, Bytes.ofHex("01"));
            assertThat(inbox(session).get(List.of(tag), MAX).getFirst()).isEqualTo(new Cell.Absent());
            stream.commit();
            assertThat(MailboxStoreContract.value(inbox(session), tag))
                    .isEqualTo(new Value.Binary(Bytes.ofHex("000001")));
        }
    }
}
