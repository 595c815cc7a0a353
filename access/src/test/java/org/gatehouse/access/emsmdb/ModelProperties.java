package org.gatehouse.access.emsmdb;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.gatehouse.access.emsmdb.ModelMailbox.Content;
import org.gatehouse.access.emsmdb.ModelMailbox.Item;
import org.gatehouse.access.emsmdb.ModelMailbox.Node;
import org.gatehouse.access.emsmdb.ModelRun.Draft;
import org.gatehouse.mapi.id.LongTermId;
import org.gatehouse.mapi.id.ObjectId;
import org.gatehouse.mapi.property.ErrorCode;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.property.PropertyType;
import org.gatehouse.mapi.property.PropertyValue;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.mapi.property.Value;
import org.gatehouse.mapi.rop.RopCopyProperties;
import org.gatehouse.mapi.rop.RopCopyTo;
import org.gatehouse.mapi.rop.RopDeleteProperties;
import org.gatehouse.mapi.rop.RopDeletePropertiesNoReplicate;
import org.gatehouse.mapi.rop.RopGetAddressTypes;
import org.gatehouse.mapi.rop.RopGetLocalReplicaIds;
import org.gatehouse.mapi.rop.RopGetMessageStatus;
import org.gatehouse.mapi.rop.RopGetNamesFromPropertyIds;
import org.gatehouse.mapi.rop.RopGetPropertiesAll;
import org.gatehouse.mapi.rop.RopGetPropertiesList;
import org.gatehouse.mapi.rop.RopGetReceiveFolder;
import org.gatehouse.mapi.rop.RopGetReceiveFolderTable;
import org.gatehouse.mapi.rop.RopIdFromLongTermId;
import org.gatehouse.mapi.rop.RopLongTermIdFromId;
import org.gatehouse.mapi.rop.RopOptionsData;
import org.gatehouse.mapi.rop.RopQueryNamedProperties;
import org.gatehouse.mapi.rop.RopReloadCachedInformation;
import org.gatehouse.mapi.rop.RopRequest;
import org.gatehouse.mapi.rop.RopSetMessageReadFlag;
import org.gatehouse.mapi.rop.RopSetMessageStatus;
import org.gatehouse.mapi.rop.RopSetPropertiesNoReplicate;
import org.gatehouse.mapi.rop.RopSetReceiveFolder;
import org.gatehouse.wire.Bytes;

/// Properties of open messages, their names, ids and states, and what a store says of itself ([MS-OXCPRPT],
/// [MS-OXCMSG], [MS-OXCSTOR]).
final class ModelProperties {
    static final int KINDS = 8;
    private static final PropertyTag RECIPIENTS = PropertyTag.of(0x0e12, PropertyType.OBJECT);
    private static final PropertyTag ATTACHMENTS = PropertyTag.of(0x0e13, PropertyType.OBJECT);
    private static final String CLASS = "IPM.Model";

    private final ModelRun run;

    ModelProperties(ModelRun run) {
        this.run = run;
    }

    Set<Node> act(int kind, Random random) {
        Draft draft = ModelRun.any(run.drafts, random);
        if (kind < 5 && draft == null) {
            return Set.of();
        }
        switch (kind) {
            case 0 -> delete(draft, random);
            case 1 -> label(draft, random);
            case 2 -> list(draft);
            case 3 -> copy(draft, random);
            case 4 -> {
                return read(draft, random);
            }
            case 5 -> status(random);
            case 6 -> identify(random);
            case 7 -> receive(random);
            default -> throw new IllegalArgumentException("step " + kind);
        }
        return Set.of();
    }

    private static <T extends org.gatehouse.mapi.rop.RopResponse> T ask(ModelSession session, int handle,
            RopRequest request, Class<T> kind) {
        return ModelSession.expect(session.one(List.of(handle), request), kind);
    }

    private void delete(Draft draft, Random random) {
        run.note(draft.session.name + ": delete the data of '" + draft.content.subject + "'");
        var tags = List.of(ModelSession.DATA);
        ModelSteps.refused("deletion of a property", draft.session.one(List.of(draft.handle), random.nextBoolean()
                ? new RopDeleteProperties.Request(0, 0, tags)
                : new RopDeletePropertiesNoReplicate.Request(0, 0, tags)), 0);
        draft.content.data = null;
        run.compare(draft);
    }

