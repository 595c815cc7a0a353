package org.gatehouse.wire.ndr;

import static org.assertj.core.api.Assertions.assertThat;

import org.gatehouse.testing.Golden;
import org.gatehouse.wire.Bytes;
import org.junit.jupiter.api.Test;

/// Where NDR surprises. Goldens are what impacket 0.10 makes of the declarations; it fills gaps with 0xbf and the like.
class NdrTrapsTest {
    @Test
    void referentsOfTopLevelPointersFollowAtOnce() { // [C706] 14.3.12.1
        var in = new NdrReader(Bytes.wrap(Golden.bytes("""
                11 11 11 11 | ULONG
                53 dd 00 00 | unique pointer among the parameters
                22 22 22 22 | its referent, before the next parameter
                33 33 bf bf | structure {USHORT, ULONG, UCHAR}: aligned to 4, a gap inside
                44 44 44 44 | ULONG
                55 bf       | UCHAR, then the next parameter's alignment
                66 66       | USHORT parameter
                """)));
        assertThat(in.i32()).isEqualTo(0x1111_1111);
        assertThat(in.pointer()).isTrue();
        assertThat(in.i32()).isEqualTo(0x2222_2222);
        in.align(4);
        assertThat(in.u16()).isEqualTo(0x3333);
        assertThat(in.i32()).isEqualTo(0x4444_4444);
        assertThat(in.u8()).isEqualTo(0x55);
        assertThat(in.u16()).isEqualTo(0x6666);
        assertThat(in.remaining()).isZero();
    }

    @Test
    void referentsOfEmbeddedPointersFollowTheWholeStructure() { // [C706] 14.3.12.3
        var in = new NdrReader(Bytes.wrap(Golden.bytes("""
                01 00 00 00 | structure {ULONG, ULONG *, WCHAR *, USHORT}
                15 80 00 00 | pointer to ULONG
                50 97 00 00 | pointer to string
                77 77 bf bf | USHORT, the last member
                22 22 22 22 | the ULONG
                03 00 00 00 | the string: maximum count
                00 00 00 00 | offset
                03 00 00 00 | actual count
                48 00 69 00 00 00 | "Hi"
                bf bf       | alignment
                55 55 55 55 | next parameter
                """)));
        assertThat(in.i32()).isEqualTo(1);
        assertThat(in.pointer()).isTrue();
        assertThat(in.pointer()).isTrue();
        assertThat(in.u16()).isEqualTo(0x7777);
        assertThat(in.i32()).isEqualTo(0x2222_2222);
        assertThat(in.wideString(16)).isEqualTo("Hi");
        assertThat(in.i32()).isEqualTo(0x5555_5555);
        assertThat(in.remaining()).isZero();
    }

    @Test
    void theMaximumCountStandsBeforeItsStructure() { // [C706] 14.3.7.2
        var in = new NdrReader(Bytes.wrap(Golden.bytes("""
                03 00 00 00       | maximum count of the array at the structure's end
                03 00 bf bf       | USHORT
                04 00 00 00       | ULONG
                01 00 02 00 03 00 | USHORT[3]
                """)));
        int max = in.conformance(10);
        assertThat(in.u16()).isEqualTo(3);
        assertThat(in.i32()).isEqualTo(4);
        assertThat(in.list(max, 2, NdrReader::u16)).containsExactly(1, 2, 3);
        assertThat(in.remaining()).isZero();
    }

