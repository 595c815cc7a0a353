package org.gatehouse.mapi.http.addressbook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
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
import org.gatehouse.mapi.nspi.NspiSeekEntries;
import org.gatehouse.mapi.nspi.NspiUnbind;
import org.gatehouse.mapi.nspi.NspiUpdateStat;
import org.gatehouse.mapi.nspi.PropertyRow;
import org.gatehouse.mapi.nspi.Stat;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.property.PropertyValue;
import org.gatehouse.mapi.property.Restriction;
import org.gatehouse.mapi.property.Value;
import org.gatehouse.testing.Golden;
import org.gatehouse.testing.Mutations;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.Bytes;
import org.gatehouse.wire.MalformedException;
import org.gatehouse.wire.ndr.ContextHandle;
import org.junit.jupiter.api.Test;

/// Request bodies of the address book endpoint, laid out field by field after [MS-OXCMAPIHTTP] 2.2.5, which has no
/// bytes of its own.
class AddressBookRequestsTest {
    private static final ContextHandle NONE = ContextHandle.NONE;
    private static final PropertyTag NAME = new PropertyTag(0x3001001f);
    private static final List<PropertyTag> COLUMNS = List.of(NAME, new PropertyTag(0x0fff0102));
    private static final Stat STAT = new Stat(0, 0, 2, -1, 5, 9, 1252, 0x409, 0x407);
    private static final String STATE = """
            ff           | HasState
            00 00 00 00  | State: SortType
            00 00 00 00  | ContainerID: Global Address List
            02 00 00 00  | CurrentRec: MID_END_OF_TABLE
            ff ff ff ff  | Delta -1
            05 00 00 00  | NumPos
            09 00 00 00  | TotalRecs
            e4 04 00 00  | CodePage 1252
            09 04 00 00  | TemplateLocale
            07 04 00 00  | SortLocale
            """;
    private static final String BIND = """
            00 00 00 00  | Flags
            """ + STATE + """
            00 00 00 00  | AuxiliaryBufferSize
            """;
    private static final String UNBIND = """
            00 00 00 00  | Reserved
            00 00 00 00  | AuxiliaryBufferSize
            """;
    private static final String COMPARE = """
            00 00 00 00  | Reserved
            """ + STATE + """
            10 00 00 00  | MinimalId1
            11 00 00 00  | MinimalId2
            00 00 00 00  | AuxiliaryBufferSize
            """;
    private static final String DNS = """
            00 00 00 00  | Reserved
            ff           | HasNames
            01 00 00 00  | NameCount
            2f 6f 3d 63 00 | "/o=c"
            00 00 00 00  | AuxiliaryBufferSize
            """;
    private static final String MATCHES = """
            00 00 00 00  | Reserved
            """ + STATE + """
            00           | HasMinimalIds
            00 00 00 00  | InterfaceOptionFlags
            ff           | HasFilter
            04 04        | PropertyRestriction, RelationalOperatorEqual
            1f 00 01 30  | PropTag PidTagDisplayName
            1f 00 01 30  | TaggedValue's tag
            ff           | HasValue
            41 00 00 00  | "A"
            00           | HasPropertyName
            0a 00 00 00  | RowCount
            ff           | HasColumns
            02 00 00 00  | PropertyTagCount
            1f 00 01 30  | PidTagDisplayName, PtypString
            02 01 ff 0f  | PidTagEntryId, PtypBinary
            00 00 00 00  | AuxiliaryBufferSize
            """;
    private static final String PROP_LIST = """
            01 00 00 00  | Flags fSkipObjects
            10 00 00 00  | MinimalId
            e4 04 00 00  | CodePage
            00 00 00 00  | AuxiliaryBufferSize
            """;
    private static final String PROPS = """
            02 00 00 00  | Flags fEphID
            """ + STATE + """
            ff           | HasPropertyTags
            02 00 00 00  | PropertyTagCount
            1f 00 01 30  | PidTagDisplayName, PtypString
            02 01 ff 0f  | PidTagEntryId, PtypBinary
            00 00 00 00  | AuxiliaryBufferSize
            """;
    private static final String SPECIAL = """
            04 00 00 00  | Flags NspiUnicodeStrings
            """ + STATE + """
            ff           | HasVersion
            07 00 00 00  | Version
            00 00 00 00  | AuxiliaryBufferSize
            """;
    private static final String TEMPLATE = """
            01 00 00 00  | Flags TI_TEMPLATE
            00 00 00 00  | DisplayType DT_MAILUSER
            ff           | HasTemplateDn
            2f 6f 3d 63 00 | TemplateDn "/o=c"
            e4 04 00 00  | CodePage
            09 04 00 00  | LocaleId
            00 00 00 00  | AuxiliaryBufferSize
            """;
    private static final String LINKS = """
            01 00 00 00  | Flags fDelete
            0d 00 09 80  | PropertyTag PidTagAddressBookMember
            10 00 00 00  | MinimalId
            ff           | HasEntryIds
            01 00 00 00  | EntryIdCount
            02 00 00 00  | size
            aa bb        | entry id
            00 00 00 00  | AuxiliaryBufferSize
            """;
    private static final String MOD_PROPS = """
            00 00 00 00  | Reserved
            """ + STATE + """
            00           | HasPropertyTags
            ff           | HasPropertyValues
            01 00 00 00  | PropertyValueCount
            1f 00 01 30  | PidTagDisplayName
            ff           | HasValue
            41 00 00 00  | "A"
            00 00 00 00  | AuxiliaryBufferSize
            """;
    private static final String ROWS = """
            00 00 00 00  | Flags
            """ + STATE + """
            01 00 00 00  | ExplicitTableCount
            10 00 00 00  | ExplicitTable
            32 00 00 00  | RowCount
            ff           | HasColumns
            02 00 00 00  | PropertyTagCount
            1f 00 01 30  | PidTagDisplayName, PtypString
            02 01 ff 0f  | PidTagEntryId, PtypBinary
            00 00 00 00  | AuxiliaryBufferSize
            """;
    private static final String QUERY_COLUMNS = """
            00 00 00 00  | Reserved
            00 00 00 80  | MapiFlags NspiUnicodeProptypes
            00 00 00 00  | AuxiliaryBufferSize
            """;
    private static final String NAMES = """
            00 00 00 00  | Reserved
            """ + STATE + """
            ff           | HasPropertyTags
            02 00 00 00  | PropertyTagCount
            1f 00 01 30  | PidTagDisplayName, PtypString
            02 01 ff 0f  | PidTagEntryId, PtypBinary
            ff           | HasNames
            01 00 00 00  | NameCount
            41 00 6e 00 00 00 | "An"
            00 00 00 00  | AuxiliaryBufferSize
            """;
    private static final String RESORT = """
            00 00 00 00  | Reserved
            """ + STATE + """
            ff           | HasMinimalIds
            02 00 00 00  | MinimalIdCount
            10 00 00 00  | first
            11 00 00 00  | second
            00 00 00 00  | AuxiliaryBufferSize
            """;
    private static final String SEEK = """
            00 00 00 00  | Reserved
            """ + STATE + """
            ff           | HasTarget
            1f 00 01 30  | Target: PidTagDisplayName
            ff           | HasValue
            41 00 00 00  | "A"
            00           | HasExplicitTable
            ff           | HasColumns
            02 00 00 00  | PropertyTagCount
            1f 00 01 30  | PidTagDisplayName, PtypString
            02 01 ff 0f  | PidTagEntryId, PtypBinary
            00 00 00 00  | AuxiliaryBufferSize
            """;
    private static final String UPDATE = """
            00 00 00 00  | Reserved
            """ + STATE + """
            01           | DeltaRequested
            00 00 00 00  | AuxiliaryBufferSize
            """;
    private static final String URL = """
            00 00 00 00        | Flags
            2f 00 6f 00 00 00  | "/o"
            00 00 00 00        | AuxiliaryBufferSize
            """;
    private static final Map<AddressBookRequestType, String> GOLDENS = new EnumMap<>(AddressBookRequestType.class);