    /// A named property, whose id must be the same for every session from its first use on.
    private void label(Draft draft, Random random) {
        ModelSession session = draft.session;
        draft.content.label = ModelRun.any(ModelRun.WORDS, random);
        run.note(session.name + ": label '" + draft.content.subject + "' as '" + draft.content.label + "'");
        int id = session.labelId(draft.handle, true);
        run.labelId = run.labelId == 0 ? id : run.labelId;
        ModelRun.same("the id of a name", id, run.labelId);
        ModelSteps.refused("labelling", session.one(List.of(draft.handle), new RopSetPropertiesNoReplicate.Request(0, 0,
                List.of(new PropertyValue(PropertyTag.of(id, PropertyType.STRING),
                        new Value.Text(draft.content.label))))), 0);
        ModelRun.same("the name of an id", ask(session, draft.handle, new RopGetNamesFromPropertyIds.Request(0, 0,
                List.of(id)), RopGetNamesFromPropertyIds.Response.class).names(), List.of(ModelSession.LABEL));
        ModelRun.same("names of a message", ask(session, draft.handle, new RopQueryNamedProperties.Request(0, 0, 0,
                null), RopQueryNamedProperties.Response.class).propertyIds().contains(id), true);
        run.compare(draft);
    }

    private void list(Draft draft) {
        run.note(draft.session.name + ": list '" + draft.content.subject + "'");
        List<PropertyValue> all = ask(draft.session, draft.handle, new RopGetPropertiesAll.Request(0, 0, 0, true),
                RopGetPropertiesAll.Response.class).values();
        List<PropertyTag> tags = ask(draft.session, draft.handle, new RopGetPropertiesList.Request(0, 0),
                RopGetPropertiesList.Response.class).tags();
        for (PropertyValue value : List.of(ModelSteps.subject(draft.content), ModelSteps.group(draft.content))) {
            ModelRun.same("among all properties " + value, all.contains(value), true);
            ModelRun.same("in the list " + value.tag(), tags.contains(value.tag()), true);
        }
        ModelRun.same("data in the list", tags.contains(ModelSession.DATA), draft.content.data != null);
        ModelRun.same("recipients of a message reloaded", ask(draft.session, draft.handle,
                new RopReloadCachedInformation.Request(0, 0, 0), RopReloadCachedInformation.Response.class).header()
                .recipients().size(), draft.content.recipients.size());
    }

    /// From one open message to another of the same session.
    private void copy(Draft from, Random random) {
        Draft to = ModelRun.any(run.drafts.stream().filter(each -> each != from && each.session == from.session)
                .toList(), random);
        if (to == null) {
            return;
        }
        boolean whole = random.nextBoolean();
        run.note(from.session.name + ": copy properties of '" + from.content.subject + "' to '" + to.content.subject
                + "', all " + whole);
        boolean cycle = from.item != null && from.item == to.item;
        ModelSteps.refused("copying", from.session.one(List.of(from.handle, to.handle), whole
                // Without its author: whether a message is the delegate's does not change in the model.
                ? new RopCopyTo.Request(0, 0, 1, false, false, 0, List.of(RECIPIENTS, ATTACHMENTS,
                        Tags.MESSAGE_FLAGS, Tags.CREATOR_ENTRY_ID))
                : new RopCopyProperties.Request(0, 0, 1, false, 0, List.of(Tags.SUBJECT, ModelSession.GROUP))),
                cycle ? ErrorCode.MESSAGE_CYCLE : 0);
        if (cycle) {
            return;
        }
        Content source = from.content;
        to.content.subject = source.subject;
        to.content.group = source.group;
        if (whole) {
            to.content.data = source.data == null ? to.content.data : source.data.clone();
            to.content.label = source.label == null ? to.content.label : source.label;
        }
        run.compare(from);
        run.compare(to);
    }

    private Set<Node> read(Draft draft, Random random) {
        Node folder = draft.item == null ? null : run.model.folderOf(draft.item);
        if (folder == null || folder.gone) {
            return Set.of();
        }
        boolean read = random.nextBoolean();
        run.note(draft.session.name + ": mark the open '" + draft.content.subject + "' read " + read);
        var response = ask(draft.session, draft.handle, new RopSetMessageReadFlag.Request(0, 0, 0, read ? 0 : 0x04,
                Bytes.EMPTY), RopSetMessageReadFlag.Response.class);
        ModelRun.same("whether a public folder's state changed", response.readStatusChanged(), false);
        draft.item.read = read;
        return Set.of(folder);
    }

