package org.gatehouse.access.emsmdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.gatehouse.mapi.id.ObjectId;
import org.gatehouse.mapi.property.Cell;
import org.gatehouse.mapi.property.ErrorCode;
import org.gatehouse.mapi.property.PropertyRow;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.property.PropertyType;
import org.gatehouse.mapi.property.PropertyValue;
import org.gatehouse.mapi.property.Restriction;
import org.gatehouse.mapi.property.SortOrder;
import org.gatehouse.mapi.property.SortOrderSet;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.mapi.property.Value;
import org.gatehouse.mapi.rop.RopAbort;
import org.gatehouse.mapi.rop.RopCollapseRow;
import org.gatehouse.mapi.rop.RopCreateBookmark;
import org.gatehouse.mapi.rop.RopCreateMessage;
import org.gatehouse.mapi.rop.RopExpandRow;
import org.gatehouse.mapi.rop.RopFindRow;
import org.gatehouse.mapi.rop.RopFreeBookmark;
import org.gatehouse.mapi.rop.RopGetAttachmentTable;
import org.gatehouse.mapi.rop.RopGetCollapseState;
import org.gatehouse.mapi.rop.RopGetContentsTable;
import org.gatehouse.mapi.rop.RopGetHierarchyTable;
import org.gatehouse.mapi.rop.RopGetStatus;
import org.gatehouse.mapi.rop.RopLogon;
import org.gatehouse.mapi.rop.RopOpenFolder;
import org.gatehouse.mapi.rop.RopQueryColumnsAll;
import org.gatehouse.mapi.rop.RopQueryPosition;
import org.gatehouse.mapi.rop.RopQueryRows;
import org.gatehouse.mapi.rop.RopRequest;
import org.gatehouse.mapi.rop.RopResetTable;
import org.gatehouse.mapi.rop.RopResponse;
import org.gatehouse.mapi.rop.RopRestrict;
import org.gatehouse.mapi.rop.RopSaveChangesMessage;
import org.gatehouse.mapi.rop.RopSeekRow;
import org.gatehouse.mapi.rop.RopSeekRowBookmark;
import org.gatehouse.mapi.rop.RopSeekRowFractional;
import org.gatehouse.mapi.rop.RopSetCollapseState;
import org.gatehouse.mapi.rop.RopSetColumns;
import org.gatehouse.mapi.rop.RopSetProperties;
import org.gatehouse.mapi.rop.RopSortTable;
import org.gatehouse.wire.Bytes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What [MS-OXCTABL] 3.2.5 says of each operation on tables, and the errors it names.
class TableRopsTest {
    private static final int NONE = 0xffff_ffff;
    private static final List<PropertyTag> SUBJECT = List.of(Tags.SUBJECT);
    private static final Bytes NO_MARK = Bytes.ofHex("07000000");
    private static final SortOrderSet NATURAL = SortOrderSet.of(List.of());

    @TempDir
    private Path folder;
    private Workplace place;
    private EmsmdbClient ann;
    private int logon;
    private int inbox;
    private ObjectId inboxId = new ObjectId(0, 0);

    @BeforeEach
    void annHasThreeMessages() {
        place = new Workplace(folder);
        ann = place.client("ann");
        ann.connect(place.ann.legacyDn());
        var reply = ann.rops(List.of(NONE), List.of(), Workplace.privateLogon(place.ann.legacyDn()));
        logon = reply.handles().getFirst();
        inboxId = reply.get(0, RopLogon.MailboxResponse.class).folderIds().get(4);
        inbox = ann.rops(List.of(logon, NONE), List.of(), new RopOpenFolder.Request(0, 0, 1, inboxId, 0)).handles()
                .get(1);
        for (String subject : List.of("alpha", "bravo", "charlie")) {
            ann.rops(List.of(logon, NONE), List.of(), new RopCreateMessage.Request(0, 0, 1, 1252, inboxId, false),
                    new RopSetProperties.Request(0, 1, List.of(new PropertyValue(Tags.SUBJECT,
                            new Value.Text(subject)))), new RopSaveChangesMessage.Request(0, 1, 1, 0));
        }
    }