    static {
        GOLDENS.put(AddressBookRequestType.BIND, BIND);
        GOLDENS.put(AddressBookRequestType.UNBIND, UNBIND);
        GOLDENS.put(AddressBookRequestType.COMPARE_MIN_IDS, COMPARE);
        GOLDENS.put(AddressBookRequestType.DN_TO_MIN_ID, DNS);
        GOLDENS.put(AddressBookRequestType.GET_MATCHES, MATCHES);
        GOLDENS.put(AddressBookRequestType.GET_PROP_LIST, PROP_LIST);
        GOLDENS.put(AddressBookRequestType.GET_PROPS, PROPS);
        GOLDENS.put(AddressBookRequestType.GET_SPECIAL_TABLE, SPECIAL);
        GOLDENS.put(AddressBookRequestType.GET_TEMPLATE_INFO, TEMPLATE);
        GOLDENS.put(AddressBookRequestType.MOD_LINK_ATT, LINKS);
        GOLDENS.put(AddressBookRequestType.MOD_PROPS, MOD_PROPS);
        GOLDENS.put(AddressBookRequestType.QUERY_ROWS, ROWS);
        GOLDENS.put(AddressBookRequestType.QUERY_COLUMNS, QUERY_COLUMNS);
        GOLDENS.put(AddressBookRequestType.RESOLVE_NAMES, NAMES);
        GOLDENS.put(AddressBookRequestType.RESORT_RESTRICTION, RESORT);
        GOLDENS.put(AddressBookRequestType.SEEK_ENTRIES, SEEK);
        GOLDENS.put(AddressBookRequestType.UPDATE_STAT, UPDATE);
        GOLDENS.put(AddressBookRequestType.GET_MAILBOX_URL, URL);
        GOLDENS.put(AddressBookRequestType.GET_ADDRESS_BOOK_URL, URL);
    }

