package org.gatehouse.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gatehouse.store.MailboxStoreContract.inbox;
import static org.gatehouse.store.MailboxStoreContract.int32;
import static org.gatehouse.store.MailboxStoreContract.refused;
import static org.gatehouse.store.MailboxStoreContract.special;
import static org.gatehouse.store.MailboxStoreContract.subjects;
import static org.gatehouse.store.MailboxStoreContract.text;
import static org.gatehouse.store.MailboxStoreContract.value;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.gatehouse.mapi.id.ObjectId;
import org.gatehouse.mapi.property.ErrorCode;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.property.PropertyType;
import org.gatehouse.mapi.property.PropertyValue;
import org.gatehouse.mapi.property.Restriction;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.mapi.property.Value;
import org.gatehouse.store.SearchCriteria.Order;
import org.junit.jupiter.api.Test;

/// Search folders ([MS-OXCFOLD] 3.2.5.4, 3.2.5.5).
abstract class SearchFoldersContract extends FoldersContract {
    /// Subjects that contain a word.
    private static Optional<Restriction> word(String word) {
        return Optional.of(new Restriction.Content(1, 1, Tags.SUBJECT, text(Tags.SUBJECT, word)));
    }

    private static Optional<Restriction> unread() {
        return Optional.of(new Restriction.Property(Restriction.Operator.EQUAL, Tags.READ,
                new PropertyValue(Tags.READ, new Value.Bool(false))));
    }

    private static Folder searchFolder(MailboxSession session, String name) {
        return special(session, SpecialFolder.SEARCH).createFolder(name, "", Folder.Type.SEARCH, false).folder();
    }

    private static Folder started(MailboxSession session, String name, Optional<Restriction> what, int flags,
            Folder... where) {
        Folder folder = searchFolder(session, name);
        folder.search(new Order(what, List.of(where).stream().map(Folder::id).toList(), flags));
        return folder;
    }

    private static List<String> found(Folder search) {
        return subjects(search.contents(false)).stream().sorted().toList();
    }

    private static void change(MailboxSession session, ObjectId message, String subject) {
        MessageDraft draft = session.openMessage(message, true);
        draft.set(List.of(text(Tags.SUBJECT, subject)));
        draft.save(MessageDraft.SaveMode.NORMAL);
    }

    @Test
    void theStatusOfAFindIsThatOfItsMessage() { // [MS-OXCMSG] 3.2.5.8, 3.2.5.9
        try (MailboxSession ann = owner(ANN)) {
            Folder here = made(ann, "Here");
            ObjectId found = message(here, "report one");
            ObjectId other = message(here, "letter");
            Folder search = started(ann, "Reports", word("report"), Order.RESTART, here);
            assertThat(search.setMessageStatus(found, 0x1000, 0x1000)).isZero();
            assertThat(search.messageStatus(found)).isEqualTo(0x1000);
            assertThat(here.messageStatus(found)).isEqualTo(0x1000);
            refused(ErrorCode.NOT_FOUND, () -> search.messageStatus(other));
            refused(ErrorCode.NOT_FOUND, () -> search.setMessageStatus(other, 1, 1));
        }
    }

    @Test
    void aSearchHoldsWhatMatchesAndFollowsEveryChange() {
        try (MailboxSession ann = owner(ANN)) {
            Folder here = made(ann, "Here");
            ObjectId first = message(here, "report one");
            message(here, "letter");
            message(inbox(ann), "report elsewhere");
            Folder search = started(ann, "Reports", word("report"), Order.RESTART, here);
            assertThat(found(search)).containsExactly("report one");
            Table open = search.contents(false);
            assertThat(open.count()).isEqualTo(1);
            ObjectId second = message(here, "report two");
            assertThat(open.count()).isEqualTo(2);
            change(ann, first, "no more");
            assertThat(found(search)).containsExactly("report two");
            change(ann, first, "report again");
            here.moveMessages(List.of(second), inbox(ann));
            assertThat(found(search)).containsExactly("report again");
            here.copyMessages(List.of(first), here);
            assertThat(int32(search, Tags.CONTENT_COUNT)).isEqualTo(2);
            here.deleteMessages(List.of(first), false);
            assertThat(found(search)).containsExactly("report again");
            assertThat(int32(search, Tags.CONTENT_COUNT)).isEqualTo(1);
            assertThat(here.empty(false, true)).isFalse();
            assertThat(found(search)).isEmpty();
            assertThat(search.searchCriteria().state())
                    .isEqualTo(SearchCriteria.COMPLETE | SearchCriteria.NOT_INDEXED);
        }
    }

