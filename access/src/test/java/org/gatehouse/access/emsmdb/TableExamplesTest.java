package org.gatehouse.access.emsmdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.gatehouse.mapi.id.ObjectId;
import org.gatehouse.mapi.property.Cell;
import org.gatehouse.mapi.property.PropertyName;
import org.gatehouse.mapi.property.PropertyRow;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.property.PropertyType;
import org.gatehouse.mapi.property.PropertyValue;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.mapi.property.Value;
import org.gatehouse.mapi.rop.RopCollapseRow;
import org.gatehouse.mapi.rop.RopCreateFolder;
import org.gatehouse.mapi.rop.RopCreateMessage;
import org.gatehouse.mapi.rop.RopGetContentsTable;
import org.gatehouse.mapi.rop.RopGetPropertyIdsFromNames;
import org.gatehouse.mapi.rop.RopLogon;
import org.gatehouse.mapi.rop.RopOpenFolder;
import org.gatehouse.mapi.rop.RopQueryRows;
import org.gatehouse.mapi.rop.RopSaveChangesMessage;
import org.gatehouse.mapi.rop.RopSeekRow;
import org.gatehouse.mapi.rop.RopSetColumns;
import org.gatehouse.mapi.rop.RopSetProperties;
import org.gatehouse.testing.Golden;
import org.gatehouse.wire.Bytes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The examples of [MS-OXCTABL] 4, sent to a server whose folder holds what theirs does: it answers with their bytes,
/// its own ids in their place.
class TableExamplesTest {
    private static final int NONE = 0xffff_ffff;
    private static final String SIX_COLUMNS = """
            12 00 01    | RopSetColumns, 4.2.1: logon 0, input 1
            00 06 00    | synchronous, six tags
            14 00 48 67 | PidTagFolderId
            14 00 4a 67 | PidTagMid
            14 00 4d 67 | PidTagInstID
            03 00 4e 67 | PidTagInstanceNum
            1f 00 37 00 | PidTagSubject
            40 00 06 0e | PidTagMessageDeliveryTime
            """;

    @TempDir
    private Path folder;
    private Workplace place;
    private EmsmdbClient ann;
    private RopReplay replay;
    private int logon;
    private ObjectId work = new ObjectId(0, 0);

    @BeforeEach
    void annLogsOnAndMakesAFolder() {
        place = new Workplace(folder);
        ann = place.client("ann");
        replay = new RopReplay(ann);
        ann.connect(place.ann.legacyDn());
        var reply = ann.rops(List.of(NONE), List.of(), Workplace.privateLogon(place.ann.legacyDn()));
        logon = reply.handles().getFirst();
        ObjectId inbox = reply.get(0, RopLogon.MailboxResponse.class).folderIds().get(4);
        var made = ann.rops(List.of(logon, NONE, NONE), List.of(), new RopOpenFolder.Request(0, 0, 1, inbox, 0),
                new RopCreateFolder.Request(0, 1, 2, 1, false, 0, new Value.Text("work"), new Value.Text("")));
        work = made.get(1, RopCreateFolder.Response.class).folderId();
    }

    @AfterEach
    void close() {
        place.close();
    }

    private int folderHandle() {
        return ann.rops(List.of(logon, NONE), List.of(), new RopOpenFolder.Request(0, 0, 1, work, 0)).handles().get(1);
    }

    private ObjectId mail(String subject, int seconds, PropertyValue... others) {
        var values = new ArrayList<PropertyValue>();
        values.add(new PropertyValue(Tags.SUBJECT, new Value.Text(subject)));
        values.add(new PropertyValue(Tags.MESSAGE_DELIVERY_TIME, new Value.Time(seconds * 10_000_000L)));
        values.addAll(List.of(others));
        return ann.rops(List.of(logon, NONE), List.of(), new RopCreateMessage.Request(0, 0, 1, 1252, work, false),
                new RopSetProperties.Request(0, 1, values), new RopSaveChangesMessage.Request(0, 1, 1, 0))
                .get(2, RopSaveChangesMessage.Response.class).messageId();
    }

    private static String wire(ObjectId id) {
        return wire(id.wire());
    }

