package org.gatehouse.access.nspi;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.gatehouse.mapi.id.AddressBookEntryId;
import org.gatehouse.mapi.nspi.*;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.property.PropertyType;
import org.gatehouse.mapi.property.PropertyValue;
import org.gatehouse.mapi.property.Restriction;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.mapi.property.Value;
import org.gatehouse.wire.Bytes;
import org.gatehouse.wire.ndr.ContextHandle;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// The address lists as containers, and groups with their members: Ann and Bob are users, Room 1 a room, Team a group
/// of Ann and Bob that Ann owns; Ann is Bob's manager and delegate.
class AddressListsTest {
    private static final ContextHandle HANDLE = ContextHandle.NONE;
    private static final List<PropertyTag> NAME = List.of(Tags.DISPLAY_NAME);
    private static final Stat START = new Stat(0, 0, 0, 0, 0, 0, 1252, 0x409, 0x409);
    private static final String ANN = SampleAddressBook.RECIPIENTS + "ann";
    private static final String BOB = SampleAddressBook.RECIPIENTS + "bob";
    private static final String TEAM = SampleAddressBook.RECIPIENTS + "team";

    private final AddressBookSnapshot book = AddressBookSnapshot.of(List.of(
            SampleAddressBook.entry("bob", "Bob", "Builder", AddressBookEntry.Kind.MAILBOX, false)
                    .with(new AddressBookEntry.Links(List.of(), List.of(TEAM), List.of(), List.of(), List.of(ANN),
                            List.of(), List.of(ANN))),
            SampleAddressBook.entry("ann", "Ann", "Archer", AddressBookEntry.Kind.MAILBOX, false)
                    .with(new AddressBookEntry.Links(List.of(), List.of(TEAM), List.of(), List.of(TEAM), List.of(),
                            List.of(BOB), List.of())),
            SampleAddressBook.entry("room1", "Room", "1", AddressBookEntry.Kind.ROOM, false),
            SampleAddressBook.entry("team", "Team", "One", AddressBookEntry.Kind.GROUP, false)
                    .with(new AddressBookEntry.Links(List.of(BOB, ANN), List.of(), List.of(ANN), List.of(), List.of(),
                            List.of(), List.of()))));
    private final MinimalIds minimalIds = new MinimalIds(new UUID(1, 2));
    private final AddressBookProperties properties = new AddressBookProperties(minimalIds);
    private final TableOperations tables =
            new TableOperations(() -> book, minimalIds, properties, AddressBookLimits.DEFAULT);
    private final ObjectOperations objects =
            new ObjectOperations(() -> book, minimalIds, properties, AddressBookLimits.DEFAULT);

    private int mid(String account) {
        return minimalIds.of(SampleAddressBook.guid(account));
    }

    private List<PropertyRow> hierarchy(int flags, int version) {
        var table = objects.getSpecialTable(new NspiGetSpecialTable.Request(HANDLE, flags, START, version));
        assertThat(table.status()).isZero();
        assertThat(table.version()).isEqualTo(HierarchyTable.VERSION);
        assertThat(table.rows()).isNotNull();
        return table.rows();
    }

    private Stat list(String name) {
        PropertyRow row = hierarchy(NspiGetSpecialTable.UNICODE_STRINGS, 0).stream()
                .filter(each -> each.get(Tags.DISPLAY_NAME).orElseThrow().equals(new Value.Text(name)))
                .findFirst().orElseThrow();
        return START.withContainerId(((Value.Int32) row.get(Tags.ADDRESS_BOOK_CONTAINER_ID).orElseThrow()).value());
    }

    private static List<String> names(@Nullable List<PropertyRow> rows) {
        assertThat(rows).isNotNull();
        return rows.stream().map(row -> row.get(Tags.DISPLAY_NAME).orElseThrow())
                .map(value -> value instanceof Value.Text(String text) ? text : value.type().name()).toList();
    }

    private List<String> query(Stat stat) {
        return names(tables.queryRows(new NspiQueryRows.Request(HANDLE, 0, stat, null, 10, NAME)).rows());
    }

