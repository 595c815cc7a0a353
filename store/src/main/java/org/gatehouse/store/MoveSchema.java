package org.gatehouse.store;

import java.util.List;

/// What online moves of mailboxes need, and which tables a mailbox consists of.
///
/// The row of `mailbox` says where a mailbox is. A database that a mailbox is moved to has its other rows already, but
/// not that one, so nobody sees them; a database that it has left has them still, so that it can be taken back.
final class MoveSchema {
    /// In the source: `departing` says which move copies the mailbox and who does (`epoch` grows with every owner), and
    /// `move_trail` what was changed behind its back: `kind` is a [Part], `a` and `b` its key. `departed` has the rows
    /// of `mailbox` of those that are locked for their last changes (`state` 0), or have gone (1), with where to.
    ///
    /// In the target: `arriving` is how far a move has come, in `position` (and, for links, `position_within`) of the
    /// table that `phase` names and in the `trail`; `arriving_bad` has the messages that cannot be read.
    static final String TABLES = """
            CREATE TABLE departing (
              mb BIGINT PRIMARY KEY,
              move {blob} NOT NULL,
              epoch BIGINT NOT NULL
            );
            CREATE TABLE move_trail (
              id {identity},
              mb BIGINT NOT NULL,
              kind BIGINT NOT NULL,
              a BIGINT NOT NULL,
              b BIGINT NOT NULL
            );
            CREATE INDEX move_trail_by_mailbox ON move_trail (mb, id);
            CREATE TABLE departed (
              mb BIGINT PRIMARY KEY,
              guid {blob} NOT NULL,
              replica_guid {blob} NOT NULL,
              legacy_dn TEXT NOT NULL,
              display_name TEXT NOT NULL,
              smtp_address TEXT NOT NULL,
              next_counter BIGINT NOT NULL,
              created BIGINT NOT NULL,
              props {blob} NOT NULL,
              move {blob} NOT NULL,
              target {blob} NOT NULL,
              state BIGINT NOT NULL,
              since BIGINT NOT NULL
            );
            CREATE INDEX departed_by_guid ON departed (guid);
            CREATE TABLE arriving (
              guid {blob} NOT NULL PRIMARY KEY,
              mb BIGINT NOT NULL,
              move {blob} NOT NULL,
              epoch BIGINT NOT NULL,
              phase BIGINT NOT NULL,
              position BIGINT NOT NULL,
              position_within BIGINT NOT NULL,
              trail BIGINT NOT NULL,
              items BIGINT NOT NULL,
              bytes BIGINT NOT NULL
            );
            CREATE TABLE arriving_bad (
              guid {blob} NOT NULL,
              mid BIGINT NOT NULL,
              fid BIGINT NOT NULL,
              why TEXT NOT NULL,
              PRIMARY KEY (guid, mid)
            );
            """;

    /// Columns of `mailbox` that go along.
    static final String MAILBOX_COLUMNS =
            "guid, replica_guid, legacy_dn, display_name, smtp_address, next_counter, created, props";

    static final Copied FOLDER = new Copied("folder", "fid", "fid, parent, name, name_key, type, special, cn, items, "
            + "unread, associated_items, bytes, props, permissions, deleted, ipm, deleted_items, deleted_associated, "
            + "deleted_bytes, deleted_total, hierarchy_changes, committed, contents_committed, hierarchy_committed, "
            + "contents_changes");
    static final Copied MESSAGE = new Copied("message", "mid", "mid, props, recipients, fid, associated, cn, "
            + "delivered, bytes, flags, status, attachments, subject_key, prefix_chars, sender_key, class_key, "
            + "submitted, importance, unsure, deleted");
    static final Copied ATTACHMENT = new Copied("attachment", "mid", "mid, props, embedded, path");
    static final Copied CONTENT = new Copied("content", "mid", "mid, id, data");
    static final Copied LINK = new Copied("search_link", "fid", "fid, mid, delivered, unread, bytes");
    /// Small ones, which are copied whole.
    static final List<Copied> WHOLE = List.of(new Copied("named_property", "id", "id, name"),
            new Copied("receive_folder", "fid", "class_key, message_class, fid, modified"),
            new Copied("search_folder", "fid", "fid, criteria, state, epoch, done"),
            new Copied("per_user", "fid", "reader, replica, fid, source, version, modified, data"),
            new Copied("replica", "id", "id, guid, first_number, names_after"),
            new Copied("arrival", "arrived", "id, arrived"),
            new Copied("submission", "mid", "mid, id, keeper, due, taken, attempts, submitted, turn"),
            new Copied("sending", "slot", "span, slot, amount"));

    private MoveSchema() {}

    /// What one entry of the trail is about.
    enum Part {
        /// `a` is the folder.
        FOLDER,
        /// With its attachments and contents; `a` is the message.
        MESSAGE,
        /// `a` is the search folder, `b` the message.
        LINK
    }

    /// A table of a mailbox.
    ///
    /// @param key the column that parts of it are found by
    /// @param columns all but `mb`
    record Copied(String table, String key, String columns) {
        int width() {
            return columns.split(",").length;
        }

        String select(String where) {
            return "SELECT " + columns + " FROM " + table + " WHERE mb = ?" + where;
        }

        String insert() {
            return "INSERT INTO " + table + " (mb, " + columns + ") VALUES (?" + ", ?".repeat(width()) + ")";
        }

        String delete(String where) {
            return "DELETE FROM " + table + " WHERE mb = ?" + where;
        }
    }
}
