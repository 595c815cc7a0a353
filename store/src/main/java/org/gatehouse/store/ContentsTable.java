package org.gatehouse.store;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.gatehouse.database.Sql;
import org.gatehouse.mapi.property.Cell;
import org.gatehouse.mapi.property.ErrorCode;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.property.PropertyType;
import org.gatehouse.mapi.property.Restriction;
import org.gatehouse.mapi.property.SortOrder;
import org.gatehouse.mapi.property.SortOrderSet;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.mapi.property.Value;
import org.gatehouse.wire.ByteWriter;
import org.jspecify.annotations.Nullable;

/// The messages of a folder. By delivery, it pages through an index and reads no more than it shows; by what else the
/// index holds, all sessions share the lines of [FolderIndex]; by anything else it reads the folder's messages.
final class ContentsTable extends RowTable<ContentsTable.Opened> {
    /// [MS-OXCTABL] 2.2.1.3.
    private static final int LEAF = 1;
    private static final String COUNTS = "SELECT items, associated_items, deleted_items, deleted_associated "
            + "FROM folder WHERE mb = ? AND fid = ?";
    private final long fid;
    private final ContentsScope scope;
    private final boolean search;
    /// Whether it shows the messages of one conversation wherever they are, once a restriction names it.
    private final boolean conversation;
    /// Whether the caller may read all that is here.
    private final boolean whole;
    private final String source;
    /// The folder's lines for the search or sort under way, when they are there.
    private FolderIndex.@Nullable Lines lines;

    ContentsTable(SqlMailboxSession session, FolderRow folder, ContentsScope scope) {
        this(session, folder, scope, false);
    }

    private ContentsTable(SqlMailboxSession session, FolderRow folder, ContentsScope scope, boolean conversation) {
        super(session);
        this.conversation = conversation;
        this.fid = folder.fid();
        this.search = conversation || folder.type() == Folder.Type.SEARCH;
        this.whole = session.access().isFull() || !search && folder.may(FolderRights.READ_ANY);
        this.source = conversation ? MessageRow.IN_MAILBOX : search ? MessageRow.IN_SEARCH : MessageRow.IN_FOLDER;
        this.scope = scope;
    }

    /// The messages of a conversation ([MS-OXCFOLD] 2.2.1.14.1, ConversationMembers).
    static ContentsTable ofConversation(SqlMailboxSession session, FolderRow root) {
        return new ContentsTable(session, root, ContentsScope.MESSAGES, true);
    }

    /// @throws MailboxException CONVERSATION_NOT_FOUND ([MS-OXCTABL] 3.2.5.4)
    @Override
    public synchronized void restrict(Optional<Restriction> chosen) {
        super.restrict(chosen);
        if (conversation && chosen.isPresent() && count() == 0) {
            super.restrict(Optional.empty());
            throw new MailboxException(ErrorCode.CONVERSATION_NOT_FOUND, "no message of that conversation");
        }
    }

    /// A row with its properties decoded.
    record Opened(MessageRow row, MessageView view) {}

    private Opened opened(Sql sql, MessageRow row) throws SQLException {
        MessageRow seen = session.reads().seen(sql, row);
        return new Opened(seen, seen.view(mailbox, BagCodec.decode(seen.props())));
    }

    @Override
    long generation() {
        return conversation ? mailbox.hierarchyGeneration().get() : mailbox.contentGeneration(fid).get();
    }

    @Override
    long folder() {
        return fid;
    }

    @Override
    Optional<RowView> ready(Optional<Restriction> wanted, SortOrderSet set) {
        List<SortOrder> orders = set.orders();
        if (conversation) {
            return wanted.isPresent() ? Optional.empty()
                    : Optional.of(new RowView.Listed(new long[0], null));
        }
        if (wanted.isPresent() || !whole) {
            return Optional.empty();
        }
        boolean delivery = orders.size() == 1 && orders.getFirst().property().equals(Tags.MESSAGE_DELIVERY_TIME);
        if (orders.isEmpty() || delivery) {
            boolean ascending = delivery && orders.getFirst().direction() == SortOrder.Direction.ASCENDING;
            int size = mailbox.engine.one(COUNTS, row -> row.getInt(1 + scope.place()), mailbox.mb, fid).orElse(0);
            return Optional.of(new PagedContents(mailbox, source, fid, scope.place(), ascending, size));
        }
        if (search || orders.stream().anyMatch(order -> MessageLine.bit(order.property()) < 0
                || session.reads().tells(order.property()))) {
            return Optional.empty();
        }
        return mailbox.indexes.forSort(fid, scope).flatMap(lines -> lines.sorted(LineOrder.of(orders, textOrder())))
                .map(RowView.Indexed::new);
    }

