package org.gatehouse.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gatehouse.store.MailboxStoreContract.refused;
import static org.gatehouse.store.MailboxStoreContract.subjects;
import static org.gatehouse.store.MailboxStoreContract.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.gatehouse.mapi.id.ObjectId;
import org.gatehouse.mapi.property.Cell;
import org.gatehouse.mapi.property.ErrorCode;
import org.gatehouse.mapi.property.PropertyName;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.property.PropertyType;
import org.gatehouse.mapi.property.PropertyValue;
import org.gatehouse.mapi.property.Restriction;
import org.gatehouse.mapi.property.SortOrder;
import org.gatehouse.mapi.property.SortOrder.Direction;
import org.gatehouse.mapi.property.SortOrderSet;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.mapi.property.Value;
import org.gatehouse.wire.Bytes;
import org.junit.jupiter.api.Test;

/// What tables do whatever engine is below ([MS-OXCTABL] 3.2.5).
abstract class TableContract extends FoldersContract {
    private static final List<PropertyTag> HEADERS = List.of(Tags.ROW_TYPE, Tags.DEPTH, Tags.CONTENT_COUNT,
            Tags.CONTENT_UNREAD_COUNT, Tags.INSTANCE_NUM);
    private static final int INSTANCE = PropertyType.MULTIPLE_STRING.code() | PropertyType.INSTANCE;

    static SortOrderSet order(int categories, int expanded, SortOrder... orders) {
        return new SortOrderSet(List.of(orders), categories, expanded);
    }

    static SortOrder by(PropertyTag tag, Direction direction) {
        return new SortOrder(tag, direction);
    }

    static PropertyValue number(PropertyTag tag, int number) {
        return new PropertyValue(tag, new Value.Int32(number));
    }

    /// A message with a subject, an importance and a time of delivery in seconds.
    static ObjectId mail(Folder folder, String subject, int importance, long seconds, PropertyValue... others) {
        MessageDraft draft = folder.createMessage(false);
        var values = new ArrayList<>(List.of(text(Tags.SUBJECT, subject), number(Tags.IMPORTANCE, importance),
                new PropertyValue(Tags.MESSAGE_DELIVERY_TIME, new Value.Time(seconds * 10_000_000L))));
        values.addAll(List.of(others));
        draft.set(values);
        return draft.save(MessageDraft.SaveMode.NORMAL).id();
    }

    private static String cells(Table.Row row) {
        var text = new ArrayList<String>();
        for (Cell cell : row.cells()) {
            text.add(switch (cell) {
                case Cell.Present(Value.Text(String value)) -> value;
                case Cell.Present(Value.Int32(int value)) -> Integer.toString(value);
                case Cell.Present(Value value) -> value.toString();
                case Cell.Absent() -> "-";
                case Cell.Failed(int error) -> ErrorCode.nameOf(error);
            });
        }
        return String.join(" ", text);
    }

    private static List<String> shown(Table table, PropertyTag... tags) {
        return table.rows(0, table.count(), List.of(tags)).stream().map(TableContract::cells).toList();
    }

    private static long instId(Table table, int position) {
        Cell cell = table.rows(position, 1, List.of(Tags.INST_ID)).getFirst().cells().getFirst();
        return ((Value.Int64) ((Cell.Present) cell).value()).value();
    }

    private static Restriction equal(PropertyTag tag, Value value) {
        return new Restriction.Property(Restriction.Operator.EQUAL, tag, new PropertyValue(tag, value));
    }

