package org.gatehouse.store;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import org.gatehouse.database.Sql;
import org.gatehouse.mapi.property.ErrorCode;
import org.jspecify.annotations.Nullable;

/// How much a mailbox may hold, as one session keeps to it ([MS-OXCSTOR] 2.2.2.1.1.3; ecQuotaExceeded of [MS-OXCDATA]
/// 2.4). Far below the limit the mailbox is measured now and then only.
final class Quota {
    /// Others write too: what they added is seen after this.
    private static final Duration TRUSTED_MAX = Duration.ofSeconds(10);

    private final Mailbox mailbox;
    private volatile long bytesMax = Long.MAX_VALUE;
    private volatile @Nullable Measured measured;

    Quota(Mailbox mailbox) {
        this.mailbox = mailbox;
    }

    private record Measured(Instant at, long bytes) {}

    void limitTo(long bytes) {
        bytesMax = bytes;
    }

    static long bytes(Sql sql, Mailbox mailbox) throws SQLException {
        return sql.one("SELECT COALESCE(SUM(bytes), 0) FROM folder WHERE mb = ?", row -> row.getLong(1), mailbox.mb)
                .orElse(0L);
    }

    /// Within a write that adds so many bytes. Who is over the limit may still make things smaller.
    ///
    /// @throws MailboxException QUOTA_EXCEEDED
    void require(Sql sql, long growth) throws SQLException {
        long max = bytesMax;
        if (max == Long.MAX_VALUE || growth <= 0) {
            return;
        }
        Instant now = mailbox.clock.instant();
        Measured last = measured;
        boolean fresh = last != null && last.at.plus(TRUSTED_MAX).isAfter(now) && !now.isBefore(last.at);
        long before = fresh && last != null && last.bytes + growth <= max - max / 10 ? last.bytes
                : bytes(sql, mailbox);
        if (before + growth > max) {
            throw new MailboxException(ErrorCode.QUOTA_EXCEEDED, "the mailbox holds " + before + " of " + max
                    + " bytes");
        }
        measured = new Measured(fresh && last != null && before == last.bytes ? last.at : now, before + growth);
    }
}
