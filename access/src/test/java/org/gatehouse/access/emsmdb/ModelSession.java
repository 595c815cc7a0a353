package org.gatehouse.access.emsmdb;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import org.gatehouse.access.emsmdb.ModelMailbox.Content;
import org.gatehouse.dcerpc.AuthLevel;
import org.gatehouse.mapi.emsmdb.EcDoAsyncWaitEx;
import org.gatehouse.mapi.id.ObjectId;
import org.gatehouse.mapi.property.Cell;
import org.gatehouse.mapi.property.ErrorCode;
import org.gatehouse.mapi.property.PropertyName;
import org.gatehouse.mapi.property.PropertyRow;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.property.PropertyType;
import org.gatehouse.mapi.property.PropertyValue;
import org.gatehouse.mapi.property.RecipientRow;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.mapi.property.Value;
import org.gatehouse.mapi.rop.ModifyRecipientRow;
import org.gatehouse.mapi.rop.RopCreateAttachment;
import org.gatehouse.mapi.rop.RopGetContentsTable;
import org.gatehouse.mapi.rop.RopGetHierarchyTable;
import org.gatehouse.mapi.rop.RopGetPropertiesSpecific;
import org.gatehouse.mapi.rop.RopGetPropertyIdsFromNames;
import org.gatehouse.mapi.rop.RopGetValidAttachments;
import org.gatehouse.mapi.rop.RopId;
import org.gatehouse.mapi.rop.RopLogon;
import org.gatehouse.mapi.rop.RopModifyRecipients;
import org.gatehouse.mapi.rop.RopOpenAttachment;
import org.gatehouse.mapi.rop.RopOpenEmbeddedMessage;
import org.gatehouse.mapi.rop.RopOpenFolder;
import org.gatehouse.mapi.rop.RopOpenMessage;
import org.gatehouse.mapi.rop.RopOpenStream;
import org.gatehouse.mapi.rop.RopQueryRows;
import org.gatehouse.mapi.rop.RopReadRecipients;
import org.gatehouse.mapi.rop.RopReadStream;
import org.gatehouse.mapi.rop.RopRelease;
import org.gatehouse.mapi.rop.RopRequest;
import org.gatehouse.mapi.rop.RopResponse;
import org.gatehouse.mapi.rop.RopSaveChangesAttachment;
import org.gatehouse.mapi.rop.RopSetColumns;
import org.gatehouse.mapi.rop.RopSetProperties;
import org.gatehouse.wire.Bytes;
import org.gatehouse.wire.ndr.ContextHandle;

/// A client of the real mailbox that asks in terms of the model.
final class ModelSession {
    static final int NONE = 0xffff_ffff;
    static final PropertyTag GROUP = PropertyTag.of(0x6704, PropertyType.INTEGER32);
    static final PropertyTag DATA = PropertyTag.of(0x6702, PropertyType.BINARY);
    static final List<PropertyTag> COLUMNS = List.of(Tags.MID, Tags.SUBJECT, GROUP, Tags.MESSAGE_FLAGS);
    static final PropertyName LABEL = new PropertyName.Text(new UUID(0x1abe1, 7), "label");
    static final int SOFT_DELETED = 0x20;
    static final int NO_NOTIFICATIONS = 0x10;
    private static final int CREATE_NAME = 0x02;
    private static final PropertyTag ATTACHED = PropertyTag.of(0x3701, PropertyType.BINARY);

    final String name;
    final int logon;
    final RopLogon.MailboxResponse store;
    /// Operations that were sent.
    final Set<RopId> sent = EnumSet.of(RopId.LOGON);
    private final EmsmdbClient client;
    private ContextHandle waiting = ContextHandle.NONE;

    ModelSession(String name, EmsmdbService service, String account, String userDn, String mailboxDn) {
        this.name = name;
        this.client = new EmsmdbClient(service, new AssociationGroup(), TestDirectory.identity(account),
                AuthLevel.PRIVACY);
        if (client.connect(userDn).result() != 0) {
            throw new AssertionError(account + " cannot connect");
        }
        var reply = client.rops(List.of(NONE), List.of(), Workplace.privateLogon(mailboxDn));
        this.store = reply.get(0, RopLogon.MailboxResponse.class);
        this.logon = reply.handles().get(0);
    }

    /// A row of a contents table.
    record Row(ObjectId id, String subject, int group, boolean read) {}

    EmsmdbClient.Reply rops(List<Integer> handles, RopRequest... requests) {
        return rops(COLUMNS, handles, requests);
    }

    /// @param columns of the tables asked
    EmsmdbClient.Reply rops(List<PropertyTag> columns, List<Integer> handles, RopRequest... requests) {
        for (RopRequest request : requests) {
            sent.add(request.id());
        }
        return client.rops(handles, columns, requests);
    }