    @Test
    void deliveryIsTheNaturalOrderBothWaysAndByPages() {
        try (MailboxSession session = owner(ANN)) {
            Folder folder = made(session, "paged");
            for (int each = 0; each < 25; each++) {
                mail(folder, "m" + (each * 7 % 25), 1, each * 7 % 25 + 1);
            }
            Table newest = folder.contents(ContentsScope.MESSAGES);
            assertThat(newest.count()).isEqualTo(25);
            assertThat(newest.rows(0, 2, List.of(Tags.SUBJECT)).stream().map(TableContract::cells))
                    .containsExactly("m24", "m23");
            assertThat(newest.rows(2, 1, List.of(Tags.SUBJECT)).stream().map(TableContract::cells))
                    .containsExactly("m22");
            assertThat(newest.rows(20, 9, List.of(Tags.SUBJECT)).stream().map(TableContract::cells))
                    .containsExactly("m4", "m3", "m2", "m1", "m0");
            assertThat(newest.rows(9, 1, List.of(Tags.SUBJECT)).stream().map(TableContract::cells))
                    .containsExactly("m15");
            newest.sort(List.of(by(Tags.MESSAGE_DELIVERY_TIME, Direction.ASCENDING)));
            assertThat(newest.rows(0, 3, List.of(Tags.SUBJECT)).stream().map(TableContract::cells))
                    .containsExactly("m0", "m1", "m2");
            assertThat(newest.rows(24, 3, List.of(Tags.SUBJECT)).stream().map(TableContract::cells))
                    .containsExactly("m24");
        }
    }

    @Test
    void severalKeysSortOneAfterTheOtherAndFollowChanges() {
        try (MailboxSession session = owner(ANN)) {
            Folder folder = made(session, "keys");
            mail(folder, "RE: delta", 1, 1);
            mail(folder, "Alpha", 2, 2);
            ObjectId charlie = mail(folder, "charlie", 2, 3);
            mail(folder, "FW: bravo", 1, 4);
            Table table = folder.contents(ContentsScope.MESSAGES);
            table.sort(List.of(by(Tags.IMPORTANCE, Direction.DESCENDING),
                    by(Tags.NORMALIZED_SUBJECT, Direction.ASCENDING)));
            assertThat(subjects(table)).containsExactly("Alpha", "charlie", "FW: bravo", "RE: delta");
            mail(folder, "bingo", 2, 5);
            folder.deleteMessages(List.of(charlie));
            assertThat(subjects(table)).containsExactly("Alpha", "bingo", "FW: bravo", "RE: delta");
            // By a property that no index has.
            table.sort(List.of(by(Tags.BODY, Direction.ASCENDING), by(Tags.SUBJECT, Direction.DESCENDING)));
            assertThat(subjects(table)).containsExactly("RE: delta", "FW: bravo", "bingo", "Alpha");
        }
    }

    @Test
    void cursorAndMarksStayWithTheirRows() {
        try (MailboxSession session = owner(ANN)) {
            Folder folder = made(session, "marks");
            var ids = new ArrayList<ObjectId>();
            for (int each = 0; each < 6; each++) {
                ids.add(mail(folder, "m" + each, 1, each + 1));
            }
            for (List<SortOrder> orders : List.of(List.<SortOrder>of(), List.of(by(Tags.SUBJECT, Direction.DESCENDING)),
                    List.of(by(Tags.BODY, Direction.ASCENDING), by(Tags.SUBJECT, Direction.DESCENDING)))) {
                Table table = folder.contents(ContentsScope.MESSAGES);
                table.sort(orders);
                table.moveTo(2);
                int mark = table.mark();
                table.moveTo(4);
                ObjectId newer = mail(folder, "m9", 1, 100);
                assertThat(table.position()).as("%s", orders).isEqualTo(5);
                assertThat(table.marked(mark)).isEqualTo(new Table.Place(3, false));
                folder.deleteMessages(List.of(ids.get(3)));
                assertThat(table.marked(mark)).as("the row behind the gone one").isEqualTo(new Table.Place(3, true));
                assertThat(table.rows(3, 1, List.of(Tags.SUBJECT)).stream().map(TableContract::cells))
                        .containsExactly("m2");
                assertThat(table.position()).isEqualTo(4);
                assertThat(table.unmark(mark)).isTrue();
                assertThat(table.unmark(mark)).isFalse();
                refused(ErrorCode.INVALID_BOOKMARK, () -> table.marked(mark));
                folder.deleteMessages(List.of(newer));
                ids.set(3, mail(folder, "m3", 1, 4));
            }
        }
    }

    @Test
    void sortingAndRestrictingForgetsMarksAndCursor() {
        try (MailboxSession session = owner(ANN)) {
            Folder folder = made(session, "forgotten");
            mail(folder, "a", 1, 1);
            mail(folder, "b", 1, 2);
            Table table = folder.contents(ContentsScope.MESSAGES);
            table.moveTo(1);
            int mark = table.mark();
            table.restrict(Optional.empty());
            assertThat(table.position()).isZero();
            refused(ErrorCode.INVALID_BOOKMARK, () -> table.marked(mark));
        }
    }

