package org.gatehouse.store;

import java.sql.SQLException;
import java.util.List;
import org.gatehouse.database.Dialect;
import org.gatehouse.database.Migrations;
import org.gatehouse.database.Sql;

/// The tables of a mailbox database. Shipped steps are never edited: a change is another step.
final class StoreSchema {
    /// `props` columns come last so that reading the others touches no overflow page.
    private static final String FORMAT_1 = """
            CREATE TABLE database_identity (
              guid {blob} NOT NULL,
              kind TEXT NOT NULL
            );
            CREATE TABLE mailbox (
              mb {identity},
              guid {blob} NOT NULL UNIQUE,
              replica_guid {blob} NOT NULL,
              legacy_dn TEXT NOT NULL,
              display_name TEXT NOT NULL,
              smtp_address TEXT NOT NULL,
              next_counter BIGINT NOT NULL,
              created BIGINT NOT NULL,
              props {blob} NOT NULL
            );
            CREATE TABLE folder (
              mb BIGINT NOT NULL,
              fid BIGINT NOT NULL,
              parent BIGINT NOT NULL,
              name TEXT NOT NULL,
              name_key TEXT NOT NULL,
              type BIGINT NOT NULL,
              special TEXT,
              cn BIGINT NOT NULL,
              items BIGINT NOT NULL,
              unread BIGINT NOT NULL,
              associated_items BIGINT NOT NULL,
              bytes BIGINT NOT NULL,
              props {blob} NOT NULL,
              PRIMARY KEY (mb, fid)
            );
            CREATE UNIQUE INDEX folder_by_name ON folder (mb, parent, name_key);
            CREATE TABLE message (
              mb BIGINT NOT NULL,
              mid BIGINT NOT NULL,
              fid BIGINT NOT NULL,
              associated BIGINT NOT NULL,
              cn BIGINT NOT NULL,
              delivered BIGINT NOT NULL,
              bytes BIGINT NOT NULL,
              flags BIGINT NOT NULL,
              status BIGINT NOT NULL,
              attachments BIGINT NOT NULL,
              recipients {blob} NOT NULL,
              props {blob} NOT NULL,
              PRIMARY KEY (mb, mid)
            );
            CREATE INDEX message_by_delivery ON message (mb, fid, associated, delivered DESC, mid DESC);
            CREATE TABLE attachment (
              mb BIGINT NOT NULL,
              mid BIGINT NOT NULL,
              path TEXT NOT NULL,
              embedded {blob},
              props {blob} NOT NULL,
              PRIMARY KEY (mb, mid, path)
            );
            CREATE TABLE content (
              id {key},
              mb BIGINT NOT NULL,
              mid BIGINT NOT NULL,
              data {blob} NOT NULL
            );
            CREATE INDEX content_by_message ON content (mb, mid);
            CREATE TABLE named_property (
              mb BIGINT NOT NULL,
              id BIGINT NOT NULL,
              name {blob} NOT NULL,
              PRIMARY KEY (mb, id)
            );
            CREATE UNIQUE INDEX named_property_by_name ON named_property (mb, name);
            CREATE TABLE receive_folder (
              mb BIGINT NOT NULL,
              class_key TEXT NOT NULL,
              message_class TEXT NOT NULL,
              fid BIGINT NOT NULL,
              modified BIGINT NOT NULL,
              PRIMARY KEY (mb, class_key)
            );
            """;

    /// Only a database that several processes write has these: what they tell each other (see [SharedChanges]), and a
    /// number for each mount.
    private static final String SHARED = """
            CREATE TABLE mount (number BIGINT NOT NULL);
            INSERT INTO mount (number) VALUES (0);
            CREATE TABLE change (
              id {identity},
              mb BIGINT NOT NULL,
              origin BIGINT NOT NULL,
              written TIMESTAMPTZ NOT NULL DEFAULT clock_timestamp(),
              body {blob} NOT NULL
            );
            """;
    private static final Migrations.Step SHARING = (sql, dialect) -> {
        if (dialect == Dialect.POSTGRESQL) {
            Migrations.Step.statements(SHARED).apply(sql, dialect);
        }
    };

    /// What messages are sorted and searched by, in columns and in the index that orders a folder: a search reads the
    /// index alone. Null where there is no value, `unsure` where the columns cannot tell it. The newest come last: what
    /// is appended leaves fuller pages than what is put before.
    private static final String MESSAGE_KEYS = """
            ALTER TABLE message ADD COLUMN subject_key TEXT;
            ALTER TABLE message ADD COLUMN prefix_chars BIGINT NOT NULL DEFAULT 0;
            ALTER TABLE message ADD COLUMN sender_key TEXT;
            ALTER TABLE message ADD COLUMN class_key TEXT;
            ALTER TABLE message ADD COLUMN submitted BIGINT;
            ALTER TABLE message ADD COLUMN importance BIGINT;
            ALTER TABLE message ADD COLUMN unsure BIGINT NOT NULL DEFAULT 0;
            DROP INDEX message_by_delivery;
            """;
    private static final String MESSAGE_KEYS_INDEX = """
            CREATE INDEX message_by_delivery ON message (mb, fid, associated, delivered, mid, unsure, subject_key,
              prefix_chars, sender_key, class_key, flags, bytes, status, submitted, importance);
            """;
    private static final int FILLED_AT_ONCE = 500;

    static final Migrations MIGRATIONS = new Migrations("store", List.of(Migrations.Step.statements(FORMAT_1),
            Migrations.Step.statements(FolderSchema.FORMAT_2), SHARING, StoreSchema::addMessageKeys,
            Migrations.Step.statements(PerUserRows.TABLE + ReplicaIds.TABLE),
            Migrations.Step.statements(SubmissionSchema.TABLES), Migrations.Step.statements(FolderSchema.COMPUTED),
            Migrations.Step.statements(MoveSchema.TABLES), Migrations.Step.statements(Lineage.TABLE),
            Migrations.Step.additive(Migrations.Step.statements(SubmissionSchema.SENDINGS))));

    private StoreSchema() {}

    private static void addMessageKeys(Sql sql, Dialect dialect) throws SQLException {
        Migrations.Step.statements(MESSAGE_KEYS).apply(sql, dialect);
        record Found(long mb, long mid, byte[] props) {}
        List<Found> found;
        var last = new Found(Long.MIN_VALUE, Long.MIN_VALUE, new byte[0]);
        do {
            found = sql.list("SELECT mb, mid, props FROM message WHERE (mb, mid) > (?, ?) ORDER BY mb, mid LIMIT "
                    + FILLED_AT_ONCE, row -> new Found(row.getLong(1), row.getLong(2), row.getBytes(3)), last.mb,
                    last.mid);
            for (Found each : found) {
                MessageKeys keys = MessageKeys.of(BagCodec.decode(each.props));
                sql.update("UPDATE message SET subject_key = ?, prefix_chars = ?, sender_key = ?, class_key = ?, "
                        + "submitted = ?, importance = ?, unsure = ? WHERE mb = ? AND mid = ?", keys.subject(),
                        keys.prefix(), keys.sender(), keys.messageClass(), keys.submitted(), keys.importance(),
                        keys.unsure(), each.mb, each.mid);
                last = each;
            }
        } while (found.size() == FILLED_AT_ONCE);
        Migrations.Step.statements(MESSAGE_KEYS_INDEX).apply(sql, dialect);
    }
}