    /// MS-OXNSPI_R1863 to R1866, R760, R762: the columns in their order, the parent last and only where there is one.
    @Test
    void hierarchyHasTheListsOfAnOrganizationBelowAllAddressLists() {
        List<PropertyRow> rows = hierarchy(NspiGetSpecialTable.UNICODE_STRINGS, 0);
        assertThat(names(rows)).containsExactly("Global Address List", "All Address Lists", "All Contacts",
                "All Groups", "All Rooms", "All Users", "Public Folders");
        var columns = List.of(0x0fff0102, 0x36000003, 0x30050003, 0xfffd0003, 0x3001001f, 0xfffb000b);
        assertThat(rows.get(0).values()).extracting(value -> value.tag().code()).containsExactlyElementsOf(columns);
        assertThat(rows.get(2).values()).extracting(value -> value.tag().code())
                .containsExactlyElementsOf(Stream.concat(columns.stream(), Stream.of(0xfffc0102)).toList());
        assertThat(rows).extracting(row -> row.get(Tags.DEPTH).orElseThrow()).extracting(Object::toString)
                .containsExactly("Int32[value=0]", "Int32[value=0]", "Int32[value=1]", "Int32[value=1]",
                        "Int32[value=1]", "Int32[value=1]", "Int32[value=1]");
        assertThat(rows.get(1).get(Tags.CONTAINER_FLAGS)).contains(new Value.Int32(0xb));
        assertThat(rows.get(2).get(Tags.CONTAINER_FLAGS)).contains(new Value.Int32(0x9));
        assertThat(rows.get(2).get(Tags.ADDRESS_BOOK_PARENT_ENTRY_ID)).isEqualTo(rows.get(1).get(Tags.ENTRY_ID));
        assertThat(dn(rows.get(0))).isEqualTo("/");
        assertThat(dn(rows.get(5))).matches("/guid=[0-9A-F]{32}");
        assertThat(hierarchy(0, 0).getFirst().get(Tags.DISPLAY_NAME))
                .contains(Value.Text8.of("Global Address List", StandardCharsets.US_ASCII));
    }

    private static String dn(PropertyRow row) {
        AddressBookEntryId id = AddressBookEntryId.of(((Value.Binary) row.get(Tags.ENTRY_ID).orElseThrow()).value());
        assertThat(id.type()).isEqualTo(AddressBookEntryId.CONTAINER);
        return id.x500Dn();
    }

    /// MS-OXNSPI_R748, R750.
    @Test
    void hierarchyIsEmptyForWhoHasItAlready() {
        assertThat(hierarchy(NspiGetSpecialTable.UNICODE_STRINGS, HierarchyTable.VERSION)).isEmpty();
    }

    /// MS-OXNSPI_R611 asks it of one GUID only; clients keep the table from one server and go on at another.
    @Test
    void listsHaveTheSameNumbersOnEveryServer() {
        var other = new MinimalIds(new UUID(3, 4));
        assertThat(HierarchyTable.rows(other, true, StandardCharsets.UTF_16LE))
                .isEqualTo(hierarchy(NspiGetSpecialTable.UNICODE_STRINGS, 0));
    }

    /// MS-OXNSPI_R502, R538.
    @Test
    void eachListHoldsItsOwnObjects() {
        assertThat(query(START)).containsExactly("Ann Archer", "Bob Builder", "Room 1", "Team One");
        assertThat(query(list("All Users"))).containsExactly("Ann Archer", "Bob Builder", "Room 1");
        assertThat(query(list("All Rooms"))).containsExactly("Room 1");
        assertThat(query(list("All Groups"))).containsExactly("Team One");
        for (String empty : List.of("All Contacts", "Public Folders", "All Address Lists")) {
            var moved = tables.updateStat(new NspiUpdateStat.Request(HANDLE, list(empty), true));
            assertThat(moved.stat()).as(empty).isEqualTo(list(empty).at(Stat.MID_END_OF_TABLE, 0, 0));
        }
    }

