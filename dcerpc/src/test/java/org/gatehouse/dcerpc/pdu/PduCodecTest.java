package org.gatehouse.dcerpc.pdu;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.gatehouse.dcerpc.SyntaxId;
import org.gatehouse.dcerpc.management.ManagementService;
import org.gatehouse.testing.Golden;
import org.gatehouse.testing.Mutations;
import org.gatehouse.wire.Bytes;
import org.gatehouse.wire.MalformedException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Goldens are what Samba 4.17's `ndr_pack` makes of a `dcerpc.ncacn_packet`.
class PduCodecTest {
    private static final SyntaxId FEATURES = SyntaxId.of("6cb71c2c-9812-4540-0300-000000000000", 1, 0);
    private static final SecurityTrailer NTLM =
            new SecurityTrailer(SecurityTrailer.SERVICE_NTLM, 6, 0, 7, Bytes.ofHex("4e544c4d5353500001000000"));

    record Example(PduHeader header, Pdu body, @Nullable SecurityTrailer trailer, byte[] wire) {
        @Override
        public String toString() {
            return body.type().toString();
        }
    }

    static List<Example> examples() {
        return List.of(bind(), alterContext(), bindAck(), bindNak(), auth3(), request(), requestOfObject(),
                response(), fault(), plain(new Pdu.CoCancel(), 0x12), plain(new Pdu.Orphaned(), 0x13),
                plain(new Pdu.Shutdown(), 0x11));
    }

    private static Example bind() {
        return new Example(PduHeader.of(PduType.BIND, 0x17, 1), new Pdu.Bind(5840, 5840, 0, List.of(
                new PresentationContext(1, ManagementService.ID, List.of(SyntaxId.NDR, SyntaxId.NDR64)),
                new PresentationContext(2, ManagementService.ID, List.of(FEATURES)))), NTLM, Golden.bytes("""
                05 00 0b 17                                      | version 5.0, bind, first last signing multiplexing
                10 00 00 00                                      | little-endian, ASCII, IEEE
                9c 00 0c 00                                      | frag_length 156, auth_length 12
                01 00 00 00                                      | call_id
                d0 16 d0 16 00 00 00 00                          | max_xmit_frag, max_recv_frag, assoc_group_id
                02 00 00 00                                      | n_context_elem
                01 00 02 00                                      | p_cont_id 1, n_transfer_syn 2
                80 bd a8 af 8a 7d c9 11 be f4 08 00 2b 10 29 89  | abstract syntax: mgmt
                01 00 00 00                                      | 1.0
                04 5d 88 8a eb 1c c9 11 9f e8 08 00 2b 10 48 60  | NDR
                02 00 00 00                                      | 2.0
                33 05 71 71 ba be 37 49 83 19 b5 db ef 9c cc 36  | NDR64
                01 00 00 00                                      | 1.0
                02 00 01 00                                      | p_cont_id 2, n_transfer_syn 1
                80 bd a8 af 8a 7d c9 11 be f4 08 00 2b 10 29 89  | abstract syntax: mgmt
                01 00 00 00                                      | 1.0
                2c 1c b7 6c 12 98 40 45 03 00 00 00 00 00 00 00  | bind time features: both
                01 00 00 00                                      | 1.0
                0a 06 00 00 07 00 00 00                          | NTLM, privacy, no padding, context 7
                4e 54 4c 4d 53 53 50 00 01 00 00 00              | token
                """));
    }

    private static Example alterContext() {
        return new Example(PduHeader.of(PduType.ALTER_CONTEXT, 3, 1), new Pdu.AlterContext(5840, 5840, 0x12345,
                List.of(new PresentationContext(2, ManagementService.ID, List.of(FEATURES)))), null, Golden.bytes("""
                05 00 0e 03 10 00 00 00 48 00 00 00 01 00 00 00  | header
                d0 16 d0 16 45 23 01 00                          | sizes, assoc_group_id
                01 00 00 00 02 00 01 00                          | one context, 2, one transfer syntax
                80 bd a8 af 8a 7d c9 11 be f4 08 00 2b 10 29 89  | mgmt
                01 00 00 00                                      | 1.0
                2c 1c b7 6c 12 98 40 45 03 00 00 00 00 00 00 00  | features
                01 00 00 00                                      | 1.0
                """));
    }

    private static Example bindAck() {
        return new Example(PduHeader.of(PduType.BIND_ACK, 3, 1), new Pdu.BindAck(5840, 5840, 0x12345, "135",
                List.of(PresentationContext.Result.accepted(SyntaxId.NDR))), null, Golden.bytes("""
                05 00 0c 03 10 00 00 00 3c 00 00 00 01 00 00 00  | header
                d0 16 d0 16 45 23 01 00                          | sizes, assoc_group_id
                04 00 31 33 35 00                                | sec_addr "135"
                00 00                                            | to a multiple of 4
                01 00 00 00                                      | n_results
                00 00 00 00                                      | acceptance, no reason
                04 5d 88 8a eb 1c c9 11 9f e8 08 00 2b 10 48 60  | NDR
                02 00 00 00                                      | 2.0
                """));
    }

    private static Example bindNak() {
        return new Example(PduHeader.of(PduType.BIND_NAK, 3, 1), new Pdu.BindNak(8), null, Golden.bytes("""
                05 00 0d 03 10 00 00 00 18 00 00 00 01 00 00 00  | header
                08 00                                            | authentication_type_not_recognized
                01 05 00                                         | one version, 5.0
                00 00 00                                         | padding
                """));
    }

    private static Example auth3() {
        return new Example(PduHeader.of(PduType.AUTH3, 3, 1), new Pdu.Auth3(), NTLM, Golden.bytes("""
                05 00 10 03 10 00 00 00 28 00 0c 00 01 00 00 00  | header
                00 00 00 00                                      | pad
                0a 06 00 00 07 00 00 00                          | NTLM, privacy, no padding, context 7
                4e 54 4c 4d 53 53 50 00 01 00 00 00              | token
                """));
    }