    private void status(Random random) {
        Node folder = ModelRun.any(run.folders(), random);
        Item item = ModelRun.any(folder.items, random);
        if (item == null) {
            return;
        }
        int status = random.nextInt(8);
        run.note("status of '" + item.content.subject + "' in '" + folder.name + "': " + status);
        var before = ModelSession.expect(ModelSteps.on(run.owner(random), folder, new RopSetMessageStatus.Request(0, 0,
                item.id, status, 7)), RopSetMessageStatus.Response.class);
        if (item.status != null) {
            ModelRun.same("the old status", before.messageStatusFlags() & 7, item.status);
        }
        item.status = status;
        ModelRun.same("the status", ModelSession.expect(ModelSteps.on(run.owner(random), folder,
                new RopGetMessageStatus.Request(0, 0, item.id)), RopSetMessageStatus.Response.class)
                .messageStatusFlags() & 7, status);
    }

    /// Ids in their two forms, ids given away, and what does not depend on anything done.
    private void identify(Random random) {
        ModelSession session = run.owner(random);
        Node folder = ModelRun.any(run.folders(), random);
        run.note(session.name + ": ids of '" + folder.name + "'");
        var ids = new ArrayList<ObjectId>(List.of(folder.id));
        folder.items.forEach(item -> ids.add(item.id));
        for (ObjectId id : ids) {
            LongTermId longTerm = ask(session, session.logon, new RopLongTermIdFromId.Request(0, 0, id),
                    RopLongTermIdFromId.Response.class).longTermId();
            ModelRun.same("a long id", longTerm, new LongTermId(session.store.replicaGuid(), id.counter()));
            ModelRun.same("its short form", ask(run.owners.getFirst(), run.owners.getFirst().logon,
                    new RopIdFromLongTermId.Request(0, 0, longTerm), RopIdFromLongTermId.Response.class).objectId(),
                    id);
        }
        var range = ask(session, session.logon, new RopGetLocalReplicaIds.Request(0, 0, 5),
                RopGetLocalReplicaIds.Response.class);
        ModelRun.same("ids given away are nobody else's", range.globalCount() >= run.idsGivenUpTo, true);
        run.idsGivenUpTo = range.globalCount() + 5;
        ModelRun.same("address types", ask(session, session.logon, new RopGetAddressTypes.Request(0, 0),
                RopGetAddressTypes.Response.class).addressTypes(), List.of("EX", "SMTP"));
        ModelRun.same("options", ask(session, session.logon, new RopOptionsData.Request(0, 0, "SMTP", false),
                RopOptionsData.Response.class).optionsInfo(), Bytes.EMPTY);
    }

    private void receive(Random random) {
        ModelSession session = run.owner(random);
        ModelSession other = run.owner(random);
        Node folder = ModelRun.any(run.folders(), random);
        run.note(session.name + ": receive " + CLASS + " in '" + folder.name + "'");
        ModelSteps.refused("receiving", session.one(List.of(session.logon), new RopSetReceiveFolder.Request(0, 0,
                folder.id, CLASS)), 0);
        ModelRun.same("where to receive", ask(other, other.logon, new RopGetReceiveFolder.Request(0, 0,
                CLASS + ".Note"), RopGetReceiveFolder.Response.class),
                new RopGetReceiveFolder.Response(0, folder.id, CLASS));
        int rows = ask(other, other.logon, new RopGetReceiveFolderTable.Request(0, 0),
                RopGetReceiveFolderTable.Response.class).rows().size();
        ModelSteps.refused("receiving no more", session.one(List.of(session.logon), new RopSetReceiveFolder.Request(0,
                0, new ObjectId(0, 0), CLASS)), 0);
        ModelRun.same("classes left", ask(other, other.logon, new RopGetReceiveFolderTable.Request(0, 0),
                RopGetReceiveFolderTable.Response.class).rows().size(), rows - 1);
        ModelRun.same("a class removed", ErrorCode.nameOf(other.one(List.of(other.logon),
                new RopGetReceiveFolder.Request(0, 0, CLASS)).returnValue()), "SUCCESS");
    }
}
