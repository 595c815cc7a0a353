package org.gatehouse.store;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.gatehouse.database.Sql;
import org.gatehouse.mapi.property.Cell;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.property.Restriction;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.mapi.property.Value;

/// The attachments of a draft, as they are in it. A row's id is the attachment's number.
final class AttachmentTable extends RowTable<AttachmentTable.Numbered> {
    private final SqlDraft draft;

    AttachmentTable(SqlDraft draft) {
        super(draft.session);
        this.draft = draft;
    }

    record Numbered(int number, MessageParts.Attachment parts) {}

    /// Drafts do not count their changes: the list is drawn up at every use.
    private long uses;

    @Override
    long generation() {
        return uses++;
    }

    private TreeMap<Integer, MessageParts.Attachment> attachments() {
        return new TreeMap<>(draft.attachmentParts());
    }

    @Override
    void scan(Sql sql, Optional<Restriction> wanted, List<PropertyTag> keys, Visitor visitor) throws SQLException {
        RowMatcher matcher = wanted.map(this::matcher).orElse(null);
        for (var entry : attachments().entrySet()) {
            RowValues values = values(mailbox, entry.getKey(), entry.getValue());
            if (matcher == null || matcher.matches(values)) {
                visitor.visit(entry.getKey(), values, false);
            }
        }
    }

    @Override
    Optional<Numbered> load(Sql sql, long id) {
        return Optional.ofNullable(attachments().get((int) id)).map(parts -> new Numbered((int) id, parts));
    }

    @Override
    RowValues values(Sql sql, Numbered row) {
        return values(mailbox, row.number, row.parts);
    }

    /// An attachment for restrictions; of long values only the start.
    static RowValues values(Mailbox mailbox, int number, MessageParts.Attachment parts) {
        return new RowValues() {
            @Override
            public Optional<Value> value(PropertyTag tag) {
                return SqlAttachmentDraft.computed(tag, number, parts, true).or(() -> parts.bag.entry(tag)
                        .map(entry -> switch (entry.stored()) {
                            case Stored.Here(Value value) -> value;
                            case Stored.Apart apart -> BagCodec.ofBytes(apart.type(), apart.start());
                        }));
            }

            @Override
            public List<RowValues> parts(PropertyTag subObject) {
                return List.of();
            }
        };
    }

    @Override
    Cell cell(Sql sql, Numbered row, int instance, PropertyTag column) {
        return Cells.cell(column, SqlAttachmentDraft.computed(column, row.number, row.parts, draft.isWritable()),
                row.parts.bag, session.caller().codePage(),
                apart -> new Cell.Present(BagCodec.ofBytes(apart.type(), apart.start())));
    }

    @Override
    public List<PropertyTag> allColumns() {
        var columns = new ArrayList<>(SqlAttachmentDraft.computedTags());
        for (MessageParts.Attachment attachment : attachments().values()) {
            attachment.bag.entries().stream().map(PropertyBag.Entry::tag).filter(tag -> !columns.contains(tag))
                    .forEach(columns::add);
        }
        return columns;
    }
}
