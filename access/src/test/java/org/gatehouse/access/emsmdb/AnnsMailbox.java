package org.gatehouse.access.emsmdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.gatehouse.mapi.id.ObjectId;
import org.gatehouse.mapi.property.Cell;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.property.PropertyValue;
import org.gatehouse.mapi.rop.RopCreateMessage;
import org.gatehouse.mapi.rop.RopGetPropertiesSpecific;
import org.gatehouse.mapi.rop.RopLogon;
import org.gatehouse.mapi.rop.RopOpenMessage;
import org.gatehouse.mapi.rop.RopRequest;
import org.gatehouse.mapi.rop.RopSaveChangesMessage;
import org.gatehouse.mapi.rop.RopSetProperties;

/// Ann, logged on to her mailbox, and what tests of single statements do with it.
final class AnnsMailbox implements AutoCloseable {
    static final int NONE = 0xffff_ffff;
    static final int CP_OF_LOGON = 0xfff;

    final Workplace place;
    final EmsmdbClient ann;
    final int logon;
    final List<ObjectId> folders;
    final ObjectId inbox;

    AnnsMailbox(Path folder) {
        place = new Workplace(folder);
        ann = place.client("ann");
        ann.connect(place.ann.legacyDn());
        var reply = ann.rops(List.of(NONE), List.of(), Workplace.privateLogon(place.ann.legacyDn()));
        logon = reply.handles().get(0);
        folders = reply.get(0, RopLogon.MailboxResponse.class).folderIds();
        inbox = folders.get(4);
    }

    @Override
    public void close() {
        place.close();
    }

    /// Runs one operation that opens something at index 1; its handle.
    int open(int parent, RopRequest request) {
        var reply = ann.rops(List.of(parent, NONE), List.of(), request);
        assertThat(reply.responses().getFirst().returnValue()).as("%s", request).isZero();
        return reply.handles().get(1);
    }

    int error(int handle, RopRequest request) {
        return ann.rops(List.of(handle, NONE), List.of(), request).responses().getFirst().returnValue();
    }

    int create() {
        return open(logon, new RopCreateMessage.Request(0, 0, 1, CP_OF_LOGON, inbox, false));
    }

    ObjectId save(int message) {
        return ann.rops(List.of(message), List.of(), new RopSaveChangesMessage.Request(0, 0, 0, 0x0a))
                .get(0, RopSaveChangesMessage.Response.class).messageId();
    }

    static RopOpenMessage.Request opening(ObjectId in, ObjectId id, int mode) {
        return new RopOpenMessage.Request(0, 0, 1, CP_OF_LOGON, in, mode, id);
    }

    void set(int handle, PropertyValue... values) {
        var reply = ann.rops(List.of(handle), List.of(), new RopSetProperties.Request(0, 0, List.of(values)));
        assertThat(reply.get(0, RopSetProperties.Response.class).problems()).isEmpty();
    }

    List<Cell> cells(int handle, PropertyTag... tags) {
        List<PropertyTag> list = Arrays.asList(tags);
        return ann.rops(List.of(handle), list, new RopGetPropertiesSpecific.Request(0, 0, 0, true, list))
                .get(0, RopGetPropertiesSpecific.Response.class).row().cells();
    }

    Cell cell(int handle, PropertyTag tag) {
        return cells(handle, tag).getFirst();
    }
}
