package org.gatehouse.access.emsmdb;

import java.util.List;
import java.util.Random;
import java.util.Set;
import org.gatehouse.access.emsmdb.ModelMailbox.Content;
import org.gatehouse.access.emsmdb.ModelMailbox.Item;
import org.gatehouse.access.emsmdb.ModelMailbox.Node;
import org.gatehouse.mapi.id.AddressBookEntryId;
import org.gatehouse.mapi.id.ObjectId;
import org.gatehouse.mapi.property.Cell;
import org.gatehouse.mapi.property.ErrorCode;
import org.gatehouse.mapi.property.PropertyValue;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.mapi.property.Value;
import org.gatehouse.mapi.rop.RopCreateMessage;
import org.gatehouse.mapi.rop.RopDeleteMessages;
import org.gatehouse.mapi.rop.RopGetPermissionsTable;
import org.gatehouse.mapi.rop.RopModifyPermissions;
import org.gatehouse.mapi.rop.RopQueryRows;
import org.gatehouse.mapi.rop.RopResponse;
import org.gatehouse.mapi.rop.RopSaveChangesMessage;
import org.gatehouse.mapi.rop.RopSetColumns;
import org.gatehouse.mapi.rop.RowModification;
import org.gatehouse.store.FolderRights;

/// Rights that the owner gives, and what a delegate then can and cannot do.
final class ModelDelegate {
    private static final List<Integer> RIGHTS = List.of(0, FolderRights.VISIBLE, FolderRights.REVIEWER,
            FolderRights.AUTHOR, FolderRights.EDITOR, FolderRights.VISIBLE | FolderRights.CREATE,
            FolderRights.VISIBLE | FolderRights.DELETE_ANY);

    private final ModelRun run;

    ModelDelegate(ModelRun run) {
        this.run = run;
    }

    private Node below(Random random) {
        return ModelRun.any(run.folders().stream().filter(node -> node.parent != null).toList(), random);
    }

    Set<Node> grant(Random random) {
        ModelSession session = run.owner(random);
        Node folder = below(random);
        if (folder == null) {
            return Set.of();
        }
        int rights = ModelRun.any(RIGHTS, random);
        run.note(session.name + ": grant 0x" + Integer.toHexString(rights) + " in '" + folder.name + "'");
        RopResponse response = ModelSteps.on(session, folder, new RopModifyPermissions.Request(0, 0, 0x01,
                List.of(new RowModification(RowModification.ADD, List.of(
                        new PropertyValue(Tags.ENTRY_ID, new Value.Binary(
                                AddressBookEntryId.ofUser(run.delegateUser.legacyDn()).encode())),
                        new PropertyValue(Tags.MEMBER_RIGHTS, new Value.Int32(rights)))))));
        ModelSteps.refused("granting", response, 0);
        folder.rights = rights;
        var columns = List.of(Tags.MEMBER_NAME, Tags.MEMBER_RIGHTS);
        ModelSession other = run.owner(random);
        int handle = other.open(folder.id);
        var shown = other.rops(columns, List.of(handle, ModelSession.NONE), new RopGetPermissionsTable.Request(0, 0, 1,
                0), new RopSetColumns.Request(0, 1, 0, columns), new RopQueryRows.Request(0, 1, 0, true, 100));
        var given = List.of(new Cell.Present(new Value.Text(run.delegateUser.displayName())),
                new Cell.Present(new Value.Int32(rights)));
        ModelRun.same("the rights shown", shown.get(2, RopQueryRows.Response.class).rows().read(columns).stream()
                .anyMatch(row -> row.cells().equals(given)), true);
        other.release(shown.handles().get(1));
        other.release(handle);
        return Set.of();
    }

    Set<Node> act(Random random) {
        Node folder = below(random);
        if (folder == null) {
            return Set.of();
        }
        ModelSession bob = run.delegate;
        run.note(bob.name + ": look into '" + folder.name + "' with 0x" + Integer.toHexString(folder.rights));
        ModelRun.same("opening", ErrorCode.nameOf(bob.openError(folder.id)),
                ErrorCode.nameOf(folder.isSeen() ? 0 : ErrorCode.NOT_FOUND));
        if (folder.isSeen()) {
            ModelRun.same("what a delegate sees", new java.util.HashSet<>(bob.messages(folder.id, 0)),
                    new java.util.HashSet<>(folder.shown().stream().map(ModelRun::row).toList()));
        }
        Item item = ModelRun.any(folder.items, random);
        if (item != null) {
            int message = bob.openMessage(folder.id, item.id, 0);
            ModelRun.same("a delegate may read", message != ModelSession.NONE, folder.mayRead(item));
            bob.release(message);
        }
        return random.nextBoolean() ? delegatePosts(folder, random) : delegateDeletes(folder, item);
    }

    private Set<Node> delegatePosts(Node folder, Random random) {
        ModelSession bob = run.delegate;
        if (folder.items.size() >= ModelRun.ITEMS_MAX) {
            return Set.of();
        }
        var content = new Content();
        content.subject = ModelRun.any(ModelRun.WORDS, random);
        run.note(bob.name + ": post '" + content.subject + "' in '" + folder.name + "'");
        var created = bob.rops(List.of(bob.logon, ModelSession.NONE),
                new RopCreateMessage.Request(0, 0, 1, 0xfff, folder.id, false));
        boolean may = (folder.rights & FolderRights.CREATE) != 0;
        ModelSteps.refused("posting", created.responses().getFirst(), may ? 0
                : folder.isSeen() ? ErrorCode.NO_CREATE_RIGHT : ErrorCode.NOT_FOUND);
        if (!may) {
            return Set.of(folder);
        }
        int handle = created.handles().get(1);
        bob.setAll(handle, ModelSteps.subject(content), ModelSteps.group(content), new PropertyValue(Tags.MESSAGE_FLAGS,
                new Value.Int32(0x08)));
        ObjectId id = ModelSession.expect(bob.one(List.of(handle), new RopSaveChangesMessage.Request(0, 0, 0, 0)),
                RopSaveChangesMessage.Response.class).messageId();
        bob.release(handle);
        run.model.add(folder, id, content, false, true);
        return Set.of(folder);
    }

    private Set<Node> delegateDeletes(Node folder, Item item) {
        if (item == null || !folder.isSeen()) {
            return Set.of();
        }
        run.note(run.delegate.name + ": delete '" + item.content.subject + "' in '" + folder.name + "'");
        boolean may = folder.mayDelete(item);
        RopResponse response = ModelSteps.on(run.delegate, folder, new RopDeleteMessages.Request(0, 0, false, false,
                List.of(item.id)));
        ModelRun.same("a delegate's deletion", ModelSession.expect(response, RopDeleteMessages.Response.class)
                .partialCompletion(), !may);
        if (may) {
            ModelMailbox.delete(item, folder, false);
        }
        return Set.of(folder);
    }
}
