package org.gatehouse.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gatehouse.store.FolderRights.*;
import static org.gatehouse.store.MailboxStoreContract.inbox;
import static org.gatehouse.store.MailboxStoreContract.int32;
import static org.gatehouse.store.MailboxStoreContract.refused;
import static org.gatehouse.store.MailboxStoreContract.special;
import static org.gatehouse.store.MailboxStoreContract.text;
import static org.gatehouse.store.MailboxStoreContract.value;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;
import org.gatehouse.mapi.id.ObjectId;
import org.gatehouse.mapi.property.Cell;
import org.gatehouse.mapi.property.ErrorCode;
import org.gatehouse.mapi.property.PropertyProblem;
import org.gatehouse.mapi.property.PropertyValue;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.mapi.property.Value;
import org.gatehouse.wire.Bytes;
import org.junit.jupiter.api.Test;

/// Permission lists, and what they let others do ([MS-OXCPERM] 2.2.7, 3.2.4.1, 3.2.5).
abstract class FolderPermissionsContract extends FoldersContract {
    private static final int[] BITS = {READ_ANY, CREATE, EDIT_OWNED, DELETE_OWNED, EDIT_ANY, DELETE_ANY,
        CREATE_SUBFOLDER, OWNER, VISIBLE};

    private static boolean sees(int rights) {
        return (rights & (VISIBLE | READ_ANY | OWNER)) != 0;
    }

    private static boolean any(int rights, int wanted) {
        return (rights & wanted) != 0;
    }

    /// One thing to try in a folder of Ann's: who holds which rights may do it.
    private record Operation(IntPredicate allowed, Attempt attempt) {}

    private interface Attempt {
        void in(Place place);
    }

    /// A folder of Ann's as Bob finds it, with a message of each.
    private record Place(MailboxSession bob, ObjectId folder, ObjectId parent, ObjectId anns, ObjectId bobs) {
        Folder opened() {
            return bob.openFolder(folder);
        }
    }

    private static Map<String, Operation> operations() {
        var all = new LinkedHashMap<String, Operation>();
        all.put("open the folder", new Operation(FolderPermissionsContract::sees, Place::opened));
        all.put("see it in the hierarchy", new Operation(FolderPermissionsContract::sees, place ->
                shown(place.bob.openFolder(place.parent).hierarchy(false).count() == 1)));
        all.put("read the permission list", new Operation(FolderPermissionsContract::sees, place ->
                shown(place.opened().permissionTable(false).count() == 3)));
        all.put("read another's message", new Operation(rights -> any(rights, READ_ANY), place ->
                shown(place.bob.openMessage(place.anns, false).id().isPresent())));
        all.put("read the own message", new Operation(FolderPermissionsContract::sees, place ->
                shown(place.bob.openMessage(place.bobs, false).id().isPresent())));
        all.put("create a message", new Operation(rights -> any(rights, CREATE), place ->
                place.bob.createMessage(place.folder, false).save(MessageDraft.SaveMode.NORMAL)));
        all.put("edit another's message", new Operation(rights -> any(rights, EDIT_ANY) && any(rights, READ_ANY),
                place -> edit(place.bob, place.anns)));
        all.put("edit the own message", new Operation(rights -> any(rights, EDIT_ANY | EDIT_OWNED) && sees(rights),
                place -> edit(place.bob, place.bobs)));
        all.put("mark another's message", new Operation(rights -> any(rights, EDIT_ANY) && sees(rights),
                place -> shown(!place.opened().setReadFlags(List.of(place.anns), false, false))));
        all.put("delete another's message", new Operation(rights -> any(rights, DELETE_ANY) && sees(rights),
                place -> shown(!place.opened().deleteMessages(List.of(place.anns), false))));
        all.put("delete the own message", new Operation(rights -> any(rights, DELETE_ANY | DELETE_OWNED)
                && sees(rights), place -> shown(!place.opened().deleteMessages(List.of(place.bobs), true))));
        all.put("create a folder", new Operation(rights -> any(rights, CREATE_SUBFOLDER) && sees(rights),
                place -> place.opened().createFolder("New", "", Folder.Type.GENERIC, false)));
        all.put("rename the folder", new Operation(rights -> any(rights, OWNER), place ->
                place.opened().set(List.of(text(Tags.DISPLAY_NAME, "Renamed")))));
        all.put("change the permissions", new Operation(rights -> any(rights, OWNER), place ->
                grant(place.opened(), EVE, REVIEWER)));
        all.put("delete the folder", new Operation(rights -> any(rights, OWNER), place -> shown(
                !place.bob.openFolder(place.parent).deleteFolder(place.folder, Set.of(Folder.DeleteFlag.values())))));
        return all;
    }

