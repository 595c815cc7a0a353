package org.gatehouse.dcerpc.pdu;

import static org.gatehouse.wire.MalformedException.require;

import java.util.ArrayList;
import java.util.List;
import org.gatehouse.dcerpc.SyntaxId;
import org.gatehouse.wire.ByteWriter;
import org.gatehouse.wire.ndr.NdrReader;

/// An offered presentation context, `p_cont_elem_t` ([C706] 12.6.3.1): an interface and ways to encode it.
public record PresentationContext(int id, SyntaxId abstractSyntax, List<SyntaxId> transferSyntaxes) {
    /// `p_result_t` ([C706] 12.6.3.1; negotiate_ack is [MS-RPCE] 2.2.2.4).
    ///
    /// @param reason why it was rejected, or the features agreed on
    public record Result(int code, int reason, SyntaxId transferSyntax) {
        public static final int ACCEPTANCE = 0;
        public static final int PROVIDER_REJECTION = 2;
        public static final int NEGOTIATE_ACK = 3;

        public static final int ABSTRACT_SYNTAX_NOT_SUPPORTED = 1;
        public static final int TRANSFER_SYNTAXES_NOT_SUPPORTED = 2;
        public static final int LOCAL_LIMIT_EXCEEDED = 3;

        public static Result accepted(SyntaxId transferSyntax) {
            return new Result(ACCEPTANCE, 0, transferSyntax);
        }

        public static Result rejected(int reason) {
            return new Result(PROVIDER_REJECTION, reason, SyntaxId.NONE);
        }
    }

    private static final int SYNTAX_SIZE = 20;

    public PresentationContext {
        transferSyntaxes = List.copyOf(transferSyntaxes);
    }

    static List<PresentationContext> readList(NdrReader in) {
        int count = in.u8();
        if (count == 0) {
            return List.of(); // then the reserved octets may be missing too
        }
        in.align(4);
        return in.list(count, 4 + SYNTAX_SIZE, PresentationContext::read);
    }

    private static PresentationContext read(NdrReader in) {
        int id = in.u16();
        int transfers = in.u8();
        in.u8();
        SyntaxId syntax = readSyntax(in);
        return new PresentationContext(id, syntax, in.list(transfers, SYNTAX_SIZE, PresentationContext::readSyntax));
    }

    static void writeList(List<PresentationContext> contexts, ByteWriter out) {
        out.u8(contexts.size()).zeros(3);
        for (PresentationContext context : contexts) {
            out.u16(context.id).u8(context.transferSyntaxes.size()).u8(0);
            writeSyntax(context.abstractSyntax, out);
            context.transferSyntaxes.forEach(syntax -> writeSyntax(syntax, out));
        }
    }

    static List<Result> readResults(NdrReader in) {
        int count = in.u8();
        in.u8();
        in.u16();
        var results = new ArrayList<Result>();
        require(count * (4L + SYNTAX_SIZE) <= in.remaining(), "more results than PDU");
        for (int i = 0; i < count; i++) {
            results.add(new Result(in.u16(), in.u16(), readSyntax(in)));
        }
        return List.copyOf(results);
    }

    static void writeResults(List<Result> results, ByteWriter out) {
        out.u8(results.size()).zeros(3);
        for (Result result : results) {
            out.u16(result.code).u16(result.reason);
            writeSyntax(result.transferSyntax, out);
        }
    }

    /// The version is one number: the major version in its low half ([C706] 12.6.3.1, `p_syntax_id_t`).
    static SyntaxId readSyntax(NdrReader in) {
        var uuid = in.guid();
        int version = in.i32();
        return new SyntaxId(uuid, version & 0xffff, version >>> 16);
    }

    static void writeSyntax(SyntaxId syntax, ByteWriter out) {
        out.guid(syntax.uuid()).i32(syntax.minor() << 16 | syntax.major());
    }
}
