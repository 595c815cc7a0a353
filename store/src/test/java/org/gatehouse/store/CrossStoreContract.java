package org.gatehouse.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.gatehouse.store.MailboxStoreContract.inbox;
import static org.gatehouse.store.MailboxStoreContract.int32;
import static org.gatehouse.store.MailboxStoreContract.refused;
import static org.gatehouse.store.MailboxStoreContract.special;
import static org.gatehouse.store.MailboxStoreContract.string;
import static org.gatehouse.store.MailboxStoreContract.subjects;
import static org.gatehouse.store.MailboxStoreContract.text;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.gatehouse.mapi.id.ObjectId;
import org.gatehouse.mapi.property.ErrorCode;
import org.gatehouse.mapi.property.PropertyName;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.property.PropertyType;
import org.gatehouse.mapi.property.Tags;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Copies and moves between mailboxes, databases and public folders ([MS-OXCFOLD] 3.2.5.6 to 3.2.5.8).
abstract class CrossStoreContract extends FoldersContract {
    private static final UUID SET = UUID.fromString("40000000-0000-4000-8000-000000000001");
    private static final PropertyName COLOUR = new PropertyName.Text(SET, "colour");
    private static final PropertyName OTHER = new PropertyName.Text(SET, "other");

    private MailboxSession evesInTheSecondDatabase() {
        return second().open(EVE, caller(EVE, Caller.Rights.OWNER));
    }

    private MailboxSession bobsOpenedByAnAdministrator() {
        return first().open(BOB, caller(ANN, Caller.Rights.ADMINISTRATOR));
    }

    private static PropertyTag colour(MailboxSession session) {
        return PropertyTag.of(session.propertyIds(List.of(COLOUR), true).getFirst(), PropertyType.STRING);
    }

    /// A message with a named property, a recipient, an attachment and a long body.
    private static ObjectId full(MailboxSession session, Folder folder, String subject) {
        MessageDraft draft = folder.createMessage(false);
        draft.set(List.of(text(Tags.SUBJECT, subject), text(Tags.BODY, "long ".repeat(20_000)),
                text(colour(session), "blue")));
        draft.modifyRecipients(List.of(new MessageDraft.Recipient(0, 1, List.of(text(Tags.DISPLAY_NAME, "Bob")))));
        MessageDraft.AttachmentDraft attachment = draft.createAttachment();
        attachment.set(List.of(text(Tags.ATTACH_LONG_FILENAME, "a.txt")));
        attachment.save();
        return draft.save(MessageDraft.SaveMode.NORMAL).id();
    }

    private static void isFull(MailboxSession session, Folder folder, String subject) {
        Table table = folder.contents(false);
        assertThat(subjects(table)).containsExactly(subject);
        MessageDraft draft = session.openMessage(table.rows(0, 1, List.of()).getFirst().id(), false);
        assertThat(string(draft, colour(session))).isEqualTo("blue");
        assertThat(string(draft, Tags.BODY)).hasSize(100_000);
        assertThat(draft.recipients()).hasSize(1);
        assertThat(string(draft.openAttachment(0), Tags.ATTACH_LONG_FILENAME)).isEqualTo("a.txt");
    }

    @Test
    void messagesAreCopiedAndMovedWithAllTheyHaveIntoAnotherMailbox() {
        try (MailboxSession ann = owner(ANN); MailboxSession bob = bobsOpenedByAnAdministrator();
                MailboxSession eve = evesInTheSecondDatabase()) {
            bob.propertyIds(List.of(OTHER), true); // so that ids differ
            Folder here = made(ann, "Here");
            ObjectId id = full(ann, here, "one");
            Folder bobs = made(bob, "There");
            assertThat(here.copyMessages(List.of(id, new ObjectId(1, 0xffff)), bobs)).isTrue();
            assertThat(colour(bob)).isNotEqualTo(colour(ann));
            isFull(bob, bobs, "one");
            Folder eves = made(eve, "There");
            assertThat(here.moveMessages(List.of(id), eves)).isFalse();
            isFull(eve, eves, "one");
            assertThat(here.contents(false).count()).isZero();
            assertThat(here.contents(new ContentsScope(false, true)).count()).as("moved, not deleted").isZero();
        }
    }

    @Test
    void foldersGoWithAllBelowBetweenMailboxesAndPublicFolders() {
        try (MailboxSession ann = owner(ANN);
                MailboxSession all = publicFolders().openPublic(caller(ANN, Caller.Rights.ADMINISTRATOR))) {
            Folder top = made(ann, "Top");
            top.set(List.of(text(Tags.CONTAINER_CLASS, "IPF.Note"), text(colour(ann), "green")));
            Folder below = top.createFolder("Below", "", Folder.Type.GENERIC, false).folder();
            full(ann, below, "deep");
            full(ann, top, "high");
            Folder tree = special(all, SpecialFolder.PUBLIC_IPM_SUBTREE);
            assertThat(inbox(ann).copyFolder(top.id(), tree, "Public Top", true)).isFalse();
            Folder there = child(all, tree, "Public Top");
            assertThat(string(there, Tags.CONTAINER_CLASS)).isEqualTo("IPF.Note");
            assertThat(string(there, colour(all))).isEqualTo("green");
            isFull(all, there, "high");
            isFull(all, child(all, there, "Below"), "deep");
            refused(ErrorCode.COLLIDING_NAMES, () -> inbox(ann).moveFolder(top.id(), tree, "Public Top"));
            assertThat(tree.moveFolder(there.id(), inbox(ann), "Back")).isFalse();
            assertThat(tree.hierarchy(false).count()).isZero();
            isFull(ann, child(ann, child(ann, inbox(ann), "Back"), "Below"), "deep");
            assertThat(int32(top, Tags.CONTENT_COUNT)).isEqualTo(1);
        }
    }

