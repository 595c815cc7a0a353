package org.gatehouse.access.nspi;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.gatehouse.mapi.nspi.NspiCompareMIds;
import org.gatehouse.mapi.nspi.NspiGetMatches;
import org.gatehouse.mapi.nspi.NspiQueryRows;
import org.gatehouse.mapi.nspi.NspiResortRestriction;
import org.gatehouse.mapi.nspi.NspiSeekEntries;
import org.gatehouse.mapi.nspi.NspiStatus;
import org.gatehouse.mapi.nspi.NspiUpdateStat;
import org.gatehouse.mapi.nspi.PropertyRow;
import org.gatehouse.mapi.nspi.Stat;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.property.PropertyType;
import org.gatehouse.mapi.property.PropertyValue;
import org.gatehouse.mapi.property.Restriction;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.mapi.property.Value;
import org.gatehouse.wire.ndr.ContextHandle;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TableOperationsTest {
    private static final ContextHandle HANDLE = ContextHandle.NONE;
    private static final List<PropertyTag> NAME = List.of(Tags.DISPLAY_NAME);
    private static final Stat START = new Stat(0, 0, 0, 0, 0, 0, 1252, 0x409, 0x409);

    private final SampleAddressBook book = SampleAddressBook.small();
    private final MinimalIds minimalIds = new MinimalIds(new UUID(1, 2));
    private final AddressBookProperties properties = new AddressBookProperties(minimalIds);
    private final TableOperations tables =
            new TableOperations(book, minimalIds, properties, AddressBookLimits.DEFAULT);

    private int mid(String account) {
        return minimalIds.of(SampleAddressBook.guid(account));
    }

    private NspiQueryRows.Response query(Stat stat, @Nullable List<Integer> table, int count) {
        return tables.queryRows(new NspiQueryRows.Request(HANDLE, 0, stat, table, count, NAME));
    }

    private static List<String> names(@Nullable List<PropertyRow> rows) {
        assertThat(rows).isNotNull();
        return rows.stream().map(row -> row.get(Tags.DISPLAY_NAME).orElseThrow())
                .map(value -> value instanceof Value.Text(String text) ? text : value.type().name()).toList();
    }

    @Test
    void listsByDisplayNameWithoutHiddenOnesAndServers() {
        var response = query(START, null, 50);
        assertThat(response.status()).isZero();
        assertThat(names(response.rows())).containsExactly("Ann Archer", "Bob \u00d6st", "Bobby Tables");
        assertThat(response.stat()).isEqualTo(START.at(Stat.MID_END_OF_TABLE, 3, 3));
    }

    @Test
    void goesOnWhereTheLastQueryEnded() {
        var first = query(START, null, 2);
        assertThat(names(first.rows())).containsExactly("Ann Archer", "Bob \u00d6st");
        assertThat(first.stat()).isEqualTo(START.at(mid("bobby"), 2, 3));
        assertThat(names(query(first.stat(), null, 2).rows())).containsExactly("Bobby Tables");
    }

    @Test
    void beginsDeltaRowsFromTheCurrentRow() {
        Stat before = START.at(mid("bobby"), 0, 0).withDelta(-1);
        assertThat(names(query(before, null, 1).rows())).containsExactly("Bob \u00d6st");
        assertThat(query(before, null, 1).stat().delta()).isZero();
    }

    @Test
    void answersErrorRowsPastTheEnd() {
        var response = query(START.at(Stat.MID_END_OF_TABLE, 3, 3), null, 2);
        assertThat(response.status()).isZero();
        assertThat(names(response.rows())).containsExactly("ERROR_CODE", "ERROR_CODE");
    }

    @Test
    void readsExplicitTablesInTheirOrderAndLeavesTheStatAlone() {
        var response = query(START, List.of(mid("bobby"), 0x7777, mid("ann")), 10);
        assertThat(names(response.rows())).containsExactly("Bobby Tables", "ERROR_CODE", "Ann Archer");
        assertThat(response.stat()).isEqualTo(START);
    }

    @Test
    void refusesUnknownContainersRowsAndCodePages() {
        assertThat(query(START.withContainerId(77), null, 1).status()).isEqualTo(NspiStatus.INVALID_BOOKMARK);
        assertThat(query(START.at(0x7777, 0, 0), null, 1).status()).isEqualTo(NspiStatus.NOT_FOUND);
        assertThat(query(new Stat(0, 0, 0, 0, 0, 0, 1200, 0, 0), null, 1).status())
                .isEqualTo(NspiStatus.INVALID_CODEPAGE);
    }

    @Test
    void boundsTheCellsOfAReply() {
        var large = SampleAddressBook.of(200, new Random(1));
        var limits = new AddressBookLimits(10, 10, 10, 100, 10, 10, 10, 10);
        var bounded = new TableOperations(large, minimalIds, properties, limits);
        var response = bounded.queryRows(new NspiQueryRows.Request(HANDLE, 0, START, null, -1,
                List.of(Tags.DISPLAY_NAME, Tags.SMTP_ADDRESS)));
        assertThat(response.rows()).hasSize(50);
    }

    @Test
    void movesAbsolutelyAndByFractions() {
        var moved = tables.updateStat(new NspiUpdateStat.Request(HANDLE, START.withDelta(10), true));
        assertThat(moved).isEqualTo(new NspiUpdateStat.Response(START.at(Stat.MID_END_OF_TABLE, 3, 3), 3, 0));
        var back = tables.updateStat(new NspiUpdateStat.Request(HANDLE, moved.stat().withDelta(-99), false));
        assertThat(back).isEqualTo(new NspiUpdateStat.Response(START.at(mid("ann"), 0, 3), null, 0));
        // [MS-OXNSPI] 3.1.4.5.2: half of the client's table is half of ours, rounded down.
        var half = tables.updateStat(new NspiUpdateStat.Request(HANDLE, START.at(Stat.MID_CURRENT, 50, 100), true));
        assertThat(half).isEqualTo(new NspiUpdateStat.Response(START.at(mid("bob"), 1, 3), 0, 0));
    }

    @Test
    void seeksTheFirstNameAtOrAfterWhateverItsCaseAndAccents() {
        var found = seek("BOB O", null);
        assertThat(found.stat()).isEqualTo(START.at(mid("bob"), 1, 3));
        assertThat(names(found.rows())).containsExactly("Bob \u00d6st", "Bobby Tables");
        assertThat(seek("zz", null).status()).isEqualTo(NspiStatus.NOT_FOUND);
        var explicit = seek("bobby", List.of(mid("ann"), mid("bobby")));
        assertThat(explicit.stat()).isEqualTo(START.at(mid("bobby"), 1, 2));
        assertThat(names(explicit.rows())).containsExactly("Bobby Tables");
    }

    private NspiSeekEntries.Response seek(String name, @Nullable List<Integer> table) {
        return tables.seekEntries(new NspiSeekEntries.Request(HANDLE, 0, START,
                new PropertyValue(Tags.DISPLAY_NAME, new Value.Text(name)), table, NAME));
    }

    @Test
    void seeksByDisplayNameOnly() {
        var byTitle = new NspiSeekEntries.Request(HANDLE, 0, START,
                new PropertyValue(Tags.TITLE, new Value.Text("x")), null, null);
        assertThat(tables.seekEntries(byTitle).status()).isEqualTo(NspiStatus.GENERAL_FAILURE);
    }

    private NspiGetMatches.Response match(Restriction filter, int requested) {
        return tables.getMatches(new NspiGetMatches.Request(HANDLE, 0, START, filter, null, requested, NAME));
    }

    private static Restriction anr(String text) {
        return new Restriction.Property(Restriction.Operator.EQUAL, Tags.ANR,
                new PropertyValue(Tags.ANR, new Value.Text(text)));
    }

    private static Restriction prefix(PropertyTag tag, String text) {
        return new Restriction.Content(Restriction.Content.PREFIX, Restriction.Content.IGNORE_CASE, tag,
                new PropertyValue(tag, new Value.Text(text)));
    }

    @Test
    void matchesRestrictions() {
        var bobs = match(prefix(Tags.DISPLAY_NAME, "bob"), 10);
        assertThat(bobs.minimalIds()).containsExactly(mid("bob"), mid("bobby"));
        assertThat(names(bobs.rows())).containsExactly("Bob \u00d6st", "Bobby Tables");
        assertThat(match(anr("archer"), 10).minimalIds()).containsExactly(mid("ann"));
        assertThat(match(new Restriction.And(List.of(prefix(Tags.DISPLAY_NAME, "bob"),
                new Restriction.Not(prefix(Tags.SURNAME, "tab")))), 10).minimalIds()).containsExactly(mid("bob"));
        assertThat(match(new Restriction.Or(List.of(anr("ann"), anr("bobby"))), 10).minimalIds())
                .containsExactly(mid("ann"), mid("bobby"));
        assertThat(match(new Restriction.Exist(Tags.TITLE), 10).minimalIds()).isEmpty();
        assertThat(match(prefix(Tags.ADDRESS_BOOK_PROXY_ADDRESSES, "smtp:ann"), 10).minimalIds())
                .containsExactly(mid("ann"));
    }

    @Test
    void refusesMoreThanTheClientTakesAndWhatItCannotEvaluate() {
        assertThat(match(prefix(Tags.DISPLAY_NAME, "bob"), 1).status()).isEqualTo(NspiStatus.TABLE_TOO_BIG);
        assertThat(match(new Restriction.Size(Restriction.Operator.LESS, Tags.TITLE, 1), 9).status())
                .isEqualTo(NspiStatus.TOO_COMPLEX);
        Restriction deep = anr("ann");
        for (int i = 0; i < 40; i++) {
            deep = new Restriction.Not(deep);
        }
        assertThat(match(deep, 9).status()).isEqualTo(NspiStatus.TOO_COMPLEX);
    }

    @Test
    void sortsAndComparesByPosition() {
        var sorted = tables.resortRestriction(
                new NspiResortRestriction.Request(HANDLE, START, List.of(mid("bobby"), 0x7777, mid("ann"))));
        assertThat(sorted.minimalIds()).containsExactly(mid("ann"), mid("bobby"));
        assertThat(sorted.stat()).isEqualTo(START.at(0, 0, 2));
        assertThat(tables.compareMIds(new NspiCompareMIds.Request(HANDLE, START, mid("ann"), mid("bob"))).result())
                .isNegative();
        assertThat(tables.compareMIds(new NspiCompareMIds.Request(HANDLE, START, mid("ann"), 0x7777)).status())
                .isEqualTo(NspiStatus.GENERAL_FAILURE);
    }

    @Test
    void putsStringsIntoTheClientsCodePage() {
        var narrow = List.of(Tags.DISPLAY_NAME.withType(PropertyType.STRING8));
        Stat bob = START.at(mid("bob"), 0, 0);
        var western = tables.queryRows(new NspiQueryRows.Request(HANDLE, 0, bob, null, 1, narrow));
        assertThat(western.rows().getFirst().values().getFirst().value())
                .isEqualTo(Value.Text8.of("Bob \u00d6st", java.nio.charset.Charset.forName("windows-1252")));
        var teletex = new Stat(0, 0, mid("bob"), 0, 0, 0, Stat.CODE_PAGE_TELETEX, 0, 0);
        assertThat(tables.queryRows(new NspiQueryRows.Request(HANDLE, 0, teletex, null, 1, narrow)).rows()
                .getFirst().values().getFirst().value())
                .isEqualTo(Value.Text8.of("Bob Ost", java.nio.charset.StandardCharsets.US_ASCII));
    }

    @Test
    void walksALargeListWithoutMissingAnyone() {
        var large = SampleAddressBook.of(1_000, new Random(7));
        AddressBookSnapshot frozen = large.snapshot();
        var walker = new TableOperations(() -> frozen, minimalIds, properties, AddressBookLimits.DEFAULT);
        Stat stat = START;
        var seen = new java.util.ArrayList<String>();
        while (stat.currentRec() != Stat.MID_END_OF_TABLE) {
            var page = walker.queryRows(new NspiQueryRows.Request(HANDLE, 0, stat, null, 64, NAME));
            seen.addAll(names(page.rows()));
            stat = page.stat();
        }
        assertThat(seen).hasSize(1_000).isSorted().doesNotHaveDuplicates();
    }
}