    /// What could not be done without an error.
    private static void shown(boolean done) {
        if (!done) {
            throw new MailboxException(ErrorCode.ACCESS_DENIED, "not done");
        }
    }

    private static void edit(MailboxSession session, ObjectId message) {
        MessageDraft draft = session.openMessage(message, true);
        draft.set(List.of(text(Tags.SUBJECT, "edited")));
        draft.save(MessageDraft.SaveMode.NORMAL);
    }

    @Test
    void eachRightAllowsWhatItSaysAndNothingElse() {
        try (MailboxSession ann = owner(ANN)) {
            int number = 0;
            for (int bit : BITS) {
                everyOperation(ann, bit, number++);
                everyOperation(ann, bit | VISIBLE, number++);
            }
            for (int role : new int[] {NONE, REVIEWER, AUTHOR, EDITOR, FULL, CREATE | VISIBLE}) {
                everyOperation(ann, role, number++);
            }
        }
    }

    private void everyOperation(MailboxSession ann, int rights, int number) {
        Folder parent = made(ann, "Parent " + number);
        grant(parent, BOB, VISIBLE);
        Folder folder = parent.createFolder("Place", "", Folder.Type.GENERIC, false).folder();
        grant(folder, BOB, FULL);
        try (MailboxSession bob = delegate(BOB)) {
            ObjectId bobs = message(bob.openFolder(folder.id()), "bob's");
            var place = new Place(bob, folder.id(), parent.id(), message(folder, "ann's"), bobs);
            grant(folder, BOB, rights);
            operations().forEach((name, operation) -> {
                boolean done;
                try {
                    operation.attempt.in(place);
                    done = true;
                } catch (MailboxException refusal) {
                    done = false;
                    assertThat(refusal.error()).as("%s with 0x%x", name, rights).isIn(ErrorCode.NOT_FOUND,
                            ErrorCode.ACCESS_DENIED, ErrorCode.NO_CREATE_RIGHT,
                            ErrorCode.NO_CREATE_SUBFOLDER_RIGHT);
                }
                assertThat(done).as("%s with the rights 0x%x", name, rights)
                        .isEqualTo(operation.allowed.test(rights));
            });
        }
    }

    // [MS-OXCPERM] 3.2.4.1: the own row, else those of groups, else the default row
    @Test
    void theOwnRowWinsOverGroupsAndTheseOverTheDefaultRow() {
        try (MailboxSession ann = owner(ANN)) {
            Folder folder = made(ann, "Shared");
            folder.modifyPermissions(List.of(new FolderPermission.Change.Modify(FolderPermission.DEFAULT, VISIBLE),
                    new FolderPermission.Change.Add("/o=First/cn=sales", "Sales", REVIEWER),
                    new FolderPermission.Change.Add("/o=First/cn=support", "Support", VISIBLE | CREATE),
                    new FolderPermission.Change.Add(EVE.legacyDn(), "Eve", NONE)), false, false);
            var groups = Set.of("/O=FIRST/CN=SALES", "/o=first/cn=support");
            assertThat(rights(BOB, Set.of(), folder.id())).isEqualTo(VISIBLE);
            assertThat(rights(BOB, groups, folder.id())).isEqualTo(REVIEWER | CREATE);
            refused(ErrorCode.LOGIN_PERMISSION, () -> rights(EVE, groups, folder.id()));
        }
    }