    /// MS-OXNSPI_R545, R792, R1047, R1054, R1234: positions are those of the list.
    @Test
    void positionsAreTheListsOwn() {
        Stat rooms = list("All Rooms");
        assertThat(tables.updateStat(new NspiUpdateStat.Request(HANDLE, rooms.at(mid("room1"), 0, 0), false)).stat())
                .isEqualTo(rooms.at(mid("room1"), 0, 1));
        assertThat(tables.updateStat(new NspiUpdateStat.Request(HANDLE, rooms.at(mid("ann"), 0, 0), false)).status())
                .isEqualTo(NspiStatus.NOT_FOUND);
        var sought = tables.seekEntries(new NspiSeekEntries.Request(HANDLE, 0, list("All Users"),
                new PropertyValue(Tags.DISPLAY_NAME, new Value.Text("c")), null, NAME));
        assertThat(sought.stat()).isEqualTo(list("All Users").at(mid("room1"), 2, 3));
        assertThat(names(sought.rows())).containsExactly("Room 1");
        assertThat(tables.compareMIds(new NspiCompareMIds.Request(HANDLE, rooms, mid("room1"), mid("ann"))).status())
                .isEqualTo(NspiStatus.GENERAL_FAILURE);
    }

    /// MS-OXNSPI_R1695, R1055, R1075: the rows begin Delta behind the place found, which the STAT keeps.
    @Test
    void seekReadsFromDeltaAndLeavesItAlone() {
        var sought = tables.seekEntries(new NspiSeekEntries.Request(HANDLE, 0, START.withDelta(1),
                new PropertyValue(Tags.DISPLAY_NAME, new Value.Text("bob")), null, NAME));
        assertThat(sought.stat()).isEqualTo(START.at(mid("bob"), 1, 4).withDelta(1));
        assertThat(names(sought.rows())).containsExactly("Room 1", "Team One");
    }

    /// MS-OXNSPI_R1372, R1423, R1127.
    @Test
    void namesResolveAndRestrictionsMatchWithinTheList() {
        assertThat(resolve(START, "Bob", "Team")).containsExactly(Stat.MID_RESOLVED, Stat.MID_RESOLVED);
        assertThat(resolve(list("All Groups"), "Bob", "Team", BOB))
                .containsExactly(Stat.MID_UNRESOLVED, Stat.MID_RESOLVED, Stat.MID_UNRESOLVED);
        assertThat(objects.resolveNamesW(new NspiResolveNamesW.Request(HANDLE, 0, START.withContainerId(0x7777), NAME,
                List.of("Bob"))).status()).isEqualTo(NspiStatus.INVALID_BOOKMARK);
        var everyone = new Restriction.Exist(Tags.DISPLAY_NAME);
        assertThat(names(match(list("All Rooms"), everyone, null).rows())).containsExactly("Room 1");
        var anr = new Restriction.Property(Restriction.Operator.EQUAL, Tags.ANR,
                new PropertyValue(Tags.ANR, new Value.Text("bob")));
        assertThat(match(list("All Rooms"), anr, null).minimalIds()).isEmpty();
    }

    private @Nullable List<Integer> resolve(Stat stat, String... typed) {
        return objects.resolveNamesW(new NspiResolveNamesW.Request(HANDLE, 0, stat, NAME, List.of(typed)))
                .minimalIds();
    }

    private NspiGetMatches.Response match(Stat stat, @Nullable Restriction filter, @Nullable Integer property) {
        return tables.getMatches(new NspiGetMatches.Request(HANDLE, 0, stat, filter, property, 100, NAME));
    }

    /// [MS-OXOABK] 2.2.1.1.
    @Test
    void listsAreFoundByTheirDn() {
        String users = dn(hierarchy(NspiGetSpecialTable.UNICODE_STRINGS, 0).get(5));
        var found = objects.dnToMId(new NspiDNToMId.Request(HANDLE, Stream.of(users, "/guid=" + "0".repeat(32))
                .map(dn -> Bytes.copyOf(dn.getBytes(StandardCharsets.US_ASCII))).toList()));
        assertThat(found.minimalIds()).containsExactly(list("All Users").containerId(), 0);
    }

