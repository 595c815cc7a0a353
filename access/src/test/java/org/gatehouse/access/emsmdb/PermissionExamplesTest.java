package org.gatehouse.access.emsmdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.gatehouse.mapi.id.AddressBookEntryId;
import org.gatehouse.mapi.id.ObjectId;
import org.gatehouse.mapi.property.Cell;
import org.gatehouse.mapi.property.PropertyRow;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.mapi.property.Value;
import org.gatehouse.mapi.rop.RopLogon;
import org.gatehouse.mapi.rop.RopOpenFolder;
import org.gatehouse.mapi.rop.RopQueryRows;
import org.gatehouse.store.Caller;
import org.gatehouse.store.MailboxKey;
import org.gatehouse.store.SpecialFolder;
import org.gatehouse.testing.Golden;
import org.gatehouse.wire.ByteWriter;
import org.gatehouse.wire.Bytes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The examples of [MS-OXCPERM] 4 in their order, on a calendar nobody has shared yet. The server answers with their
/// bytes, but for the member's id, which is its own to give, and the case of the distinguished name.
class PermissionExamplesTest {
    private static final int NONE = 0xffff_ffff;
    private static final List<PropertyTag> COLUMNS = List.of(Tags.MEMBER_ID, Tags.MEMBER_NAME, Tags.MEMBER_RIGHTS,
            Tags.ENTRY_ID);
    private static final String USER8 = "/o=First Organization/ou=Exchange Administrative Group (FYDIBOHF23SPDLT)"
            + "/cn=Recipients/cn=user8";
    private static final Bytes LIST = Bytes.copyOf(Golden.bytes("""
            3e 00 00 01 02                      | RopGetPermissionsTable, 4.1: IncludeFreeBusy
            12 00 01 00 04 00                   | RopSetColumns: four
            14 00 71 66 1f 00 72 66 03 00 73 66 | PidTagMemberId, PidTagMemberName, PidTagMemberRights
            02 01 ff 0f                         | PidTagEntryId
            15 00 01 00 01 00 10                | RopQueryRows: 4096 forward
            """));
    private static final String NOBODY_YET = """
            3e 01 00 00 00 00                               | RopGetPermissionsTable
            12 01 00 00 00 00 00                            | RopSetColumns: complete
            15 01 00 00 00 00 02 02 00                      | RopQueryRows: at the end, two rows
            00 00 00 00 00 00 00 00 00 00 00 00 08 00 00 00 00 | the default user, no name, FreeBusySimple, no entry id
            00 ff ff ff ff ff ff ff ff                      | the anonymous user
            41 00 6e 00 6f 00 6e 00 79 00 6d 00 6f 00 75 00 73 00 00 00 | Anonymous
            00 00 00 00 00 00                               | no rights, no entry id
            """;
    private static final Bytes ADD = Bytes.copyOf(Golden.bytes("""
            40 00 02 02 01 00 01 02 00                            | RopModifyPermissions: IncludeFreeBusy, one to add
            02 01 ff 0f 7c 00                                     | PidTagEntryId: 124 bytes
            00 00 00 00 dc a7 40 c8 c0 42 10 1a b4 b9 08 00 2b 2f e1 82 01 00 00 00 00 00 00 00
            2f 6f 3d 46 69 72 73 74 20 4f 72 67 61 6e 69 7a 61 74 69 6f 6e 2f 6f 75 3d 45 78 63 68 61 6e 67 65 20
            41 64 6d 69 6e 69 73 74 72 61 74 69 76 65 20 47 72 6f 75 70 20 28 46 59 44 49 42 4f 48 46 32 33 53 50
            44 4c 54 29 2f 63 6e 3d 52 65 63 69 70 69 65 6e 74 73 2f 63 6e 3d 75 73 65 72 38 00
            03 00 73 66 fb 1f 00 00                               | PidTagMemberRights 0x1FFB
            """));

    @TempDir
    private Path folder;
    private Workplace place;
    private RopReplay replay;
    private int calendar;

    @BeforeEach
    void annOpensHerCalendar() {
        place = new Workplace(folder);
        place.directory.addWithDn("user8", USER8);
        EmsmdbClient ann = place.client("ann");
        replay = new RopReplay(ann);
        ann.connect(place.ann.legacyDn());
        int logon = ann.rops(List.of(NONE), List.of(), Workplace.privateLogon(place.ann.legacyDn())).handles().get(0);
        var opened = ann.rops(List.of(logon, NONE), List.of(), new RopOpenFolder.Request(0, 0, 1, calendarId(), 0));
        assertThat(opened.get(0, RopOpenFolder.Response.class).hasRules()).isFalse();
        calendar = opened.handles().get(1);
    }

    private ObjectId calendarId() {
        var key = new MailboxKey(place.ann.mailbox().orElseThrow().guid(), place.ann.legacyDn(),
                place.ann.displayName(), place.ann.smtpAddress());
        try (var session = place.databases.mounted(Workplace.DATABASE).orElseThrow().open(key, new Caller("test",
                place.ann.legacyDn(), "", Caller.Rights.OWNER, java.nio.charset.StandardCharsets.US_ASCII))) {
            return session.specialFolders().get(SpecialFolder.CALENDAR);
        }
    }