    @Test
    void theArmOfAUnionAlignsItselfAndNotToTheLargestArm() { // [C706] 14.3.8
        // structure {UCHAR, union (ULONG) {1: USHORT, 2: ULONGLONG, 3: LONG *}, USHORT}, aligned to 8 by the ULONGLONG
        NdrReader small = union("""
                01 00 00 00             | tag
                22 22                   | USHORT, at once
                66 66                   | USHORT behind the union
                77 77 77 77             | next parameter
                """);
        assertThat(small.i32()).isEqualTo(1);
        assertThat(small.u16()).isEqualTo(0x2222);
        assertThat(small.u16()).isEqualTo(0x6666);
        assertThat(small.i32()).isEqualTo(0x7777_7777);
        NdrReader big = union("""
                02 00 00 00             | tag
                33 33 33 33 33 33 33 33 | ULONGLONG
                66 66 bf bf             | USHORT, alignment of the next parameter
                77 77 77 77             | next parameter
                """);
        assertThat(big.i32()).isEqualTo(2);
        assertThat(big.i64()).isEqualTo(0x3333_3333_3333_3333L);
        assertThat(big.u16()).isEqualTo(0x6666);
        assertThat(big.i32()).isEqualTo(0x7777_7777);
        NdrReader pointer = union("""
                03 00 00 00             | tag
                06 fa 00 00             | pointer: its referent is deferred out of the union too (14.3.12.3)
                66 66 bf bf             | USHORT behind the union
                44 44 44 44             | the LONG
                77 77 77 77             | next parameter
                """);
        assertThat(pointer.i32()).isEqualTo(3);
        assertThat(pointer.pointer()).isTrue();
        assertThat(pointer.u16()).isEqualTo(0x6666);
        assertThat(pointer.i32()).isEqualTo(0x4444_4444);
        assertThat(pointer.i32()).isEqualTo(0x7777_7777);
    }

    /// Samba 4.17's own encoder (`ndr_pack_out` of its Python bindings) on LsarQueryInformationPolicy, whose union has
    /// arms from one byte to eight and a tag of two ([MS-LSAD] 3.1.4.4.4): the same rule, seen by others.
    @Test
    void sambaPutsTheArmsOfAUnionWhereTheyAlignThemselves() { // [C706] 14.3.8
        NdrReader bytes = policy("""
                00 00 02 00 | unique pointer to the union
                0a 00       | tag: PolicyAuditFullSetInformation
                77          | ShutDownOnFull, at once
                00          | alignment of the next parameter
                44 33 22 11 | return value
                """, 10);
        assertThat(bytes.u8()).isEqualTo(0x77);
        assertThat(bytes.i32()).isEqualTo(0x1122_3344);
        NdrReader role = policy("""
                00 00 02 00 | unique pointer to the union
                06 00       | tag: PolicyLsaServerRoleInformation
                00 00       | alignment of the arm
                02 00 00 00 | LsaServerRole
                44 33 22 11 | return value
                """, 6);
        assertThat(role.i32()).isEqualTo(2);
        assertThat(role.i32()).isEqualTo(0x1122_3344);
        NdrReader hypers = policy("""
                00 00 02 00             | unique pointer to the union
                09 00                   | tag: PolicyModificationInformation
                00 00                   | alignment of the arm
                33 33 33 33 33 33 33 33 | ModifiedId
                55 55 55 55 44 44 44 44 | DatabaseCreationTime
                44 33 22 11             | return value
                """, 9);
        assertThat(hypers.i64()).isEqualTo(0x3333_3333_3333_3333L);
        assertThat(hypers.i64()).isEqualTo(0x4444_4444_5555_5555L);
        assertThat(hypers.i32()).isEqualTo(0x1122_3344);
        assertThat(hypers.remaining()).isZero();
    }

    private static NdrReader policy(String stub, int tag) {
        var in = new NdrReader(Bytes.wrap(Golden.bytes(stub)));
        assertThat(in.pointer()).isTrue();
        assertThat(in.u16()).isEqualTo(tag);
        return in;
    }

    private static NdrReader union(String fromTag) {
        var in = new NdrReader(Bytes.wrap(Golden.bytes("""
                11 11 11 11 11 11 11 11 | ULONGLONG parameter
                55 bc bc bc             | UCHAR, alignment of the tag
                """ + fromTag)));
        assertThat(in.i64()).isEqualTo(0x1111_1111_1111_1111L);
        assertThat(in.u8()).isEqualTo(0x55);
        return in;
    }
}
