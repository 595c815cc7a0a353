package org.gatehouse.mapi.property;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.gatehouse.mapi.property.Value.Binary;
import org.gatehouse.mapi.property.Value.Int32;
import org.gatehouse.mapi.property.Value.Multiple;
import org.gatehouse.mapi.property.Value.Text;
import org.gatehouse.mapi.property.Value.Text8;
import org.gatehouse.testing.Golden;
import org.gatehouse.testing.Mutations;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;
import org.gatehouse.wire.Bytes;
import org.gatehouse.wire.MalformedException;
import org.junit.jupiter.api.Test;

/// Hand-built from [MS-OXCDATA] 2.8 to 2.13; the worked examples with values are among the ROP goldens.
class ValuesTest {
    private static final byte[] VALUES = Golden.bytes("""
            02 01 e2 65              | PidTagChangeKey, PtypBinary
            03 00 aa bb cc           | COUNT in two bytes, three bytes
            1e 00 1a 00              | PidTagMessageClass, PtypString8
            49 50 4d 00              | "IPM" and its zero
            1f 10 02 80              | a named property, PtypMultipleString
            02 00 00 00              | value count in four bytes
            41 00 00 00              | "A"
            42 00 00 00              | "B"
            02 11 d8 36              | PidTagAdditionalRenEntryIds, PtypMultipleBinary
            01 00 00 00 02 00 01 02  | one value of two bytes
            0b 00 1b 0e 01           | PidTagHasAttachments, PtypBoolean
            05 00 03 80 00 00 00 00 00 00 f8 3f | a named property, PtypFloating64 1.5
            1f 30 08 80 43 00 00 00  | an instance column of a multi-valued property: one value
            """);

    @Test
    void valuesFollowTheirTagsInRopBuffers() {
        List<PropertyValue> values = Values.readTagged(new ByteReader(VALUES), 7, CountWidth.ROP);

        assertThat(values).extracting(PropertyValue::value).containsExactly(
                new Binary(Bytes.ofHex("aabbcc")),
                Text8.of("IPM", StandardCharsets.US_ASCII),
                new Multiple(PropertyType.STRING, List.of(new Text("A"), new Text("B"))),
                new Multiple(PropertyType.BINARY, List.of(new Binary(Bytes.ofHex("0102")))),
                new Value.Bool(true), new Value.Float64(1.5), new Text("C"));
        var out = new ByteWriter();
        values.forEach(value -> Values.writeTagged(out, value, CountWidth.ROP));
        assertThat(Golden.hex(out.toArray())).isEqualTo(Golden.hex(VALUES));
    }

    @Test
    void binaryCountsAreFourBytesInExtendedRules() {
        var out = new ByteWriter();
        Values.write(out, new Binary(Bytes.ofHex("aa")), CountWidth.WIDE);

        assertThat(out.toBytes().hex()).isEqualTo("01000000aa");
        assertThat(Values.read(out.toBytes().reader(), PropertyType.BINARY, CountWidth.WIDE))
                .isEqualTo(new Binary(Bytes.ofHex("aa")));
    }

    @Test
    void anAnnouncedCountIsCheckedBeforeTheListExists() {
        assertThatThrownBy(() -> Values.read(Bytes.ofHex("ffffff7f").reader(), PropertyType.MULTIPLE_GUID,
                CountWidth.ROP)).isInstanceOf(MalformedException.class);
    }

    @Test
    void everyMutationOfValuesIsAValueOrMalformed() {
        Mutations.survive(VALUES, 20_000, MalformedException.class,
                input -> Values.readTagged(new ByteReader(input), 7, CountWidth.ROP));
    }

    @Test
    void oneFailedCellMakesTheRowFlaggedAndUntypedColumnsNameTheirType() {
        var columns = List.of(Tags.SUBJECT, new PropertyTag(0x0e070000), new PropertyTag(0x0e080000));
        var row = new PropertyRow(List.of(new Cell.Present(new Text("H")), new Cell.Present(new Int32(1)),
                new Cell.Absent()));
        var out = new ByteWriter();
        row.write(out, columns);

        assertThat(Golden.hex(out.toArray())).isEqualTo(Golden.hex(Golden.bytes("""
                01                   | FlaggedPropertyRow, [MS-OXCDATA] 2.8.1.2
                00 48 00 00 00       | present
                03 00 00 01 00 00 00 | FlaggedPropertyValueWithType, [MS-OXCDATA] 2.11.6
                0a 00 0a 0f 01 04 80 | PtypErrorCode, ecNotFound
                """)));
        assertThat(PropertyRow.read(out.toBytes().reader(), columns).cells().getLast())
                .isEqualTo(new Cell.Failed(ErrorCode.NOT_FOUND));
    }

    @Test
    void restrictionsAreBoundedInDepth() {
        Bytes fine = Bytes.ofHex("02".repeat(RestrictionCodec.DEPTH_MAX - 1) + "080300070e");
        Bytes deep = Bytes.ofHex("02".repeat(RestrictionCodec.DEPTH_MAX) + "080300070e");
        var out = new ByteWriter();
        Restriction.read(fine.reader(), CountWidth.ROP).write(out, CountWidth.ROP);

        assertThat(out.toBytes()).isEqualTo(fine);
        assertThatThrownBy(() -> Restriction.read(deep.reader(), CountWidth.ROP))
                .isInstanceOf(MalformedException.class).hasMessageContaining("deeper");
    }

    @Test
    void everyKindOfRestrictionHasItsLayout() {
        Bytes all = Bytes.copyOf(Golden.bytes("""
                00 0a 00                               | And of ten
                05 01 03 00 07 0e 03 00 17 00          | CompareProperties, <=
                06 01 03 00 07 0e 01 00 00 00          | BitMask, not zero
                07 02 1f 00 37 00 10 00 00 00          | Size, >
                08 1f 00 37 00                         | Exist
                09 0d 00 12 0e 08 1f 00 01 30          | SubObject, PidTagMessageRecipients
                0a 01 03 00 07 0e 05 00 00 00 01 08 1f 00 37 00 | Comment with one value and a restriction
                0a 00 00                               | Comment without either
                0b 05 00 00 00 08 1f 00 37 00          | Count
                01 00 00                               | Or of none
                04 64 1f 00 37 00 1f 00 37 00 41 00 00 00 | Property, member of a list
                """));
        var out = new ByteWriter();
        Restriction.read(all.reader(), CountWidth.ROP).write(out, CountWidth.ROP);

        assertThat(out.toBytes()).isEqualTo(all);
        Mutations.survive(all.toArray(), 20_000, MalformedException.class,
                input -> Restriction.read(new ByteReader(input), CountWidth.ROP));
    }

    @Test
    void tagsAndErrorsHaveNames() {
        assertThat(PropertyNames.tag("PidTagDisplayName")).contains(Tags.DISPLAY_NAME);
        assertThat(PropertyNames.name(Tags.SUBJECT.withType(PropertyType.STRING8))).isEqualTo("PidTagSubject");
        assertThat(PropertyNames.name(new PropertyTag(0x7000_0003))).isEqualTo("0x70000003");
        assertThat(ErrorCode.nameOf(ErrorCode.WRONG_SERVER)).isEqualTo("WRONG_SERVER");
    }
}