    private static Example request() {
        return new Example(PduHeader.of(PduType.REQUEST, 3, 1),
                new Pdu.Request(4, 1, 2, Optional.empty(), Bytes.ofHex("01020304")), null, Golden.bytes("""
                05 00 00 03 10 00 00 00 1c 00 00 00 01 00 00 00  | header
                04 00 00 00 01 00 02 00                          | alloc_hint, p_cont_id, opnum
                01 02 03 04                                      | stub
                """));
    }

    private static Example requestOfObject() {
        var object = UUID.fromString("12345678-1234-abcd-ef00-0123456789ab");
        return new Example(PduHeader.of(PduType.REQUEST, 0x83, 1),
                new Pdu.Request(4, 1, 2, Optional.of(object), Bytes.ofHex("01020304")), null, Golden.bytes("""
                05 00 00 83 10 00 00 00 2c 00 00 00 01 00 00 00  | header, with PFC_OBJECT_UUID
                04 00 00 00 01 00 02 00                          | alloc_hint, p_cont_id, opnum
                78 56 34 12 34 12 cd ab ef 00 01 23 45 67 89 ab  | object
                01 02 03 04                                      | stub
                """));
    }

    private static Example response() {
        return new Example(PduHeader.of(PduType.RESPONSE, 3, 1),
                new Pdu.Response(4, 1, 0, Bytes.ofHex("01020304")), null, Golden.bytes("""
                05 00 02 03 10 00 00 00 1c 00 00 00 01 00 00 00  | header
                04 00 00 00 01 00 00 00                          | alloc_hint, p_cont_id, cancel_count
                01 02 03 04                                      | stub
                """));
    }

    private static Example fault() {
        return new Example(PduHeader.of(PduType.FAULT, 0x23, 1), new Pdu.Fault(1, 0, 0x1c01_0002), null,
                Golden.bytes("""
                05 00 03 23 10 00 00 00 20 00 00 00 01 00 00 00  | header, with PFC_DID_NOT_EXECUTE
                20 00 00 00 01 00 00 00                          | alloc_hint, p_cont_id, cancel_count
                02 00 01 1c                                      | nca_s_op_rng_error
                00 00 00 00                                      | reserved
                """));
    }

    private static Example plain(Pdu body, int type) {
        return new Example(PduHeader.of(body.type(), 3, 1), body, null, Golden.bytes(
                "05 00 %02x 03 10 00 00 00 10 00 00 00 01 00 00 00 | header only".formatted(type)));
    }

    @ParameterizedTest
    @MethodSource("examples")
    void encodesWhatSambaEncodes(Example example) {
        assertThat(Golden.hex(PduCodec.encode(example.header, example.body, example.trailer)))
                .isEqualTo(Golden.hex(example.wire));
    }

    @ParameterizedTest
    @MethodSource("examples")
    void decodesWhatSambaEncodes(Example example) {
        PduHeader header = PduHeader.read(example.wire);
        assertThat(header.length()).isEqualTo(example.wire.length);
        assertThat(header.callId()).isEqualTo(1);
        assertThat(PduCodec.decode(header, example.wire)).isEqualTo(example.body);
        if (example.trailer != null) {
            assertThat(SecurityTrailer.read(header, example.wire, 20)).isEqualTo(example.trailer);
        }
    }

    @ParameterizedTest
    @MethodSource("examples")
    void everyMutationIsAValueOrMalformed(Example example) {
        Mutations.survive(example.wire, 2_000, MalformedException.class, input -> {
            PduHeader header = PduHeader.read(input);
            PduCodec.decode(header, input);
            SecurityTrailer.read(header, input, 24);
        });
    }

    @Test
    void readsBigEndianCallers() {
        byte[] wire = Golden.bytes("""
                05 00 00 03 00 00 00 00 00 1c 00 00 00 00 00 01  | header, big-endian
                00 00 00 04 00 01 00 02                          | alloc_hint, p_cont_id, opnum
                01 02 03 04                                      | stub
                """);
        PduHeader header = PduHeader.read(wire);
        assertThat(header.bigEndian()).isTrue();
        assertThat(PduCodec.decode(header, wire))
                .isEqualTo(new Pdu.Request(4, 1, 2, Optional.empty(), Bytes.ofHex("01020304")));
    }

    @Test
    void findsTheVerificationTrailerBehindTheStub() { // [MS-RPCE] 2.2.2.13
        Bytes stub = Bytes.wrap(Golden.bytes("""
                01 02 03 00                                      | stub and padding to 4
                8a e3 13 71 02 f4 36 71                          | signature
                01 00 04 00 01 00 00 00                          | bitmask: header signing
                02 40 28 00                                      | presentation context, last
                80 bd a8 af 8a 7d c9 11 be f4 08 00 2b 10 29 89  | mgmt
                01 00 00 00                                      | 1.0
                04 5d 88 8a eb 1c c9 11 9f e8 08 00 2b 10 48 60  | NDR
                02 00 00 00                                      | 2.0
                """));
        var expected = new VerificationTrailer(4, List.of(new VerificationTrailer.Command.Bitmask(1),
                new VerificationTrailer.Command.Context(ManagementService.ID, SyntaxId.NDR)));
        assertThat(VerificationTrailer.find(stub, false)).contains(expected);
        assertThat(VerificationTrailer.find(stub.slice(0, stub.length() - 4), false)).isEmpty();
        Mutations.survive(stub.toArray(), 5_000, MalformedException.class,
                input -> VerificationTrailer.find(Bytes.wrap(input), false));
    }
}