    @Override
    void prepare(Optional<Restriction> wanted, List<PropertyTag> keys) {
        // What sessions share cannot tell what each has read.
        boolean told = whole && !search && !session.reads().arePerUser()
                && keys.stream().allMatch(key -> MessageLine.bit(key) >= 0);
        boolean helps = wanted.isPresent() && LineTest.helps(wanted.get());
        Optional<FolderIndex.Lines> found = Optional.empty();
        if (told && !keys.isEmpty() && (helps || wanted.isEmpty())) {
            found = mailbox.indexes.forSort(fid, scope);
        } else if (told && helps) {
            found = mailbox.indexes.forSearch(fid, scope);
        }
        lines = found.orElse(null);
    }

    @Override
    void scan(Sql sql, Optional<Restriction> wanted, List<PropertyTag> keys, Visitor visitor) throws SQLException {
        if (conversation && wanted.isEmpty()) {
            return;
        }
        if (lines != null && lines.tellsValues(keys)) {
            scan(sql, lines, wanted, visitor);
            return;
        }
        RowMatcher matcher = wanted.map(this::matcher).orElse(null);
        Optional<LineSql> narrow = wanted.flatMap(this::narrowed);
        var arguments = new ArrayList<Object>(List.of(mailbox.mb, fid, scope.place()));
        narrow.ifPresent(each -> arguments.addAll(each.arguments()));
        sql.each("SELECT " + MessageRow.COLUMNS + source
                + narrow.map(each -> " AND " + each.text()).orElse("") + " ORDER BY delivered DESC, mid DESC", row -> {
            MessageRow read = MessageRow.read(row);
            Opened opened = opened(sql, read);
            RowValues values = values(sql, opened);
            boolean shown = whole || session.access().shows(sql, read);
            if (shown && (matcher == null || matcher.matches(values))) {
                visitor.visit(read.mid(), new KeyValues(values, read.delivered()), !opened.row.isRead());
            }
            return true;
        }, arguments.toArray());
    }

    /// The links of search folders have no more columns than they need.
    private Optional<LineSql> narrowed(Restriction wanted) {
        return search || session.reads().decide(wanted) ? Optional.empty()
                : LineSql.of(wanted, session.caller().codePage());
    }

    private LineTest lineTest(Restriction wanted) {
        return LineTest.of(wanted, session.caller().codePage(), textOrder());
    }

    private void scan(Sql sql, FolderIndex.Lines index, Optional<Restriction> wanted, Visitor visitor)
            throws SQLException {
        LineTest test = wanted.map(this::lineTest).orElse(_ -> LineTest.YES);
        RowMatcher matcher = wanted.map(this::matcher).orElse(null);
        for (MessageLine line : index.natural()) {
            int told = test.test(line);
            if (told == LineTest.YES || told == LineTest.MAYBE && matcher != null
                    && matches(sql, RowView.Ref.of(line.mid()), matcher)) {
                visitor.visit(line.mid(), new KeyValues(new LineValues(line), line.delivered()), line.isUnread());
            }
        }
    }

    /// The properties that an index tells for every row.
    private record LineValues(MessageLine line) implements RowValues {
        @Override
        public Optional<Value> value(PropertyTag tag) {
            return line.told(tag) instanceof MessageLine.Told.Present(Value value) ? Optional.of(value)
                    : Optional.empty();
        }

        @Override
        public List<RowValues> parts(PropertyTag subObject) {
            return List.of();
        }
    }

    /// For sorting: creation stands for a delivery that was not, as in the folder's natural order.
    private record KeyValues(RowValues whole, long delivered) implements RowValues {
        @Override
        public Optional<Value> value(PropertyTag tag) throws SQLException {
            return tag.id() == Tags.MESSAGE_DELIVERY_TIME.id() ? Optional.of(new Value.Time(delivered))
                    : whole.value(tag);
        }

        @Override
        public List<RowValues> parts(PropertyTag subObject) throws SQLException {
            return whole.parts(subObject);
        }
    }

    @Override
    Optional<Opened> load(Sql sql, long id) throws SQLException {
        Optional<MessageRow> found = MessageRow.find(sql, mailbox.mb, id).filter(row -> (search || row.fid() == fid)
                && row.isDeleted() == scope.deleted());
        return found.isEmpty() ? Optional.empty() : Optional.of(opened(sql, found.get()));
    }

    @Override
    List<Row> read(Sql sql, RowView rows, int from, int count, List<PropertyTag> columns) throws SQLException {
        if (!(rows instanceof PagedContents paged)) {
            return super.read(sql, rows, from, count, columns);
        }
        var read = new ArrayList<Row>(count);
        for (MessageRow row : paged.rows(sql, from, count)) {
            read.add(row(sql, RowView.Ref.of(row.mid()), Optional.of(opened(sql, row)), columns));
        }
        return read;
    }

