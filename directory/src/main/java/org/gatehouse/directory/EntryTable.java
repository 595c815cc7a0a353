package org.gatehouse.directory;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.RDN;
import com.unboundid.ldap.sdk.ReadOnlyEntry;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.gatehouse.database.Dialect;
import org.gatehouse.database.Migrations;
import org.gatehouse.database.Sql;

/// Entries in SQL: one row each, and one row in `term` for every value of an indexed attribute.
///
/// `path` is the normalised DN from the top down, each RDN followed by U+0001, so that all below an entry are one
/// range of it.
final class EntryTable {
    /// Ends an RDN in a path; normalised RDNs escape it.
    private static final char END = '\u0001';

    private static final Migrations.Step FIRST = Migrations.Step.statements("""
            CREATE TABLE entry (id {identity}, path TEXT NOT NULL UNIQUE, parent TEXT NOT NULL, dn TEXT NOT NULL,
              body {blob} NOT NULL);
            CREATE INDEX entry_by_parent ON entry (parent, id);
            CREATE TABLE term (attribute TEXT NOT NULL, value TEXT NOT NULL, entry BIGINT NOT NULL,
              PRIMARY KEY (attribute, value, entry));
            CREATE INDEX term_by_entry ON term (entry);
            CREATE TABLE secret (entry BIGINT PRIMARY KEY, sealed {blob} NOT NULL);
            CREATE TABLE counter (name TEXT PRIMARY KEY, value BIGINT NOT NULL);
            INSERT INTO counter (name, value) VALUES ('usn', 0);
            """);
    static final Migrations MIGRATIONS = new Migrations("directory", List.of(FIRST, SoleNameTable.MADE,
            indexing(Set.of("publicdelegates", "gatehousesendas")), KeyCheck.MADE,
            SqlUsageBoard.MADE));

    /// PostgreSQL's indexes take keys of 2,700 bytes: longer values are found by their beginning, and the filter
    /// decides.
    private static final int INDEXED_CHARS_MAX = 800;
    private static final int PATH_BYTES_MAX = 2_600;

    private EntryTable() {}