    @AfterEach
    void close() {
        place.close();
    }

    private int contents() {
        return ann.rops(List.of(inbox, NONE), List.of(), new RopGetContentsTable.Request(0, 0, 1, 0)).handles().get(1);
    }

    /// A contents table sorted by subject, its columns set.
    private int sorted() {
        int table = contents();
        ann.rops(List.of(table), List.of(), new RopSetColumns.Request(0, 0, 0, SUBJECT), new RopSortTable.Request(0, 0,
                0, SortOrderSet.of(List.of(new SortOrder(Tags.SUBJECT, SortOrder.Direction.ASCENDING)))));
        return table;
    }

    private int hierarchy() {
        return ann.rops(List.of(inbox, NONE), List.of(), new RopGetHierarchyTable.Request(0, 0, 1, 0)).handles().get(1);
    }

    private int attachments() {
        return ann.rops(List.of(logon, NONE, NONE), List.of(),
                new RopCreateMessage.Request(0, 0, 1, 1252, inboxId, false),
                new RopGetAttachmentTable.Request(0, 1, 2, 0)).handles().get(2);
    }

    private String code(int table, RopRequest request) {
        RopResponse response = ann.rops(List.of(table), SUBJECT, request).responses().getFirst();
        return ErrorCode.nameOf(response.returnValue());
    }

    private List<String> rows(int table, int flags, boolean forward, int count) {
        return texts(ann.rops(List.of(table), SUBJECT, new RopQueryRows.Request(0, 0, flags, forward, count))
                .get(0, RopQueryRows.Response.class).rows().read(SUBJECT));
    }

    private static List<String> texts(List<PropertyRow> rows) {
        return rows.stream().map(row -> row.cells().getFirst() instanceof Cell.Present(Value.Text(String text)) ? text
                : "-").toList();
    }

    private static Restriction subject(String text) {
        return new Restriction.Property(Restriction.Operator.EQUAL, Tags.SUBJECT,
                new PropertyValue(Tags.SUBJECT, new Value.Text(text)));
    }

    @Test
    void withoutColumnsNothingIsShownOrMarked() { // 3.2.5.2
        int table = contents();
        for (RopRequest request : List.of(new RopCollapseRow.Request(0, 0, 1), new RopCreateBookmark.Request(0, 0),
                new RopExpandRow.Request(0, 0, 0, 1), new RopFindRow.Request(0, 0, 0, subject("alpha"), 0, Bytes.EMPTY),
                new RopFreeBookmark.Request(0, 0, NO_MARK), new RopGetCollapseState.Request(0, 0, 1, 0),
                new RopQueryRows.Request(0, 0, 0, true, 1),
                new RopSeekRowBookmark.Request(0, 0, NO_MARK, 0, true),
                new RopSetCollapseState.Request(0, 0, Bytes.EMPTY))) {
            assertThat(code(table, request)).as(request.id().specName()).isEqualTo("NULL_OBJECT");
        }
        // A failure takes the columns away that were set before.
        assertThat(code(table, new RopSetColumns.Request(0, 0, 0, SUBJECT))).isEqualTo("SUCCESS");
        assertThat(code(table, new RopSetColumns.Request(0, 0, 0, List.of()))).isEqualTo("INVALID_PARAMETER");
        assertThat(code(table, new RopQueryRows.Request(0, 0, 0, true, 1))).isEqualTo("NULL_OBJECT");
    }

    @Test
    void columnsHaveATypeAndAMeasure() { // 3.2.5.2
        int table = contents();
        for (int type : new int[] {0x0000, 0x000a, 0x0001, 0x0999, 0x2000 | 0x001f}) {
            assertThat(code(table, new RopSetColumns.Request(0, 0, 0, List.of(new PropertyTag(0x0037 << 16 | type)))))
                    .as("%04x", type).isEqualTo("INVALID_PARAMETER");
        }
        assertThat(code(table, new RopSetColumns.Request(0, 0, 0, Collections.nCopies(5_000, Tags.SUBJECT))))
                .isEqualTo("INVALID_PARAMETER");
        assertThat(code(table, new RopSetColumns.Request(0, 0, 1, List.of(new PropertyTag(0x9000 << 16
                | PropertyType.INSTANCE | PropertyType.MULTIPLE_STRING.code()))))).isEqualTo("SUCCESS");
        assertThat(code(table, new RopSetColumns.Request(0, 0, 0, Collections.nCopies(500, Tags.SUBJECT))))
                .isEqualTo("SUCCESS");
    }

