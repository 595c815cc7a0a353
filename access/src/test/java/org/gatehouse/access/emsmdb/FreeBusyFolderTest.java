package org.gatehouse.access.emsmdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.gatehouse.dcerpc.AuthLevel;
import org.gatehouse.mapi.calendar.FreeBusyPlace;
import org.gatehouse.mapi.id.ObjectId;
import org.gatehouse.mapi.property.Cell;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.property.PropertyValue;
import org.gatehouse.mapi.property.Restriction;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.mapi.property.Value;
import org.gatehouse.mapi.rop.RopCreateMessage;
import org.gatehouse.mapi.rop.RopFindRow;
import org.gatehouse.mapi.rop.RopGetHierarchyTable;
import org.gatehouse.mapi.rop.RopLogon;
import org.gatehouse.mapi.rop.RopOpenFolder;
import org.gatehouse.mapi.rop.RopSaveChangesMessage;
import org.gatehouse.mapi.rop.RopSetColumns;
import org.gatehouse.mapi.rop.RopSetProperties;
import org.gatehouse.store.Caller;
import org.gatehouse.wire.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A client without the Availability service finds where free and busy times are published by the name of the folder,
/// and publishes its own ([MS-OXOPFFB] 3.1.4.1.2).
class FreeBusyFolderTest {
    private static final int NONE = 0xffff_ffff;
    /// "SCHEDULE+ FREE BUSY" and the folder of the own site ([MS-OXCSTOR] 2.2.1.1.4).
    private static final int FREE_BUSY = 4;
    private static final int LOCAL_FREE_BUSY = 7;
    private static final List<PropertyTag> COLUMNS = List.of(Tags.FOLDER_ID);

    @TempDir
    private Path folder;

    @Test
    void theFolderHasTheNameThatClientsMakeOfTheDistinguishedName() {
        try (var place = new Workplace(folder)) {
            place.directory.setPublicFolders(Workplace.PUBLIC, Workplace.SERVER_DN);
            // As a database has it that was made before folders had that name.
            place.databases.mounted(Workplace.PUBLIC).orElseThrow().openPublic(new Caller("", "", "",
                    Caller.Rights.ADMINISTRATOR, StandardCharsets.US_ASCII)).close();
            var ann = new EmsmdbClient(place.service(false, true), place.group, TestDirectory.identity("ann"),
                    AuthLevel.PRIVACY);
            ann.connect(place.ann.legacyDn());
            var logon = ann.rops(List.of(NONE), List.of(), new RopLogon.Request(0, 0, 0, RopLogon.PUBLIC, 0, ""));
            List<ObjectId> ids = logon.get(0, RopLogon.PublicResponse.class).folderIds();
            int parent = ann.rops(List.of(logon.handles().getFirst(), NONE), List.of(),
                    new RopOpenFolder.Request(0, 0, 1, ids.get(FREE_BUSY), 0)).handles().get(1);
            FreeBusyPlace wanted = FreeBusyPlace.of(Workplace.SERVER_DN);
            var name = new PropertyValue(Tags.DISPLAY_NAME, new Value.Text(wanted.folder()));
            var found = ann.rops(List.of(parent, NONE), COLUMNS, new RopGetHierarchyTable.Request(0, 0, 1, 0),
                    new RopSetColumns.Request(0, 1, 0, COLUMNS), new RopFindRow.Request(0, 1, 0,
                            new Restriction.Property(Restriction.Operator.EQUAL, Tags.DISPLAY_NAME, name), 0,
                            Bytes.EMPTY));
            assertThat(found.get(2, RopFindRow.Response.class).rows().read(COLUMNS).getFirst().cells()).containsExactly(
                    new Cell.Present(new Value.Int64(ids.get(LOCAL_FREE_BUSY).wire())));

            var made = ann.rops(List.of(logon.handles().getFirst(), NONE), List.of(), new RopCreateMessage.Request(0, 0,
                    1, 0xfff, ids.get(LOCAL_FREE_BUSY), false), new RopSetProperties.Request(0, 1, List.of(
                            new PropertyValue(Tags.SUBJECT, new Value.Text(
                                    FreeBusyPlace.of(place.ann.legacyDn()).subject())))),
                    new RopSaveChangesMessage.Request(0, 1, 1, 0));
            assertThat(made.responses()).allMatch(response -> response.returnValue() == 0);
        }
    }
}
