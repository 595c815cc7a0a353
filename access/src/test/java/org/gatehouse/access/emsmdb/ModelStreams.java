package org.gatehouse.access.emsmdb;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.gatehouse.access.emsmdb.ModelMailbox.Content;
import org.gatehouse.access.emsmdb.ModelMailbox.Node;
import org.gatehouse.access.emsmdb.ModelRun.Draft;
import org.gatehouse.mapi.property.Cell;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.property.PropertyValue;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.mapi.property.Value;
import org.gatehouse.mapi.rop.RopCloneStream;
import org.gatehouse.mapi.rop.RopCommitStream;
import org.gatehouse.mapi.rop.RopCopyToStream;
import org.gatehouse.mapi.rop.RopCreateAttachment;
import org.gatehouse.mapi.rop.RopGetAttachmentTable;
import org.gatehouse.mapi.rop.RopGetStreamSize;
import org.gatehouse.mapi.rop.RopLockRegionStream;
import org.gatehouse.mapi.rop.RopOpenEmbeddedMessage;
import org.gatehouse.mapi.rop.RopOpenStream;
import org.gatehouse.mapi.rop.RopQueryRows;
import org.gatehouse.mapi.rop.RopReadStream;
import org.gatehouse.mapi.rop.RopResponse;
import org.gatehouse.mapi.rop.RopSaveChangesAttachment;
import org.gatehouse.mapi.rop.RopSaveChangesMessage;
import org.gatehouse.mapi.rop.RopSeekStream;
import org.gatehouse.mapi.rop.RopSetColumns;
import org.gatehouse.mapi.rop.RopSetProperties;
import org.gatehouse.mapi.rop.RopUnlockRegionStream;
import org.gatehouse.mapi.rop.RopWriteAndCommitStream;
import org.gatehouse.mapi.rop.RopWriteStreamExtended;
import org.gatehouse.wire.Bytes;

/// Streams of open messages beyond plain reading and writing, and messages inside of messages ([MS-OXCPRPT] 2.2.14 on,
/// [MS-OXCMSG] 2.2.3.16).
final class ModelStreams {
    static final int KINDS = 4;
    private static final int READ_MAX = 0x7000;
    private static final int EMBEDDED = 5;
    /// Of an embedded message's subject in [Content#attachments].
    static final String INSIDE = "[message] ";

    private final ModelRun run;

    ModelStreams(ModelRun run) {
        this.run = run;
    }

    Set<Node> act(int kind, Random random) {
        Draft draft = ModelRun.any(run.drafts, random);
        if (draft == null) {
            return Set.of();
        }
        switch (kind) {
            case 0 -> rewrite(draft, random);
            case 1 -> pour(draft, random);
            case 2 -> embed(draft, random);
            case 3 -> table(draft);
            default -> throw new IllegalArgumentException("step " + kind);
        }
        run.compare(draft);
        return Set.of();
    }

    private static int open(Draft draft, int mode) {
        var opened = draft.session.rops(List.of(draft.handle, ModelSession.NONE), new RopOpenStream.Request(0, 0, 1,
                ModelSession.DATA, mode));
        ModelSteps.refused("opening a stream", opened.responses().getFirst(), 0);
        return opened.handles().get(1);
    }

