package org.gatehouse.store;

/// What sending needs: the queue of submitted messages, and what has arrived already.
final class SubmissionSchema {
    /// A row of `submission` is a message that waits in its folder with mfSubmitted: `keeper` says for whom (see
    /// [Submissions]), `due` when, `taken` until when a transport works on it, all times as FILETIME. A row of
    /// `arrival` says that a delivery was done, so that it is not done again after a crash.
    static final String TABLES = """
            CREATE TABLE submission (
              mb BIGINT NOT NULL,
              mid BIGINT NOT NULL,
              id {blob} NOT NULL,
              keeper BIGINT NOT NULL,
              due BIGINT NOT NULL,
              taken BIGINT NOT NULL,
              attempts BIGINT NOT NULL,
              submitted BIGINT NOT NULL,
              PRIMARY KEY (mb, mid)
            );
            CREATE INDEX submission_by_due ON submission (keeper, due);
            CREATE TABLE arrival (
              mb BIGINT NOT NULL,
              id {blob} NOT NULL,
              arrived BIGINT NOT NULL,
              PRIMARY KEY (mb, id)
            );
            CREATE INDEX arrival_by_time ON arrival (arrived);
            """;

    /// `turn` of a submission is a [SendingLine]'s; `sending` has what a mailbox's owner has sent: `amount` is of
    /// messages within a second, or of recipients within ten minutes, whichever `span` says in seconds, from `slot`
    /// times `span` on in seconds of the epoch. Programs that know neither send everything at once and count nothing.
    static final String SENDINGS = """
            ALTER TABLE submission ADD COLUMN turn BIGINT NOT NULL DEFAULT 0;
            CREATE TABLE sending (
              mb BIGINT NOT NULL,
              span BIGINT NOT NULL,
              slot BIGINT NOT NULL,
              amount BIGINT NOT NULL,
              PRIMARY KEY (mb, span, slot)
            );
            """;

    private SubmissionSchema() {}
}