    /// Waits for notifications as EcDoAsyncWaitEx does.
    EcDoAsyncWaitEx.Response await(CompletionStage<?> cancelled) {
        if (waiting.equals(ContextHandle.NONE)) {
            waiting = client.connectAsync().asynchronous();
        }
        return client.await(waiting, cancelled);
    }

    /// The first response, and all handles opened but the first released.
    RopResponse one(List<Integer> handles, RopRequest request) {
        var reply = rops(handles, request);
        return reply.responses().getFirst();
    }

    /// A folder's handle; NONE when it cannot be opened.
    int open(ObjectId folder) {
        return rops(List.of(logon, NONE), new RopOpenFolder.Request(0, 0, 1, folder, 0)).handles().get(1);
    }

    int openError(ObjectId folder) {
        var reply = rops(List.of(logon, NONE), new RopOpenFolder.Request(0, 0, 1, folder, 0));
        release(reply.handles().get(1));
        return reply.responses().getFirst().returnValue();
    }

    void release(int handle) {
        if (handle != NONE) {
            rops(List.of(handle), new RopRelease.Request(0, 0));
        }
    }

    static <T extends RopResponse> T expect(RopResponse response, Class<T> kind) {
        if (!kind.isInstance(response) || response.returnValue() != 0) {
            throw new AssertionError(kind.getEnclosingClass().getSimpleName() + " gave " + response);
        }
        return kind.cast(response);
    }

    /// A table of the folder's messages with its columns set.
    int contents(ObjectId folder, int flags) {
        var reply = rops(List.of(logon, NONE, NONE), new RopOpenFolder.Request(0, 0, 1, folder, 0),
                new RopGetContentsTable.Request(0, 1, 2, flags | NO_NOTIFICATIONS),
                new RopSetColumns.Request(0, 2, 0, COLUMNS), new RopRelease.Request(0, 1));
        expect(reply.responses().get(2), RopSetColumns.Response.class);
        return reply.handles().get(2);
    }

    List<Row> rows(int table, int max) {
        RopResponse response = one(List.of(table), new RopQueryRows.Request(0, 0, 0, true, max));
        return expect(response, RopQueryRows.Response.class).rows().read(COLUMNS).stream().map(ModelSession::row)
                .toList();
    }

    static Row row(PropertyRow row) {
        int flags = row.cells().get(3) instanceof Cell.Present(Value.Int32(int bits)) ? bits : 0;
        return new Row(ObjectId.ofWire(row.cells().get(0) instanceof Cell.Present(Value.Int64(long wire)) ? wire : 0),
                row.cells().get(1) instanceof Cell.Present(Value.Text(String text)) ? text : "",
                row.cells().get(2) instanceof Cell.Present(Value.Int32(int group)) ? group : 0, (flags & 1) != 0);
    }

    List<Row> messages(ObjectId folder, int flags) {
        int table = contents(folder, flags);
        List<Row> rows = rows(table, 1_000);
        release(table);
        return rows;
    }

    /// A folder in its parent's table.
    record Sub(ObjectId id, String name, int messages, int unread) {}

    List<Sub> folders(ObjectId parent) {
        var columns = List.of(Tags.FOLDER_ID, Tags.DISPLAY_NAME, Tags.CONTENT_COUNT, Tags.CONTENT_UNREAD_COUNT);
        var reply = rops(columns, List.of(logon, NONE, NONE), new RopOpenFolder.Request(0, 0, 1, parent, 0),
                new RopGetHierarchyTable.Request(0, 1, 2, NO_NOTIFICATIONS),
                new RopSetColumns.Request(0, 2, 0, columns),
                new RopQueryRows.Request(0, 2, 0, true, 1_000), new RopRelease.Request(0, 2),
                new RopRelease.Request(0, 1));
        return expect(reply.responses().get(3), RopQueryRows.Response.class).rows().read(columns).stream()
                .map(row -> new Sub(ObjectId.ofWire(number(row.cells().get(0))), text(row.cells().get(1)),
                        (int) number(row.cells().get(2)), (int) number(row.cells().get(3)))).toList();
    }

    private static long number(Cell cell) {
        return switch (cell) {
            case Cell.Present(Value.Int64(long value)) -> value;
            case Cell.Present(Value.Int32(int value)) -> value;
            default -> -1;
        };
    }

    private static String text(Cell cell) {
        return cell instanceof Cell.Present(Value.Text(String text)) ? text : "";
    }

    int openMessage(ObjectId folder, ObjectId message, int mode) {
        return rops(List.of(logon, NONE), new RopOpenMessage.Request(0, 0, 1, 0xfff, folder, mode, message)).handles()
                .get(1);
    }

    int setAll(int message, PropertyValue... values) {
        return expect(one(List.of(message), new RopSetProperties.Request(0, 0, Arrays.asList(values))),
                RopSetProperties.Response.class).problems().size();
    }

