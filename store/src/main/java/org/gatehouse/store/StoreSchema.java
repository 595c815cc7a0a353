package org.gatehouse.store;

import java.util.List;
import org.gatehouse.database.Dialect;
import org.gatehouse.database.Migrations;

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

    static final Migrations MIGRATIONS = new Migrations("store", List.of(Migrations.Step.statements(FORMAT_1),
            Migrations.Step.statements(FolderSchema.FORMAT_2), SHARING));

    private StoreSchema() {}
}
