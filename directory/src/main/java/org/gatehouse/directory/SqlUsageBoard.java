package org.gatehouse.directory;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.gatehouse.database.Dialect;
import org.gatehouse.database.Migrations.Step;
import org.gatehouse.database.Sql;
import org.gatehouse.database.SqlEngine;
import org.gatehouse.security.throttling.BudgetKey;
import org.gatehouse.security.throttling.Component;
import org.gatehouse.security.throttling.Usage;
import org.gatehouse.security.throttling.UsageBoard;

/// The board as two tables of the directory's database. An exchange is one transaction that no disk is waited for:
/// what is lost with a crash is said again. Each member writes rows of its own only, and reads those that have changed
/// since it last looked; what is gone is marked, and taken away when everybody has had the time to see it.
public final class SqlUsageBoard implements UsageBoard {
    /// Older programs neither know nor need the tables.
    static final Step MADE = Step.additive(Step.statements("""
            CREATE TABLE budget_member (
                member TEXT PRIMARY KEY,
                round BIGINT NOT NULL,
                changed BIGINT NOT NULL,
                begun BIGINT NOT NULL);
            CREATE TABLE budget_use (
                member TEXT NOT NULL,
                owner TEXT NOT NULL,
                component TEXT NOT NULL,
                round BIGINT NOT NULL,
                used INTEGER NOT NULL,
                era BIGINT NOT NULL,
                connections BIGINT NOT NULL,
                address_book_connections BIGINT NOT NULL,
                ad BIGINT NOT NULL,
                cas BIGINT NOT NULL,
                mailbox_rpc BIGINT NOT NULL,
                recent_ad BIGINT NOT NULL,
                recent_cas BIGINT NOT NULL,
                recent_mailbox_rpc BIGINT NOT NULL,
                PRIMARY KEY (member, owner, component));
            CREATE INDEX budget_use_round ON budget_use (member, round);
            """));

    private static final int MEMBERS_MAX = 1_000;
    /// For how many rounds a row that is gone can be seen.
    private static final int GONE_ROUNDS = 256;
    private static final int SWEEP_ROUNDS = 64;
    private static final String COLUMNS = "owner, component, used, era, connections, address_book_connections, "
            + "ad, cas, mailbox_rpc, recent_ad, recent_cas, recent_mailbox_rpc";

    private final SqlEngine engine;

    public SqlUsageBoard(SqlEngine engine) {
        this.engine = engine;
    }

    @Override
    public Heard exchange(Told mine, Map<String, Long> known) {
        return engine.writeRepeatable(sql -> {
            if (sql.dialect() == Dialect.POSTGRESQL) {
                sql.execute("SET LOCAL synchronous_commit TO OFF");
            }
            boolean lost = !put(sql, mine);
            for (Map.Entry<String, Long> dead : new TreeMap<>(mine.dead()).entrySet()) {
                takeDown(sql, dead.getKey(), dead.getValue());
            }
            return new Heard(lost, read(sql, mine.member(), known));
        });
    }

    /// False when the member's rows are not what it believes: then they are taken away.
    private static boolean put(Sql sql, Told mine) throws SQLException {
        long changed = mine.changed().isEmpty() && mine.gone().isEmpty() ? 0 : mine.round();
        boolean lost = !mine.whole() && sql.update("UPDATE budget_member SET round = ?, "
                + "changed = CASE WHEN ? > 0 THEN ? ELSE changed END WHERE member = ? AND round = ?", mine.round(),
                changed, changed, mine.member(), mine.round() - 1) == 0;
        if (lost || mine.whole()) {
            sql.update("DELETE FROM budget_use WHERE member = ?", mine.member());
        }
        if (lost) {
            sql.update("DELETE FROM budget_member WHERE member = ?", mine.member());
            return false;
        }
        if (mine.whole()) {
            sql.update("INSERT INTO budget_member (member, round, changed, begun) VALUES (?, ?, ?, ?) "
                    + "ON CONFLICT (member) DO UPDATE SET round = excluded.round, changed = excluded.changed, "
                    + "begun = excluded.begun", mine.member(), mine.round(), mine.round(), mine.round());
        }
        for (Share share : mine.changed()) {
            put(sql, mine, share);
        }
        for (BudgetKey key : mine.gone()) {
            sql.put("UPDATE budget_use SET used = 0, round = ? WHERE member = ? AND owner = ? AND component = ?",
                    mine.round(), mine.member(), key.owner(), key.component().word());
        }
        if (mine.round() % SWEEP_ROUNDS == 0) {
            sql.put("DELETE FROM budget_use WHERE member = ? AND used = 0 AND round < ?", mine.member(),
                    mine.round() - GONE_ROUNDS);
        }
        return true;
    }