    /// MS-OXNSPI_R1131, R1135, R1143 to R1146: the object is CurrentRec, the property stands in ContainerID.
    @Test
    void membersOfAGroupComeAsATableInDisplayOrder() {
        Stat opened = new Stat(Stat.SORT_DISPLAY_NAME_RO, Tags.ADDRESS_BOOK_MEMBER.code(), mid("team"), 5, 0, 0, 1252,
                0x409, 0x409);
        var members = match(opened, null, null);
        assertThat(members.status()).isZero();
        assertThat(members.minimalIds()).containsExactly(mid("ann"), mid("bob"));
        assertThat(names(members.rows())).containsExactly("Ann Archer", "Bob Builder");
        assertThat(members.stat()).isEqualTo(opened.withContainerId(mid("team")));
        assertThat(match(opened.withContainerId(Tags.CONTAINER_CONTENTS.code()), null, null).minimalIds())
                .containsExactly(mid("ann"), mid("bob"));
    }

    /// MS-OXNSPI_R1134: lpPropName goes before ContainerID.
    @Test
    void otherLinksAreTablesToo() {
        assertThat(links("bob", 0x8008_000d)).containsExactly(mid("team"));
        assertThat(links("bob", 0x8005_000d)).containsExactly(mid("ann"));
        assertThat(links("ann", 0x800e_000d)).containsExactly(mid("bob"));
        assertThat(links("team", 0x800c_000d)).containsExactly(mid("ann"));
        assertThat(links("ann", 0x8024_000d)).containsExactly(mid("team"));
        assertThat(links("bob", 0x8015_000d)).containsExactly(mid("ann"));
        assertThat(links("ann", 0x8015_000d)).isEmpty();
        assertThat(links("ann", 0x8008)).containsExactly(mid("team"));
    }

    private @Nullable List<Integer> links(String account, int property) {
        return match(START.at(mid(account), 0, 0), null, property).minimalIds();
    }

    /// MS-OXNSPI_R1122, R1138, R1139, R1140, R1149, each with nothing but the code (R1635, R1636, R1756).
    @Test
    void refusesTablesThatCannotBeHad() {
        Stat ann = new Stat(Stat.SORT_DISPLAY_NAME_RO, Tags.ADDRESS_BOOK_MEMBER.code(), mid("ann"), 0, 0, 0, 1252, 0,
                0);
        refused(match(ann.withContainerId(Tags.DISPLAY_NAME.code()), null, null), NspiStatus.NOT_SUPPORTED);
        refused(match(ann.at(0x7777, 0, 0), null, null), NspiStatus.GENERAL_FAILURE);
        refused(match(new Stat(Stat.SORT_DISPLAY_NAME_W, Tags.ADDRESS_BOOK_MEMBER.code(), mid("team"), 0, 0, 0, 1252, 0,
                0), null, null), NspiStatus.NOT_SUPPORTED);
        refused(match(new Stat(0, Tags.ADDRESS_BOOK_MEMBER.code(), mid("team"), 0, 0, 0, 1252, 0, 0), null, null),
                NspiStatus.INVALID_BOOKMARK);
        refused(tables.getMatches(new NspiGetMatches.Request(HANDLE, 0, ann.at(mid("team"), 0, 0), null, null, 1,
                NAME)), NspiStatus.TABLE_TOO_BIG);
    }

    private static void refused(NspiGetMatches.Response response, int status) {
        assertThat(response.status()).isEqualTo(status);
        assertThat(response.minimalIds()).isNull();
        assertThat(response.rows()).isNull();
    }

