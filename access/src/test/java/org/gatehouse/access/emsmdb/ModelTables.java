package org.gatehouse.access.emsmdb;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import org.gatehouse.access.emsmdb.ModelMailbox.Item;
import org.gatehouse.access.emsmdb.ModelMailbox.Node;
import org.gatehouse.mapi.property.Cell;
import org.gatehouse.mapi.property.ErrorCode;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.property.PropertyValue;
import org.gatehouse.mapi.property.Restriction;
import org.gatehouse.mapi.property.SortOrder;
import org.gatehouse.mapi.property.SortOrderSet;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.mapi.property.Value;
import org.gatehouse.mapi.rop.RopAbort;
import org.gatehouse.mapi.rop.RopCollapseRow;
import org.gatehouse.mapi.rop.RopCreateBookmark;
import org.gatehouse.mapi.rop.RopExpandRow;
import org.gatehouse.mapi.rop.RopFindRow;
import org.gatehouse.mapi.rop.RopFreeBookmark;
import org.gatehouse.mapi.rop.RopGetCollapseState;
import org.gatehouse.mapi.rop.RopGetStatus;
import org.gatehouse.mapi.rop.RopQueryColumnsAll;
import org.gatehouse.mapi.rop.RopQueryPosition;
import org.gatehouse.mapi.rop.RopQueryRows;
import org.gatehouse.mapi.rop.RopResetTable;
import org.gatehouse.mapi.rop.RopResponse;
import org.gatehouse.mapi.rop.RopRestrict;
import org.gatehouse.mapi.rop.RopSeekRow;
import org.gatehouse.mapi.rop.RopSeekRowBookmark;
import org.gatehouse.mapi.rop.RopSeekRowFractional;
import org.gatehouse.mapi.rop.RopSetCollapseState;
import org.gatehouse.mapi.rop.RopSetColumns;
import org.gatehouse.mapi.rop.RopSortTable;
import org.gatehouse.wire.Bytes;

/// One look at a folder through a table: restricted, sorted, searched, with places in it ([MS-OXCTABL]).
final class ModelTables {
    private static final int BEGINNING = 0;

    private final ModelRun run;

    ModelTables(ModelRun run) {
        this.run = run;
    }

    /// A restriction, and what it means.
    record Test(Restriction restriction, Predicate<Item> meaning) {}

    private static PropertyValue text(String value) {
        return new PropertyValue(Tags.SUBJECT, new Value.Text(value));
    }

    static Test test(Random random) {
        return settled(test(random, 0));
    }

    private static Test test(Random random, int depth) {
        int kind = random.nextInt(depth > 2 ? 5 : 8);
        String word = ModelRun.any(ModelRun.WORDS, random);
        int group = random.nextInt(3);
        return switch (kind) {
            case 0 -> new Test(new Restriction.Content(Restriction.Content.PREFIX, Restriction.Content.IGNORE_CASE,
                    Tags.SUBJECT, text(word.substring(0, 2).toUpperCase(java.util.Locale.ROOT))),
                    item -> item.content.subject.startsWith(word.substring(0, 2)));
            case 1 -> new Test(new Restriction.Content(Restriction.Content.SUBSTRING, 0, Tags.SUBJECT,
                    text(word.substring(1, 3))), item -> item.content.subject.contains(word.substring(1, 3)));
            case 2 -> new Test(new Restriction.Property(Restriction.Operator.GREATER_OR_EQUAL, ModelSession.GROUP,
                    new PropertyValue(ModelSession.GROUP, new Value.Int32(group))),
                    item -> item.content.group >= group);
            case 3 -> new Test(new Restriction.BitMask(random.nextBoolean(), Tags.MESSAGE_FLAGS, 1), null);
            case 4 -> new Test(new Restriction.Exist(ModelSession.DATA), item -> item.content.data != null);
            case 5 -> {
                Test part = settled(test(random, depth + 1));
                yield new Test(new Restriction.Not(part.restriction), part.meaning.negate());
            }
            default -> {
                Test left = settled(test(random, depth + 1));
                Test right = settled(test(random, depth + 1));
                var parts = List.of(left.restriction, right.restriction);
                yield kind == 6 ? new Test(new Restriction.And(parts), left.meaning.and(right.meaning))
                        : new Test(new Restriction.Or(parts), left.meaning.or(right.meaning));
            }
        };
    }