    @Test
    void categoriesOpenAndCloseAndCount() { // [MS-OXCTABL] 2.2.2.3.1, 2.2.1
        try (MailboxSession session = owner(ANN)) {
            Folder folder = made(session, "grouped");
            mail(folder, "a1", 1, 1);
            ObjectId read = mail(folder, "a2", 1, 2);
            mail(folder, "b1", 2, 3);
            folder.setReadFlags(List.of(), false, false);
            folder.setReadFlags(List.of(read), true, false);
            Table table = folder.contents(ContentsScope.MESSAGES);
            table.sort(order(1, 0, by(Tags.IMPORTANCE, Direction.DESCENDING),
                    by(Tags.MESSAGE_DELIVERY_TIME, Direction.ASCENDING)));
            assertThat(shown(table, HEADERS.toArray(PropertyTag[]::new))).containsExactly("4 0 1 1 0", "4 0 2 1 0");
            assertThat(shown(table, Tags.IMPORTANCE, Tags.SUBJECT, Tags.MID)).containsExactly("2 - -", "1 - -");
            long lower = instId(table, 1);
            assertThat(table.expand(lower)).isEqualTo(new Table.Expanded(1, 2));
            assertThat(shown(table, Tags.ROW_TYPE, Tags.DEPTH, Tags.SUBJECT)).containsExactly("4 0 -", "3 0 -",
                    "1 1 a1", "1 1 a2");
            refused(ErrorCode.NOT_COLLAPSED, () -> table.expand(lower));
            table.moveTo(3);
            int mark = table.mark();
            assertThat(table.collapse(lower)).isEqualTo(2);
            assertThat(table.marked(mark)).isEqualTo(new Table.Place(2, true));
            assertThat(table.position()).isEqualTo(2);
            refused(ErrorCode.NOT_EXPANDED, () -> table.collapse(lower));
            refused(ErrorCode.NOT_FOUND, () -> table.expand(lower + (1L << 20)));
            refused(ErrorCode.NOT_FOUND, () -> table.expand(read.wire()));
            refused(ErrorCode.NOT_FOUND, () -> table.collapse(-1));
        }
    }

    @Test
    void categoriesNestAndTheOuterOnesMayStartOpen() {
        try (MailboxSession session = owner(ANN)) {
            Folder folder = made(session, "nested");
            mail(folder, "x", 1, 1);
            mail(folder, "y", 1, 2);
            mail(folder, "x", 2, 3);
            Table table = folder.contents(ContentsScope.MESSAGES);
            table.sort(order(2, 1, by(Tags.IMPORTANCE, Direction.ASCENDING), by(Tags.SUBJECT, Direction.ASCENDING)));
            assertThat(shown(table, Tags.ROW_TYPE, Tags.DEPTH, Tags.CONTENT_COUNT, Tags.IMPORTANCE, Tags.SUBJECT))
                    .containsExactly("3 0 2 1 -", "4 1 1 1 x", "4 1 1 1 y", "3 0 1 2 -", "4 1 1 2 x");
            assertThat(table.expand(instId(table, 2))).isEqualTo(new Table.Expanded(2, 1));
            assertThat(shown(table, Tags.ROW_TYPE, Tags.DEPTH)).containsExactly("3 0", "4 1", "3 1", "1 2", "3 0",
                    "4 1");
            assertThat(table.collapse(instId(table, 0))).isEqualTo(3);
            assertThat(table.expand(instId(table, 0))).isEqualTo(new Table.Expanded(0, 3));
        }
    }