    /// Writes anew under a lock, and reads it from a clone.
    private void rewrite(Draft draft, Random random) {
        byte[] written = ModelRun.any(ModelRun.WORDS, random).repeat(1 + random.nextInt(9))
                .getBytes(StandardCharsets.US_ASCII);
        boolean extended = random.nextBoolean();
        run.note(draft.session.name + ": write " + written.length + " bytes to '" + draft.content.subject + "'");
        int stream = open(draft, 2);
        var reply = draft.session.rops(List.of(stream, ModelSession.NONE),
                new RopLockRegionStream.Request(0, 0, 0, 10, 1),
                extended ? new RopWriteStreamExtended.Request(0, 0, Bytes.copyOf(written))
                        : new RopWriteAndCommitStream.Request(0, 0, Bytes.copyOf(written)),
                new RopUnlockRegionStream.Request(0, 0, 0, 10, 1), new RopGetStreamSize.Request(0, 0),
                new RopCloneStream.Request(0, 0, 1), new RopSeekStream.Request(0, 1, 0, 0),
                new RopReadStream.Request(0, 1, READ_MAX, 0), new RopCommitStream.Request(0, 0));
        reply.responses().forEach(response -> ModelSteps.refused("writing", response, 0));
        ModelRun.same("size of a stream", reply.get(3, RopGetStreamSize.Response.class).streamSize(), written.length);
        ModelRun.same("what a clone reads", reply.get(6, RopReadStream.Response.class).data(), Bytes.copyOf(written));
        draft.session.release(reply.handles().get(1));
        draft.session.release(stream);
        draft.content.data = written;
    }

    private void pour(Draft from, Random random) {
        Draft to = ModelRun.any(run.drafts.stream().filter(each -> each != from && each.session == from.session)
                .toList(), random);
        if (to == null || from.content.data == null) {
            return;
        }
        run.note(from.session.name + ": pour '" + from.content.subject + "' into '" + to.content.subject + "'");
        int source = open(from, 0);
        int target = open(to, 2);
        var reply = from.session.rops(List.of(source, target), new RopCopyToStream.Request(0, 0, 1, READ_MAX),
                new RopCommitStream.Request(0, 1));
        ModelRun.same("bytes copied", reply.get(0, RopCopyToStream.Response.class).writtenByteCount(),
                (long) from.content.data.length);
        from.session.release(source);
        from.session.release(target);
        to.content.data = from.content.data.clone();
        run.compare(to);
    }

    private void embed(Draft draft, Random random) {
        String subject = ModelRun.any(ModelRun.WORDS, random);
        run.note(draft.session.name + ": put '" + subject + "' into '" + draft.content.subject + "'");
        var inside = new Content();
        inside.subject = subject;
        var reply = draft.session.rops(List.of(draft.handle, ModelSession.NONE, ModelSession.NONE),
                new RopCreateAttachment.Request(0, 0, 1),
                new RopSetProperties.Request(0, 1, List.of(new PropertyValue(Tags.ATTACH_METHOD,
                        new Value.Int32(EMBEDDED)))),
                new RopOpenEmbeddedMessage.Request(0, 1, 2, 0xfff, 2),
                new RopSetProperties.Request(0, 2, List.of(ModelSteps.subject(inside))),
                new RopSaveChangesMessage.Request(0, 1, 2, 0), new RopSaveChangesAttachment.Request(0, 0, 1, 0));
        reply.responses().forEach(response -> ModelSteps.refused("embedding", response, 0));
        draft.content.attachments.put(reply.get(0, RopCreateAttachment.Response.class).attachmentId(),
                INSIDE + subject);
        draft.session.release(reply.handles().get(2));
        draft.session.release(reply.handles().get(1));
    }

    private void table(Draft draft) {
        run.note(draft.session.name + ": attachments of '" + draft.content.subject + "'");
        List<PropertyTag> columns = List.of(Tags.ATTACH_NUMBER);
        var reply = draft.session.rops(columns, List.of(draft.handle, ModelSession.NONE),
                new RopGetAttachmentTable.Request(0, 0, 1, 0), new RopSetColumns.Request(0, 1, 0, columns),
                new RopQueryRows.Request(0, 1, 0, true, 100));
        var numbers = new TreeSet<Integer>();
        RopResponse rows = reply.responses().get(2);
        ModelSession.expect(rows, RopQueryRows.Response.class).rows().read(columns).forEach(row ->
                numbers.add(row.cells().getFirst() instanceof Cell.Present(Value.Int32(int number)) ? number : -1));
        ModelRun.same("attachments in the table", numbers, new TreeSet<>(draft.content.attachments.keySet()));
        draft.session.release(reply.handles().get(1));
    }
}
