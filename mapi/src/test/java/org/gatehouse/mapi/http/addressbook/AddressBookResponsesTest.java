package org.gatehouse.mapi.http.addressbook;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import org.gatehouse.mapi.nspi.NspiBind;
import org.gatehouse.mapi.nspi.NspiCompareMIds;
import org.gatehouse.mapi.nspi.NspiDNToMId;
import org.gatehouse.mapi.nspi.NspiGetMatches;
import org.gatehouse.mapi.nspi.NspiGetPropList;
import org.gatehouse.mapi.nspi.NspiGetProps;
import org.gatehouse.mapi.nspi.NspiGetSpecialTable;
import org.gatehouse.mapi.nspi.NspiGetTemplateInfo;
import org.gatehouse.mapi.nspi.NspiModLinkAtt;
import org.gatehouse.mapi.nspi.NspiModProps;
import org.gatehouse.mapi.nspi.NspiQueryColumns;
import org.gatehouse.mapi.nspi.NspiQueryRows;
import org.gatehouse.mapi.nspi.NspiRequest;
import org.gatehouse.mapi.nspi.NspiResolveNamesW;
import org.gatehouse.mapi.nspi.NspiResortRestriction;
import org.gatehouse.mapi.nspi.NspiResponse;
import org.gatehouse.mapi.nspi.NspiSeekEntries;
import org.gatehouse.mapi.nspi.NspiUnbind;
import org.gatehouse.mapi.nspi.NspiUpdateStat;
import org.gatehouse.mapi.nspi.PropertyRow;
import org.gatehouse.mapi.nspi.Stat;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.property.PropertyType;
import org.gatehouse.mapi.property.PropertyValue;
import org.gatehouse.mapi.property.Value;
import org.gatehouse.testing.Golden;
import org.gatehouse.wire.Bytes;
import org.gatehouse.wire.ndr.ContextHandle;
import org.junit.jupiter.api.Test;

/// Response bodies of the address book endpoint, laid out field by field after [MS-OXCMAPIHTTP] 2.2.1 and 2.2.5.
class AddressBookResponsesTest {
    private static final ContextHandle NONE = ContextHandle.NONE;
    private static final PropertyTag NAME = new PropertyTag(0x3001001f);
    private static final PropertyTag ENTRY_ID = new PropertyTag(0x0fff0102);
    private static final PropertyTag ADDRESSES = new PropertyTag(0x800f101f);
    private static final Stat STAT = new Stat(0, 0, 2, -1, 5, 9, 1252, 0x409, 0x407);
    private static final String STATE = """
            ff           | HasState
            00 00 00 00  | State: SortType
            00 00 00 00  | ContainerID
            02 00 00 00  | CurrentRec
            ff ff ff ff  | Delta -1
            05 00 00 00  | NumPos
            09 00 00 00  | TotalRecs
            e4 04 00 00  | CodePage 1252
            09 04 00 00  | TemplateLocale
            07 04 00 00  | SortLocale
            """;
    private static final String SUCCESS = """
            00 00 00 00  | StatusCode
            00 00 00 00  | ErrorCode
            """;
    private static final String END = "00 00 00 00 | AuxiliaryBufferSize\n";
    private static final String IDS = """
            ff           | HasMinimalIds
            02 00 00 00  | MinimalIdCount
            10 00 00 00  | first
            11 00 00 00  | second
            """;
    private static final String COLUMNS = """
            ff           | HasColsAndRows
            02 00 00 00  | PropertyTagCount
            1f 00 01 30  | PidTagDisplayName, PtypString
            02 01 ff 0f  | PidTagEntryId, PtypBinary
            """;
    private static final String ROWS = """
            02 00 00 00  | RowCount
            00           | Flags: every value is there
            ff           | HasValue
            41 00 00 00  | "A"
            ff           | HasValue
            02 00 00 00  | size of PidTagEntryId
            aa bb        | PidTagEntryId
            01           | Flags: each value has its own
            00           | Flag: present
            ff           | HasValue
            42 00 00 00  | "B"
            0a           | Flag: an error
            0f 01 04 80  | NotFound
            """;
    private static final List<PropertyTag> TAGS = List.of(NAME, ENTRY_ID);
    private static final List<PropertyRow> TWO = List.of(
            row(new PropertyValue(NAME, new Value.Text("A")),
                    new PropertyValue(ENTRY_ID, new Value.Binary(Bytes.ofHex("aabb")))),
            row(new PropertyValue(NAME, new Value.Text("B")),
                    new PropertyValue(ENTRY_ID.withType(PropertyType.ERROR_CODE), new Value.ErrorValue(0x8004010f))));

