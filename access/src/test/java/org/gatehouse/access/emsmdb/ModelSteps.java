package org.gatehouse.access.emsmdb;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.gatehouse.access.emsmdb.ModelMailbox.Content;
import org.gatehouse.access.emsmdb.ModelMailbox.Item;
import org.gatehouse.access.emsmdb.ModelMailbox.Node;
import org.gatehouse.access.emsmdb.ModelRun.Draft;
import org.gatehouse.mapi.id.ObjectId;
import org.gatehouse.mapi.property.ErrorCode;
import org.gatehouse.mapi.property.PropertyValue;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.mapi.property.Value;
import org.gatehouse.mapi.rop.RopCommitStream;
import org.gatehouse.mapi.rop.RopCopyFolder;
import org.gatehouse.mapi.rop.RopCreateFolder;
import org.gatehouse.mapi.rop.RopCreateMessage;
import org.gatehouse.mapi.rop.RopDeleteAttachment;
import org.gatehouse.mapi.rop.RopDeleteFolder;
import org.gatehouse.mapi.rop.RopDeleteMessages;
import org.gatehouse.mapi.rop.RopEmptyFolder;
import org.gatehouse.mapi.rop.RopHardDeleteMessages;
import org.gatehouse.mapi.rop.RopHardDeleteMessagesAndSubfolders;
import org.gatehouse.mapi.rop.RopMoveCopyMessages;
import org.gatehouse.mapi.rop.RopMoveFolder;
import org.gatehouse.mapi.rop.RopOpenStream;
import org.gatehouse.mapi.rop.RopRemoveAllRecipients;
import org.gatehouse.mapi.rop.RopRequest;
import org.gatehouse.mapi.rop.RopResponse;
import org.gatehouse.mapi.rop.RopSaveChangesMessage;
import org.gatehouse.mapi.rop.RopSeekStream;
import org.gatehouse.mapi.rop.RopSetReadFlags;
import org.gatehouse.mapi.rop.RopSetStreamSize;
import org.gatehouse.mapi.rop.RopWriteStream;
import org.gatehouse.wire.Bytes;

/// What a step does to mailbox and model alike. Each gives the folders it changed.
final class ModelSteps {
    /// How many kinds of steps there are.
    static final int KINDS = 21 + ModelProperties.KINDS + ModelStreams.KINDS + ModelMail.KINDS;
    private static final int DATA_BYTES_MAX = 40;

    private final ModelRun run;
    private final ModelTables tables;
    private final ModelDelegate delegate;
    private final ModelProperties properties;
    private final ModelStreams streams;
    private final ModelMail mail;
    final ModelSearches searches;

    ModelSteps(ModelRun run) {
        this.run = run;
        this.tables = new ModelTables(run);
        this.delegate = new ModelDelegate(run);
        this.properties = new ModelProperties(run);
        this.streams = new ModelStreams(run);
        this.mail = new ModelMail(run);
        this.searches = new ModelSearches(run);
    }

    Set<Node> act(int kind, Random random) {
        return switch (kind) {
            case 0, 1 -> createFolder(random);
            case 2 -> deleteFolder(random);
            case 3 -> moveFolder(random);
            case 4 -> copyFolder(random);
            case 5 -> empty(random);
            case 6, 7 -> newDraft(random);
            case 8, 9 -> openDraft(random);
            case 10, 11 -> edit(random);
            case 12, 13 -> save(random);
            case 14 -> delete(random);
            case 15 -> moveCopy(random);
            case 16 -> setRead(random);
            case 17 -> tables.look(random);
            case 18 -> delegate.grant(random);
            case 19 -> delegate.act(random);
            case 20 -> {
                searches.begin(random);
                yield Set.of();
            }
            default -> beyond(kind - 21, random);
        };
    }

    private Set<Node> beyond(int kind, Random random) {
        if (kind < ModelProperties.KINDS) {
            return properties.act(kind, random);
        }
        int more = kind - ModelProperties.KINDS;
        if (more < ModelStreams.KINDS) {
            return streams.act(more, random);
        }
        mail.act(more - ModelStreams.KINDS, random);
        return Set.of();
    }

    static void refused(String what, RopResponse response, int error) {
        ModelRun.same(what, ErrorCode.nameOf(response.returnValue()), ErrorCode.nameOf(error));
    }

