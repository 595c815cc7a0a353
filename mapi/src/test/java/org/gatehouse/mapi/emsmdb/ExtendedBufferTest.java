package org.gatehouse.mapi.emsmdb;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.gatehouse.testing.Golden;
import org.gatehouse.testing.Mutations;
import org.gatehouse.wire.Bytes;
import org.gatehouse.wire.MalformedException;
import org.junit.jupiter.api.Test;

class ExtendedBufferTest {
    /// [MS-OXCRPC] 4.1, rgbAuxOut of the connection example.
    private static final byte[] ORGANISATION = Golden.bytes("""
            00 00        | RPC_HEADER_EXT Version
            04 00        | Flags: Last
            08 00        | Size
            08 00        | SizeActual
            08 00        | AUX_HEADER Size
            01           | Version
            17           | Type: AUX_TYPE_EXORGINFO
            01 00 00 00  | OrgFlags: PUBLIC_FOLDERS_ENABLED
            """);

    @Test
    void theSpecificationsAuxiliaryBufferReadsAndWrites() {
        Bytes payload = ExtendedBuffer.readOne(Bytes.copyOf(ORGANISATION));
        List<AuxiliaryBlock> blocks = AuxiliaryBuffer.read(payload);
        assertThat(blocks).containsExactly(new AuxiliaryBlock.OrganisationInfo(true));
        assertThat(ExtendedBuffer.write(List.of(AuxiliaryBuffer.write(blocks)), false, false))
                .isEqualTo(Bytes.copyOf(ORGANISATION));
    }

    @Test
    void obfuscationIsExclusiveOrWithA5() { // [MS-OXCRPC] 3.1.4.1.1.3
        Bytes written = ExtendedBuffer.write(List.of(Bytes.ofHex("00a5ff")), false, true);
        assertThat(written).isEqualTo(Bytes.copyOf(Golden.bytes("""
                00 00 06 00 03 00 03 00  | Flags: Last, XorMagic
                a5 00 5a                 | 00 a5 ff
                """)));
        assertThat(ExtendedBuffer.readOne(written)).isEqualTo(Bytes.ofHex("00a5ff"));
    }

    @Test
    void aCompressedAndObfuscatedPayloadIsRevertedThenExpanded() { // [MS-OXCRPC] 3.1.4.1.1.1.1
        byte[] buffer = Golden.bytes("""
                00 00 07 00 0d 00 2c 01  | Flags: Last, XorMagic, Compressed; 13 bytes for 300
                5a 5a 5a ba c4 c7 c6     | [MS-XCA] 3.1's "abc" a hundred times, each byte xor a5
                b2 a5 aa 5a 83 a4        |
                """);
        assertThat(ExtendedBuffer.readOne(Bytes.copyOf(buffer)))
                .isEqualTo(Bytes.wrap("abc".repeat(100).getBytes(US_ASCII)));
        Mutations.survive(buffer, 20_000, MalformedException.class,
                bytes -> ExtendedBuffer.readAll(Bytes.copyOf(bytes)));
    }

    @Test
    void onlyTheLastOfSeveralPayloadsSaysSo() { // [MS-OXCRPC] 3.1.4.2.1.1.2
        List<Bytes> payloads = List.of(Bytes.wrap(new byte[5000]), Bytes.ofHex("01"), Bytes.EMPTY);
        for (boolean choice : new boolean[] {false, true}) {
            Bytes written = ExtendedBuffer.write(payloads, choice, !choice);
            assertThat(ExtendedBuffer.readAll(written)).isEqualTo(payloads);
            assertThatThrownBy(() -> ExtendedBuffer.readOne(written)).isInstanceOf(MalformedException.class);
        }
    }

    @Test
    void plainSizesHaveToAgreeAndCompressedOnesToShrink() { // [MS-OXCRPC] 2.2.2.1
        assertThatThrownBy(() -> ExtendedBuffer.readOne(Bytes.ofHex("0000 0400 0100 0200 00")))
                .isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> ExtendedBuffer.readOne(Bytes.ofHex("0000 0500 0500 0500 00000000 61")))
                .isInstanceOf(MalformedException.class);
    }

    @Test
    void clientInformationKeepsModeAndMachine() { // [MS-OXCRPC] 2.2.2.2.4
        byte[] block = Golden.bytes("""
                2c 00 01 02              | AUX_HEADER: 44 bytes, AUX_TYPE_PERF_CLIENTINFO
                40 42 0f 00              | AdapterSpeed
                01 00                    | ClientID
                20 00                    | MachineNameOffset
                00 00                    | UserNameOffset: none
                04 00 28 00              | ClientIPSize, ClientIPOffset
                00 00 00 00              | ClientIPMaskSize, ClientIPMaskOffset
                00 00                    | AdapterNameOffset: none
                00 00 00 00              | MacAddressSize, MacAddressOffset
                02 00                    | ClientMode: CLIENTMODE_CACHED
                00 00                    | Reserved
                50 00 43 00 31 00 00 00  | "PC1"
                0a 00 00 05              | 10.0.0.5
                """);
        assertThat(AuxiliaryBuffer.read(Bytes.copyOf(block))).containsExactly(new AuxiliaryBlock.ClientInfo(1_000_000,
                1, "PC1", "", Bytes.ofHex("0a000005"), "", AuxiliaryBlock.ClientInfo.Mode.CACHED));
        Mutations.survive(block, 20_000, MalformedException.class, bytes -> AuxiliaryBuffer.read(Bytes.copyOf(bytes)));
    }

    @Test
    void blocksWrittenAreTheBlocksRead() {
        var guid = new java.util.UUID(7, 9);
        List<AuxiliaryBlock> blocks = List.of(new AuxiliaryBlock.RequestId(1, 2),
                new AuxiliaryBlock.ClientInfo(1, 2, "machine", "user", Bytes.ofHex("7f000001"), "eth0",
                        AuxiliaryBlock.ClientInfo.Mode.CLASSIC),
                new AuxiliaryBlock.SessionInfo(3, guid, 4), new AuxiliaryBlock.ServerInfo(1, 2, "/o=x", "srv"),
                new AuxiliaryBlock.ProcessInfo(5, guid, "client.exe"), new AuxiliaryBlock.AccountInfo(6, guid),
                new AuxiliaryBlock.ClientConnectionInfo(guid, 1, true, "context"),
                new AuxiliaryBlock.ClientControl(AuxiliaryBlock.ClientControl.COMPRESSION, 60_000),
                new AuxiliaryBlock.OsVersionInfo(6, 1, 7601, 1, 0), new AuxiliaryBlock.OrganisationInfo(false),
                new AuxiliaryBlock.ServerSessionInfo("text"), new AuxiliaryBlock.Other(1, 0x7f, Bytes.ofHex("0102")));
        assertThat(AuxiliaryBuffer.read(AuxiliaryBuffer.write(blocks))).isEqualTo(blocks);
    }
}