    private static String wire(long number) {
        var hex = new StringBuilder();
        for (int at = 0; at < Long.SIZE; at += Byte.SIZE) {
            hex.append(String.format(Locale.ROOT, "%02x ", number >>> at & 0xff));
        }
        return hex.toString();
    }

    @Test
    void aMessageListIsObtainedShapedSortedAndQueried() { // 4.1 to 4.4
        ObjectId first = mail("mySubject", 1);
        ObjectId third = mail("RE: mySubject", 3);
        ObjectId second = mail("b", 2);
        ObjectId fourth = mail("a", 4);
        List<Integer> handles = replay.replay("""
                05 00 00 01 | RopGetContentsTable, 4.1.1: logon 0, input 0, output 1
                00          | standard
                """, List.of(folderHandle(), NONE), """
                05 01 00 00 00 00 | 4.1.2: output 1, success
                04 00 00 00       | four rows
                """);
        replay.replay(SIX_COLUMNS, handles, """
                12 01 00 00 00 00 | 4.2.2: input 1, success
                00                | TBLSTAT_COMPLETE
                """);
        replay.replay("""
                13 00 01             | RopSortTable, 4.3.1: logon 0, input 1
                00 01 00 00 00 00 00 | synchronous, one order, no category, none expanded
                40 00 06 0e 01       | PidTagMessageDeliveryTime, descending
                """, handles, """
                13 01 00 00 00 00 | 4.3.2: input 1, success
                00                | TBLSTAT_COMPLETE
                """);
        // The example's rows are of a table with other columns: these are those of 4.2.
        var rows = new StringBuilder();
        int seconds = 4;
        for (ObjectId id : List.of(fourth, third, second, first)) {
            String subject = List.of("mySubject", "b", "RE: mySubject", "a").get(seconds - 1);
            rows.append("00 ").append(wire(work)).append(wire(id)).append(wire(id)).append("00 00 00 00 ");
            subject.chars().forEach(unit -> rows.append(String.format(Locale.ROOT, "%02x 00 ", unit)));
            rows.append("00 00 ").append(wire(seconds * 10_000_000L)).append("| row ").append(seconds).append('\n');
            seconds--;
        }
        replay.replay("""
                15 00 01    | RopQueryRows, 4.4.1: logon 0, input 1
                00 01 32 00 | advance, forward, at most 50 rows
                """, handles, """
                15 01 00 00 00 00 | 4.4.2: input 1, success
                02 04 00          | BOOKMARK_END, four rows
                """ + rows);
        replay.replay("15 00 01 00 01 32 00 | once more", handles, "15 01 00 00 00 00 02 00 00 | no more rows");
    }

    private PropertyTag keywords() {
        var reply = ann.rops(List.of(logon), List.of(), new RopGetPropertyIdsFromNames.Request(0, 0, 2,
                List.of(new PropertyName.Text(UUID.fromString("00020329-0000-0000-c000-000000000046"), "Keywords"))));
        return PropertyTag.of(reply.get(0, RopGetPropertyIdsFromNames.Response.class).propertyIds().getFirst(),
                PropertyType.MULTIPLE_STRING);
    }

    private static PropertyValue words(PropertyTag tag, String... words) {
        return new PropertyValue(tag, new Value.Multiple(PropertyType.STRING,
                List.of(words).stream().<Value>map(Value.Text::new).toList()));
    }

    /// The request of 4.5.1.1 with the id that the property has here.
    private static Bytes sortByCategory(PropertyTag keywords) {
        byte[] bytes = Golden.bytes("""
                13 00 00             | RopSortTable: logon 0, input 0
                00 02 00 01 00 01 00 | synchronous, two orders, one category, all expanded
                1f 30 08 80 00       | 0x8008301f: values of the categories one by one, ascending
                40 00 06 0e 01       | PidTagMessageDeliveryTime, descending
                """);
        bytes[12] = (byte) keywords.id();
        bytes[13] = (byte) (keywords.id() >> 8);
        return Bytes.wrap(bytes);
    }