    /// MS-OXNSPI_R1737, R1738; as strings links are the DNs of what they refer to.
    @Test
    void groupsAreContainersAndLinksAreStringsForWhoAsks() {
        assertThat(value("team", Tags.CONTAINER_CONTENTS)).isEqualTo(new Value.ObjectValue(Bytes.EMPTY));
        assertThat(value("team", Tags.CONTAINER_FLAGS)).isEqualTo(new Value.Int32(9));
        assertThat(value("team", Tags.ADDRESS_BOOK_MEMBER)).isEqualTo(new Value.ObjectValue(Bytes.EMPTY));
        assertThat(value("team", Tags.ADDRESS_BOOK_DISTRIBUTION_LIST_MEMBER_COUNT)).isEqualTo(new Value.Int32(2));
        assertThat(value("team", Tags.ADDRESS_BOOK_MEMBER.withType(PropertyType.MULTIPLE_STRING)))
                .isEqualTo(new Value.Multiple(PropertyType.STRING, List.of(new Value.Text(BOB), new Value.Text(ANN))));
        assertThat(value("bob", Tags.ADDRESS_BOOK_MANAGER.withType(PropertyType.STRING8)))
                .isEqualTo(Value.Text8.of(ANN, StandardCharsets.US_ASCII));
        assertThat(value("ann", Tags.ADDRESS_BOOK_MANAGER)).isEqualTo(new Value.ErrorValue(NspiStatus.NOT_FOUND));
        // [MS-OXOABK] 2.2.4.37: a table to the specification, a string to all clients.
        assertThat(value("ann", Tags.ADDRESS_BOOK_HOME_MESSAGE_DATABASE.withType(PropertyType.OBJECT)))
                .isEqualTo(new Value.ObjectValue(Bytes.EMPTY));
        assertThat(value("ann", Tags.ADDRESS_BOOK_HOME_MESSAGE_DATABASE.withType(PropertyType.STRING)))
                .isEqualTo(new Value.Text(SampleAddressBook.DATABASE));
    }

    private Value value(String account, PropertyTag tag) {
        return Optional.ofNullable(objects.getProps(new NspiGetProps.Request(HANDLE, 0, START.at(mid(account), 0, 0),
                List.of(tag))).row()).orElseThrow().values().getFirst().value();
    }

    /// MS-OXNSPI_R848.
    @Test
    void listsOfPropertiesLeaveTablesOutWhenAsked() {
        assertThat(propertyList(0)).contains(0x8009_000d, 0x360f_000d, 0x3001_001e);
        assertThat(propertyList(RetrieveFlags.SKIP_OBJECTS)).doesNotContain(0x8009_000d, 0x360f_000d)
                .contains(0x3001_001e);
    }

    private List<Integer> propertyList(int flags) {
        return Optional.ofNullable(objects.getPropList(new NspiGetPropList.Request(HANDLE, flags, mid("team"), 1252))
                .tags()).orElseThrow().stream().map(PropertyTag::code).toList();
    }

    /// MS-OXNSPI_R1293, R1295, R1303.
    @Test
    void certificatesAreForPeopleOnly() {
        assertThat(modify("team")).isEqualTo(NspiStatus.INVALID_OBJECT);
        assertThat(modify("ann")).isEqualTo(NspiStatus.ACCESS_DENIED);
        assertThat(modify("nobody")).isEqualTo(NspiStatus.INVALID_PARAMETER);
    }

    private int modify(String account) {
        return objects.modProps(new NspiModProps.Request(HANDLE, START.at(mid(account), 0, 0),
                List.of(new PropertyTag(0x3a70_1102)), new PropertyRow(List.of()))).status();
    }

    /// MS-OXNSPI_R985 for an explicit table without rows; a Count of 0 means something there only (R939).
    @Test
    void tablesWithoutRowsAnswerErrorsInTheirPlace() {
        var none = tables.queryRows(new NspiQueryRows.Request(HANDLE, 0, START, List.of(), 2, NAME));
        assertThat(names(none.rows())).containsExactly("ERROR_CODE", "ERROR_CODE");
        var zero = tables.queryRows(new NspiQueryRows.Request(HANDLE, 0, START, List.of(mid("ann")), 0, NAME));
        assertThat(zero.status()).isZero();
        assertThat(zero.rows()).isEmpty();
    }
}