    private Set<Node> createFolder(Random random) {
        ModelSession session = run.owner(random);
        Node parent = ModelRun.any(run.folders(), random);
        String name = ModelRun.any(ModelRun.NAMES, random);
        boolean open = random.nextBoolean();
        Node same = parent.child(name);
        if (same == null && !run.hasRoom(new Node("", null, null, 0))) {
            return Set.of();
        }
        run.note(session.name + ": create '" + name + "' in '" + parent.name + "', open existing " + open);
        int handle = session.open(parent.id);
        var reply = session.rops(List.of(handle, ModelSession.NONE), new RopCreateFolder.Request(0, 0, 1, 1, open, 0,
                new Value.Text(name), new Value.Text("")));
        session.release(reply.handles().get(1));
        session.release(handle);
        RopResponse response = reply.responses().getFirst();
        if (same != null && !open) {
            refused("a second '" + name + "'", response, ErrorCode.COLLIDING_NAMES);
            return Set.of(parent);
        }
        ObjectId id = ModelSession.expect(response, RopCreateFolder.Response.class).folderId();
        if (same != null) {
            ModelRun.same("the existing folder", id, same.id);
        } else {
            parent.children.add(new Node(name, parent, id, parent.rights));
        }
        return Set.of(parent);
    }

    private Node anyBelow(Random random) {
        return ModelRun.any(run.folders().stream().filter(node -> node.parent != null).toList(), random);
    }

    private Set<Node> deleteFolder(Random random) {
        ModelSession session = run.owner(random);
        Node folder = anyBelow(random);
        if (folder == null) {
            return Set.of();
        }
        int flags = ModelRun.any(List.of(0, 0x01, 0x04, 0x05, 0x15), random);
        run.note(session.name + ": delete folder '" + folder.name + "' with 0x" + Integer.toHexString(flags));
        Node parent = folder.parent;
        boolean keeps = ModelMailbox.keeps(folder, flags);
        RopResponse response = on(session, parent, new RopDeleteFolder.Request(0, 0, flags, folder.id));
        ModelRun.same("partial deletion", ModelSession.expect(response, RopDeleteFolder.Response.class)
                .partialCompletion(), keeps);
        if (!keeps) {
            ModelMailbox.remove(folder);
        }
        return Set.of(parent);
    }

    /// One operation on a folder.
    static RopResponse on(ModelSession session, Node folder, RopRequest request) {
        int handle = session.open(folder.id);
        RopResponse response = session.one(List.of(handle), request);
        session.release(handle);
        return response;
    }

    /// One operation from a folder, index 0, to another, index 1.
    private static RopResponse onBoth(ModelSession session, Node from, Node to, RopRequest request) {
        int source = session.open(from.id);
        int target = session.open(to.id);
        RopResponse response = session.one(List.of(source, target), request);
        session.release(source);
        session.release(target);
        return response;
    }

    private Set<Node> moveFolder(Random random) {
        ModelSession session = run.owner(random);
        Node folder = anyBelow(random);
        Node target = ModelRun.any(run.folders(), random);
        if (folder == null) {
            return Set.of();
        }
        String name = ModelRun.any(ModelRun.NAMES, random);
        run.note(session.name + ": move '" + folder.name + "' to '" + target.name + "' as '" + name + "'");
        int refusal = ModelMailbox.refusal(folder, target, name, false, true);
        Node from = folder.parent;
        RopResponse response = onBoth(session, from, target, new RopMoveFolder.Request(0, 0, 1, false, folder.id,
                new Value.Text(name)));
        refused("moving a folder", response, refusal);
        if (refusal == 0) {
            ModelMailbox.move(folder, target, name);
        }
        return Set.of(from, target == from ? folder : target);
    }

    private Set<Node> copyFolder(Random random) {
        ModelSession session = run.owner(random);
        Node folder = anyBelow(random);
        Node target = ModelRun.any(run.folders(), random);
        if (folder == null || !run.hasRoom(folder)) {
            return Set.of();
        }
        String name = ModelRun.any(ModelRun.NAMES, random);
        boolean recursive = random.nextBoolean();
        run.note(session.name + ": copy '" + folder.name + "' to '" + target.name + "' as '" + name + "' recursive "
                + recursive);
        int refusal = ModelMailbox.refusal(folder, target, name, true, recursive);
        RopResponse response = onBoth(session, folder.parent, target, new RopCopyFolder.Request(0, 0, 1, false,
                recursive, folder.id, new Value.Text(name)));
        refused("copying a folder", response, refusal);
        if (refusal != 0) {
            return Set.of(target);
        }
        Node made = run.model.copy(folder, target, name, recursive);
        made.all().forEach(node -> run.settle(session, node.parent));
        made.all().forEach(node -> run.settle(session, node));
        return Set.of(target, made);
    }