    private static PropertyRow row(PropertyValue... values) {
        return new PropertyRow(List.of(values));
    }

    private static void lays(String golden, NspiRequest request, NspiResponse response) {
        assertThat(Golden.hex(AddressBookResponses.encode(request, response, TAGS).toArray()))
                .isEqualTo(Golden.hex(Golden.bytes(golden)));
    }

    @Test
    void sessions() { // 2.2.5.1.2, 2.2.5.2.2
        lays(SUCCESS + """
                33 22 11 00 55 44 77 66 88 99 aa bb cc dd ee ff | ServerGuid
                """ + END, new NspiBind.Request(0, STAT, true),
                new NspiBind.Response(UUID.fromString("00112233-4455-6677-8899-aabbccddeeff"), NONE, 0));
        lays("""
                00 00 00 00  | StatusCode
                01 00 00 00  | ErrorCode UnbindSuccess
                """ + END, new NspiUnbind.Request(NONE), new NspiUnbind.Response(1));
    }

    @Test
    void positions() { // 2.2.5.3.2, 2.2.5.15.2, 2.2.5.17.2
        lays(SUCCESS + "ff ff ff ff | Result: before\n" + END, new NspiCompareMIds.Request(NONE, STAT, 16, 17),
                new NspiCompareMIds.Response(-1, 0));
        lays(SUCCESS + STATE + IDS + END, new NspiResortRestriction.Request(NONE, STAT, List.of(17, 16)),
                new NspiResortRestriction.Response(STAT, List.of(16, 17), 0));
        lays(SUCCESS + STATE + """
                ff           | HasDelta
                fe ff ff ff  | Delta -2
                """ + END, new NspiUpdateStat.Request(NONE, STAT, true), new NspiUpdateStat.Response(STAT, -2, 0));
    }

    @Test
    void rows() { // 2.2.5.5.2, 2.2.5.12.2, 2.2.5.14.2, 2.2.5.16.2
        lays(SUCCESS + STATE + IDS + COLUMNS + ROWS + END,
                new NspiGetMatches.Request(NONE, 0, STAT, null, null, 10, TAGS),
                new NspiGetMatches.Response(STAT, List.of(16, 17), TWO, 0));
        lays(SUCCESS + STATE + COLUMNS + ROWS + END, new NspiQueryRows.Request(NONE, 0, STAT, null, 50, null),
                new NspiQueryRows.Response(STAT, TWO, 0));
        lays(SUCCESS + "e4 04 00 00 | CodePage\n" + IDS + COLUMNS + ROWS + END,
                new NspiResolveNamesW.Request(NONE, 0, STAT, TAGS, List.of("A", "B")),
                new NspiResolveNamesW.Response(List.of(16, 17), TWO, 0));
        lays(SUCCESS + STATE + "00 | HasColsAndRows\n" + END,
                new NspiSeekEntries.Request(NONE, 0, STAT, new PropertyValue(NAME, new Value.Text("A")), null, null),
                new NspiSeekEntries.Response(STAT, null, 0));
    }

    @Test
    void aColumnWithoutATypeTellsItInEachRow() { // 2.2.1.4, 2.2.1.6
        lays(SUCCESS + STATE + """
                ff           | HasColsAndRows
                01 00 00 00  | PropertyTagCount
                00 00 01 30  | PidTagDisplayName, PtypUnspecified
                02 00 00 00  | RowCount
                00           | Flags
                1f 00        | PropertyType PtypString
                ff           | HasValue
                41 00 00 00  | "A"
                01           | Flags
                0a 00        | PropertyType PtypErrorCode
                0a           | Flag: an error
                0f 01 04 80  | NotFound
                """ + END, new NspiQueryRows.Request(NONE, 0, STAT, null, 50, List.of(new PropertyTag(0x30010000))),
                new NspiQueryRows.Response(STAT, List.of(row(new PropertyValue(NAME, new Value.Text("A"))),
                        row(new PropertyValue(NAME.withType(PropertyType.ERROR_CODE),
                                new Value.ErrorValue(0x8004010f)))), 0));
    }

