package org.gatehouse.access.emsmdb;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.gatehouse.access.emsmdb.ModelMailbox.Content;
import org.gatehouse.access.emsmdb.ModelMailbox.Item;
import org.gatehouse.access.emsmdb.ModelMailbox.Node;
import org.gatehouse.mapi.id.ObjectId;
import org.gatehouse.mapi.rop.RopId;

/// One run: a fresh mailbox, its model, the sessions that change it, and what is compared after each step.
final class ModelRun {
    static final List<String> NAMES = List.of("alpha", "Alpha", "beta", "gamma", "delta");
    static final List<String> WORDS = List.of("apple", "pear", "peach", "plum", "quince", "grape");
    private static final int FOLDERS_MAX = 12;
    static final int ITEMS_MAX = 10;
    static final int DRAFTS_MAX = 4;

    final ModelMailbox model;
    final List<ModelSession> owners;
    final ModelSession delegate;
    final AccessDirectory.User delegateUser;
    final List<Draft> drafts = new ArrayList<>();
    final List<String> history = new ArrayList<>();
    final AccessDirectory.User ownerUser;
    private final ModelSession watcher;
    int labelId;
    long idsGivenUpTo;

    /// An open message of one session.
    static final class Draft {
        final ModelSession session;
        final int handle;
        final Node folder;
        final Content content;
        Item item;
        int version;
        boolean read;

        Draft(ModelSession session, int handle, Node folder, Item item, Content content) {
            this.session = session;
            this.handle = handle;
            this.folder = folder;
            this.item = item;
            this.content = content;
            this.version = item == null ? 0 : item.version;
        }
    }

    /// @param owners sessions of the mailbox's owner
    /// @param watcher one more of the owner's, which only looks
    /// @param top a folder to work below, where the delegate has some right
    ModelRun(List<ModelSession> owners, ModelSession watcher, AccessDirectory.User ownerUser,
            ModelSession delegate, AccessDirectory.User delegateUser, ObjectId top) {
        this.owners = owners;
        this.watcher = watcher;
        this.ownerUser = ownerUser;
        this.delegate = delegate;
        this.delegateUser = delegateUser;
        this.model = new ModelMailbox(top);
    }

    /// What one step does is drawn from its own seed and what is there: a history stays meaningful when steps are
    /// dropped.
    record Step(int kind, long seed) {}

    void run(List<Step> steps) {
        var deeds = new ModelSteps(this);
        var watch = new ModelWatch(this, watcher);
        int number = 0;
        for (Step step : steps) {
            var random = new Random(step.seed);
            try {
                Set<Node> touched = deeds.act(step.kind, random);
                for (Node node : touched) {
                    compare(node, random);
                }
                if (++number % 25 == 0 || number == steps.size()) {
                    model.top.all().forEach(node -> compare(node, random));
                    deeds.searches.compare(random);
                    watch.compare();
                }
            } catch (RuntimeException | AssertionError wrong) {
                throw new AssertionError(history.isEmpty() ? "before the first step" : history.getLast(), wrong);
            }
        }
        for (Draft draft : drafts) {
            compare(draft);
        }
    }

    /// Operations that any session sent.
    Set<RopId> sent() {
        Set<RopId> sent = EnumSet.noneOf(RopId.class);
        Stream.concat(owners.stream(), Stream.of(watcher, delegate)).forEach(session -> sent.addAll(session.sent));
        return sent;
    }

    void note(String what) {
        history.add(what);
    }

    ModelSession owner(Random random) {
        return owners.get(random.nextInt(owners.size()));
    }

    List<Node> folders() {
        return model.top.all().toList();
    }

    boolean hasRoom(Node copied) {
        return folders().size() + copied.all().count() <= FOLDERS_MAX;
    }

    static <T> T any(List<T> choices, Random random) {
        return choices.isEmpty() ? null : choices.get(random.nextInt(choices.size()));
    }

    static void same(String what, Object real, Object expected) {
        if (!expected.equals(real)) {
            throw new AssertionError(what + ": the mailbox says " + real + ", the model " + expected);
        }
    }

    /// A folder as any session of the owner sees it.
    void compare(Node node, Random random) {
        if (node.gone) {
            return;
        }
        ModelSession session = owner(random);
        String where = " of '" + node.name + "' for " + session.name;
        settle(session, node);
        same("messages" + where, view(session.messages(node.id, 0)), expected(node.items));
        same("deleted messages" + where, view(session.messages(node.id, ModelSession.SOFT_DELETED)),
                expected(node.deleted));
        var real = session.folders(node.id).stream().map(sub -> sub.id() + " " + sub.name() + " " + sub.messages()
                + "/" + sub.unread()).collect(Collectors.toCollection(TreeSet::new));
        var wanted = node.children.stream().map(sub -> sub.id + " " + sub.name + " " + sub.items.size() + "/"
                + sub.unread()).collect(Collectors.toCollection(TreeSet::new));
        same("folders" + where, real, wanted);
    }

    private static Set<String> view(List<ModelSession.Row> rows) {
        return rows.stream().map(Object::toString).collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> expected(List<Item> items) {
        return items.stream().map(ModelRun::row).map(Object::toString).collect(Collectors.toCollection(TreeSet::new));
    }

    static ModelSession.Row row(Item item) {
        return new ModelSession.Row(item.id, item.content.subject, item.content.group, item.read);
    }

    /// Learns the ids of what was copied or moved: each new message must be one that the model expects.
    void settle(ModelSession session, Node node) {
        if (node.children.stream().anyMatch(child -> child.id == null)) {
            Map<String, ObjectId> ids = new HashMap<>();
            session.folders(node.id).forEach(sub -> ids.put(sub.name(), sub.id()));
            node.children.stream().filter(child -> child.id == null).forEach(child -> child.id = ids.get(child.name));
        }
        if (node.items.stream().allMatch(item -> item.id != null)) {
            return;
        }
        Set<ObjectId> known = new HashSet<>();
        node.items.forEach(item -> known.add(item.id));
        for (ModelSession.Row row : session.messages(node.id, 0)) {
            if (!known.contains(row.id())) {
                Content content = read(session, node, row.id());
                Item found = node.items.stream().filter(item -> item.id == null && item.read == row.read()
                        && item.content.text().equals(content.text())).findFirst().orElseThrow(() ->
                        new AssertionError("'" + node.name + "' holds " + row + " with " + content.text()));
                found.id = row.id();
                found.content.attachments.clear();
                found.content.attachments.putAll(content.attachments);
            }
        }
    }

    private static Content read(ModelSession session, Node node, ObjectId id) {
        int message = session.openMessage(node.id, id, 0);
        if (message == ModelSession.NONE) {
            throw new AssertionError("a message of the table cannot be opened: " + id);
        }
        Content content = session.read(message);
        session.release(message);
        return content;
    }

    /// An open message is what its session made of it, whatever others did meanwhile.
    void compare(Draft draft) {
        same("an open message of " + draft.session.name, draft.session.read(draft.handle).text(),
                draft.content.text());
    }
}