    @Test
    void aRecursiveSearchLooksBelowAndFollowsFoldersThatMove() {
        try (MailboxSession ann = owner(ANN)) {
            Folder top = made(ann, "Top");
            Folder below = top.createFolder("Below", "", Folder.Type.GENERIC, false).folder();
            Folder other = made(ann, "Other");
            message(below, "report");
            message(other, "report of others");
            Folder deep = started(ann, "Deep", word("report"), Order.RECURSIVE, top);
            Folder flat = started(ann, "Flat", word("report"), Order.SHALLOW, top);
            assertThat(found(deep)).containsExactly("report");
            assertThat(found(flat)).isEmpty();
            assertThat(inbox(ann).moveFolder(other.id(), below, "")).isFalse();
            assertThat(found(deep)).containsExactly("report", "report of others");
            top.moveFolder(below.id(), inbox(ann), "");
            assertThat(found(deep)).isEmpty();
            inbox(ann).moveFolder(below.id(), top, "");
            top.deleteFolder(below.id(), Set.of(Folder.DeleteFlag.FOLDERS, Folder.DeleteFlag.MESSAGES));
            assertThat(found(deep)).isEmpty();
            assertThat(int32(deep, Tags.CONTENT_COUNT)).isZero();
        }
    }

    // [MS-OXCFOLD] 3.2.5.4: static searches stand still until started anew
    @Test
    void aStaticSearchStaysAsItWasUntilItIsStartedAnew() {
        try (MailboxSession ann = owner(ANN)) {
            Folder here = made(ann, "Here");
            message(here, "report one");
            Folder search = started(ann, "Once", word("report"), Order.STATIC, here);
            message(here, "report two");
            assertThat(found(search)).containsExactly("report one");
            assertThat(search.searchCriteria().state() & SearchCriteria.STATIC).isNotZero();
            search.search(new Order(Optional.empty(), List.of(), Order.RESTART | Order.STATIC));
            assertThat(found(search)).containsExactly("report one", "report two");
            search.search(new Order(word("two"), List.of(), Order.RESTART));
            assertThat(found(search)).containsExactly("report two");
        }
    }

    @Test
    void countsOfUnreadMessagesFollowTheirReadState() {
        try (MailboxSession ann = owner(ANN)) {
            Folder here = made(ann, "Here");
            ObjectId first = message(here, "one");
            ObjectId second = message(here, "two");
            Folder search = started(ann, "Unread", unread(), 0, here);
            assertThat(found(search)).isEmpty();
            here.setReadFlags(List.of(first, second), false, true);
            assertThat(int32(search, Tags.CONTENT_UNREAD_COUNT)).isEqualTo(2);
            search.setReadFlags(List.of(first), true, true);
            assertThat(found(search)).containsExactly("two");
            assertThat(int32(search, Tags.CONTENT_UNREAD_COUNT)).isEqualTo(1);
        }
    }

    // [MS-OXCFOLD] 3.2.5.14: a find says where it lies; 2.2.1.6: messages are moved out of a search folder
    @Test
    void findsAreOpenedMovedAndDeletedWhereTheyLie() {
        try (MailboxSession ann = owner(ANN)) {
            Folder here = made(ann, "Here");
            ObjectId one = message(here, "report one");
            ObjectId two = message(here, "report two");
            Folder search = started(ann, "Reports", word("report"), 0, here);
            Table table = search.contents(false);
            assertThat(table.rows(0, 1, List.of(Tags.PARENT_ENTRY_ID)).getFirst().cells().getFirst())
                    .isEqualTo(new org.gatehouse.mapi.property.Cell.Present(value(here, Tags.ENTRY_ID)));
            assertThat(ann.openMessage(table.rows(0, 1, List.of()).getFirst().id(), false).folderId())
                    .contains(here.id());
            assertThat(ann.openMessage(search.id(), one, false, false).folderId()).contains(here.id());
            Folder away = made(ann, "Away");
            assertThat(search.moveMessages(List.of(one, new ObjectId(1, 0xffff)), away)).isTrue();
            assertThat(subjects(away.contents(false))).containsExactly("report one");
            refused(ErrorCode.NOT_FOUND, () -> ann.openMessage(here.id(), one, false, false)); // MS-OXCMSG_R1477
            assertThat(search.deleteMessages(List.of(two), false)).isFalse();
            assertThat(found(search)).isEmpty();
            refused(ErrorCode.NOT_FOUND, () -> ann.openMessage(search.id(), two, false, true));
            assertThat(here.contents(new ContentsScope(false, true)).count()).isEqualTo(1);
        }
    }

