package org.gatehouse.access.emsmdb;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.gatehouse.access.emsmdb.ModelMailbox.Item;
import org.gatehouse.access.emsmdb.ModelMailbox.Node;
import org.gatehouse.mapi.id.ObjectId;
import org.gatehouse.mapi.property.Value;
import org.gatehouse.mapi.rop.RopCreateFolder;
import org.gatehouse.mapi.rop.RopDeleteFolder;
import org.gatehouse.mapi.rop.RopGetSearchCriteria;
import org.gatehouse.mapi.rop.RopOpenFolder;
import org.gatehouse.mapi.rop.RopSetSearchCriteria;

/// Search folders, which have to hold what their restriction says however the folders below change ([MS-OXCFOLD]
/// 3.2.5.4).
final class ModelSearches {
    private static final int FINDER = 10;
    private static final int SEARCH_FOLDER = 2;
    private static final int RESTART = 0x02;
    private static final int RECURSIVE = 0x04;
    private static final int SHALLOW = 0x08;
    private static final int MAX = 3;

    private final ModelRun run;
    private final List<Live> searches = new ArrayList<>();
    private int count;

    ModelSearches(ModelRun run) {
        this.run = run;
    }

    private record Live(ObjectId id, String name, Node scope, boolean deep, Predicate<Item> meaning) {
        TreeSet<String> expected() {
            var folders = deep ? scope.all() : java.util.stream.Stream.of(scope);
            return folders.flatMap(node -> node.items.stream()).filter(meaning)
                    .map(item -> item.content.subject + " " + item.content.group + " " + item.read + " " + item.id)
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    void begin(Random random) {
        ModelSession session = run.owner(random);
        Node scope = ModelRun.any(run.folders(), random);
        ModelTables.Test test = ModelTables.test(random);
        boolean deep = random.nextBoolean();
        if (searches.size() == MAX) {
            forget(session, searches.removeFirst());
        }
        String name = "Search " + ++count;
        run.note(session.name + ": " + name + " of '" + scope.name + "' deep " + deep + " for " + test.restriction());
        ObjectId finder = session.store.folderIds().get(FINDER);
        var reply = session.rops(List.of(session.logon, ModelSession.NONE, ModelSession.NONE),
                new RopOpenFolder.Request(0, 0, 1, finder, 0),
                new RopCreateFolder.Request(0, 1, 2, SEARCH_FOLDER, false, 0, new Value.Text(name), new Value.Text("")),
                new RopSetSearchCriteria.Request(0, 2, test.restriction(), List.of(scope.id),
                        RESTART | (deep ? RECURSIVE : SHALLOW)),
                new RopGetSearchCriteria.Request(0, 2, true, true, true));
        reply.responses().forEach(response -> ModelSteps.refused("searching", response, 0));
        var criteria = reply.get(3, RopGetSearchCriteria.Response.class);
        ModelRun.same("what is searched for", criteria.restriction(), test.restriction());
        ModelRun.same("what is searched", criteria.folderIds(), List.of(scope.id));
        session.release(reply.handles().get(2));
        session.release(reply.handles().get(1));
        searches.add(new Live(reply.get(1, RopCreateFolder.Response.class).folderId(), name, scope, deep,
                test.meaning()));
        compare(random);
    }

    private static void forget(ModelSession session, Live search) {
        int finder = session.open(session.store.folderIds().get(FINDER));
        ModelSteps.refused("deleting a search", session.one(List.of(finder), new RopDeleteFolder.Request(0, 0, 0,
                search.id)), 0);
        session.release(finder);
    }

    /// A search whose folder is gone finds nothing that the model could tell.
    void compare(Random random) {
        searches.removeIf(search -> search.scope.gone);
        for (Live search : searches) {
            ModelSession session = run.owner(random);
            search.scope.all().forEach(node -> run.settle(session, node));
            var found = session.messages(search.id, 0).stream().map(row -> row.subject() + " " + row.group() + " "
                    + row.read() + " " + row.id()).collect(Collectors.toCollection(TreeSet::new));
            ModelRun.same(search.name + " for " + session.name, found, search.expected());
        }
    }
}
