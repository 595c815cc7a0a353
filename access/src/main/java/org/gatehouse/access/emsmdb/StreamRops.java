package org.gatehouse.access.emsmdb;

import java.time.InstantSource;
import org.gatehouse.access.emsmdb.ServerObject.AttachmentObject;
import org.gatehouse.access.emsmdb.ServerObject.FolderObject;
import org.gatehouse.access.emsmdb.ServerObject.Logon;
import org.gatehouse.access.emsmdb.ServerObject.MessageObject;
import org.gatehouse.access.emsmdb.ServerObject.StreamObject;
import org.gatehouse.access.emsmdb.ServerObject.WithProperties;
import org.gatehouse.mapi.property.ErrorCode;
import org.gatehouse.mapi.rop.RopCloneStream;
import org.gatehouse.mapi.rop.RopCommitStream;
import org.gatehouse.mapi.rop.RopCopyToStream;
import org.gatehouse.mapi.rop.RopGetStreamSize;
import org.gatehouse.mapi.rop.RopLockRegionStream;
import org.gatehouse.mapi.rop.RopOpenStream;
import org.gatehouse.mapi.rop.RopReadStream;
import org.gatehouse.mapi.rop.RopResponse;
import org.gatehouse.mapi.rop.RopSeekStream;
import org.gatehouse.mapi.rop.RopSetStreamSize;
import org.gatehouse.mapi.rop.RopUnlockRegionStream;
import org.gatehouse.mapi.rop.RopWriteAndCommitStream;
import org.gatehouse.mapi.rop.RopWriteStream;
import org.gatehouse.mapi.rop.RopWriteStreamExtended;
import org.gatehouse.store.MailboxException;
import org.gatehouse.store.PropertyObject.StreamMode;
import org.gatehouse.wire.Bytes;

/// Values as streams ([MS-OXCPRPT] 3.2.5.11 to 3.2.5.23).
final class StreamRops {
    private static final int READ_ONLY = 0;
    private static final int READ_WRITE = 1;
    private static final int CREATE = 2;
    private static final int BEST_ACCESS = 3;
    /// Says that the true count stands in MaximumByteCount ([MS-OXCROPS] 2.2.9.2.1).
    private static final int COUNT_ELSEWHERE = 0xbabe;
    /// RopId, handle index, return value, size ([MS-OXCROPS] 2.2.9.2.2).
    private static final int READ_HEAD_BYTES = 8;
    private static final int COPY_STEP_BYTES = 64 << 10;
    private static final long SIZE_LIMIT = 1L << 31;

    private final StreamLocks locks;

    StreamRops(InstantSource clock) {
        this.locks = new StreamLocks(clock);
    }

    RopResponse open(RopOpenStream.Request request, RopContext context) {
        WithProperties object = context.withProperties(request);
        if (object instanceof Logon) { // [MS-OXCPRPT] 2.2.14, 3.2.5.11
            throw new MailboxException(ErrorCode.NOT_SUPPORTED, "no streams on a store's values");
        }
        StreamMode mode = switch (request.openModeFlags()) {
            case READ_ONLY -> StreamMode.READ;
            case READ_WRITE -> StreamMode.MODIFY;
            case CREATE -> StreamMode.CREATE;
            case BEST_ACCESS -> writable(object) ? StreamMode.MODIFY : StreamMode.READ;
            default -> throw new MailboxException(ErrorCode.INVALID_PARAMETER, "open mode");
        };
        var value = object.properties().stream(request.propertyTag(), mode);
        var stream = new StreamObject(object, request.propertyTag(), value, mode != StreamMode.READ,
                context.session().index(), locks);
        context.assign(request.outputHandleIndex(), stream);
        return new RopOpenStream.Response(request.outputHandleIndex(), (int) value.size());
    }

    private static boolean writable(WithProperties object) {
        return switch (object) {
            case MessageObject message -> message.draft().isWritable();
            case AttachmentObject attachment -> attachment.draft().isWritable();
            case FolderObject _, Logon _ -> true;
        };
    }

    RopResponse read(RopReadStream.Request request, RopContext context) {
        StreamObject stream = context.stream(request);
        long wanted = request.byteCount() == COUNT_ELSEWHERE ? request.maximumByteCount() & 0xffff_ffffL
                : request.byteCount();
        int count = Math.clamp(wanted, 0, Math.max(0, context.room() - READ_HEAD_BYTES));
        locks.use(stream, stream.position(), count, false);
        Bytes data = stream.stream().read(stream.position(), count);
        stream.moveTo(stream.position() + data.length());
        return new RopReadStream.Response(request.inputHandleIndex(), ErrorCode.SUCCESS, data);
    }

    RopResponse write(RopWriteStream.Request request, RopContext context) {
        int written = write(context.stream(request), request.data(), context);
        return new RopWriteStream.Response(request.inputHandleIndex(), ErrorCode.SUCCESS, written);
    }

    RopResponse writeExtended(RopWriteStreamExtended.Request request, RopContext context) {
        int written = write(context.stream(request), request.data(), context);
        return new RopWriteStreamExtended.Response(request.inputHandleIndex(), ErrorCode.SUCCESS, written);
    }