    private static Folder child(MailboxSession session, Folder parent, String name) {
        Folder.CreatedFolder found = parent.createFolder(name, "", Folder.Type.GENERIC, true);
        assertThat(found.existed()).isTrue();
        return session.openFolder(found.folder().id());
    }

    @Test
    void rightsAreCheckedAtBothEnds() {
        try (MailboxSession ann = owner(ANN)) {
            Folder shared = made(ann, "Shared");
            ObjectId id = full(ann, shared, "one");
            grant(shared, BOB, FolderRights.REVIEWER);
            try (MailboxSession bob = owner(BOB); MailboxSession anns = delegate(BOB)) {
                Folder own = made(bob, "Own");
                Folder seen = anns.openFolder(shared.id());
                assertThat(seen.moveMessages(List.of(id), own)).as("may not delete").isTrue();
                assertThat(own.contents(false).count()).isZero();
                assertThat(seen.copyMessages(List.of(id), own)).isFalse();
                isFull(bob, own, "one");
                ObjectId bobs = message(own, "bob's");
                refused(ErrorCode.ACCESS_DENIED, () -> own.copyMessages(List.of(bobs), seen));
                refused(ErrorCode.NO_CREATE_SUBFOLDER_RIGHT, () -> inbox(bob).copyFolder(own.id(), seen, "", true));
                refused(ErrorCode.NOT_FOUND, () -> special(anns, SpecialFolder.INBOX));
                grant(shared, BOB, FolderRights.FULL & ~FolderRights.OWNER);
                ObjectId view = own.createMessage(true).save(MessageDraft.SaveMode.NORMAL).id();
                assertThat(own.moveMessages(List.of(view), seen)).as("goes with a folder of Ann's").isTrue();
                assertThat(seen.contents(true).count()).isZero();
                assertThat(own.moveMessages(List.of(bobs), seen)).isFalse();
                assertThat(subjects(shared.contents(false))).containsExactlyInAnyOrder("bob's", "one");
            }
        }
    }

    /// What happens once another database has taken the first of several messages and is about to take the next.
    private volatile @Nullable Runnable meanwhile;
    private volatile BooleanSupplier reached = () -> false;

    private void between(Folder target, Runnable action) {
        reached = () -> target.contents(false).count() > 0;
        meanwhile = action;
    }

    /// A write asks for the time before it ends.
    @Override
    Instant instant() {
        Runnable action = meanwhile;
        if (action != null) {
            meanwhile = null;
            // On another thread: a write does nothing but write.
            boolean done = CompletableFuture.supplyAsync(() -> {
                boolean now = reached.getAsBoolean();
                if (now) {
                    action.run();
                }
                return now;
            }).join();
            if (!done) {
                meanwhile = action;
            }
        }
        return super.instant();
    }

    private static void fail() {
        throw new StoreException("the disk is gone");
    }

    @Test
    void aMoveThatFailsHalfWayLeavesTheSourceWhole() {
        try (MailboxSession ann = owner(ANN); MailboxSession eve = evesInTheSecondDatabase()) {
            Folder here = made(ann, "Here");
            Folder there = made(eve, "There");
            var ids = List.of(full(ann, here, "one"), full(ann, here, "two"), full(ann, here, "three"));
            between(there, CrossStoreContract::fail);
            assertThatThrownBy(() -> here.moveMessages(ids, there)).isInstanceOf(RuntimeException.class);
            assertThat(subjects(there.contents(false))).containsExactly("one");
            assertThat(subjects(here.contents(false))).containsExactlyInAnyOrder("one", "two", "three");
            assertThat(here.contents(new ContentsScope(false, true)).count()).isZero();
            assertThat(here.moveMessages(ids, there)).as("tried again").isFalse();
            assertThat(here.contents(false).count()).isZero();
        }
    }

    @Test
    void whatChangesWhileItMovesStays() {
        try (MailboxSession ann = owner(ANN); MailboxSession eve = evesInTheSecondDatabase()) {
            Folder here = made(ann, "Here");
            Folder there = made(eve, "There");
            var ids = List.of(full(ann, here, "one"), full(ann, here, "two"));
            between(there, () -> {
                try (MessageDraft draft = ann.openMessage(ids.getFirst(), true)) {
                    draft.set(List.of(text(Tags.SUBJECT, "changed")));
                    draft.save(MessageDraft.SaveMode.NORMAL);
                }
            });
            assertThat(here.moveMessages(ids, there)).as("in part").isTrue();
            assertThat(subjects(here.contents(false))).containsExactly("changed");
            assertThat(subjects(there.contents(false))).containsExactlyInAnyOrder("one", "two");
        }
    }

    @Test
    void aFolderThatGetsMailWhileItMovesStays() {
        try (MailboxSession ann = owner(ANN); MailboxSession eve = evesInTheSecondDatabase()) {
            Folder top = made(ann, "Top");
            full(ann, top, "one");
            full(ann, top, "two");
            Folder target = made(eve, "There");
            meanwhile = () -> message(top, "new");
            reached = () -> eve.bytes() > 0;
            assertThat(inbox(ann).moveFolder(top.id(), target, "Top")).as("in part").isTrue();
            assertThat(subjects(top.contents(false))).containsExactlyInAnyOrder("one", "two", "new");
            assertThat(subjects(child(eve, target, "Top").contents(false))).containsExactlyInAnyOrder("one", "two");
            assertThat(inbox(ann).moveFolder(top.id(), target, "Again")).isFalse();
            assertThat(subjects(child(eve, target, "Again").contents(false))).hasSize(3);
            assertThat(inbox(ann).hierarchy(false).count()).isZero();
        }
    }
}