    private static void put(Sql sql, Told mine, Share share) throws SQLException {
        Usage usage = share.usage();
        Usage.Recent recent = share.recent();
        sql.put("INSERT INTO budget_use (member, round, " + COLUMNS + ")"
                + " VALUES (?, ?, ?, ?, 1, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
                + " ON CONFLICT (member, owner, component) DO UPDATE SET round = excluded.round, used = 1,"
                + " era = excluded.era, connections = excluded.connections,"
                + " address_book_connections = excluded.address_book_connections, ad = excluded.ad,"
                + " cas = excluded.cas, mailbox_rpc = excluded.mailbox_rpc, recent_ad = excluded.recent_ad,"
                + " recent_cas = excluded.recent_cas, recent_mailbox_rpc = excluded.recent_mailbox_rpc",
                mine.member(), mine.round(), share.key().owner(), share.key().component().word(), usage.era(),
                (long) usage.connections(), (long) usage.addressBookConnections(), usage.adNanos(), usage.casNanos(),
                usage.mailboxRpcNanos(), recent.adNanos(), recent.casNanos(), recent.mailboxRpcNanos());
    }

    /// Unless it has said something meanwhile.
    private static void takeDown(Sql sql, String member, long round) throws SQLException {
        if (sql.update("DELETE FROM budget_member WHERE member = ? AND round = ?", member, round) > 0) {
            sql.update("DELETE FROM budget_use WHERE member = ?", member);
        }
    }

    /// @param changed the last round with anything new
    /// @param begun since when the rows are all there is
    private record Row(String member, long round, long changed, long begun) {}

    private static List<Member> read(Sql sql, String me, Map<String, Long> known) throws SQLException {
        var members = new ArrayList<Member>();
        for (Row row : sql.list("SELECT member, round, changed, begun FROM budget_member WHERE member <> ? "
                + "ORDER BY member LIMIT " + MEMBERS_MAX, found -> new Row(found.getString(1), found.getLong(2),
                found.getLong(3), found.getLong(4)), me)) {
            long since = known.getOrDefault(row.member(), Long.MIN_VALUE);
            boolean whole = since < Math.max(row.begun(), row.round() - GONE_ROUNDS);
            members.add(member(sql, row, whole, whole ? Long.MIN_VALUE : since));
        }
        return members;
    }

    private static Member member(Sql sql, Row row, boolean whole, long since) throws SQLException {
        var changed = new ArrayList<Share>();
        Set<BudgetKey> gone = new HashSet<>();
        if (whole || row.changed() > since) {
            sql.each("SELECT " + COLUMNS + " FROM budget_use WHERE member = ? AND round > ?", found -> {
                Optional<BudgetKey> key = key(found);
                if (key.isPresent() && found.getLong(3) == 0) {
                    gone.add(key.get());
                } else if (key.isPresent()) {
                    changed.add(share(key.get(), found));
                }
                return true;
            }, row.member(), since);
        }
        return new Member(row.member(), row.round(), whole, changed, gone);
    }

    /// None for a component of a newer program.
    private static Optional<BudgetKey> key(ResultSet found) throws SQLException {
        String owner = found.getString(1);
        String word = found.getString(2);
        return Arrays.stream(Component.values()).filter(component -> component.word().equals(word)).findFirst()
                .map(component -> new BudgetKey(owner, component));
    }

    private static Share share(BudgetKey key, ResultSet found) throws SQLException {
        return new Share(key, new Usage(found.getLong(4), found.getInt(5), found.getInt(6), found.getLong(7),
                found.getLong(8), found.getLong(9)), new Usage.Recent(found.getLong(10), found.getLong(11),
                found.getLong(12)));
    }
}