    @Test
    void properties() { // 2.2.5.6.2, 2.2.5.7.2, 2.2.5.13.2
        lays(SUCCESS + """
                ff           | HasPropertyTags
                02 00 00 00  | PropertyTagCount
                1f 00 01 30  | PidTagDisplayName
                02 01 ff 0f  | PidTagEntryId
                """ + END, new NspiGetPropList.Request(NONE, 0, 16, 1252), new NspiGetPropList.Response(TAGS, 0));
        lays(SUCCESS + """
                ff           | HasColumns
                01 00 00 00  | PropertyTagCount
                1f 00 01 30  | PidTagDisplayName
                """ + END, new NspiQueryColumns.Request(NONE, 0), new NspiQueryColumns.Response(List.of(NAME), 0));
        lays("""
                00 00 00 00  | StatusCode
                80 03 04 00  | ErrorCode ErrorsReturned
                e4 04 00 00  | CodePage
                ff           | HasPropertyValues
                02 00 00 00  | PropertyValueCount
                1f 10 0f 80  | PidTagAddressBookProxyAddresses, PtypMultipleString
                ff           | HasValue
                01 00 00 00  | one value
                ff           | HasValue of the value
                61 00 00 00  | "a"
                0a 00 ff 0f  | PidTagEntryId, PtypErrorCode
                0f 01 04 80  | NotFound
                """ + END, new NspiGetProps.Request(NONE, 0, STAT, List.of(ADDRESSES, ENTRY_ID)),
                new NspiGetProps.Response(row(new PropertyValue(ADDRESSES,
                        new Value.Multiple(PropertyType.STRING, List.of(new Value.Text("a")))),
                        new PropertyValue(ENTRY_ID.withType(PropertyType.ERROR_CODE),
                                new Value.ErrorValue(0x8004010f))), 0x40380));
    }

    @Test
    void tablesAndTemplates() { // 2.2.5.8.2, 2.2.5.9.2
        lays(SUCCESS + """
                e4 04 00 00  | CodePage
                ff           | HasVersion
                07 00 00 00  | Version
                ff           | HasRows
                01 00 00 00  | RowsCount
                01 00 00 00  | PropertyValueCount
                1f 00 01 30  | PidTagDisplayName
                ff           | HasValue
                41 00 00 00  | "A"
                """ + END, new NspiGetSpecialTable.Request(NONE, 4, STAT, 0),
                new NspiGetSpecialTable.Response(7, List.of(row(new PropertyValue(NAME, new Value.Text("A")))), 0));
        lays("""
                00 00 00 00  | StatusCode
                1f 01 04 80  | ErrorCode UnknownLCID
                e4 04 00 00  | CodePage
                00           | HasRow
                """ + END, new NspiGetTemplateInfo.Request(NONE, 1, 0, null, 1252, 0x409),
                new NspiGetTemplateInfo.Response(null, 0x8004011f));
    }

    @Test
    void idsChangesAndUrls() { // 2.2.5.4.2, 2.2.5.10.2, 2.2.5.11.2, 2.2.5.18.2
        lays(SUCCESS + IDS + END, new NspiDNToMId.Request(NONE, List.of()),
                new NspiDNToMId.Response(List.of(16, 17), 0));
        String denied = """
                00 00 00 00  | StatusCode
                05 00 07 80  | ErrorCode AccessDenied
                """ + END;
        lays(denied, new NspiModLinkAtt.Request(NONE, 0, ENTRY_ID, 16, List.of()),
                new NspiModLinkAtt.Response(0x80070005));
        lays(denied, new NspiModProps.Request(NONE, STAT, null, row()), new NspiModProps.Response(0x80070005));
        assertThat(Golden.hex(AddressBookResponses.encodeUrl(0, "h").toArray()))
                .isEqualTo(Golden.hex(Golden.bytes(SUCCESS + "68 00 00 00 | ServerUrl\n" + END)));
    }
}