    private int rights(MailboxKey who, Set<String> groups, ObjectId folder) {
        var caller = new Caller("GATE\\x", who.legacyDn(), "x", groups, Caller.Rights.BY_FOLDER,
                MailboxStoreContract.ANN.codePage());
        try (MailboxSession session = first().open(ANN, caller)) {
            return session.openFolder(folder).rights();
        }
    }

    // [MS-OXCPERM] 3.2.5.2
    @Test
    void changesOfAListAddModifyRemoveAndReplaceRows() {
        try (MailboxSession ann = owner(ANN)) {
            Folder folder = made(ann, "Shared");
            assertThat(folder.permissions(false)).extracting(FolderPermission::member)
                    .containsExactly(FolderPermission.DEFAULT, FolderPermission.ANONYMOUS);
            grant(folder, BOB, AUTHOR);
            FolderPermission bobs = folder.permissions(false).get(1);
            assertThat(bobs).extracting(FolderPermission::legacyDn, FolderPermission::name, FolderPermission::rights)
                    .containsExactly(BOB.legacyDn(), "bob", AUTHOR);
            folder.modifyPermissions(List.of(new FolderPermission.Change.Modify(bobs.member(), REVIEWER),
                    new FolderPermission.Change.Modify(0x7777, FULL), new FolderPermission.Change.Remove(0x7778)),
                    false, false);
            assertThat(folder.permissions(false).get(1)).isEqualTo(
                    new FolderPermission(bobs.member(), BOB.legacyDn(), "bob", REVIEWER));
            folder.modifyPermissions(List.of(new FolderPermission.Change.Add(EVE.legacyDn(), "eve", EDITOR)), true,
                    false);
            assertThat(folder.permissions(false)).extracting(FolderPermission::name)
                    .containsExactly("", "eve", "Anonymous");
            folder.modifyPermissions(List.of(new FolderPermission.Change.Remove(
                    folder.permissions(false).get(1).member())), false, false);
            assertThat(folder.permissions(false)).hasSize(2);
            refused(ErrorCode.INVALID_PARAMETER, () -> grant(folder, BOB, 0x10000));
        }
    }

    // [MS-OXCPERM] 2.2.7, note 5
    @Test
    void theCalendarShowsFreeBusyToAllUntilAClientChooses() {
        try (MailboxSession ann = owner(ANN)) {
            Folder calendar = special(ann, SpecialFolder.CALENDAR);
            grant(calendar, BOB, REVIEWER);
            assertThat(calendar.permissions(true)).extracting(FolderPermission::rights)
                    .containsExactly(FREE_BUSY_SIMPLE, REVIEWER | FREE_BUSY, NONE);
            assertThat(calendar.permissions(false)).extracting(FolderPermission::rights)
                    .containsExactly(NONE, REVIEWER, NONE);
            long bob = calendar.permissions(true).get(1).member();
            calendar.modifyPermissions(List.of(new FolderPermission.Change.Modify(bob, FREE_BUSY_SIMPLE)), false,
                    true);
            assertThat(calendar.permissions(true)).extracting(FolderPermission::rights)
                    .containsExactly(FREE_BUSY_SIMPLE, FREE_BUSY_SIMPLE, NONE);
            calendar.modifyPermissions(List.of(new FolderPermission.Change.Modify(bob, REVIEWER)), false, false);
            assertThat(calendar.permissions(true).get(1).rights()).isEqualTo(REVIEWER | FREE_BUSY_SIMPLE);
        }
    }