    @Test
    void operationsForContentsAreNotForOtherTables() {
        List<RopRequest> onlyContents = List.of(new RopSortTable.Request(0, 0, 0, NATURAL),
                new RopResetTable.Request(0, 0), new RopExpandRow.Request(0, 0, 0, 1),
                new RopCollapseRow.Request(0, 0, 1), new RopGetCollapseState.Request(0, 0, 1, 0),
                new RopSetCollapseState.Request(0, 0, Bytes.EMPTY));
        List<RopRequest> notForParts = List.of(new RopRestrict.Request(0, 0, 0, subject("x")),
                new RopAbort.Request(0, 0), new RopFindRow.Request(0, 0, 0, subject("x"), 0, Bytes.EMPTY),
                new RopCreateBookmark.Request(0, 0), new RopFreeBookmark.Request(0, 0, NO_MARK),
                new RopSeekRowBookmark.Request(0, 0, NO_MARK, 0, true));
        int folders = hierarchy();
        int parts = attachments();
        for (RopRequest request : onlyContents) {
            assertThat(code(folders, request)).as(request.id().specName()).isEqualTo("NOT_SUPPORTED");
        }
        var all = new ArrayList<>(onlyContents);
        all.addAll(notForParts);
        for (RopRequest request : all) {
            assertThat(code(parts, request)).as(request.id().specName()).isEqualTo("NOT_SUPPORTED");
            assertThat(code(inbox, request)).as(request.id().specName()).isEqualTo("NOT_SUPPORTED");
        }
        assertThat(code(folders, new RopAbort.Request(0, 0))).isEqualTo("UNABLE_TO_ABORT");
        assertThat(code(parts, new RopGetStatus.Request(0, 0))).isEqualTo("SUCCESS");
    }

    @Test
    void rowsAreReadBothWaysWithOrWithoutTheCursor() { // 3.2.5.5
        int table = sorted();
        assertThat(rows(table, 1, true, 2)).containsExactly("alpha", "bravo");
        assertThat(rows(table, 0, true, 2)).containsExactly("alpha", "bravo");
        assertThat(rows(table, 0, false, 1)).containsExactly("bravo");
        assertThat(rows(table, 0, true, 9)).containsExactly("bravo", "charlie");
        assertThat(rows(table, 0, true, 9)).isEmpty();
        assertThat(rows(table, 0, false, 9)).containsExactly("alpha", "bravo", "charlie");
        var position = ann.rops(List.of(table), List.of(), new RopQueryPosition.Request(0, 0))
                .get(0, RopQueryPosition.Response.class);
        assertThat(List.of(position.numerator(), position.denominator())).containsExactly(0, 3);
    }

    @Test
    void whatDoesNotFitBackwardsIsReadNext() { // MS-OXCTABL_R464, MS-OXCTABL_R469
        for (int i = 0; i < 100; i++) {
            ann.rops(List.of(logon, NONE), List.of(), new RopCreateMessage.Request(0, 0, 1, 1252, inboxId, false),
                    new RopSetProperties.Request(0, 1, List.of(new PropertyValue(Tags.SUBJECT,
                            new Value.Text("m%03d".formatted(i) + "x".repeat(240))))),
                    new RopSaveChangesMessage.Request(0, 1, 1, 0));
        }
        int table = sorted();
        List<String> forwards = new ArrayList<>(rows(table, 0, true, 60));
        forwards.addAll(rows(table, 0, true, 60));
        assertThat(forwards).hasSize(103);
        var backwards = new ArrayList<String>();
        for (List<String> part = rows(table, 0, false, 200); !part.isEmpty(); part = rows(table, 0, false, 200)) {
            assertThat(part).hasSizeLessThan(70);
            backwards.addAll(0, part);
        }
        assertThat(backwards).isEqualTo(forwards);
    }