    private Set<Node> empty(Random random) {
        ModelSession session = run.owner(random);
        Node folder = ModelRun.any(run.folders(), random);
        boolean hard = random.nextBoolean();
        run.note(session.name + ": empty '" + folder.name + "' hard " + hard);
        RopResponse response = on(session, folder, hard
                ? new RopHardDeleteMessagesAndSubfolders.Request(0, 0, false, true)
                : new RopEmptyFolder.Request(0, 0, false, true));
        refused("emptying", response, 0);
        List.copyOf(folder.children).forEach(ModelMailbox::remove);
        List.copyOf(folder.items).forEach(item -> ModelMailbox.delete(item, folder, hard));
        return Set.of(folder);
    }

    private Set<Node> newDraft(Random random) {
        ModelSession session = run.owner(random);
        Node folder = ModelRun.any(run.folders(), random);
        if (run.drafts.size() >= ModelRun.DRAFTS_MAX) {
            close(random);
        }
        var content = new Content();
        content.subject = ModelRun.any(ModelRun.WORDS, random);
        content.group = random.nextInt(3);
        run.note(session.name + ": begin '" + content.subject + "' in '" + folder.name + "'");
        int handle = session.rops(List.of(session.logon, ModelSession.NONE),
                new RopCreateMessage.Request(0, 0, 1, 0xfff, folder.id, false)).handles().get(1);
        boolean read = random.nextBoolean();
        ModelRun.same("problems", session.setAll(handle, subject(content), group(content),
                new PropertyValue(Tags.MESSAGE_FLAGS, new Value.Int32(read ? 0x09 : 0x08))), 0);
        var draft = new Draft(session, handle, folder, null, content);
        draft.read = read;
        run.drafts.add(draft);
        return random.nextInt(3) == 0 ? Set.of() : save(draft, 0);
    }

    static PropertyValue subject(Content content) {
        return new PropertyValue(Tags.SUBJECT, new Value.Text(content.subject));
    }

    static PropertyValue group(Content content) {
        return new PropertyValue(ModelSession.GROUP, new Value.Int32(content.group));
    }

    private void close(Random random) {
        Draft draft = run.drafts.remove(random.nextInt(run.drafts.size()));
        run.compare(draft);
        draft.session.release(draft.handle);
    }

    private Set<Node> openDraft(Random random) {
        ModelSession session = run.owner(random);
        Node folder = ModelRun.any(run.folders(), random);
        Item item = ModelRun.any(folder.items, random);
        if (item == null) {
            return Set.of();
        }
        if (run.drafts.size() >= ModelRun.DRAFTS_MAX) {
            close(random);
        }
        run.note(session.name + ": open '" + item.content.subject + "' in '" + folder.name + "'");
        int handle = session.openMessage(folder.id, item.id, 0x01);
        var draft = new Draft(session, handle, folder, item, item.content.copy());
        run.drafts.add(draft);
        run.compare(draft);
        return Set.of();
    }

    private Set<Node> edit(Random random) {
        Draft draft = ModelRun.any(run.drafts, random);
        if (draft == null) {
            return Set.of();
        }
        ModelSession session = draft.session;
        Content content = draft.content;
        int what = random.nextInt(6);
        run.note(session.name + ": change " + what + " of '" + content.subject + "'");
        switch (what) {
            case 0 -> {
                content.subject = ModelRun.any(ModelRun.WORDS, random);
                content.group = random.nextInt(3);
                ModelRun.same("problems", session.setAll(draft.handle, subject(content), group(content)), 0);
            }
            case 1 -> recipients(draft, random);
            case 2 -> {
                content.recipients.clear();
                refused("removal of recipients", session.one(List.of(draft.handle),
                        new RopRemoveAllRecipients.Request(0, 0, 0)), 0);
            }
            case 3 -> {
                String text = ModelRun.any(ModelRun.WORDS, random);
                content.attachments.put(session.attach(draft.handle, text), text);
            }
            case 4 -> detach(draft, random);
            default -> stream(draft, random);
        }
        run.compare(draft);
        return Set.of();
    }