    private static Test settled(Test test) {
        return test.restriction instanceof Restriction.BitMask(boolean zero, PropertyTag _, int _)
                ? new Test(test.restriction, item -> item.read != zero) : test;
    }

    Set<Node> look(Random random) {
        ModelSession session = run.owner(random);
        Node folder = ModelRun.any(run.folders(), random);
        Test test = test(random);
        boolean bySubject = random.nextBoolean();
        boolean descending = random.nextBoolean();
        run.note(session.name + ": look at '" + folder.name + "' by " + test.restriction);
        int table = session.contents(folder.id, 0);
        var order = new SortOrder(bySubject ? Tags.SUBJECT : ModelSession.GROUP,
                descending ? SortOrder.Direction.DESCENDING : SortOrder.Direction.ASCENDING);
        done(session.one(List.of(table), new RopSortTable.Request(0, 0, 0, SortOrderSet.of(List.of(order)))));
        done(session.one(List.of(table), new RopRestrict.Request(0, 0, 0, test.restriction)));
        List<Item> wanted = folder.items.stream().filter(test.meaning).toList();
        List<ModelSession.Row> rows = session.rows(table, 1_000);
        ModelRun.same("restricted rows", new HashSet<>(rows), new HashSet<>(wanted.stream().map(ModelRun::row)
                .toList()));
        Comparator<ModelSession.Row> comparator = bySubject ? Comparator.comparing(ModelSession.Row::subject)
                : Comparator.comparing(ModelSession.Row::group);
        var sorted = new ArrayList<>(rows);
        sorted.sort(descending ? comparator.reversed() : comparator);
        ModelRun.same("order", rows, sorted);
        places(session, table, rows, random);
        find(session, table, rows, random);
        session.release(table);
        groups(session, folder);
        return Set.of();
    }

    /// Opens the first category, remembers that, closes it, and goes back to what was remembered.
    private static void category(ModelSession session, int table, Node folder, long groups) {
        var columns = List.of(Tags.INST_ID);
        done(session.one(List.of(table), new RopSetColumns.Request(0, 0, 0, columns)));
        var seen = session.rops(columns, List.of(table), new RopSeekRow.Request(0, 0, BEGINNING, 0, false),
                new RopQueryRows.Request(0, 0, 1, true, 1));
        long id = ((Value.Int64) ((Cell.Present) seen.get(1, RopQueryRows.Response.class).rows().read(columns)
                .getFirst().cells().getFirst()).value()).value();
        int lowest = folder.items.stream().mapToInt(item -> item.content.group).min().orElseThrow();
        long inside = folder.items.stream().filter(item -> item.content.group == lowest).count();
        var reply = session.rops(columns, List.of(table), new RopExpandRow.Request(0, 0, 100, id),
                new RopQueryPosition.Request(0, 0), new RopGetCollapseState.Request(0, 0, id, 0),
                new RopCollapseRow.Request(0, 0, id), new RopQueryPosition.Request(0, 0));
        ModelRun.same("rows of a category", (long) reply.get(0, RopExpandRow.Response.class).expandedRowCount(),
                inside);
        ModelRun.same("rows with it open", (long) reply.get(1, RopQueryPosition.Response.class).denominator(),
                groups + inside);
        ModelRun.same("rows hidden again", (long) reply.get(3, RopCollapseRow.Response.class).collapsedRowCount(),
                inside);
        var back = session.rops(columns, List.of(table), new RopSetCollapseState.Request(0, 0,
                reply.get(2, RopGetCollapseState.Response.class).collapseState()),
                new RopQueryPosition.Request(0, 0));
        ModelRun.same("rows as remembered", (long) back.get(1, RopQueryPosition.Response.class).denominator(),
                groups + inside);
        done(session.one(List.of(table), new RopFreeBookmark.Request(0, 0,
                back.get(0, RopSetCollapseState.Response.class).bookmark())));
        var state = session.rops(columns, List.of(table), new RopGetStatus.Request(0, 0),
                new RopQueryColumnsAll.Request(0, 0), new RopAbort.Request(0, 0), new RopResetTable.Request(0, 0),
                new RopQueryRows.Request(0, 0, 0, true, 1));
        ModelRun.same("status", state.get(0, RopGetStatus.Response.class).tableStatus(), 0);
        ModelRun.same("columns", state.get(1, RopQueryColumnsAll.Response.class).columns().contains(Tags.SUBJECT),
                true);
        ModelSteps.refused("aborting nothing", state.responses().get(2), ErrorCode.UNABLE_TO_ABORT);
        ModelSteps.refused("rows without columns", state.responses().get(4), ErrorCode.NULL_OBJECT);
    }