    @AfterEach
    void close() {
        place.close();
    }

    private List<PropertyRow> rows() {
        var reply = EmsmdbClient.decode(List.of(replay.send(LIST, List.of(calendar, NONE)).encode()), COLUMNS);
        return reply.get(2, RopQueryRows.Response.class).rows().read(COLUMNS);
    }

    private static Cell present(Value value) {
        return new Cell.Present(value);
    }

    @Test
    void anEntryIsAddedModifiedAndRemoved() {
        replay.replay("2b 00 01 02 1f 00 6a 0e 00 | RopOpenStream, 4.1: PidTagSecurityDescriptorAsXml",
                List.of(0, calendar, NONE), "2b 02 02 01 04 80 | ecNotImplemented");
        replay.replay(LIST, List.of(calendar, NONE), NOBODY_YET);
        replay.replay(ADD, List.of(0, 0, calendar), "40 02 00 00 00 00 | 4.1");
        List<PropertyRow> rows = rows();
        assertThat(rows).hasSize(3);
        assertThat(rows.get(0).cells().get(2)).as("the default user").isEqualTo(present(new Value.Int32(0x800)));
        Cell member = rows.get(1).cells().get(0);
        assertThat(rows.get(1).cells()).containsExactly(member, present(new Value.Text("user8")),
                present(new Value.Int32(0x1ffb)),
                present(new Value.Binary(AddressBookEntryId.ofUser(USER8).encode())));

        replay.replay(ofMember("40 00 00 02 01 00 02 02 00 14 00 71 66 | RopModifyPermissions, 4.2: to modify", member,
                "03 00 73 66 00 18 00 00 | PidTagMemberRights 0x1800"), List.of(calendar), "40 00 00 00 00 00 | 4.2");
        assertThat(rows().get(1).cells().get(2)).isEqualTo(present(new Value.Int32(0x1800)));

        replay.replay(ofMember("40 00 00 02 01 00 04 01 00 14 00 71 66 | RopModifyPermissions, 4.3: to remove", member,
                ""), List.of(calendar), "40 00 00 00 00 00 | 4.3");
        replay.replay(LIST, List.of(calendar, NONE), NOBODY_YET);
    }

    private static Bytes ofMember(String head, Cell member, String tail) {
        var out = new ByteWriter().bytes(Golden.bytes(head));
        if (member instanceof Cell.Present(Value.Int64(long id))) {
            out.i64(id);
        }
        return (tail.isEmpty() ? out : out.bytes(Golden.bytes(tail))).toBytes();
    }

    @Test
    void aSecurityGroupIsAddedAndItsMembersHaveItsRights() { // MS-OXCPERM_R175
        String group = "/o=First Organization/ou=Exchange Administrative Group/cn=Recipients/cn=team";
        place.directory.join("bob", group);
        Bytes entryId = new AddressBookEntryId(AddressBookEntryId.DISTRIBUTION_LIST, group).encode();
        replay.replay(new ByteWriter().bytes(Golden.bytes("40 00 00 00 01 00 01 02 00 02 01 ff 0f | one to add"))
                .u16(entryId.length()).bytes(entryId)
                .bytes(Golden.bytes("03 00 73 66 01 04 00 00 | PidTagMemberRights: a reviewer")).toBytes(),
                List.of(calendar), "40 00 00 00 00 00 | added");
        assertThat(rows().get(1).cells().subList(1, 4)).as("name, rights, the entry id of a distribution list")
                .containsExactly(present(new Value.Text("Group")), present(new Value.Int32(0x1c01)),
                        present(new Value.Binary(entryId)));
        EmsmdbClient bob = place.client("bob");
        bob.connect(place.bob.legacyDn());
        int logon = bob.rops(List.of(NONE), List.of(), Workplace.privateLogon(place.ann.legacyDn())).handles().get(0);
        assertThat(bob.rops(List.of(logon, NONE), List.of(), new RopOpenFolder.Request(0, 0, 1, calendarId(), 0))
                .responses().getFirst().returnValue()).isZero();
    }

    @Test
    void listsThatCannotBeMadeSoAreRefused() {
        replay.replay("40 00 00 03 01 00 04 00 00 | ReplaceRows with a row to remove", List.of(calendar),
                "40 00 57 00 07 80 | ecInvalidParam");
        replay.replay("40 00 00 00 01 00 02 01 00 03 00 73 66 00 00 00 00 | no PidTagMemberId", List.of(calendar),
                "40 00 57 00 07 80 | ecInvalidParam");
        place.directory.forget("user8");
        replay.replay(ADD, List.of(0, 0, calendar), "40 02 eb 03 00 00 | ecUnknownUser");
        assertThat(rows()).hasSize(2);
    }
}