    @Override
    OptionalInt find(Sql sql, RowView rows, Restriction wanted, RowMatcher matcher, int from, boolean backwards)
            throws SQLException {
        return switch (rows) {
            case PagedContents paged when lines != null -> find(sql, paged.indexed(lines.natural()), wanted, matcher,
                    from, backwards);
            case PagedContents paged -> paged.find(sql, narrowed(wanted),
                    row -> matcher.matches(values(sql, opened(sql, row))), from, backwards);
            case RowView.Indexed indexed -> find(sql, indexed, wanted, matcher, from, backwards);
            default -> super.find(sql, rows, wanted, matcher, from, backwards);
        };
    }

    private OptionalInt find(Sql sql, RowView.Indexed rows, Restriction wanted, RowMatcher matcher, int from,
            boolean backwards) throws SQLException {
        LineTest test = session.reads().decide(wanted) ? _ -> LineTest.MAYBE
                : lineTest(wanted);
        int step = backwards ? -1 : 1;
        for (int at = backwards ? Math.min(from, rows.size()) - 1 : Math.max(0, from);
                at >= 0 && at < rows.size(); at += step) {
            int told = test.test(rows.line(at));
            if (told == LineTest.YES || told == LineTest.MAYBE && matches(sql, rows.ref(at), matcher)) {
                return OptionalInt.of(at);
            }
        }
        return OptionalInt.empty();
    }

    @Override
    RowValues values(Sql sql, Opened opened) {
        return new RowValues() {
            @Override
            public Optional<Value> value(PropertyTag tag) throws SQLException {
                return MessageRow.value(sql, opened.view, tag);
            }

            @Override
            public List<RowValues> parts(PropertyTag subObject) throws SQLException {
                if (subObject.id() == Tags.MESSAGE_RECIPIENTS.id()) {
                    return BagCodec.decodeRecipients(opened.row.recipients()).stream().map(ContentsTable::recipient)
                            .toList();
                }
                var parts = new ArrayList<RowValues>();
                if (subObject.id() == Tags.MESSAGE_ATTACHMENTS.id()) {
                    opened.row.parts(sql, mailbox.mb).attachments.forEach((number, attachment) ->
                            parts.add(AttachmentTable.values(mailbox, number, attachment)));
                }
                return parts;
            }
        };
    }

    private static RowValues recipient(MessageDraft.Recipient recipient) {
        return new RowValues() {
            @Override
            public Optional<Value> value(PropertyTag tag) {
                return tag.id() == Tags.RECIPIENT_TYPE.id() ? Optional.of(new Value.Int32(recipient.type()))
                        : recipient.property(tag);
            }

            @Override
            public List<RowValues> parts(PropertyTag subObject) {
                return List.of();
            }
        };
    }

    @Override
    Cell cell(Sql sql, Opened opened, int instance, PropertyTag column) throws SQLException {
        if (column.id() == Tags.ROW_TYPE.id()) {
            return new Cell.Present(new Value.Int32(LEAF));
        }
        if (column.id() == Tags.DEPTH.id()) {
            return new Cell.Present(new Value.Int32(depth()));
        }
        if (column.id() == Tags.INSTANCE_NUM.id()) {
            return new Cell.Present(new Value.Int32(instance));
        }
        if (column.id() == Tags.INSTANCE_KEY.id()) {
            return new Cell.Present(new Value.Binary(
                    new ByteWriter(12).i64(opened.row.mid()).i32(instance).toBytes()));
        }
        if (column.id() == Tags.ACCESS.id() && !session.access().isFull()) {
            return new Cell.Present(new Value.Int32(FolderAccess.messageAccess(
                    session.access().rights(sql, opened.row))));
        }
        PropertyTag whole = SortKeys.isInstance(column) ? column.withType(column.type()) : column;
        Cell cell = Cells.cell(whole, opened.view.computed(whole), opened.view.bag(), session.caller().codePage(),
                apart -> new Cell.Present(apart.type() == PropertyType.OBJECT ? new Value.ObjectValue(apart.start())
                        : BagCodec.ofBytes(apart.type(), apart.start())));
        if (cell instanceof Cell.Absent && column.id() == Tags.BODY.id()) { // what a preview shows of any body
            return BodyRules.derived(sql, opened.view, column)
                    .map(value -> Cells.asked(column, value, session.caller().codePage())).orElse(cell);
        }
        return SortKeys.isInstance(column) && cell instanceof Cell.Present(Value value)
                ? InstanceValues.single(value, instance).<Cell>map(Cell.Present::new).orElseGet(Cell.Absent::new)
                : cell;
    }

    @Override
    public List<PropertyTag> allColumns() {
        var columns = new ArrayList<>(MessageView.computedTags());
        MessageRules.fresh(mailbox).entries().stream().map(PropertyBag.Entry::tag).forEach(columns::add);
        columns.addAll(List.of(Tags.SUBJECT, Tags.NORMALIZED_SUBJECT, Tags.MESSAGE_DELIVERY_TIME,
                Tags.CLIENT_SUBMIT_TIME, Tags.ROW_TYPE, Tags.DEPTH, Tags.CONTENT_COUNT, Tags.CONTENT_UNREAD_COUNT));
        return columns.stream().distinct().toList();
    }
}