    @Test
    void messagesAreGroupedByCategory() { // 4.5
        PropertyTag keywords = keywords();
        mail("plain", 1);
        mail("plainer", 2);
        ObjectId both = mail("both", 3, words(keywords, "Category1", "Category2"));
        mail("one", 4, words(keywords, "Category1"));
        mail("another", 5, words(keywords, "Category1"));
        List<PropertyTag> columns = List.of(Tags.FOLDER_ID, Tags.MID, Tags.INST_ID, Tags.INSTANCE_NUM, Tags.ROW_TYPE,
                Tags.DEPTH, Tags.MESSAGE_CLASS, new PropertyTag(keywords.code() | PropertyType.INSTANCE));
        int table = ann.rops(List.of(folderHandle(), NONE), List.of(),
                new RopGetContentsTable.Request(0, 0, 1, 0)).handles().get(1);
        ann.rops(List.of(table), List.of(), new RopSetColumns.Request(0, 0, 0, columns));
        replay.replay(sortByCategory(keywords), List.of(table), """
                13 00 00 00 00 00 | 4.5.1.2: input 0, success
                00                | TBLSTAT_COMPLETE
                """);
        List<PropertyRow> rows = ann.rops(List.of(table), columns, new RopQueryRows.Request(0, 0, 0, true, 50))
                .get(0, RopQueryRows.Response.class).rows().read(columns);
        assertThat(rows).hasSize(9);
        assertThat(rows.stream().map(row -> number(row, 4) + " " + number(row, 5))).containsExactly("3 0", "1 1", "1 1",
                "3 0", "1 1", "1 1", "1 1", "3 0", "1 1");
        headOfRows(table, wire(((Value.Int64) value(rows.getFirst(), 2)).value()));
        PropertyRow first = rows.get(6);
        PropertyRow second = rows.get(8);
        assertThat(first.cells()).startsWith(present(new Value.Int64(work.wire())),
                present(new Value.Int64(both.wire())), present(new Value.Int64(both.wire())),
                present(new Value.Int32(1)))
                .endsWith(present(new Value.Text("Category1")));
        assertThat(second.cells()).contains(present(new Value.Int64(both.wire())), present(new Value.Int32(2)))
                .endsWith(present(new Value.Text("Category2")));
        expandCategory1(table, ((Value.Int64) value(rows.get(3), 2)).value());
    }

    /// The first row's bytes as 4.5.3.2 has them: a header without a message, then of other columns.
    private void headOfRows(int table, String category) {
        ann.rops(List.of(table), List.of(), new RopSeekRow.Request(0, 0, 0, 0, false));
        Bytes rows = replay.send(Bytes.copyOf(Golden.bytes("""
                15 00 00    | RopQueryRows, 4.5.3.1: logon 0, input 0
                00 01 32 00 | advance, forward, at most 50 rows
                """)), List.of(table)).rops();
        byte[] head = Golden.bytes("15 00 00 00 00 00 | 4.5.3.2: input 0, success\n"
                + "02 09 00       | BOOKMARK_END, nine rows\n"
                + "01             | a row with flags\n"
                + "00 " + wire(work) + "| PidTagFolderId\n"
                + "0a 0f 01 04 80 | PidTagMid: not found\n"
                + "00 " + category + "| PidTagInstID\n"
                + "00 00 00 00 00 | PidTagInstanceNum: 0\n"
                + "00 03 00 00 00 | TBL_EXPANDED_CATEGORY\n"
                + "00 00 00 00 00 | depth 0\n"
                + "0a 0f 01 04 80 | PidTagMessageClass: not found\n");
        assertThat(Golden.hex(rows.slice(0, head.length).toArray())).isEqualTo(Golden.hex(head));
    }

    private void expandCategory1(int table, long category) {
        assertThat(ann.rops(List.of(table), List.of(), new RopCollapseRow.Request(0, 0, category))
                .get(0, RopCollapseRow.Response.class).collapsedRowCount()).isEqualTo(3);
        replay.replay("""
                59 00 01 00 00 | RopExpandRow, 4.5.2.1: logon 0, input 1, no rows wanted
                """ + wire(category) + "| CategoryId", List.of(NONE, table), """
                59 01 00 00 00 00 | 4.5.2.2: input 1, success
                03 00 00 00 00 00 | three rows in the category, none here
                """);
    }

    private static Value value(PropertyRow row, int column) {
        return ((Cell.Present) row.cells().get(column)).value();
    }

    private static int number(PropertyRow row, int column) {
        return ((Value.Int32) value(row, column)).value();
    }

    private static Cell present(Value value) {
        return new Cell.Present(value);
    }
}