    @Test
    void ordersThatCannotBeCarriedOutAreRefused() {
        try (MailboxSession ann = owner(ANN)) {
            Folder search = searchFolder(ann, "Search");
            Folder in = inbox(ann);
            refused(ErrorCode.NOT_SEARCH_FOLDER, () -> in.search(new Order(word("x"), List.of(in.id()), 0)));
            refused(ErrorCode.NOT_SEARCH_FOLDER, in::searchCriteria);
            refused(ErrorCode.NOT_INITIALIZED, () -> search.search(new Order(word("x"), List.of(), 0)));
            refused(ErrorCode.NOT_INITIALIZED, () -> search.search(new Order(Optional.empty(), List.of(in.id()), 0)));
            refused(ErrorCode.SEARCH_FOLDER_SCOPE_VIOLATION, () -> search.search(
                    new Order(word("x"), List.of(search.id()), 0)));
            refused(ErrorCode.INVALID_PARAMETER, () -> search.search(
                    new Order(word("x"), List.of(in.id()), Order.STOP | Order.RESTART)));
            refused(ErrorCode.INVALID_PARAMETER, () -> search.search(
                    new Order(word("x"), List.of(in.id()), 0x100)));
            refused(ErrorCode.NOT_SUPPORTED, () -> search.createMessage(false));
            refused(ErrorCode.NOT_SUPPORTED, () -> search.empty(false, false));
            refused(ErrorCode.SEARCH_FOLDER, () -> in.copyMessages(List.of(message(in, "x")), search));
            assertThat(search.searchCriteria()).isEqualTo(new SearchCriteria(Optional.empty(), List.of(),
                    SearchCriteria.NOT_INDEXED));
            assertThat(special(ann, SpecialFolder.SEARCH).deleteFolder(search.id(), Set.of())).isFalse();
        }
    }

    @Test
    void aLongSearchTellsWhenItIsComplete() throws InterruptedException {
        try (MailboxSession ann = owner(ANN)) {
            Folder here = made(ann, "Here");
            var ids = new ArrayList<ObjectId>();
            ids.add(message(here, "report"));
            while (ids.size() < 1_100) {
                here.copyMessages(ids.subList(0, Math.min(ids.size(), 1_100 - ids.size())), here);
                ids.clear();
                Table all = here.contents(false);
                all.rows(0, all.count(), List.of()).forEach(row -> ids.add(row.id()));
            }
            Folder search = searchFolder(ann, "Reports");
            var complete = new CountDownLatch(1);
            try (var _ = ann.subscribe(new StoreEvent.Filter(Set.of(StoreEvent.Kind.SEARCH_COMPLETE),
                    Optional.of(search.id()), Optional.empty()), _ -> complete.countDown())) {
                search.search(new Order(word("report"), List.of(here.id()), 0));
                assertThat(complete.await(60, TimeUnit.SECONDS)).isTrue();
            }
            assertThat(search.searchCriteria().state() & SearchCriteria.COMPLETE).isNotZero();
            assertThat(search.contents(false).count()).isEqualTo(1_100);
            assertThat(int32(search, Tags.CONTENT_COUNT)).isEqualTo(1_100);
        }
    }

    @Test
    void aDelegatesSearchShowsWhatTheDelegateMayRead() {
        try (MailboxSession ann = owner(ANN)) {
            Folder shared = made(ann, "Shared");
            Folder secret = shared.createFolder("Secret", "", Folder.Type.GENERIC, false).folder();
            message(shared, "report");
            message(secret, "secret report");
            grant(shared, BOB, FolderRights.REVIEWER | FolderRights.CREATE_SUBFOLDER);
            try (MailboxSession bob = delegate(BOB)) {
                Folder search = bob.openFolder(shared.id()).createFolder("Finds", "", Folder.Type.SEARCH, false)
                        .folder();
                refused(ErrorCode.NOT_FOUND, () -> search.search(new Order(word("report"),
                        List.of(secret.id()), 0)));
                search.search(new Order(word("report"), List.of(shared.id()), Order.RECURSIVE));
                assertThat(found(search)).containsExactly("report");
            }
        }
    }

