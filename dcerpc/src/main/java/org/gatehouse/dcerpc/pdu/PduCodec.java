package org.gatehouse.dcerpc.pdu;

import static org.gatehouse.wire.MalformedException.require;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;
import org.gatehouse.wire.Bytes;
import org.gatehouse.wire.ndr.NdrReader;
import org.jspecify.annotations.Nullable;

/// Reads the body of a PDU in its sender's byte order and writes PDUs in ours, which is little-endian.
public final class PduCodec {
    /// Headers with a usual security trailer.
    private static final int USUAL_SIZE = 64;

    private PduCodec() {}

    /// @param raw the whole PDU; the stub of a response may be a part of it, so it is never written to again
    /// @throws org.gatehouse.wire.MalformedException when fields leave the body
    public static Pdu decode(PduHeader header, byte[] raw) {
        require(raw.length == header.length(), "PDU of another length than it says");
        int end = SecurityTrailer.start(header);
        require(end >= PduHeader.SIZE, "security trailer longer than the PDU");
        var window = header.type() == PduType.RESPONSE ? Bytes.wrap(raw, 0, end).reader() : new ByteReader(raw, 0, end);
        window.skip(PduHeader.SIZE);
        var in = new NdrReader(window, header.bigEndian());
        return switch (header.type()) {
            case BIND -> new Pdu.Bind(in.u16(), in.u16(), in.i32(), PresentationContext.readList(in));
            case BIND_ACK -> bindAck(in);
            case BIND_NAK -> new Pdu.BindNak(in.u16());
            case ALTER_CONTEXT ->
                new Pdu.AlterContext(in.u16(), in.u16(), in.i32(), PresentationContext.readList(in));
            case ALTER_CONTEXT_RESPONSE -> {
                Pdu.BindAck ack = bindAck(in);
                yield new Pdu.AlterContextResponse(ack.sendMax(), ack.receiveMax(), ack.groupId(), ack.results());
            }
            case AUTH3 -> new Pdu.Auth3();
            case REQUEST -> request(header, in);
            case RESPONSE -> response(in);
            case FAULT -> fault(in);
            case SHUTDOWN -> new Pdu.Shutdown();
            case CO_CANCEL -> new Pdu.CoCancel();
            case ORPHANED -> new Pdu.Orphaned();
        };
    }

    private static Pdu.BindAck bindAck(NdrReader in) {
        int send = in.u16();
        int receive = in.u16();
        int group = in.i32();
        byte[] address = in.blob(in.u16()).toArray();
        int text = address.length > 0 && address[address.length - 1] == 0 ? address.length - 1 : address.length;
        String secondary = new String(address, 0, text, StandardCharsets.ISO_8859_1);
        in.align(4);
        return new Pdu.BindAck(send, receive, group, secondary, PresentationContext.readResults(in));
    }

    private static Pdu.Request request(PduHeader header, NdrReader in) {
        long hint = in.u32();
        int context = in.u16();
        int operation = in.u16();
        Optional<UUID> object = header.has(PduFlags.OBJECT_UUID) ? Optional.of(in.guid()) : Optional.empty();
        return new Pdu.Request(hint, context, operation, object, in.blob(in.remaining()));
    }

    private static Pdu.Response response(NdrReader in) {
        long hint = in.u32();
        int context = in.u16();
        int cancels = in.u8();
        in.u8();
        return new Pdu.Response(hint, context, cancels, in.blob(in.remaining()));
    }

    private static Pdu.Fault fault(NdrReader in) {
        in.i32();
        int context = in.u16();
        int cancels = in.u8();
        in.u8();
        return new Pdu.Fault(context, cancels, in.i32());
    }

    /// A whole PDU, with its lengths filled in.
    ///
    /// @param trailer goes last; an empty token leaves `auth_length` 0 behind a trailer, as the last answer of a
    ///     finished sign-in has it ([MS-RPCE] 3.3.1.5.2.1)
    public static byte[] encode(PduHeader header, Pdu body, @Nullable SecurityTrailer trailer) {
        var out = new ByteWriter(sizeMax(body, trailer));
        header.write(out);
        switch (body) {
            case Pdu.Bind(int send, int receive, int group, var contexts) -> {
                out.u16(send).u16(receive).i32(group);
                PresentationContext.writeList(contexts, out);
            }
            case Pdu.AlterContext(int send, int receive, int group, var contexts) -> {
                out.u16(send).u16(receive).i32(group);
                PresentationContext.writeList(contexts, out);
            }
            case Pdu.BindAck(int send, int receive, int group, String secondary, var results) -> {
                out.u16(send).u16(receive).i32(group).u16(secondary.length() + 1)
                        .terminated(secondary, StandardCharsets.ISO_8859_1).align(4);
                PresentationContext.writeResults(results, out);
            }
            case Pdu.AlterContextResponse(int send, int receive, int group, var results) -> {
                out.u16(send).u16(receive).i32(group).u16(0).align(4);
                PresentationContext.writeResults(results, out);
            }
            case Pdu.BindNak(int reason) ->
                out.u16(reason).u8(1).u8(PduHeader.VERSION).u8(0).zeros(3);
            case Pdu.Request(long hint, int context, int operation, var object, Bytes stub) -> {
                out.u32(hint).u16(context).u16(operation);
                object.ifPresent(out::guid);
                out.bytes(stub);
            }
            case Pdu.Response(long hint, int context, int cancels, Bytes stub) ->
                out.u32(hint).u16(context).u8(cancels).u8(0).bytes(stub);
            case Pdu.Fault(int context, int cancels, int status) ->
                out.u32(Pdu.Fault.SIZE).u16(context).u8(cancels).u8(0).i32(status).i32(0);
            case Pdu.Auth3() -> out.zeros(4);
            case Pdu.Shutdown(), Pdu.CoCancel(), Pdu.Orphaned() -> { }
        }
        if (trailer != null) {
            trailer.write(out);
            out.patchU16(10, trailer.token().length());
        }
        out.patchU16(8, out.size());
        return out.toArray();
    }

    /// A whole response that holds a part of a stub, which is copied once: answers are many and long.
    ///
    /// @param head without a stub
    /// @param trailer its padding is written too
    public static byte[] encode(PduHeader header, Pdu.Response head, Bytes stub, int from, int to,
            @Nullable SecurityTrailer trailer) {
        int padding = trailer == null ? 0 : trailer.padLength();
        int token = trailer == null ? 0 : trailer.token().length();
        int length = Pdu.Response.HEAD_SIZE + to - from
                + (trailer == null ? 0 : padding + SecurityTrailer.SIZE + token);
        var out = new ByteWriter(length);
        new PduHeader(header.version(), header.minorVersion(), header.type(), header.flags(), false, length, token,
                header.callId()).write(out);
        out.u32(head.allocationHint()).u16(head.contextId()).u8(head.cancelCount()).u8(0)
                .bytes(stub, from, to - from);
        if (trailer != null) {
            trailer.write(out.zeros(padding));
        }
        return out.take();
    }

    /// Room enough for the PDUs that are many and long; others grow.
    private static int sizeMax(Pdu body, @Nullable SecurityTrailer trailer) {
        int stub = body instanceof Pdu.Response response ? response.stub().length()
                : body instanceof Pdu.Request request ? request.stub().length() : 0;
        return USUAL_SIZE + stub + (trailer == null ? 0 : trailer.token().length());
    }
}
