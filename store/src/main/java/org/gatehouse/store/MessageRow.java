package org.gatehouse.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import org.gatehouse.database.Sql;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.wire.ByteReader;

/// A row of `message`, undecoded.
///
/// @param isDeleted softly: see [FolderSchema#FORMAT_2]
record MessageRow(long mid, long fid, boolean associated, long cn, long delivered, long bytes, int flags, int status,
        int attachments, byte[] recipients, byte[] props, boolean isDeleted) {
    static final int ASSOCIATED = 1;
    static final int DELETED = 2;
    static final String COLUMNS =
            "mid, fid, associated, cn, delivered, bytes, flags, status, attachments, recipients, props";
    /// Without the recipients, for rows that only show properties.
    static final String BARE_COLUMNS = "mid, fid, associated, cn, delivered, bytes, flags, status, attachments, "
            + "NULL AS recipients, props";
    private static final byte[] NO_RECIPIENTS = BagCodec.encodeRecipients(java.util.List.of());
    private static final String ONE = "SELECT " + COLUMNS + " FROM message WHERE mb = ? AND mid = ?";
    /// The messages of a folder, by `mb`, `fid` and `associated`; every table's rows come from here.
    static final String IN_FOLDER = " FROM message WHERE mb = ? AND fid = ? AND associated = ?";
    static final String IDS_OF_FOLDER =
            "SELECT mid FROM message WHERE mb = ? AND fid = ? AND associated = ? ORDER BY delivered DESC, mid DESC";

    /// The finds of a search folder, by the same arguments as [#IN_FOLDER] and in the order of the links' index.
    static final String IN_SEARCH = " FROM (SELECT l.mid, m.fid, m.associated, m.cn, l.delivered, m.bytes, m.flags, "
            + "m.status, m.attachments, m.recipients, m.props FROM search_link l JOIN message m ON m.mb = l.mb "
            + "AND m.mid = l.mid WHERE l.mb = ? AND l.fid = ?) found WHERE associated = ?";
    /// All messages of a mailbox, by the same arguments as [#IN_FOLDER].
    static final String IN_MAILBOX = " FROM message WHERE mb = ? AND 0 < ? AND associated = ?";
    static final String IDS_OF_SEARCH = "SELECT mid FROM search_link WHERE mb = ? AND fid = ? AND 0 = ? "
            + "ORDER BY delivered DESC, mid DESC";

    static Optional<MessageRow> find(Sql sql, long mb, long mid) throws SQLException {
        return sql.one(ONE, MessageRow::read, mb, mid);
    }

    /// 0 for a message that is not there.
    static long bytes(Sql sql, long mb, long mid) throws SQLException {
        return sql.one("SELECT bytes FROM message WHERE mb = ? AND mid = ?", row -> row.getLong(1), mb, mid)
                .orElse(0L);
    }

    static MessageRow read(ResultSet row) throws SQLException {
        int place = row.getInt(3);
        byte[] recipients = row.getBytes(10);
        return new MessageRow(row.getLong(1), row.getLong(2), (place & ASSOCIATED) != 0, row.getLong(4),
                row.getLong(5), row.getLong(6), row.getInt(7), row.getInt(8), row.getInt(9),
                recipients == null ? NO_RECIPIENTS : recipients, row.getBytes(11), (place & DELETED) != 0);
    }

    /// The same as a reader sees it whose read state is kept elsewhere.
    MessageRow withRead(boolean read) {
        int seen = read ? flags | MessageView.READ : flags & ~MessageView.READ;
        return seen == flags ? this : new MessageRow(mid, fid, associated, cn, delivered, bytes, seen, status,
                attachments, recipients, props, isDeleted);
    }

    boolean isRead() {
        return (flags & MessageView.READ) != 0;
    }

    MessageView view(Mailbox mailbox, PropertyBag bag) {
        return new MessageView(mailbox, mid, fid, associated, cn, () -> bytes, flags, status, true, bag);
    }

    /// The whole message but for its long values.
    MessageParts parts(Sql sql, long mb) throws SQLException {
        var parts = new MessageParts(BagCodec.decode(props));
        BagCodec.decodeRecipients(recipients).forEach(each -> parts.recipients.put(each.rowId(), each));
        if (attachments > 0) {
            sql.each("SELECT path, embedded, props FROM attachment WHERE mb = ? AND mid = ? "
                    + "ORDER BY length(path)", row -> {
                attach(parts, row.getString(1), row.getBytes(2), row.getBytes(3));
                return true;
            }, mb, mid);
        }
        return parts;
    }

    /// Hangs an attachment where its path says: `2`, or `2/0` for the first within the message in the third. Shorter
    /// paths come first, so that the message it is in is there.
    private static void attach(MessageParts parts, String path, byte @org.jspecify.annotations.Nullable [] embedded,
            byte[] props) {
        MessageParts holder = parts;
        String[] numbers = path.split("/", -1);
        for (int level = 0; level < numbers.length - 1; level++) {
            MessageParts.Attachment outer = holder.attachments.get(Integer.parseInt(numbers[level]));
            if (outer == null || outer.embedded == null) {
                throw new IllegalStateException("attachment " + path + " without the message around it");
            }
            holder = outer.embedded;
        }
        MessageParts inside = null;
        if (embedded != null) {
            var in = new ByteReader(embedded);
            inside = new MessageParts(BagCodec.read(in));
            for (MessageDraft.Recipient each : BagCodec.decodeRecipients(in.rest().toArray())) {
                inside.recipients.put(each.rowId(), each);
            }
        }
        holder.attachments.put(Integer.parseInt(numbers[numbers.length - 1]),
                new MessageParts.Attachment(BagCodec.decode(props), inside));
    }

    /// The value of a restriction's or sort's property, read whole when it is kept apart.
    static Optional<org.gatehouse.mapi.property.Value> value(Sql sql, MessageView view, PropertyTag tag)
            throws SQLException {
        var computed = view.computed(tag);
        if (computed.isPresent()) {
            return computed;
        }
        var entry = view.bag().entry(tag);
        if (entry.isEmpty()) {
            return BodyRules.isBody(tag) ? BodyRules.derived(sql, view, tag) : Optional.empty();
        }
        return Optional.of(switch (entry.get().stored()) {
            case Stored.Here(var value) -> value;
            case Stored.Apart apart -> Contents.whole(sql, view.mailbox(), apart);
        });
    }
}