    private static void recipients(Draft draft, Random random) {
        var changes = new TreeMap<Integer, String>();
        for (int i = 0; i <= random.nextInt(3); i++) {
            changes.put(random.nextInt(4), random.nextInt(4) == 0 ? "" : ModelRun.any(ModelRun.WORDS, random));
        }
        draft.session.setRecipients(draft.handle, changes);
        changes.forEach((row, name) -> {
            if (name.isEmpty()) {
                draft.content.recipients.remove(row);
            } else {
                draft.content.recipients.put(row, name);
            }
        });
    }

    private static void detach(Draft draft, Random random) {
        Integer number = ModelRun.any(List.copyOf(draft.content.attachments.keySet()), random);
        RopResponse response = draft.session.one(List.of(draft.handle), new RopDeleteAttachment.Request(0, 0,
                number == null ? 99 : number));
        refused("deletion of an attachment", response, number == null ? ErrorCode.NOT_FOUND : 0);
        if (number != null) {
            draft.content.attachments.remove(number);
        }
    }

    /// Writes at a place, maybe behind the end, or cuts; the value is the message's once the stream is released.
    private static void stream(Draft draft, Random random) {
        byte[] before = draft.content.data == null ? new byte[0] : draft.content.data;
        boolean create = draft.content.data == null || random.nextInt(4) == 0;
        byte[] old = create ? new byte[0] : before;
        var opened = draft.session.rops(List.of(draft.handle, ModelSession.NONE), new RopOpenStream.Request(0, 0, 1,
                ModelSession.DATA, create ? 2 : 1));
        refused("opening a stream", opened.responses().getFirst(), 0);
        int stream = opened.handles().get(1);
        if (random.nextInt(3) == 0) {
            int size = random.nextInt(DATA_BYTES_MAX);
            refused("sizing", draft.session.one(List.of(stream), new RopSetStreamSize.Request(0, 0, size)), 0);
            draft.content.data = Arrays.copyOf(old, size);
        } else {
            byte[] written = new byte[1 + random.nextInt(10)];
            random.nextBytes(written);
            int at = random.nextInt(DATA_BYTES_MAX);
            var reply = draft.session.rops(List.of(stream), new RopSeekStream.Request(0, 0, 0, at),
                    new RopWriteStream.Request(0, 0, Bytes.copyOf(written)), new RopCommitStream.Request(0, 0));
            reply.responses().forEach(response -> refused("writing", response, 0));
            byte[] now = Arrays.copyOf(old, Math.max(old.length, at + written.length));
            System.arraycopy(written, 0, now, at, written.length);
            draft.content.data = now;
        }
        draft.session.release(stream);
    }

    private Set<Node> save(Random random) {
        Draft draft = ModelRun.any(run.drafts, random);
        return draft == null ? Set.of() : save(draft, random.nextInt(3) == 0 ? 0x04 : 0x0a);
    }

    /// @param flags 0x04 forces, 0x0a keeps it open to write ([MS-OXCMSG] 2.2.3.3.1)
    private Set<Node> save(Draft draft, int flags) {
        Item item = draft.item;
        run.note(draft.session.name + ": save '" + draft.content.subject + "' of '" + draft.folder.name + "' with 0x"
                + Integer.toHexString(flags));
        if (item == null && draft.folder.items.size() >= ModelRun.ITEMS_MAX) {
            return Set.of();
        }
        RopResponse response = draft.session.one(List.of(draft.handle), new RopSaveChangesMessage.Request(0, 0, 0,
                flags));
        Node folder = item == null ? draft.folder : run.model.folderOf(item);
        if (folder == null || folder.gone) {
            boolean lost = response.returnValue() == ErrorCode.OBJECT_DELETED
                    || response.returnValue() == ErrorCode.NOT_FOUND;
            ModelRun.same("saving what was deleted (" + ErrorCode.nameOf(response.returnValue()) + ")", lost, true);
            draft.session.release(draft.handle);
            run.drafts.remove(draft);
            return Set.of();
        }
        boolean conflict = item != null && item.version != draft.version && flags != 0x04;
        refused("saving", response, conflict ? ErrorCode.OBJECT_MODIFIED : 0);
        if (conflict) {
            return Set.of(folder);
        }
        ObjectId id = ModelSession.expect(response, RopSaveChangesMessage.Response.class).messageId();
        if (item == null) {
            draft.item = run.model.add(folder, id, draft.content, draft.read, false);
        } else {
            ModelRun.same("the saved message's id", id, item.id);
            run.model.replace(item, draft.content);
        }
        draft.version = draft.item.version;
        return Set.of(folder);
    }