    @Test
    void theCursorGoesAsFarAsThereAreRows() { // 3.2.5.9, 3.2.5.11
        int table = sorted();
        assertThat(seek(table, 0, 9)).isEqualTo("true 3");
        assertThat(seek(table, 1, -2)).isEqualTo("false -2");
        assertThat(seek(table, 2, Integer.MIN_VALUE)).isEqualTo("true -3");
        assertThat(seek(table, 2, -1)).isEqualTo("false -1");
        assertThat(rows(table, 1, true, 9)).containsExactly("charlie");
        for (int origin : new int[] {3, 4, 255}) {
            assertThat(code(table, new RopSeekRow.Request(0, 0, origin, 0, true))).isEqualTo("INVALID_PARAMETER");
        }
        assertThat(code(table, new RopSeekRowFractional.Request(0, 0, 1, 0))).isEqualTo("INVALID_PARAMETER");
        assertThat(code(table, new RopSeekRowFractional.Request(0, 0, 1, 3))).isEqualTo("SUCCESS");
        assertThat(rows(table, 1, true, 9)).containsExactly("bravo", "charlie");
        assertThat(code(table, new RopSeekRowFractional.Request(0, 0, -1, 7))).isEqualTo("SUCCESS");
        assertThat(rows(table, 1, true, 9)).isEmpty();
    }

    @Test
    void theOriginTellsWhereReadingEnded() { // MS-OXCTABL 3.2.5.5: backwards it is the beginning, note 25 aside
        int table = sorted();
        assertThat(origin(table, true, 2)).isEqualTo(TableRops.CURRENT);
        assertThat(origin(table, true, 2)).isEqualTo(TableRops.END);
        assertThat(origin(table, true, 2)).isEqualTo(TableRops.END);
        assertThat(origin(table, false, 2)).isEqualTo(TableRops.CURRENT);
        assertThat(origin(table, false, 2)).isEqualTo(TableRops.BEGINNING);
        assertThat(origin(table, false, 2)).isEqualTo(TableRops.BEGINNING);
    }

    private int origin(int table, boolean forward, int count) {
        return ann.rops(List.of(table), SUBJECT, new RopQueryRows.Request(0, 0, 0, forward, count))
                .get(0, RopQueryRows.Response.class).origin();
    }

    private String seek(int table, int origin, int rows) {
        var answer = ann.rops(List.of(table), List.of(), new RopSeekRow.Request(0, 0, origin, rows, true))
                .get(0, RopSeekRow.Response.class);
        return answer.hasSoughtLess() + " " + answer.rowsSought();
    }

    @Test
    void whatFollowsACursorThatDidNotMoveIsNotDone() { // 3.2.5.9: no remaining ROP of the buffer
        int table = sorted();
        assertThat(ann.rops(List.of(table), SUBJECT, new RopSeekRow.Request(0, 0, 9, 0, true),
                new RopQueryRows.Request(0, 0, 0, true, 9)).responses()).hasSize(1);
        assertThat(ann.rops(List.of(table), SUBJECT, new RopSeekRowBookmark.Request(0, 0, NO_MARK, 0, true),
                new RopQueryRows.Request(0, 0, 0, true, 9)).responses()).hasSize(1);
    }