    /// Everything that the model knows of an open message.
    Content read(int message) {
        var content = new Content();
        int label = labelId(message, false);
        var tags = label == 0 ? List.of(Tags.SUBJECT, GROUP)
                : List.of(Tags.SUBJECT, GROUP, PropertyTag.of(label, PropertyType.STRING));
        var reply = rops(tags, List.of(message), new RopGetPropertiesSpecific.Request(0, 0, 0, true, tags));
        List<Cell> cells = expect(reply.responses().getFirst(), RopGetPropertiesSpecific.Response.class).row().cells();
        content.subject = text(cells.get(0));
        content.group = (int) Math.max(0, number(cells.get(1)));
        content.label = label == 0 || !(cells.get(2) instanceof Cell.Present) ? null : text(cells.get(2));
        content.data = stream(message, DATA);
        content.recipients.putAll(recipients(message));
        for (int number : expect(one(List.of(message), new RopGetValidAttachments.Request(0, 0)),
                RopGetValidAttachments.Response.class).attachmentIds()) {
            int attachment = rops(List.of(message, NONE), new RopOpenAttachment.Request(0, 0, 1, 0, number)).handles()
                    .get(1);
            byte[] data = stream(attachment, ATTACHED);
            content.attachments.put(number, data == null ? ModelStreams.INSIDE + embedded(attachment)
                    : new String(data, java.nio.charset.StandardCharsets.US_ASCII));
            release(attachment);
        }
        return content;
    }

    /// The subject of the message that an attachment is.
    private String embedded(int attachment) {
        var tags = List.of(Tags.SUBJECT);
        var reply = rops(tags, List.of(attachment, NONE), new RopOpenEmbeddedMessage.Request(0, 0, 1, 0xfff, 0),
                new RopGetPropertiesSpecific.Request(0, 1, 0, true, tags));
        release(reply.handles().get(1));
        return text(expect(reply.responses().get(1), RopGetPropertiesSpecific.Response.class).row().cells()
                .getFirst());
    }

    /// The property id of [#LABEL]; 0 when nobody has used it and `create` is not asked for.
    int labelId(int message, boolean create) {
        return expect(one(List.of(message), new RopGetPropertyIdsFromNames.Request(0, 0, create ? CREATE_NAME : 0,
                List.of(LABEL))), RopGetPropertyIdsFromNames.Response.class).propertyIds().getFirst();
    }

    private SortedMap<Integer, String> recipients(int message) {
        RopResponse response = rops(RecipientRows.COLUMNS, List.of(message),
                new RopReadRecipients.Request(0, 0, 0, 0)).responses().getFirst();
        var found = new TreeMap<Integer, String>();
        if (response.returnValue() == ErrorCode.NOT_FOUND) {
            return found;
        }
        expect(response, RopReadRecipients.Response.class).rows().forEach(row -> found.put(row.rowId(),
                row.recipient().displayName() instanceof Value.Text(String text) ? text : "?"));
        return found;
    }

    /// A value as a stream; null when there is none.
    byte[] stream(int object, PropertyTag tag) {
        var opened = rops(List.of(object, NONE), new RopOpenStream.Request(0, 0, 1, tag, 0));
        if (opened.responses().getFirst().returnValue() == ErrorCode.NOT_FOUND) {
            return null;
        }
        expect(opened.responses().getFirst(), RopOpenStream.Response.class);
        int stream = opened.handles().get(1);
        Bytes data = expect(one(List.of(stream), new RopReadStream.Request(0, 0, 0x7000, 0)),
                RopReadStream.Response.class).data();
        release(stream);
        return data.toArray();
    }

    void setRecipients(int message, SortedMap<Integer, String> names) {
        var rows = new ArrayList<ModifyRecipientRow>();
        names.forEach((id, recipient) -> rows.add(new ModifyRecipientRow(id, 1, recipient.isEmpty() ? null
                : new RecipientRow(0, true, new RecipientRow.Address.X500(0, 0, "/o=Corp/cn=" + recipient), null,
                        new Value.Text(recipient), null, null, new PropertyRow(List.of())))));
        expect(one(List.of(message), new RopModifyRecipients.Request(0, 0, List.of(), rows)),
                RopModifyRecipients.Response.class);
    }

    int attach(int message, String text) {
        var reply = rops(List.of(message, NONE), new RopCreateAttachment.Request(0, 0, 1),
                new RopSetProperties.Request(0, 1, List.of(
                        new PropertyValue(PropertyTag.of(0x3705, PropertyType.INTEGER32), new Value.Int32(1)),
                        new PropertyValue(ATTACHED, new Value.Binary(Bytes.copyOf(
                                text.getBytes(java.nio.charset.StandardCharsets.US_ASCII)))))),
                new RopSaveChangesAttachment.Request(0, 0, 1, 0), new RopRelease.Request(0, 1));
        expect(reply.responses().get(2), RopSaveChangesAttachment.Response.class);
        return reply.get(0, RopCreateAttachment.Response.class).attachmentId();
    }
}
