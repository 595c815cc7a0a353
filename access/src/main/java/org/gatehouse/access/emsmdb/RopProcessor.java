package org.gatehouse.access.emsmdb;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.gatehouse.database.DatabaseException;
import org.gatehouse.directory.DirectoryException;
import org.gatehouse.mapi.emsmdb.ExtendedBuffer;
import org.gatehouse.mapi.emsmdb.Versions;
import org.gatehouse.mapi.property.ErrorCode;
import org.gatehouse.mapi.rop.RopBackoff;
import org.gatehouse.mapi.rop.RopBuffer;
import org.gatehouse.mapi.rop.RopId;
import org.gatehouse.mapi.rop.RopPending;
import org.gatehouse.mapi.rop.RopCreateBookmark;
import org.gatehouse.mapi.rop.RopQueryRows;
import org.gatehouse.mapi.rop.RopSeekRow;
import org.gatehouse.mapi.rop.RopSeekRowBookmark;
import org.gatehouse.mapi.rop.RopReadStream;
import org.gatehouse.mapi.rop.RopRelease;
import org.gatehouse.mapi.rop.RopRequest;
import org.gatehouse.mapi.rop.RopRequests;
import org.gatehouse.mapi.rop.RopResponse;
import org.gatehouse.mapi.rop.RopResponses;
import org.gatehouse.security.throttling.Refusal;
import org.gatehouse.store.MailboxException;
import org.gatehouse.store.StoreException;
import org.gatehouse.wire.ByteWriter;
import org.gatehouse.wire.Bytes;
import org.gatehouse.wire.MalformedException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs the operations of one buffer in order, within the room of its answer ([MS-OXCROPS] 3.2.4.3, 3.2.5).
final class RopProcessor implements RopEngine {
    private static final Logger LOG = LoggerFactory.getLogger(RopProcessor.class);
    /// Residual room below which no further payload is packed ([MS-OXCRPC] 3.1.4.2.1.2).
    private static final int CHAIN_READ_MIN = 8 << 10;
    private static final int CHAIN_ROWS_MIN = 32 << 10;
    private static final int COUNT_ELSEWHERE = 0xbabe;
    /// The most an answer may hold: what RopBufferTooSmall asks for.
    private static final int SIZE_NEEDED = 0x8000;
    /// Any response of a fixed size fits, a redirected logon being the longest.
    private static final int RESPONSE_BYTES_MIN = 300;

    private final RopDispatcher dispatcher;

    RopProcessor(AccessNode node) {
        this.dispatcher = new RopDispatcher(node);
    }

    @Override
    public Output run(Session session, Bytes input, Room room, Allotment allotment) {
        var buffer = RopBuffer.decode(input);
        int payloadMax = Math.min(room.bytes() - ExtendedBuffer.HEADER_SIZE, ExtendedBuffer.PAYLOAD_MAX);
        int handleBytes = buffer.handles().size() * Integer.BYTES;
        if (payloadMax < handleBytes + 2) {
            return new Output.Failed(ErrorCode.BUFFER_TOO_SMALL);
        }
        int[] handles = buffer.handles().stream().mapToInt(Integer::intValue).toArray();
        var context = new RopContext(session, handles);
        var responses = new RopResponses(payloadMax, handles.length);
        var run = new Run(context, responses, new RopRequests(buffer.rops(), session.objects()::isPublic),
                buffer.rops().length(), payloadMax == ExtendedBuffer.PAYLOAD_MAX, allotment);
        if (!run.all()) {
            return new Output.Failed(ErrorCode.BUFFER_TOO_SMALL);
        }
        var payloads = new ArrayList<Bytes>();
        Optional<RopRequest> more = room.chain() && !run.cutShort ? continuation(run.lastRequest, run.lastResponse)
                : Optional.empty();
        if (more.orElse(null) instanceof RopReadStream.Request
                && !session.clientVersion().atLeast(Versions.CLIENT_UNPACKS_STREAMS)) {
            more = Optional.empty();
        }
        if (more.isEmpty()) {
            addNotifications(session, responses);
        }
        payloads.add(responses.encode(handles));
        if (more.isPresent()) {
            chain(more.get(), context, room.bytes(), payloads, allotment);
        }
        return new Output.Payloads(payloads);
    }

    /// One pass over the requests of a buffer.
    private final class Run {
        private final RopContext context;
        private final RopResponses responses;
        private final RopRequests requests;
        private final int inputBytes;
        private final boolean largest;
        private final Allotment allotment;
        private @Nullable RopRequest lastRequest;
        private @Nullable RopResponse lastResponse;
        private boolean cutShort;