    @Test
    void bookmarksLeadBackUntilTheOrderChanges() { // 3.2.5.10, 3.2.5.12, 3.2.5.15
        int table = sorted();
        seek(table, 0, 1);
        Bytes mark = ann.rops(List.of(table), List.of(), new RopCreateBookmark.Request(0, 0))
                .get(0, RopCreateBookmark.Response.class).bookmark();
        seek(table, 2, 0);
        var back = ann.rops(List.of(table), List.of(), new RopSeekRowBookmark.Request(0, 0, mark, 1, true))
                .get(0, RopSeekRowBookmark.Response.class);
        assertThat(back).isEqualTo(new RopSeekRowBookmark.Response(0, false, false, 1));
        assertThat(rows(table, 1, true, 9)).containsExactly("charlie");
        var found = ann.rops(List.of(table), SUBJECT, new RopFindRow.Request(0, 0, 1, subject("alpha"), 3, mark))
                .get(0, RopFindRow.Response.class);
        assertThat(texts(found.rows().read(SUBJECT))).containsExactly("alpha");
        assertThat(code(table, new RopFindRow.Request(0, 0, 0, subject("alpha"), 3, mark))).isEqualTo("NOT_FOUND");
        for (Bytes wrong : List.of(NO_MARK, Bytes.EMPTY, Bytes.ofHex("01"), Bytes.ofHex("ffffffffffffffff"))) {
            assertThat(code(table, new RopSeekRowBookmark.Request(0, 0, wrong, 0, true)))
                    .isEqualTo("INVALID_BOOKMARK");
            assertThat(code(table, new RopFreeBookmark.Request(0, 0, wrong))).isEqualTo("INVALID_BOOKMARK");
        }
        assertThat(code(table, new RopFreeBookmark.Request(0, 0, mark))).isEqualTo("SUCCESS");
        assertThat(code(table, new RopSeekRowBookmark.Request(0, 0, mark, 0, true))).isEqualTo("INVALID_BOOKMARK");
        Bytes next = ann.rops(List.of(table), List.of(), new RopCreateBookmark.Request(0, 0))
                .get(0, RopCreateBookmark.Response.class).bookmark();
        ann.rops(List.of(table), List.of(), new RopRestrict.Request(0, 0, 0, null));
        assertThat(code(table, new RopSeekRowBookmark.Request(0, 0, next, 0, true))).isEqualTo("INVALID_BOOKMARK");
    }

    @Test
    void aFoundRowIsTheCursors() { // 3.2.5.14
        int table = sorted();
        var found = ann.rops(List.of(table), SUBJECT, new RopFindRow.Request(0, 0, 0, subject("BRAVO"), 0, Bytes.EMPTY))
                .get(0, RopFindRow.Response.class);
        assertThat(found.rowNoLongerVisible()).isFalse();
        assertThat(texts(found.rows().read(SUBJECT))).containsExactly("bravo");
        assertThat(rows(table, 1, true, 9)).containsExactly("bravo", "charlie");
        assertThat(code(table, new RopFindRow.Request(0, 0, 0, subject("alpha"), 1, Bytes.EMPTY)))
                .isEqualTo("NOT_FOUND");
        assertThat(code(table, new RopFindRow.Request(0, 0, 0, null, 0, Bytes.EMPTY))).isEqualTo("INVALID_PARAMETER");
        assertThat(code(table, new RopFindRow.Request(0, 0, 0, subject("a"), 4, Bytes.EMPTY)))
                .isEqualTo("INVALID_PARAMETER");
    }

    @Test
    void aResetTableIsAsNew() { // 3.2.5.16
        int table = sorted();
        ann.rops(List.of(table), List.of(), new RopRestrict.Request(0, 0, 0, subject("alpha")));
        assertThat(code(table, new RopResetTable.Request(0, 0))).isEqualTo("SUCCESS");
        assertThat(code(table, new RopQueryRows.Request(0, 0, 0, true, 9))).isEqualTo("NULL_OBJECT");
        ann.rops(List.of(table), List.of(), new RopSetColumns.Request(0, 0, 0, SUBJECT));
        assertThat(rows(table, 0, true, 9)).hasSize(3);
        assertThat(ann.rops(List.of(table), List.of(), new RopQueryColumnsAll.Request(0, 0))
                .get(0, RopQueryColumnsAll.Response.class).columns()).contains(Tags.SUBJECT, Tags.INST_ID,
                        Tags.ROW_TYPE, Tags.DEPTH);
    }