    @Test
    void categoriesAreOrderedByTheirGreatestOrLeastValue() { // [MS-OXCTABL] 2.2.2.3.1, MaximumCategory
        try (MailboxSession session = owner(ANN)) {
            Folder folder = made(session, "threads");
            mail(folder, "old thread", 1, 1);
            mail(folder, "quiet thread", 1, 5);
            mail(folder, "old thread", 1, 9);
            Table table = folder.contents(ContentsScope.MESSAGES);
            table.sort(order(1, 1, by(Tags.SUBJECT, Direction.DESCENDING),
                    by(Tags.MESSAGE_DELIVERY_TIME, Direction.MAXIMUM_CATEGORY),
                    by(Tags.MESSAGE_DELIVERY_TIME, Direction.ASCENDING)));
            assertThat(shown(table, Tags.SUBJECT, Tags.ROW_TYPE)).containsExactly("old thread 3", "old thread 1",
                    "old thread 1", "quiet thread 3", "quiet thread 1");
            table.sort(order(1, 0, by(Tags.SUBJECT, Direction.DESCENDING),
                    by(Tags.MESSAGE_DELIVERY_TIME, Direction.MINIMUM_CATEGORY)));
            assertThat(shown(table, Tags.SUBJECT)).containsExactly("quiet thread", "old thread");
            refused(ErrorCode.INVALID_PARAMETER, () -> table.sort(order(0, 0,
                    by(Tags.MESSAGE_DELIVERY_TIME, Direction.MAXIMUM_CATEGORY))));
            refused(ErrorCode.INVALID_PARAMETER, () -> table.sort(order(1, 0, by(Tags.SUBJECT, Direction.ASCENDING),
                    by(Tags.IMPORTANCE, Direction.ASCENDING), by(Tags.IMPORTANCE, Direction.MAXIMUM_CATEGORY))));
        }
    }

    @Test
    void aCollapseStateOpensTheSameCategoriesOfAnotherTable() {
        try (MailboxSession session = owner(ANN)) {
            Folder folder = made(session, "kept");
            mail(folder, "a", 1, 1);
            ObjectId row = mail(folder, "b", 2, 2);
            SortOrderSet orders = order(1, 0, by(Tags.IMPORTANCE, Direction.ASCENDING));
            Table table = folder.contents(ContentsScope.MESSAGES);
            table.sort(orders);
            table.expand(instId(table, 1));
            Bytes state = table.collapseState(row.wire(), 0);
            Table other = folder.contents(ContentsScope.MESSAGES);
            other.sort(orders);
            int mark = other.setCollapseState(state);
            assertThat(shown(other, Tags.ROW_TYPE)).containsExactly("4", "3", "1");
            assertThat(other.marked(mark)).isEqualTo(new Table.Place(2, false));
            assertThat(other.position()).isEqualTo(2);
            refused(ErrorCode.INVALID_PARAMETER, () -> other.setCollapseState(Bytes.EMPTY));
            refused(ErrorCode.INVALID_PARAMETER, () -> other.setCollapseState(state.slice(0, state.length() - 1)));
            other.sort(order(1, 0, by(Tags.IMPORTANCE, Direction.DESCENDING)));
            refused(ErrorCode.INVALID_PARAMETER, () -> other.setCollapseState(state));
        }
    }

    /// The named property of the categories of a message.
    private static PropertyTag keywords(MailboxSession session) {
        int id = session.propertyIds(List.of(new PropertyName.Text(
                UUID.fromString("00020329-0000-0000-c000-000000000046"), "Keywords")), true).getFirst();
        return PropertyTag.of(id, PropertyType.MULTIPLE_STRING);
    }

    private static PropertyValue words(PropertyTag tag, String... words) {
        return new PropertyValue(tag, new Value.Multiple(PropertyType.STRING,
                List.of(words).stream().<Value>map(Value.Text::new).toList()));
    }