    /// Some messages of a folder, now and then with one that is not there.
    private List<Item> some(Node folder, boolean deleted, Random random) {
        var chosen = new ArrayList<Item>();
        for (Item item : deleted ? folder.deleted : folder.items) {
            if (random.nextInt(3) == 0) {
                chosen.add(item);
            }
        }
        return chosen;
    }

    private static List<ObjectId> ids(List<Item> items, boolean andOneMore) {
        var ids = new ArrayList<ObjectId>();
        items.forEach(item -> ids.add(item.id));
        if (andOneMore) {
            ids.add(new ObjectId(1, 0x6666_6666L));
        }
        return ids;
    }

    private Set<Node> delete(Random random) {
        ModelSession session = run.owner(random);
        Node folder = ModelRun.any(run.folders(), random);
        boolean hard = random.nextBoolean();
        List<Item> chosen = some(folder, hard && random.nextBoolean(), random);
        boolean oneMore = random.nextInt(4) == 0;
        List<ObjectId> ids = ids(chosen, oneMore);
        run.note(session.name + ": delete " + ids + " of '" + folder.name + "' hard " + hard);
        if (ids.isEmpty()) {
            return Set.of();
        }
        RopResponse response = on(session, folder, hard
                ? new RopHardDeleteMessages.Request(0, 0, false, false, ids)
                : new RopDeleteMessages.Request(0, 0, false, false, ids));
        boolean partial = response instanceof RopDeleteMessages.Response soft ? soft.partialCompletion()
                : ModelSession.expect(response, RopHardDeleteMessages.Response.class).partialCompletion();
        ModelRun.same("partial deletion", partial, oneMore);
        chosen.forEach(item -> ModelMailbox.delete(item, folder, hard));
        return Set.of(folder);
    }

    private Set<Node> moveCopy(Random random) {
        ModelSession session = run.owner(random);
        Node folder = ModelRun.any(run.folders(), random);
        Node target = ModelRun.any(run.folders(), random);
        boolean copy = random.nextBoolean();
        List<Item> chosen = some(folder, !copy && random.nextInt(3) == 0, random);
        boolean oneMore = random.nextInt(4) == 0;
        List<ObjectId> ids = ids(chosen, oneMore);
        if (folder == target || ids.isEmpty() || target.items.size() + chosen.size() > ModelRun.ITEMS_MAX) {
            return Set.of();
        }
        run.note(session.name + ": " + (copy ? "copy " : "move ") + ids + " of '" + folder.name + "' to '"
                + target.name + "'");
        RopResponse response = onBoth(session, folder, target, new RopMoveCopyMessages.Request(0, 0, 1, ids, false,
                copy));
        ModelRun.same("partial", ModelSession.expect(response, RopMoveCopyMessages.Response.class)
                .partialCompletion(), oneMore);
        for (Item item : chosen) {
            if (copy) {
                run.model.copyItem(item, target);
            } else {
                ModelMailbox model = run.model;
                model.moveItem(item, folder, target);
            }
        }
        return Set.of(folder, target);
    }

    private Set<Node> setRead(Random random) {
        ModelSession session = run.owner(random);
        Node folder = ModelRun.any(run.folders(), random);
        boolean all = random.nextInt(3) == 0;
        boolean read = random.nextBoolean();
        List<Item> chosen = all ? folder.items : some(folder, false, random);
        if (!all && chosen.isEmpty()) {
            return Set.of();
        }
        run.note(session.name + ": mark " + chosen.size() + " of '" + folder.name + "' read " + read);
        RopResponse response = on(session, folder, new RopSetReadFlags.Request(0, 0, false, read ? 0 : 0x04,
                all ? List.of() : ids(chosen, false)));
        refused("marking", response, 0);
        chosen.forEach(item -> item.read = read);
        return Set.of(folder);
    }
}