    RopResponse writeAndCommit(RopWriteAndCommitStream.Request request, RopContext context) {
        StreamObject stream = context.stream(request);
        if (stream.isImmediate()) { // [MS-OXCPRPT] 2.2.25
            throw new MailboxException(ErrorCode.NOT_SUPPORTED, "not on a folder's value");
        }
        int written = write(stream, request.data(), context);
        stream.commit();
        return new RopWriteAndCommitStream.Response(request.inputHandleIndex(), ErrorCode.SUCCESS, written);
    }

    private int write(StreamObject stream, Bytes data, RopContext context) {
        requireWritable(stream);
        locks.use(stream, stream.position(), data.length(), true);
        if (stream.position() + data.length() > context.session().limits().streamBytesMax()) {
            throw new MailboxException(ErrorCode.TOO_BIG, "stream too long"); // [MS-OXCPRPT] 3.2.5.13
        }
        stream.stream().write(stream.position(), data);
        stream.moveTo(stream.position() + data.length());
        stream.markChanged();
        return data.length();
    }

    private static void requireWritable(StreamObject stream) {
        if (!stream.isWritable()) {
            throw new MailboxException(ErrorCode.STORAGE_ACCESS_DENIED, "opened to read");
        }
    }

    RopResponse seek(RopSeekStream.Request request, RopContext context) {
        StreamObject stream = context.stream(request);
        long origin = switch (request.origin()) {
            case 0 -> 0;
            case 1 -> stream.position();
            case 2 -> stream.stream().size();
            default -> throw new MailboxException(ErrorCode.STORAGE_INVALID_PARAMETER, "origin");
        };
        long target = origin + request.offset();
        if (request.offset() > SIZE_LIMIT || request.offset() < -SIZE_LIMIT || target < 0 || target > SIZE_LIMIT) {
            throw new MailboxException(ErrorCode.STORAGE_SEEK_ERROR, "place " + target);
        }
        if (target > stream.stream().size() && stream.isWritable()) { // filled with zeros up to there
            if (target > context.session().limits().streamBytesMax()) {
                throw new MailboxException(ErrorCode.STORAGE_SEEK_ERROR, "place " + target);
            }
            resize(stream, target);
        }
        stream.moveTo(target);
        return new RopSeekStream.Response(request.inputHandleIndex(), target);
    }

    RopResponse setSize(RopSetStreamSize.Request request, RopContext context) {
        StreamObject stream = context.stream(request);
        requireWritable(stream);
        if (request.streamSize() < 0 || request.streamSize() > context.session().limits().streamBytesMax()) {
            throw new MailboxException(ErrorCode.STREAM_SIZE_ERROR, "size " + request.streamSize());
        }
        resize(stream, request.streamSize());
        return new RopSetStreamSize.Response(request.inputHandleIndex());
    }

    private void resize(StreamObject stream, long size) {
        long before = stream.stream().size();
        locks.use(stream, Math.min(before, size), Math.abs(before - size), true);
        stream.stream().resize(size);
        stream.markChanged();
    }

    RopResponse size(RopGetStreamSize.Request request, RopContext context) {
        return new RopGetStreamSize.Response(request.inputHandleIndex(), (int) context.stream(request).stream().size());
    }

    RopResponse commit(RopCommitStream.Request request, RopContext context) {
        StreamObject stream = context.stream(request);
        locks.use(stream, 0, 0, true);
        if (stream.isWritable()) {
            stream.commit();
        }
        return new RopCommitStream.Response(request.inputHandleIndex());
    }

    RopResponse copy(RopCopyToStream.Request request, RopContext context) {
        StreamObject source = RopContext.cast(
                context.object(request.sourceHandleIndex(), request.logonId(), ErrorCode.NULL_OBJECT),
                StreamObject.class);
        StreamObject target = RopContext.cast(
                context.object(request.destHandleIndex(), request.logonId(), ErrorCode.DESTINATION_NULL_OBJECT),
                StreamObject.class);
        requireWritable(target);
        // Unsigned: more than any value has copies what there is.
        long wanted = request.byteCount() < 0 ? Long.MAX_VALUE : request.byteCount();
        long copied = 0;
        while (copied < wanted) {
            int step = (int) Math.min(COPY_STEP_BYTES, wanted - copied);
            locks.use(source, source.position(), step, false);
            Bytes data = source.stream().read(source.position(), step);
            if (data.isEmpty()) {
                break;
            }
            long end = source.position() + data.length();
            copied += write(target, data, context);
            source.moveTo(end);
        }
        return new RopCopyToStream.Response(request.sourceHandleIndex(), ErrorCode.SUCCESS, copied, copied);
    }

    /// The same bytes with a place of its own, which starts where the other stands ([MS-OXCPRPT] 3.2.5.23).
    RopResponse copyHandle(RopCloneStream.Request request, RopContext context) {
        context.assign(request.outputHandleIndex(), context.stream(request).copy());
        return new RopCloneStream.Response(request.outputHandleIndex());
    }

    RopResponse lock(RopLockRegionStream.Request request, RopContext context) {
        locks.lock(context.stream(request), request.regionOffset(), request.regionSize(), request.lockFlags());
        return new RopLockRegionStream.Response(request.inputHandleIndex());
    }

    RopResponse unlock(RopUnlockRegionStream.Request request, RopContext context) {
        locks.unlock(context.stream(request), request.regionOffset(), request.regionSize());
        return new RopUnlockRegionStream.Response(request.inputHandleIndex());
    }
}