    @Test
    void aCopyOfASearchFolderHasFoundTheSameAndGoesOn() { // [MS-OXCFOLD] 3.2.5.8
        try (MailboxSession ann = owner(ANN)) {
            Folder in = inbox(ann);
            message(in, "blue one");
            Folder live = started(ann, "Live", word("blue"), Order.RESTART, in);
            Folder still = started(ann, "Still", word("blue"), Order.RESTART | Order.STATIC, in);
            Folder top = special(ann, SpecialFolder.SEARCH);
            assertThat(top.copyFolder(live.id(), top, "Live too", false)).isFalse();
            assertThat(top.copyFolder(still.id(), top, "Still too", false)).isFalse();
            Folder liveToo = ann.openFolder(top.createFolder("Live too", "", Folder.Type.SEARCH, true).folder().id());
            Folder stillToo = ann.openFolder(top.createFolder("Still too", "", Folder.Type.SEARCH, true).folder()
                    .id());
            assertThat(liveToo.type()).isEqualTo(Folder.Type.SEARCH);
            assertThat(liveToo.searchCriteria()).isEqualTo(live.searchCriteria());
            assertThat(found(liveToo)).containsExactly("blue one");
            assertThat(int32(liveToo, Tags.CONTENT_COUNT)).isEqualTo(1);
            assertThat(int32(liveToo, Tags.CONTENT_UNREAD_COUNT)).isEqualTo(int32(live, Tags.CONTENT_UNREAD_COUNT));
            message(in, "blue two");
            assertThat(found(liveToo)).containsExactly("blue one", "blue two");
            assertThat(found(stillToo)).containsExactly("blue one");
            assertThat(top.moveFolder(liveToo.id(), in, "Moved")).isFalse();
            message(in, "blue three");
            assertThat(found(liveToo)).as("moved, it finds on").hasSize(3);
        }
    }

    @Test
    void aFolderIsCopiedWithTheSearchFoldersBelow() {
        try (MailboxSession ann = owner(ANN)) {
            Folder above = made(ann, "Above");
            message(above, "blue");
            Folder search = above.createFolder("Search", "", Folder.Type.SEARCH, false).folder();
            search.search(new Order(word("blue"), List.of(above.id()), Order.RESTART));
            assertThat(inbox(ann).copyFolder(above.id(), inbox(ann), "Copy", true)).isFalse();
            Folder copy = inbox(ann).createFolder("Copy", "", Folder.Type.GENERIC, true).folder();
            assertThat(found(copy.createFolder("Search", "", Folder.Type.SEARCH, true).folder()))
                    .containsExactly("blue");
            try (MailboxSession bob = first().open(BOB, caller(ANN, Caller.Rights.ADMINISTRATOR))) {
                refused(ErrorCode.NOT_SUPPORTED, () -> above.copyFolder(search.id(), inbox(bob), "", false));
            }
        }
    }

    @Test
    void aSearchFolderTakesNoFolders() { // [MS-OXCFOLD] 2.2.2.2.2.7: it contains links
        try (MailboxSession ann = owner(ANN)) {
            Folder search = searchFolder(ann, "Search");
            Folder folder = made(ann, "Folder");
            refused(ErrorCode.NOT_SUPPORTED, () -> search.createFolder("New", "", Folder.Type.GENERIC, false));
            refused(ErrorCode.NOT_SUPPORTED, () -> inbox(ann).moveFolder(folder.id(), search, ""));
            refused(ErrorCode.NOT_SUPPORTED, () -> inbox(ann).copyFolder(folder.id(), search, "", true));
            assertThat(search.hierarchy(false).count()).isZero();
            assertThat(ann.openFolder(folder.id()).parentId()).isEqualTo(inbox(ann).id());
        }
    }

    @Test
    void publicFoldersHaveNoSearchFolders() { // MS-OXCFOLD_R10660201
        try (MailboxSession root = publicFolders().openPublic(caller(ANN, Caller.Rights.ADMINISTRATOR))) {
            Folder top = special(root, SpecialFolder.PUBLIC_IPM_SUBTREE);
            refused(ErrorCode.GENERAL_FAILURE, () -> top.createFolder("New", "", Folder.Type.SEARCH, false));
            assertThat(top.hierarchy(false).count()).isZero();
        }
    }

    @Test
    void criteriaComeBackInUnicode() { // MS-OXCFOLD 2.2.1.5.1, UseUnicode
        try (MailboxSession ann = owner(ANN)) {
            Folder search = searchFolder(ann, "Search");
            var pattern = PropertyTag.of(Tags.SUBJECT.id(), PropertyType.STRING8);
            search.search(new Order(Optional.of(new Restriction.Content(1, 1, pattern, new PropertyValue(pattern,
                    Value.Text8.of("caf\u00e9", ann.caller().codePage())))), List.of(inbox(ann).id()), 0));
            assertThat(search.searchCriteria().restriction()).contains(new Restriction.Content(1, 1, Tags.SUBJECT,
                    new PropertyValue(Tags.SUBJECT, new Value.Text("caf\u00e9"))));
        }
    }
}