    private static void done(RopResponse response) {
        ModelRun.same("a change of a table", ErrorCode.nameOf(response.returnValue()), "SUCCESS");
    }

    private static void places(ModelSession session, int table, List<ModelSession.Row> rows, Random random) {
        int at = random.nextInt(rows.size() + 1);
        var reply = session.rops(List.of(table), new RopSeekRow.Request(0, 0, BEGINNING, at, true),
                new RopQueryPosition.Request(0, 0), new RopCreateBookmark.Request(0, 0),
                new RopSeekRowFractional.Request(0, 0, 1, 1));
        ModelRun.same("rows sought", reply.get(0, RopSeekRow.Response.class).rowsSought(), at);
        ModelRun.same("position", reply.get(1, RopQueryPosition.Response.class), new RopQueryPosition.Response(0, at,
                rows.size()));
        Bytes bookmark = reply.get(2, RopCreateBookmark.Response.class).bookmark();
        ModelRun.same("rows at the end", session.rows(table, 5), List.of());
        done(session.one(List.of(table), new RopSeekRowBookmark.Request(0, 0, bookmark, 0, true)));
        ModelRun.same("rows from a bookmark", session.rows(table, 1_000), rows.subList(at, rows.size()));
        var back = session.rops(List.of(table), new RopSeekRow.Request(0, 0, BEGINNING, -1, true),
                new RopSeekRow.Request(0, 0, BEGINNING, rows.size() + 3, true));
        ModelRun.same("before the beginning", back.get(0, RopSeekRow.Response.class).rowsSought(), 0);
        ModelRun.same("behind the end", back.get(1, RopSeekRow.Response.class).rowsSought(), rows.size());
    }

    private static void find(ModelSession session, int table, List<ModelSession.Row> rows, Random random) {
        String word = ModelRun.any(ModelRun.WORDS, random);
        RopResponse response = session.one(List.of(table), new RopFindRow.Request(0, 0, 0,
                new Restriction.Property(Restriction.Operator.EQUAL, Tags.SUBJECT, text(word)), BEGINNING,
                Bytes.EMPTY));
        var first = rows.stream().filter(row -> row.subject().equals(word)).findFirst();
        if (first.isEmpty()) {
            ModelSteps.refused("finding what is not there", response, ErrorCode.NOT_FOUND);
        } else {
            ModelRun.same("the row found", ModelSession.expect(response, RopFindRow.Response.class).rows()
                    .read(ModelSession.COLUMNS).stream().map(ModelSession::row).toList(), List.of(first.get()));
        }
    }

    /// Collapsed, a table of categories has a row for each; expanded, the messages as well.
    private static void groups(ModelSession session, Node folder) {
        long groups = folder.items.stream().map(item -> item.content.group).distinct().count();
        for (int expanded : List.of(0, 1)) {
            int table = session.contents(folder.id, 0);
            var orders = List.of(new SortOrder(ModelSession.GROUP, SortOrder.Direction.ASCENDING),
                    new SortOrder(Tags.SUBJECT, SortOrder.Direction.ASCENDING));
            done(session.one(List.of(table), new RopSortTable.Request(0, 0, 0, new SortOrderSet(orders, 1,
                    expanded))));
            ModelRun.same("rows of categories", (long) session.rows(table, 1_000).size(),
                    groups + (expanded == 0 ? 0 : folder.items.size()));
            if (groups > 0 && expanded == 0) {
                category(session, table, folder, groups);
            }
            session.release(table);
        }
    }
}
