package org.gatehouse.store;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.gatehouse.database.Sql;
import org.gatehouse.mapi.property.Cell;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.property.PropertyType;
import org.gatehouse.mapi.property.SortOrder;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.mapi.property.Value;

/// The messages of a folder. Sorted by delivery, newest first, it is an index's order and reads no message.
final class ContentsTable extends RowTable<ContentsTable.Opened> {
    private final long fid;
    private final ContentsScope scope;

    ContentsTable(SqlMailboxSession session, long fid, ContentsScope scope) {
        super(session);
        this.fid = fid;
        this.scope = scope;
    }

    /// A row with its properties decoded.
    record Opened(MessageRow row, MessageView view) {}

    private Opened opened(MessageRow row) {
        return new Opened(row, row.view(mailbox, BagCodec.decode(row.props())));
    }

    @Override
    long generation() {
        return mailbox.contentGeneration(fid).get();
    }

    @Override
    List<Long> naturalIds(Sql sql) throws SQLException {
        return sql.list(MessageRow.IDS_OF_FOLDER, row -> row.getLong(1), mailbox.mb, fid, scope.place());
    }

    @Override
    boolean isNatural(List<SortOrder> orders) {
        return orders.isEmpty() || orders.size() == 1 && orders.getFirst().property().equals(Tags.MESSAGE_DELIVERY_TIME)
                && orders.getFirst().direction() == SortOrder.Direction.DESCENDING;
    }

    @Override
    void scan(Sql sql, Visitor<Opened> visitor) throws SQLException {
        sql.each(MessageRow.OF_FOLDER, row -> {
            MessageRow read = MessageRow.read(row);
            return visitor.visit(read.mid(), opened(read));
        }, mailbox.mb, fid, scope.place());
    }

    @Override
    Optional<Opened> load(Sql sql, long id) throws SQLException {
        return MessageRow.find(sql, mailbox.mb, id).filter(row -> row.fid() == fid
                && row.isDeleted() == scope.deleted()).map(this::opened);
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
    Cell cell(Sql sql, Opened opened, PropertyTag column) {
        if (column.id() == Tags.ROW_TYPE.id()) {
            // [MS-OXCTABL] 2.2.1.4: a leaf, no category.
            return new Cell.Present(new Value.Int32(1));
        }
        if (column.id() == Tags.DEPTH.id()) {
            return new Cell.Present(new Value.Int32(0));
        }
        return Cells.cell(column, opened.view.computed(column), opened.view.bag(), session.caller().codePage(),
                apart -> new Cell.Present(apart.type() == PropertyType.OBJECT ? new Value.ObjectValue(apart.start())
                        : BagCodec.ofBytes(apart.type(), apart.start())));
    }

    @Override
    public List<PropertyTag> allColumns() {
        var columns = new ArrayList<>(MessageView.computedTags());
        MessageRules.fresh(mailbox).entries().stream().map(PropertyBag.Entry::tag).forEach(columns::add);
        for (PropertyTag usual : List.of(Tags.SUBJECT, Tags.NORMALIZED_SUBJECT, Tags.MESSAGE_DELIVERY_TIME,
                Tags.CLIENT_SUBMIT_TIME)) {
            columns.add(usual);
        }
        return columns;
    }
}
