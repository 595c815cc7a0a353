package org.gatehouse.store;

/// What folders need beyond the first format: permission lists, soft deletion, search folders.
final class FolderSchema {
    /// `message.associated` says which of four tables a message is in: bit 0 for associated ones, bit 1 for softly
    /// deleted ones ([MS-OXCFOLD] 3.1.1.2); so those who ask for 0 or 1 see existing messages only, by the same index.
    /// `deleted` is when, as FILETIME, and 0 for what exists.
    static final String FORMAT_2 = """
            ALTER TABLE folder ADD COLUMN permissions {blob};
            ALTER TABLE folder ADD COLUMN deleted BIGINT NOT NULL DEFAULT 0;
            ALTER TABLE folder ADD COLUMN ipm BIGINT NOT NULL DEFAULT 0;
            ALTER TABLE folder ADD COLUMN deleted_items BIGINT NOT NULL DEFAULT 0;
            ALTER TABLE folder ADD COLUMN deleted_associated BIGINT NOT NULL DEFAULT 0;
            ALTER TABLE folder ADD COLUMN deleted_bytes BIGINT NOT NULL DEFAULT 0;
            ALTER TABLE folder ADD COLUMN deleted_total BIGINT NOT NULL DEFAULT 0;
            ALTER TABLE folder ADD COLUMN hierarchy_changes BIGINT NOT NULL DEFAULT 0;
            ALTER TABLE folder ADD COLUMN committed BIGINT NOT NULL DEFAULT 0;
            ALTER TABLE folder ADD COLUMN contents_committed BIGINT NOT NULL DEFAULT 0;
            CREATE INDEX folder_by_deletion ON folder (deleted) WHERE deleted > 0;
            ALTER TABLE message ADD COLUMN deleted BIGINT NOT NULL DEFAULT 0;
            CREATE INDEX message_by_deletion ON message (deleted) WHERE deleted > 0;
            CREATE TABLE search_folder (
              mb BIGINT NOT NULL,
              fid BIGINT NOT NULL,
              criteria {blob} NOT NULL,
              state BIGINT NOT NULL,
              epoch BIGINT NOT NULL,
              done BIGINT NOT NULL,
              PRIMARY KEY (mb, fid)
            );
            CREATE TABLE search_link (
              mb BIGINT NOT NULL,
              fid BIGINT NOT NULL,
              mid BIGINT NOT NULL,
              delivered BIGINT NOT NULL,
              unread BIGINT NOT NULL,
              bytes BIGINT NOT NULL,
              PRIMARY KEY (mb, fid, mid)
            );
            CREATE INDEX search_link_by_delivery ON search_link (mb, fid, delivered DESC, mid DESC);
            CREATE INDEX search_link_by_message ON search_link (mb, mid);
            UPDATE folder SET ipm = 1 WHERE (mb, fid) IN (
              WITH RECURSIVE tree (mb, fid) AS (
                SELECT top.mb, top.fid FROM folder top WHERE top.special IN ('IPM_SUBTREE', 'PUBLIC_IPM_SUBTREE')
                UNION ALL
                SELECT below.mb, below.fid FROM folder below JOIN tree ON below.mb = tree.mb
                  AND below.parent = tree.fid AND below.fid <> below.parent
              )
              SELECT mb, fid FROM tree
            );
            """;

    /// Of a message `m`: an extended rule, which clients keep as associated messages of this class ([MS-OXORULE]
    /// 2.2.4). There is an index of them, so that every look at a folder may ask.
    static final String IS_RULE = "m.associated = 1 AND m.class_key = 'ipm.extendedrule.message'";

    /// What further properties of folders are computed from. `hierarchy_committed` is when a folder came, went or
    /// changed at any depth below, `contents_changes` grows with every write to messages in the folder; the index by
    /// delivery has the change numbers too, by which readers of public folders count what they have not read.
    static final String COMPUTED = """
            ALTER TABLE folder ADD COLUMN hierarchy_committed BIGINT NOT NULL DEFAULT 0;
            ALTER TABLE folder ADD COLUMN contents_changes BIGINT NOT NULL DEFAULT 0;
            CREATE INDEX rule_by_folder ON message (mb, fid)
              WHERE associated = 1 AND class_key = 'ipm.extendedrule.message';
            DROP INDEX message_by_delivery;
            CREATE INDEX message_by_delivery ON message (mb, fid, associated, delivered, mid, unsure, subject_key,
              prefix_chars, sender_key, class_key, flags, bytes, status, submitted, importance, cn);
            """;

    /// Notes that the hierarchy below a folder has changed, on it and all above it; by time, mailbox, folder, mailbox.
    static final String HIERARCHY_CHANGED = """
            UPDATE folder SET hierarchy_committed = ? WHERE mb = ? AND fid IN (
              WITH RECURSIVE up (fid) AS (
                SELECT CAST(? AS BIGINT)
                UNION
                SELECT above.parent FROM folder above JOIN up ON above.fid = up.fid WHERE above.mb = ?
              )
              SELECT fid FROM up
            )""";

    /// Marks what is below the IPM subtree of one new mailbox.
    static final String MARK_IPM = """
            UPDATE folder SET ipm = 1 WHERE mb = ? AND fid IN (
              WITH RECURSIVE tree (fid) AS (
                SELECT top.fid FROM folder top WHERE top.mb = ? AND top.special IN ('IPM_SUBTREE', 'PUBLIC_IPM_SUBTREE')
                UNION ALL
                SELECT below.fid FROM folder below JOIN tree ON below.mb = ?
                  AND below.parent = tree.fid AND below.fid <> below.parent
              )
              SELECT fid FROM tree
            )""";

    private FolderSchema() {}
}