        Run(RopContext context, RopResponses responses, RopRequests requests, int inputBytes, boolean largest,
                Allotment allotment) {
            this.context = context;
            this.responses = responses;
            this.requests = requests;
            this.inputBytes = inputBytes;
            this.largest = largest;
            this.allotment = allotment;
        }

        /// False when not even the requests that were not run can be given back.
        boolean all() {
            while (requests.hasNext() && !cutShort) {
                switch (requests.next()) {
                    case RopRequests.Next.Decoded(RopRequest request, int offset) -> {
                        if (!one(request, offset)) {
                            return false;
                        }
                    }
                    case RopRequests.Next.Unavailable unavailable -> unavailable(unavailable);
                }
            }
            return true;
        }

        private boolean one(RopRequest request, int offset) {
            // What gives something up is never put off.
            if (!(request instanceof RopRelease.Request) && !allotment.mayGoOn()) {
                return putOff(request.logonId());
            }
            int reserved = room(request, offset);
            boolean mayGiveBack = offset > 0 || !largest;
            if (reserved < RESPONSE_BYTES_MIN && mayGiveBack) {
                return giveBack(offset); // before it acts: what acted must not be sent again
            }
            context.setRoom(reserved < RESPONSE_BYTES_MIN ? responses.remaining() : reserved);
            RopResponse response = act(request, context, allotment);
            lastRequest = request;
            lastResponse = response;
            if (response == null) {
                return true;
            }
            cutShort |= response instanceof RopResponse.Failure && endsBuffer(request);
            if (!mayGiveBack) {
                return responses.add(response);
            }
            boolean starved = response.returnValue() == ErrorCode.BUFFER_TOO_SMALL;
            return !starved && responses.add(response, context.room()) || giveBack(offset);
        }

        /// Room of a response that leaves space to give back the requests behind it.
        private int room(RopRequest request, int offset) {
            if (!requests.hasNext()) {
                return responses.remaining();
            }
            var encoded = new ByteWriter();
            request.encode(encoded);
            return responses.remaining(Math.max(0, inputBytes - offset - encoded.size()));
        }

        /// What follows a cursor that could not be moved would be done to other rows than the client meant
        /// ([MS-OXCTABL] 3.2.5.9, 3.2.5.10, 3.2.5.12).
        private static boolean endsBuffer(RopRequest request) {
            return request instanceof RopSeekRow.Request || request instanceof RopSeekRowBookmark.Request
                    || request instanceof RopCreateBookmark.Request;
        }

        /// In place of the response of the operation that has to wait; those behind it get none ([MS-OXCROPS]
        /// 3.1.5.1.1, 3.2.4.2).
        private boolean putOff(int logonId) {
            cutShort = true;
            int millis = allotment.refusal().map(Refusal::millis).orElse(0);
            return responses.add(new RopBackoff.Response(logonId, millis, List.of(), Bytes.EMPTY));
        }

        private boolean giveBack(int offset) {
            cutShort = true;
            return responses.addTooSmall(SIZE_NEEDED, requests.from(offset));
        }

        /// An operation of the table without a codec is refused by name; what follows it cannot be found. A reserved
        /// one makes the buffer unreadable ([MS-OXCROPS] 3.2.5.1).
        private void unavailable(RopRequests.Next.Unavailable unavailable) {
            Optional<RopId> id = unavailable.id();
            Bytes rest = requests.from(unavailable.offset());
            if (id.isEmpty() || rest.length() < 3) {
                throw new MalformedException(unavailable.name());
            }
            LOG.debug("{} is not supported", unavailable.name());
            cutShort = true;
            responses.add(new RopResponse.Failure(id.get(), rest.at(2), ErrorCode.NOT_SUPPORTED));
        }
    }

    private @Nullable RopResponse act(RopRequest request, RopContext context, Allotment allotment) {
        return allotment.inMailbox(() -> act(request, context));
    }