    // [MS-OXCSTOR] 3.2.5.1.1
    @Test
    void othersLogOnOnlyWhereAFolderIsSharedWithThem() {
        refused(ErrorCode.LOGIN_PERMISSION, () -> delegate(BOB));
        try (MailboxSession ann = owner(ANN)) {
            refused(ErrorCode.LOGIN_PERMISSION, () -> delegate(BOB));
            grant(inbox(ann), BOB, REVIEWER);
            ObjectId secret = message(special(ann, SpecialFolder.DRAFTS), "secret");
            try (MailboxSession bob = delegate(BOB)) {
                assertThat(inbox(bob).contents(false).count()).isZero();
                refused(ErrorCode.NOT_FOUND, () -> special(bob, SpecialFolder.CALENDAR));
                refused(ErrorCode.NOT_FOUND, () -> bob.openMessage(secret, false));
                refused(ErrorCode.NOT_FOUND, () -> bob.openMessage(secret, true));
                ObjectId drafts = ann.specialFolders().get(SpecialFolder.DRAFTS);
                refused(ErrorCode.NOT_FOUND, () -> bob.createMessage(drafts, false));
                refused(ErrorCode.NOT_FOUND, () -> inbox(bob).messageStatus(secret));
                refused(ErrorCode.NOT_FOUND, () -> inbox(bob).setMessageStatus(secret, 1, 1));
                refused(ErrorCode.ACCESS_DENIED, () -> bob.store().set(List.of(text(Tags.COMMENT, "mine"))));
            }
        }
    }

    // [MS-OXCPRPT] 2.2.1.1, [MS-OXCFOLD] 2.2.2.2.2.8
    @Test
    void accessPropertiesTellWhatTheCallerMay() {
        try (MailboxSession ann = owner(ANN)) {
            Folder folder = made(ann, "Shared");
            assertThat(int32(folder, Tags.ACCESS)).isEqualTo(0x3f);
            grant(folder, BOB, AUTHOR);
            try (MailboxSession bob = delegate(BOB)) {
                Folder seen = bob.openFolder(folder.id());
                assertThat(int32(seen, Tags.RIGHTS)).isEqualTo(AUTHOR);
                assertThat(int32(seen, Tags.ACCESS)).isEqualTo(0x12);
                assertThat(int32(seen, Tags.ACCESS_LEVEL)).isZero();
                ObjectId anns = message(folder, "ann's");
                assertThat(int32(bob.openMessage(anns, false), Tags.ACCESS)).isEqualTo(0x2);
                assertThat(int32(bob.openMessage(message(seen, "bob's"), false), Tags.ACCESS)).isEqualTo(0x7);
                assertThat(seen.contents(false).rows(0, 2, List.of(Tags.ACCESS))).extracting(row ->
                        row.cells().getFirst()).containsExactlyInAnyOrder(new Cell.Present(new Value.Int32(0x2)),
                                new Cell.Present(new Value.Int32(0x7)));
            }
        }
    }

    @Test
    void whatGoesWithAFolderIsMadeByItsOwners() { // [MS-OXCPRPT] 2.2.1.1, MS-OXCPRPT_R21, MS-OXCMSG_R369
        try (MailboxSession ann = owner(ANN)) {
            Folder folder = made(ann, "Shared");
            grant(folder, BOB, EDITOR);
            try (MailboxSession bob = delegate(BOB)) {
                refused(ErrorCode.NO_CREATE_RIGHT, () -> bob.createMessage(folder.id(), true));
                refused(ErrorCode.NO_CREATE_RIGHT, () -> bob.openFolder(folder.id()).createMessage(true));
                bob.createMessage(folder.id(), false).save(MessageDraft.SaveMode.NORMAL);
                grant(folder, BOB, REVIEWER | OWNER);
                bob.createMessage(folder.id(), true).save(MessageDraft.SaveMode.NORMAL);
                assertThat(int32(bob.openFolder(folder.id()), Tags.ACCESS) & 0x20).isNotZero();
                refused(ErrorCode.NO_CREATE_RIGHT, () -> bob.createMessage(folder.id(), false));
            }
        }
    }

    @Test
    void whatGoesWithAFolderComesByItsOwnersOnly() { // moved and copied as it is made
        try (MailboxSession ann = owner(ANN)) {
            Folder from = made(ann, "From");
            Folder to = made(ann, "To");
            grant(from, BOB, EDITOR);
            grant(to, BOB, EDITOR);
            ObjectId view = from.createMessage(true).save(MessageDraft.SaveMode.NORMAL).id();
            ObjectId mail = message(from, "mail");
            try (MailboxSession bob = delegate(BOB)) {
                Folder source = bob.openFolder(from.id());
                Folder target = bob.openFolder(to.id());
                assertThat(source.copyMessages(List.of(view, mail), target)).as("partial").isTrue();
                assertThat(source.moveMessages(List.of(view, mail), target)).as("partial").isTrue();
                assertThat(target.contents(true).count()).isZero();
                assertThat(target.contents(false).count()).isEqualTo(2);
                assertThat(source.contents(true).count()).isOne();
                grant(to, BOB, EDITOR | OWNER);
                assertThat(source.moveMessages(List.of(view), target)).isFalse();
                assertThat(target.contents(true).count()).isOne();
            }
        }
    }

