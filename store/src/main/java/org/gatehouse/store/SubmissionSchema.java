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

    private SubmissionSchema() {}
}