    private static AddressBookRequest decode(AddressBookRequestType type) {
        return type.decode(new ByteReader(Golden.bytes(GOLDENS.get(type))));
    }

    private static void says(AddressBookRequestType type, NspiRequest request) {
        assertThat(decode(type)).as(type.text()).isEqualTo(new AddressBookRequest.Nspi(request));
    }

    @Test
    void everyRequestTypeWithABodyHasAGolden() {
        for (AddressBookRequestType type : AddressBookRequestType.values()) {
            assertThat(GOLDENS.containsKey(type)).as(type.text()).isEqualTo(type != AddressBookRequestType.PING);
            assertThat(AddressBookRequestType.of(type.text())).contains(type);
        }
        assertThat(AddressBookRequestType.of("ModifyProps")).isEmpty();
    }

    @Test
    void sessionsAndPositionsAreReadAsSpecified() {
        says(AddressBookRequestType.BIND,
                new NspiBind.Request(0, STAT, true));
        says(AddressBookRequestType.UNBIND,
                new NspiUnbind.Request(NONE));
        says(AddressBookRequestType.COMPARE_MIN_IDS,
                new NspiCompareMIds.Request(NONE, STAT, 16, 17));
        says(AddressBookRequestType.DN_TO_MIN_ID,
                new NspiDNToMId.Request(NONE, List.of(Bytes.ofHex("2f6f3d63"))));
        says(AddressBookRequestType.RESORT_RESTRICTION,
                new NspiResortRestriction.Request(NONE, STAT, List.of(16, 17)));
        says(AddressBookRequestType.UPDATE_STAT,
                new NspiUpdateStat.Request(NONE, STAT, true));
    }