    /// Puts into the index what entries had before their attributes were indexed.
    ///
    /// @param attributes in lower case
    private static Migrations.Step indexing(Set<String> attributes) {
        return (sql, dialect) -> {
            for (long id : sql.list("SELECT id FROM entry ORDER BY id", row -> row.getLong(1))) {
                for (Term term : terms(sql, byId(sql, id).orElseThrow().entry())) {
                    if (attributes.contains(term.attribute())) {
                        sql.update("INSERT INTO term (attribute, value, entry) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                                term.attribute(), term.value(), id);
                    }
                }
            }
        };
    }

    /// A value as it stands in `term`.
    static String indexed(Sql sql, String value) {
        return sql.dialect() == Dialect.SQLITE || value.length() <= INDEXED_CHARS_MAX ? value
                : value.substring(0, INDEXED_CHARS_MAX);
    }

    /// A stored entry with its row number, which orders entries by creation.
    record Row(long id, ReadOnlyEntry entry) {
        UUID guid() {
            byte[] guid = entry.getAttributeValueBytes("objectGUID");
            return Guids.of(guid == null ? new byte[0] : guid);
        }
    }

    static String path(DN dn) {
        var path = new StringBuilder();
        RDN[] rdns = dn.getRDNs();
        for (int index = rdns.length - 1; index >= 0; index--) {
            path.append(rdns[index].toNormalizedString()).append(END);
        }
        return path.toString();
    }

    static String parentPath(DN dn) {
        DN parent = dn.getParent();
        return parent == null ? "" : path(parent);
    }

    /// Where the range of everything at and below a path ends.
    static String pathEnd(String path) {
        return path.isEmpty() ? "\uffff" : path.substring(0, path.length() - 1) + (char) (END + 1);
    }

    static long nextUsn(Sql sql) throws SQLException {
        sql.update("UPDATE counter SET value = value + 1 WHERE name = 'usn'");
        return usn(sql);
    }

    static long usn(Sql sql) throws SQLException {
        return sql.one("SELECT value FROM counter WHERE name = 'usn'", row -> row.getLong(1)).orElse(0L);
    }

    static Optional<Row> find(Sql sql, DN dn) throws SQLException {
        return sql.one("SELECT id, dn, body FROM entry WHERE path = ?", EntryTable::row, path(dn));
    }

    static Optional<Row> byId(Sql sql, long id) throws SQLException {
        return sql.one("SELECT id, dn, body FROM entry WHERE id = ?", EntryTable::row, id);
    }

    static Row row(ResultSet found) throws SQLException {
        return new Row(found.getLong(1), EntryBytes.read(found.getString(2), found.getBytes(3)));
    }

    private static String fitting(Sql sql, DN dn) {
        String path = path(dn);
        if (sql.dialect() == Dialect.POSTGRESQL && path.getBytes(StandardCharsets.UTF_8).length > PATH_BYTES_MAX) {
            throw new DirectoryException(DirectoryException.Reason.LIMIT_EXCEEDED, "'" + Names.shown(dn.toString())
                    + "' is longer than the " + PATH_BYTES_MAX + " bytes that a directory on PostgreSQL takes.");
        }
        return path;
    }

    static long insert(Sql sql, DN dn, ReadOnlyEntry entry) throws SQLException {
        sql.update("INSERT INTO entry (path, parent, dn, body) VALUES (?, ?, ?, ?)", fitting(sql, dn),
                parentPath(dn), dn.toString(), EntryBytes.write(entry));
        long id = sql.one("SELECT id FROM entry WHERE path = ?", row -> row.getLong(1), path(dn)).orElseThrow();
        for (Term term : terms(sql, entry)) {
            insertTerm(sql, id, term);
        }
        SoleNameTable.claimAll(sql, id, entry);
        ChangeCounters.touched(sql, dn);
        return id;
    }

    static void update(Sql sql, Row old, DN dn, ReadOnlyEntry entry) throws SQLException {
        sql.update("UPDATE entry SET path = ?, parent = ?, dn = ?, body = ? WHERE id = ?", fitting(sql, dn),
                parentPath(dn), dn.toString(), EntryBytes.write(entry), old.id());
        Set<Term> before = terms(sql, old.entry());
        Set<Term> after = terms(sql, entry);
        for (Term term : before) {
            if (!after.contains(term)) {
                sql.update("DELETE FROM term WHERE attribute = ? AND value = ? AND entry = ?", term.attribute(),
                        term.value(), old.id());
            }
        }
        for (Term term : after) {
            if (!before.contains(term)) {
                insertTerm(sql, old.id(), term);
            }
        }
        SoleNameTable.change(sql, old.id(), old.entry(), entry);
        ChangeCounters.touched(sql, EntryRules.dnOf(old.entry()));
        ChangeCounters.touched(sql, dn);
    }

    static void delete(Sql sql, Row row) throws SQLException {
        long id = row.id();
        ChangeCounters.touched(sql, EntryRules.dnOf(row.entry()));
        SoleNameTable.release(sql, id);
        sql.update("DELETE FROM term WHERE entry = ?", id);
        sql.update("DELETE FROM secret WHERE entry = ?", id);
        sql.update("DELETE FROM entry WHERE id = ?", id);
    }

    /// Row numbers above `after` of a plan's candidates, in order.
    static TreeSet<Long> candidates(Sql sql, SearchPlan plan, long after) throws SQLException {
        var ids = new TreeSet<Long>();
        switch (plan) {
            case SearchPlan.Equal(String attribute, String value) -> ids.addAll(sql.list(
                    "SELECT entry FROM term WHERE attribute = ? AND value = ? AND entry > ?", row -> row.getLong(1),
                    attribute, indexed(sql, value), after));
            case SearchPlan.Named(DN dn) -> ids.addAll(sql.list("SELECT id FROM entry WHERE path = ? AND id > ?",
                    row -> row.getLong(1), path(dn), after));
            case SearchPlan.MembersOf(DN group) -> {
                Optional<Row> row = find(sql, group);
                for (String member : BackLinks.members(row.map(Row::entry))) {
                    ids.addAll(candidates(sql, new SearchPlan.Named(Names.requireDn(member)), after));
                }
            }
            case SearchPlan.Begins(String attribute, String beginning) -> ids.addAll(sql.list(
                    "SELECT entry FROM term WHERE attribute = ? AND value >= ? AND value < ? AND entry > ?",
                    row -> row.getLong(1), attribute, indexed(sql, beginning),
                    indexed(sql, beginning) + '\uffff', after));
            case SearchPlan.Present(String attribute) -> ids.addAll(sql.list(
                    "SELECT entry FROM term WHERE attribute = ? AND entry > ?", row -> row.getLong(1), attribute,
                    after));
            case SearchPlan.Any(List<SearchPlan> plans) -> {
                for (SearchPlan each : plans) {
                    ids.addAll(candidates(sql, each, after));
                }
            }
            case SearchPlan.Scan() -> throw new IllegalArgumentException("a scan has no candidates");
        }
        return ids;
    }

    /// The groups that name an entry as their member.
    static List<String> groupsOf(Sql sql, ReadOnlyEntry entry) throws SQLException {
        String member = EntryRules.dnOf(entry).toNormalizedString();
        var groups = new ArrayList<String>();
        for (long id : candidates(sql, new SearchPlan.Equal("member", member), 0)) {
            ReadOnlyEntry group = byId(sql, id).orElseThrow().entry();
            if (BackLinks.isMember(group, entry)) {
                groups.add(group.getDN());
            }
        }
        return groups;
    }

    /// One value of an indexed attribute.
    record Term(String attribute, String value) {}

    private static Set<Term> terms(Sql sql, ReadOnlyEntry entry) {
        var terms = new HashSet<Term>();
        for (Attribute attribute : entry.getAttributes()) {
            if (Schema.isIndexed(attribute.getName())) {
                for (byte[] value : attribute.getValueByteArrays()) {
                    Schema.normalized(attribute.getName(), value).ifPresent(normal ->
                            terms.add(new Term(attribute.getName().toLowerCase(Locale.ROOT),
                                    indexed(sql, normal))));
                }
            }
        }
        return terms;
    }

    private static void insertTerm(Sql sql, long id, Term term) throws SQLException {
        sql.update("INSERT INTO term (attribute, value, entry) VALUES (?, ?, ?)", term.attribute(), term.value(), id);
    }
}