    @Test
    void aMessageWithTwoCategoriesShowsInBoth() { // [MS-OXCTABL] 4.5.3.2
        try (MailboxSession session = owner(ANN)) {
            PropertyTag keywords = keywords(session);
            var instance = new PropertyTag(keywords.id() << 16 | INSTANCE);
            Folder folder = made(session, "keywords");
            mail(folder, "plain", 1, 1);
            ObjectId both = mail(folder, "both", 1, 2, words(keywords, "Category1", "Category2"));
            mail(folder, "second", 1, 3, words(keywords, "category2"));
            Table table = folder.contents(ContentsScope.MESSAGES);
            List<PropertyTag> columns = List.of(Tags.SUBJECT, Tags.INSTANCE_NUM, instance);
            table.show(columns);
            table.sort(order(1, 1, by(instance, Direction.ASCENDING),
                    by(Tags.MESSAGE_DELIVERY_TIME, Direction.DESCENDING)));
            assertThat(table.rows(0, table.count(), columns).stream().map(TableContract::cells)).containsExactly(
                    "- 0 -", "plain 0 -", "- 0 Category1", "both 1 Category1", "- 0 category2", "second 1 category2",
                    "both 2 Category2");
            assertThat(instId(table, 3)).isEqualTo(instId(table, 6)).isEqualTo(both.wire());
            var second = new Restriction.Property(Restriction.Operator.EQUAL, instance,
                    new PropertyValue(keywords.withType(PropertyType.STRING), new Value.Text("Category2")));
            assertThat(table.find(second, 3, false)).hasValue(4);
            table.sort(order(0, 0));
            table.restrict(Optional.of(second));
            table.show(columns);
            assertThat(table.rows(0, table.count(), columns).stream().map(TableContract::cells)).containsExactly(
                    "second 1 category2", "both 2 Category2");
            var other = new PropertyTag(0x8fff << 16 | INSTANCE);
            refused(ErrorCode.TOO_COMPLEX, () -> table.show(List.of(instance, other)));
            refused(ErrorCode.INVALID_PARAMETER, () -> table.show(List.of(
                    new PropertyTag(Tags.SUBJECT.code() | PropertyType.INSTANCE))));
        }
    }

    @Test
    void foldersAreRestrictedFoundAndMarkedToo() {
        try (MailboxSession session = owner(ANN)) {
            Folder top = made(session, "top");
            for (String name : List.of("c", "a", "b")) {
                top.createFolder(name, "", Folder.Type.GENERIC, false);
            }
            Table table = top.hierarchy(HierarchyScope.CHILDREN);
            assertThat(shown(table, Tags.DISPLAY_NAME)).containsExactly("a", "b", "c");
            assertThat(table.find(equal(Tags.DISPLAY_NAME, new Value.Text("C")), 0, false)).hasValue(2);
            table.moveTo(1);
            int mark = table.mark();
            ObjectId first = table.rows(0, 1, List.of()).getFirst().id();
            top.deleteFolder(first, java.util.Set.of());
            assertThat(table.marked(mark)).isEqualTo(new Table.Place(0, false));
            table.restrict(Optional.of(equal(Tags.DISPLAY_NAME, new Value.Text("b"))));
            assertThat(shown(table, Tags.DISPLAY_NAME)).containsExactly("b");
        }
    }

    @Test
    void aConversationIsSeenFromTheRootWhereverItsMessagesAre() { // [MS-OXCFOLD] 2.2.1.14.1, [MS-OXCTABL] 3.2.5.4
        try (MailboxSession session = owner(ANN)) {
            ObjectId first = mail(made(session, "here"), "Lunch", 1, 1);
            mail(made(session, "there"), "RE: Lunch", 1, 2);
            mail(made(session, "elsewhere"), "Dinner", 1, 3);
            Value conversation = MailboxStoreContract.value(session.openMessage(first, false), Tags.CONVERSATION_ID);
            Folder root = session.openFolder(session.specialFolders().get(SpecialFolder.ROOT));
            Table table = root.conversationMembers();
            assertThat(table.count()).isZero();
            table.restrict(Optional.of(equal(Tags.CONVERSATION_ID, conversation)));
            assertThat(subjects(table)).containsExactly("RE: Lunch", "Lunch");
            table.sort(order(1, 1, by(Tags.SUBJECT, Direction.ASCENDING)));
            assertThat(shown(table, Tags.SUBJECT)).containsExactly("Lunch", "Lunch", "RE: Lunch", "RE: Lunch");
            refused(ErrorCode.CONVERSATION_NOT_FOUND, () -> table.restrict(Optional.of(equal(Tags.CONVERSATION_ID,
                    new Value.Binary(Bytes.ofHex("00"))))));
            assertThat(table.count()).isZero();
            refused(ErrorCode.NOT_SUPPORTED, () -> made(session, "below").conversationMembers());
        }
    }

    private static Restriction behind(PropertyTag tag, String text) {
        return new Restriction.Property(Restriction.Operator.GREATER_OR_EQUAL, tag, text(tag, text));
    }