    @Test
    void nobodyMakesTheMessagesOfOthersTheirOwn() {
        try (MailboxSession ann = owner(ANN)) {
            Folder folder = made(ann, "Shared");
            grant(folder, BOB, AUTHOR | EDIT_ANY);
            ObjectId anns = message(folder, "ann's");
            try (MailboxSession bob = delegate(BOB)) {
                Folder seen = bob.openFolder(folder.id());
                Value own = value(bob.openMessage(message(seen, "bob's"), false), Tags.CREATOR_ENTRY_ID);
                MessageDraft draft = bob.openMessage(anns, true);
                assertThat(draft.set(List.of(new PropertyValue(Tags.CREATOR_ENTRY_ID, own)))).singleElement()
                        .extracting(PropertyProblem::error).isEqualTo(ErrorCode.ACCESS_DENIED);
                draft.fill(bob.openMessage(message(seen, "another of bob's"), false).contents());
                draft.save(MessageDraft.SaveMode.NORMAL);
                assertThat(seen.deleteMessages(List.of(anns), false)).isTrue();
                assertThat(seen.copyMessages(List.of(anns), seen)).isFalse();
                assertThat(seen.contents(false).rows(0, 4, List.of(Tags.CREATOR_ENTRY_ID))).extracting(row ->
                        row.cells().getFirst().equals(new Cell.Present(own))).containsExactlyInAnyOrder(true, true,
                                true, false);
            }
        }
    }

    @Test
    void whoMakesAPublicFolderOwnsItAndOthersHaveTheListOfItsParent() {
        try (MailboxSession admin = publicFolders().openPublic(caller(ANN, Caller.Rights.ADMINISTRATOR));
                MailboxSession bob = publicFolders().openPublic(caller(BOB, Caller.Rights.BY_FOLDER));
                MailboxSession eve = publicFolders().openPublic(caller(EVE, Caller.Rights.BY_FOLDER))) {
            Folder top = special(admin, SpecialFolder.PUBLIC_IPM_SUBTREE);
            refused(ErrorCode.NO_CREATE_SUBFOLDER_RIGHT, () -> special(bob, SpecialFolder.PUBLIC_IPM_SUBTREE)
                    .createFolder("Bob's", "", Folder.Type.GENERIC, false));
            grant(top, BOB, AUTHOR | CREATE_SUBFOLDER);
            Folder bobs = special(bob, SpecialFolder.PUBLIC_IPM_SUBTREE)
                    .createFolder("Bob's", "", Folder.Type.GENERIC, false).folder();
            assertThat(bobs.rights() & FULL).isEqualTo(FULL);
            Folder eves = eve.openFolder(bobs.id());
            assertThat(eves.rights()).isEqualTo(AUTHOR);
            ObjectId note = message(eves, "a note of Eve's");
            assertThat(eves.deleteMessages(List.of(message(bobs, "a note of Bob's")), false)).isTrue();
            assertThat(eves.deleteMessages(List.of(note), false)).isFalse();
        }
    }