    @Test
    void questionsAreReadAsSpecified() {
        says(AddressBookRequestType.GET_MATCHES,
                new NspiGetMatches.Request(NONE, 0, STAT, new Restriction.Property(Restriction.Operator.EQUAL,
                        NAME, new PropertyValue(NAME, new Value.Text("A"))), null, 10, COLUMNS));
        says(AddressBookRequestType.GET_PROP_LIST,
                new NspiGetPropList.Request(NONE, 1, 16, 1252));
        says(AddressBookRequestType.GET_PROPS,
                new NspiGetProps.Request(NONE, 2, STAT, COLUMNS));
        says(AddressBookRequestType.GET_SPECIAL_TABLE,
                new NspiGetSpecialTable.Request(NONE, 4, STAT, 7));
        says(AddressBookRequestType.GET_TEMPLATE_INFO,
                new NspiGetTemplateInfo.Request(NONE, 1, 0, Bytes.ofHex("2f6f3d63"), 1252, 0x409));
        says(AddressBookRequestType.QUERY_COLUMNS,
                new NspiQueryColumns.Request(NONE, 0x80000000));
    }

    @Test
    void changesAndTablesAreReadAsSpecified() {
        says(AddressBookRequestType.MOD_LINK_ATT,
                new NspiModLinkAtt.Request(NONE, 1, new PropertyTag(0x8009000d), 16, List.of(Bytes.ofHex("aabb"))));
        says(AddressBookRequestType.MOD_PROPS,
                new NspiModProps.Request(NONE, STAT, null,
                        new PropertyRow(List.of(new PropertyValue(NAME, new Value.Text("A"))))));
        says(AddressBookRequestType.QUERY_ROWS,
                new NspiQueryRows.Request(NONE, 0, STAT, List.of(16), 50, COLUMNS));
        says(AddressBookRequestType.RESOLVE_NAMES,
                new NspiResolveNamesW.Request(NONE, 0, STAT, COLUMNS, List.of("An")));
        says(AddressBookRequestType.SEEK_ENTRIES,
                new NspiSeekEntries.Request(NONE, 0, STAT, new PropertyValue(NAME, new Value.Text("A")), null,
                        COLUMNS));
        assertThat(decode(AddressBookRequestType.GET_MAILBOX_URL)).isEqualTo(new AddressBookRequest.MailboxUrl("/o"));
        assertThat(decode(AddressBookRequestType.GET_ADDRESS_BOOK_URL))
                .isEqualTo(new AddressBookRequest.AddressBookUrl("/o"));
    }

    @Test
    void whatNspiCannotDoWithoutMustBeThere() {
        String noState = """
                00 00 00 00  | Reserved
                00           | HasState
                01           | DeltaRequested
                00 00 00 00  | AuxiliaryBufferSize
                """;
        assertThatThrownBy(() -> AddressBookRequestType.UPDATE_STAT.decode(new ByteReader(Golden.bytes(noState))))
                .isInstanceOf(MalformedException.class).hasMessageContaining("State");
    }

    @Test
    void listsAreBoundedBeforeTheyAreMade() { // 2.2.1.8
        String many = """
                00 00 00 00  | Reserved
                ff           | HasNames
                ff ff ff 7f  | NameCount
                """;
        assertThatThrownBy(() -> AddressBookRequestType.DN_TO_MIN_ID.decode(new ByteReader(Golden.bytes(many))))
                .isInstanceOf(MalformedException.class);
    }

    /// A restriction's value as [MS-OXCDATA] 2.12 has it, without HasValue.
    @Test
    void aRestrictionMayComeWithoutPresenceBytes() {
        String plain = MATCHES.replace("ff           | HasValue\n", "");
        assertThat(plain).isNotEqualTo(MATCHES);
        assertThat(AddressBookRequestType.GET_MATCHES.decode(new ByteReader(Golden.bytes(plain))))
                .isEqualTo(decode(AddressBookRequestType.GET_MATCHES));
    }

    @Test
    void mutatedBodiesEndInAValueOrAreMalformed() {
        GOLDENS.forEach((type, golden) -> Mutations.survive(Golden.bytes(golden), 200, MalformedException.class,
                bytes -> type.decode(new ByteReader(bytes))));
    }
}