    private @Nullable RopResponse act(RopRequest request, RopContext context) {
        try {
            TableWatch.before(request, context);
            RopResponse response = dispatcher.dispatch(request, context);
            TableWatch.after(request, context);
            return response;
        } catch (MailboxException refused) {
            if (refused.error() == ErrorCode.END_OF_SESSION) {
                context.session().lose("mailbox moved or deleted"); // the client has to connect anew
            }
            if (LOG.isDebugEnabled()) {
                LOG.debug("{}: {}", request.id().specName(), refused.getMessage());
            }
            return request.failure(refused.error());
        } catch (StoreException | DatabaseException trouble) {
            LOG.warn("{} of {}", request.id().specName(), context.session().user().legacyDn(), trouble);
            return request.failure(troubled(context, trouble));
        } catch (DirectoryException away) {
            if (away.reason() != DirectoryException.Reason.UNAVAILABLE) {
                throw away;
            }
            LOG.warn("{} of {}: {}", request.id().specName(), context.session().user().legacyDn(), away.getMessage());
            return request.failure(ErrorCode.RPC_FAILED); // MAPI_E_NETWORK_ERROR: the client tries again
        }
    }

    /// A session outlives its database's failover: nothing of it is in the database's connections. What was under way
    /// fails as a network does ([MS-OXCDATA] 2.4), and may be asked again. Only where nobody knows whether a change
    /// was made does the session end, so that its client connects anew and looks.
    private static int troubled(RopContext context, RuntimeException trouble) {
        if (!(trouble instanceof DatabaseException database) || !database.isAway()) {
            return ErrorCode.DISK_ERROR;
        }
        if (database.isUnsure()) {
            context.session().lose("database lost while committing");
        }
        return ErrorCode.RPC_FAILED;
    }

    /// What is pending goes along while it fits; else the client is told that there is more ([MS-OXCROPS] 3.2.4.1).
    private static void addNotifications(Session session, RopResponses responses) {
        if (!Notifier.send(session, responses::add)) {
            boolean _ = responses.add(new RopPending.Response(session.index()));
        }
    }

    /// The request that fetches what the last one left, if it is one that may be continued ([MS-OXCRPC] 3.1.4.2.1.2).
    private static Optional<RopRequest> continuation(@Nullable RopRequest request, @Nullable RopResponse response) {
        if (request instanceof RopQueryRows.Request rows && response instanceof RopQueryRows.Response answer) {
            int left = rows.rowCount() - answer.rows().count();
            // Only on the client's word, and from a cursor that moved ([MS-OXCTABL] 2.2.2.5.1).
            boolean ended = answer.origin() != TableRops.CURRENT
                    || (rows.queryRowsFlags() & (TableRops.NO_ADVANCE | TableRops.PACKED)) != TableRops.PACKED;
            return ended || left <= 0 || answer.rows().count() == 0 ? Optional.empty()
                    : Optional.of(new RopQueryRows.Request(rows.logonId(), rows.inputHandleIndex(),
                            rows.queryRowsFlags(), rows.forwardRead(), left));
        }
        if (request instanceof RopReadStream.Request read && response instanceof RopReadStream.Response answer) {
            long wanted = read.byteCount() == COUNT_ELSEWHERE ? read.maximumByteCount() & 0xffff_ffffL
                    : read.byteCount();
            long left = wanted - answer.data().length();
            return left <= 0 || answer.data().isEmpty() || answer.returnValue() != ErrorCode.SUCCESS
                    ? Optional.empty() : Optional.of(new RopReadStream.Request(read.logonId(),
                            read.inputHandleIndex(), COUNT_ELSEWHERE, (int) left));
        }
        return Optional.empty();
    }

    private void chain(RopRequest first, RopContext context, int roomBytes, List<Bytes> payloads,
            Allotment allotment) {
        Optional<RopRequest> next = Optional.of(first);
        int left = roomBytes - payloads.getFirst().length() - ExtendedBuffer.HEADER_SIZE;
        int min = first instanceof RopQueryRows.Request ? CHAIN_ROWS_MIN : CHAIN_READ_MIN;
        while (next.isPresent() && left >= min && payloads.size() < ExtendedBuffer.CHAIN_MAX && allotment.mayGoOn()) {
            int payloadMax = Math.min(left - ExtendedBuffer.HEADER_SIZE, ExtendedBuffer.PAYLOAD_MAX);
            var responses = new RopResponses(payloadMax, context.handles().length, payloadMax);
            context.setRoom(responses.remaining());
            RopResponse response = act(next.get(), context, allotment);
            boolean empty = response instanceof RopReadStream.Response read && read.data().isEmpty()
                    || response instanceof RopQueryRows.Response rows && rows.rows().count() == 0;
            if (response == null || empty || response.returnValue() != ErrorCode.SUCCESS || !responses.add(response)) {
                return;
            }
            Bytes payload = responses.encode(context.handles());
            payloads.add(payload);
            left -= payload.length() + ExtendedBuffer.HEADER_SIZE;
            next = continuation(next.get(), response);
        }
    }
}