    @Test
    void categoriesOfNoTableAreNotFound() { // 3.2.5.17 to 3.2.5.20
        int table = sorted();
        assertThat(code(table, new RopExpandRow.Request(0, 0, 9, inboxId.wire()))).isEqualTo("NOT_FOUND");
        assertThat(code(table, new RopCollapseRow.Request(0, 0, -1))).isEqualTo("NOT_FOUND");
        ann.rops(List.of(table), List.of(), new RopSortTable.Request(0, 0, 0, new SortOrderSet(
                List.of(new SortOrder(Tags.SUBJECT, SortOrder.Direction.ASCENDING)), 1, 0)),
                new RopSetColumns.Request(0, 0, 0, List.of(Tags.INST_ID)));
        List<PropertyTag> columns = List.of(Tags.INST_ID);
        PropertyRow header = ann.rops(List.of(table), columns, new RopQueryRows.Request(0, 0, 1, true, 1))
                .get(0, RopQueryRows.Response.class).rows().read(columns).getFirst();
        long category = ((Value.Int64) ((Cell.Present) header.cells().getFirst()).value()).value();
        assertThat(code(table, new RopCollapseRow.Request(0, 0, category))).isEqualTo("NOT_EXPANDED");
        var opened = ann.rops(List.of(table), columns, new RopExpandRow.Request(0, 0, 9, category))
                .get(0, RopExpandRow.Response.class);
        assertThat(opened.expandedRowCount()).isEqualTo(1);
        assertThat(opened.rows().count()).isEqualTo(1);
        assertThat(code(table, new RopExpandRow.Request(0, 0, 0, category))).isEqualTo("NOT_COLLAPSED");
        Bytes state = ann.rops(List.of(table), List.of(), new RopGetCollapseState.Request(0, 0, category, 0))
                .get(0, RopGetCollapseState.Response.class).collapseState();
        ann.rops(List.of(table), List.of(), new RopCollapseRow.Request(0, 0, category));
        Bytes mark = ann.rops(List.of(table), List.of(), new RopSetCollapseState.Request(0, 0, state))
                .get(0, RopSetCollapseState.Response.class).bookmark();
        assertThat(code(table, new RopSeekRowBookmark.Request(0, 0, mark, 0, true))).isEqualTo("SUCCESS");
        assertThat(code(table, new RopCollapseRow.Request(0, 0, category))).isEqualTo("SUCCESS");
        assertThat(code(table, new RopSetCollapseState.Request(0, 0, Bytes.ofHex("0102")))).isEqualTo(
                "INVALID_PARAMETER");
        // A row of another mailbox, or of none, is a mark that leads to no row.
        Bytes foreign = ann.rops(List.of(table), List.of(), new RopGetCollapseState.Request(0, 0, -5, 77))
                .get(0, RopGetCollapseState.Response.class).collapseState();
        Bytes lost = ann.rops(List.of(table), List.of(), new RopSetCollapseState.Request(0, 0, foreign))
                .get(0, RopSetCollapseState.Response.class).bookmark();
        assertThat(ann.rops(List.of(table), List.of(), new RopSeekRowBookmark.Request(0, 0, lost, 0, true))
                .get(0, RopSeekRowBookmark.Response.class).rowNoLongerVisible()).isTrue();
    }

    @Test
    void tablesAreOpenedWithBitsThatMeanSomething() { // [MS-OXCFOLD] 2.2.1.13.1, 2.2.1.14.1, 3.2.5.13, 3.2.5.14
        for (int flags : new int[] {0x00, 0x02, 0x08, 0x10, 0x20, 0x40, 0x7a}) {
            assertThat(code(inbox, new RopGetContentsTable.Request(0, 0, 1, flags))).as("%x", flags)
                    .isEqualTo("SUCCESS");
        }
        for (int flags : new int[] {0x01, 0x04, 0x82, 0xa0}) {
            assertThat(code(inbox, new RopGetContentsTable.Request(0, 0, 1, flags))).as("%x", flags)
                    .isEqualTo("INVALID_PARAMETER");
        }
        for (int flags : new int[] {0x00, 0x04, 0x08, 0x10, 0x20, 0x40, 0x80}) {
            assertThat(code(inbox, new RopGetHierarchyTable.Request(0, 0, 1, flags))).as("%x", flags)
                    .isEqualTo("SUCCESS");
        }
        for (int flags : new int[] {0x01, 0x02}) {
            assertThat(code(inbox, new RopGetHierarchyTable.Request(0, 0, 1, flags))).as("%x", flags)
                    .isEqualTo("NOT_SUPPORTED");
        }
    }
}
