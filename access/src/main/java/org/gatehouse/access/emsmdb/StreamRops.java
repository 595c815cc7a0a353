package org.gatehouse.access.emsmdb;

import org.gatehouse.access.emsmdb.ServerObject.FolderObject;
import org.gatehouse.access.emsmdb.ServerObject.Logon;
import org.gatehouse.access.emsmdb.ServerObject.StreamObject;
import org.gatehouse.access.emsmdb.ServerObject.WithProperties;
import org.gatehouse.mapi.property.ErrorCode;
import org.gatehouse.mapi.rop.RopCommitStream;
import org.gatehouse.mapi.rop.RopCopyToStream;
import org.gatehouse.mapi.rop.RopGetStreamSize;
import org.gatehouse.mapi.rop.RopOpenStream;
import org.gatehouse.mapi.rop.RopReadStream;
import org.gatehouse.mapi.rop.RopResponse;
import org.gatehouse.mapi.rop.RopSeekStream;
import org.gatehouse.mapi.rop.RopSetStreamSize;
import org.gatehouse.mapi.rop.RopWriteAndCommitStream;
import org.gatehouse.mapi.rop.RopWriteStream;
import org.gatehouse.mapi.rop.RopWriteStreamExtended;
import org.gatehouse.store.MailboxException;
import org.gatehouse.store.PropertyObject.StreamMode;
import org.gatehouse.wire.Bytes;

/// Values as streams ([MS-OXCPRPT] 3.2.5.13 to 3.2.5.23).
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

    RopResponse open(RopOpenStream.Request request, RopContext context) {
        WithProperties object = context.withProperties(request);
        StreamMode mode = switch (request.openModeFlags()) {
            case READ_ONLY -> StreamMode.READ;
            case READ_WRITE -> StreamMode.MODIFY;
            case CREATE -> StreamMode.CREATE;
            case BEST_ACCESS -> writable(object) ? StreamMode.MODIFY : StreamMode.READ;
            default -> throw new MailboxException(ErrorCode.INVALID_PARAMETER, "open mode");
        };
        var value = object.properties().stream(request.propertyTag(), mode);
        // Of folders and stores only a commit changes the value ([MS-OXCPRPT] 3.2.5.17).
        boolean commitOnRelease = !(object instanceof FolderObject) && !(object instanceof Logon);
        var stream = new StreamObject(object.logon(), value, mode != StreamMode.READ, commitOnRelease);
        context.assign(request.outputHandleIndex(), stream);
        return new RopOpenStream.Response(request.outputHandleIndex(), (int) value.size());
    }

    private static boolean writable(WithProperties object) {
        return !(object instanceof ServerObject.MessageObject message) || message.draft().isWritable();
    }

    RopResponse read(RopReadStream.Request request, RopContext context) {
        StreamObject stream = context.stream(request);
        long wanted = request.byteCount() == COUNT_ELSEWHERE ? request.maximumByteCount() & 0xffff_ffffL
                : request.byteCount();
        int count = Math.clamp(wanted, 0, Math.max(0, context.room() - READ_HEAD_BYTES));
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
        int written = write(stream, request.data(), context);
        stream.commit();
        return new RopWriteAndCommitStream.Response(request.inputHandleIndex(), ErrorCode.SUCCESS, written);
    }

    private static int write(StreamObject stream, Bytes data, RopContext context) {
        requireWritable(stream);
        if (stream.position() + data.length() > context.session().limits().streamBytesMax()) {
            throw new MailboxException(ErrorCode.STREAM_SIZE_ERROR, "stream too long");
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
        if (request.offset() > SIZE_LIMIT || request.offset() < -SIZE_LIMIT || target < 0 || target >= SIZE_LIMIT) {
            throw new MailboxException(ErrorCode.STORAGE_SEEK_ERROR, "place " + target);
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
        stream.stream().resize(request.streamSize());
        stream.markChanged();
        return new RopSetStreamSize.Response(request.inputHandleIndex());
    }

    RopResponse size(RopGetStreamSize.Request request, RopContext context) {
        return new RopGetStreamSize.Response(request.inputHandleIndex(), (int) context.stream(request).stream().size());
    }

    RopResponse commit(RopCommitStream.Request request, RopContext context) {
        StreamObject stream = context.stream(request);
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
        long copied = 0;
        while (copied < request.byteCount()) {
            int step = (int) Math.min(COPY_STEP_BYTES, request.byteCount() - copied);
            Bytes data = source.stream().read(source.position(), step);
            if (data.isEmpty()) {
                break;
            }
            source.moveTo(source.position() + data.length());
            copied += write(target, data, context);
        }
        return new RopCopyToStream.Response(request.sourceHandleIndex(), ErrorCode.SUCCESS, copied, copied);
    }
}