    @Test
    void textsAreSortedByTheLanguageThatTheSessionNamed() { // [MS-OXCSTOR] 2.2.2.1.1.14
        try (MailboxSession english = owner(ANN); MailboxSession swedish = owner(ANN);
                MailboxSession unnamed = owner(ANN)) {
            Folder folder = made(english, "languages");
            for (String each : List.of("zoo", "örn", "Alm", "orm", "a z")) {
                mail(folder, each, 1, 1);
            }
            english.sortTextsBy(0x0409);
            swedish.sortTextsBy(0x041d);
            var tables = new ArrayList<Table>();
            for (MailboxSession session : List.of(english, swedish, unnamed)) {
                Table table = session.openFolder(folder.id()).contents(ContentsScope.MESSAGES);
                table.sort(List.of(by(Tags.SUBJECT, Direction.ASCENDING)));
                tables.add(table);
            }
            assertThat(subjects(tables.get(0))).containsExactly("a z", "Alm", "orm", "örn", "zoo");
            assertThat(subjects(tables.get(1))).containsExactly("a z", "Alm", "orm", "zoo", "örn");
            assertThat(subjects(tables.get(2))).containsExactly("a z", "Alm", "orm", "zoo", "örn");
            // What comes and goes takes its place in each.
            mail(folder, "öm", 1, 2);
            ObjectId last = mail(folder, "ål", 1, 3);
            assertThat(subjects(tables.get(0))).containsExactly("a z", "ål", "Alm", "öm", "orm", "örn", "zoo");
            assertThat(subjects(tables.get(1))).containsExactly("a z", "Alm", "orm", "zoo", "ål", "öm", "örn");
            folder.deleteMessages(List.of(last));
            assertThat(subjects(tables.get(0))).containsExactly("a z", "Alm", "öm", "orm", "örn", "zoo");
            // Typing ahead finds the first row that is not before what was typed.
            assertThat(tables.get(0).find(behind(Tags.SUBJECT, "p"), 0, false)).hasValue(5);
            assertThat(tables.get(1).find(behind(Tags.SUBJECT, "p"), 0, false)).hasValue(3);
            tables.get(0).sort(List.of(by(Tags.SUBJECT, Direction.DESCENDING)));
            assertThat(subjects(tables.get(0))).containsExactly("zoo", "örn", "orm", "öm", "Alm", "a z");
            // Another language, chosen since, counts from the next sort on.
            english.sortTextsBy(0x041d);
            assertThat(subjects(tables.get(0))).startsWith("zoo");
            tables.get(0).sort(List.of(by(Tags.SUBJECT, Direction.DESCENDING)));
            assertThat(subjects(tables.get(0))).startsWith("örn", "öm", "zoo");
        }
    }

    @Test
    void categoriesAndOtherPropertiesAreSortedByTheLanguageToo() {
        try (MailboxSession session = owner(ANN)) {
            session.sortTextsBy(0x0407);
            Folder folder = made(session, "grouped by language");
            mail(folder, "a", 1, 1, text(Tags.SENDER_NAME, "Zoe"));
            mail(folder, "b", 1, 2, text(Tags.SENDER_NAME, "Öhm"));
            mail(folder, "c", 1, 3, text(Tags.SENDER_NAME, "Ohm"));
            mail(folder, "d", 1, 4, text(Tags.SENDER_NAME, "ÖHM"));
            Table table = folder.contents(ContentsScope.MESSAGES);
            table.sort(List.of(by(Tags.SENDER_NAME, Direction.ASCENDING)));
            assertThat(subjects(table)).containsExactly("c", "d", "b", "a");
            table.sort(order(1, 0, by(Tags.SENDER_NAME, Direction.ASCENDING)));
            assertThat(shown(table, Tags.SENDER_NAME, Tags.CONTENT_COUNT)).containsExactly("Ohm 1", "ÖHM 2", "Zoe 1");
            table.sort(order(1, 0, by(Tags.IMPORTANCE, Direction.DESCENDING),
                    by(Tags.SENDER_NAME, Direction.MAXIMUM_CATEGORY)));
            assertThat(shown(table, Tags.CONTENT_COUNT)).containsExactly("4");
        }
    }
}