    @Test
    void aListIsCopiedFromFolderToFolder() { // MS-OXCPERM_R1062, R1063
        try (MailboxSession ann = owner(ANN)) {
            Folder from = made(ann, "From");
            Folder to = made(ann, "To");
            grant(from, BOB, AUTHOR);
            Value list = value(from, Tags.ACCESS_CONTROL_LIST_DATA);
            assertThat(to.set(List.of(new PropertyValue(Tags.ACCESS_CONTROL_LIST_DATA, list)))).isEmpty();
            assertThat(to.permissions(false)).usingRecursiveFieldByFieldElementComparatorIgnoringFields("member")
                    .isEqualTo(from.permissions(false));
            List<FolderPermission> copied = to.permissions(false);
            for (String bytes : List.of("", "01", "0100 0000", "0200 0000", "0300 0000")) {
                assertThat(to.set(List.of(new PropertyValue(Tags.ACCESS_CONTROL_LIST_DATA,
                        new Value.Binary(Bytes.ofHex(bytes.replace(" ", ""))))))).extracting(PropertyProblem::error)
                        .containsExactly(ErrorCode.INVALID_PARAMETER);
            }
            assertThat(to.permissions(false)).isEqualTo(copied);
            Folder third = made(ann, "Third");
            grant(third, BOB, AUTHOR);
            try (MailboxSession bob = delegate(BOB)) {
                Value same = value(bob.openFolder(third.id()), Tags.ACCESS_CONTROL_LIST_DATA);
                refused(ErrorCode.ACCESS_DENIED, () -> bob.openFolder(third.id()).set(
                        List.of(new PropertyValue(Tags.ACCESS_CONTROL_LIST_DATA, same))));
            }
        }
    }

    @Test
    void listsFromBeforeGroupsWereToldApartAreRead() {
        AccessList old = AccessList.decode(Bytes.ofHex("01000200" + "0000000000000000" + "0000"
                + "0000" + "01040000" + "0700000000000000" + "0100" + "42" + "0000" + "7b000000").toArray());
        assertThat(old.rows()).containsExactly(new FolderPermission(0, "", "", REVIEWER),
                new FolderPermission(7, "B", "", AUTHOR & ~VISIBLE | EDIT_ANY | DELETE_ANY));
        var group = new FolderPermission(8, "G", "Group", REVIEWER, true);
        assertThat(AccessList.decode(new AccessList(List.of(group), true).encode()).rows()).containsExactly(group);
    }

    @Test
    void whoIsNoLongerListedIsDenied() { // MS-OXCPERM_R181, MS-OXCPERM_R2007
        try (MailboxSession ann = owner(ANN)) {
            Folder folder = made(ann, "Shared");
            grant(inbox(ann), BOB, REVIEWER);
            grant(folder, BOB, FULL);
            try (MailboxSession bob = delegate(BOB)) {
                Folder opened = bob.openFolder(folder.id());
                assertThat(opened.permissionTable(false).count()).isEqualTo(3);
                grant(folder, BOB, NONE);
                refused(ErrorCode.ACCESS_DENIED, () -> grant(opened, EVE, REVIEWER));
                refused(ErrorCode.ACCESS_DENIED, () -> opened.permissionTable(false).count());
                refused(ErrorCode.NOT_FOUND, () -> bob.openFolder(folder.id()));
            }
        }
    }

    @Test
    void aDelegateFindsTheCalendarByTheRoot() { // [MS-OXODLGT] 3.2.4.1, 4.2.3; [MS-OXOSFLD] 2.2.3
        try (MailboxSession ann = owner(ANN)) {
            Folder calendar = special(ann, SpecialFolder.CALENDAR);
            grant(calendar, BOB, EDITOR);
            try (MailboxSession bob = delegate(BOB)) {
                Folder root = special(bob, SpecialFolder.ROOT);
                assertThat(value(root, Tags.IPM_APPOINTMENT_ENTRY_ID)).isEqualTo(value(calendar, Tags.ENTRY_ID));
                assertThat(int32(root, Tags.RIGHTS)).isEqualTo(VISIBLE);
                assertThat(root.hierarchy(true).count()).as("what is below stays hidden").isZero();
                refused(ErrorCode.NO_CREATE_SUBFOLDER_RIGHT, () -> root.createFolder("New", "", Folder.Type.GENERIC,
                        false));
                refused(ErrorCode.ACCESS_DENIED, () -> root.set(List.of(text(Tags.COMMENT, "mine"))));
                refused(ErrorCode.NOT_FOUND, () -> special(bob, SpecialFolder.IPM_SUBTREE));
            }
        }
    }
}
