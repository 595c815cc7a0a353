package org.gatehouse.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gatehouse.store.MailboxStoreContract.ANN;
import static org.gatehouse.store.MailboxStoreContract.OWNER;
import static org.gatehouse.store.MailboxStoreContract.inbox;
import static org.gatehouse.store.MailboxStoreContract.int32;
import static org.gatehouse.store.MailboxStoreContract.refused;
import static org.gatehouse.store.MailboxStoreContract.saved;
import static org.gatehouse.store.MailboxStoreContract.special;
import static org.gatehouse.store.MailboxStoreContract.string;
import static org.gatehouse.store.MailboxStoreContract.subjects;
import static org.gatehouse.store.MailboxStoreContract.value;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.gatehouse.mapi.id.CounterSet;
import org.gatehouse.mapi.id.IdSet;
import org.gatehouse.mapi.id.LongTermId;
import org.gatehouse.mapi.id.ObjectId;
import org.gatehouse.mapi.id.Xid;
import org.gatehouse.mapi.property.ErrorCode;
import org.gatehouse.mapi.property.PropertyName;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.mapi.property.Value;
import org.gatehouse.wire.Bytes;
import org.junit.jupiter.api.Test;

/// A database that comes back as it was once: ids that were given since are not given to anything else
/// ([MS-OXCSTOR] 3.2.3).
abstract class RestoredContract {
    private static final UUID SET = UUID.fromString("40000000-0000-4000-8000-000000000001");
    private static final UUID MOVE = UUID.fromString("50000000-0000-4000-8000-000000000001");
    private static final int BYTES = 1 << 20;

    abstract MailboxDatabase mailboxes();

    abstract MailboxDatabase publicFolders();

    /// Keeps a copy of both as they are now.
    abstract void backUp();

    /// Puts the copies back, in the place of what was there.
    abstract void restore();

    /// Closes both and opens them again.
    abstract void reopen();

    /// Another empty one.
    abstract MailboxDatabase other();

    private MailboxSession session() {
        return mailboxes().open(OWNER, ANN);
    }

    private static LongTermId longTerm(MailboxSession session, ObjectId id) {
        return new LongTermId(session.replica(id.replicaId()).orElseThrow(), id.counter());
    }

    private static int named(MailboxSession session, String name) {
        return session.propertyIds(List.of(new PropertyName.Text(SET, name)), true).getFirst();
    }

    private static Xid xid(PropertyObject object, PropertyTag tag) {
        return Xid.of(((Value.Binary) value(object, tag)).value());
    }

    /// What a client may have kept of something.
    private record Known(LongTermId id, Xid source, Xid change, Bytes entryId) {
        static Known of(MailboxSession session, ObjectId id) {
            try (MessageDraft message = session.openMessage(id, false)) {
                return new Known(longTerm(session, id), xid(message, Tags.SOURCE_KEY), xid(message, Tags.CHANGE_KEY),
                        ((Value.Binary) value(message, Tags.ENTRY_ID)).value());
            }
        }

        Set<Object> all() {
            return Set.of(id, source, change, entryId);
        }
    }

    @Test
    void noIdIsGivenTwice() {
        Known kept;
        ObjectId keptId;
        int keptName;
        try (MailboxSession ann = session()) {
            keptId = saved(inbox(ann), "kept", "body").id();
            kept = Known.of(ann, keptId);
            keptName = named(ann, "kept");
        }
        backUp();
        var lost = new HashSet<Object>();
        var lostIds = new HashSet<LongTermId>();
        ObjectId lostMessage;
        try (MailboxSession ann = session()) {
            lostMessage = saved(inbox(ann), "lost", "body").id();
            Known known = Known.of(ann, lostMessage);
            lost.addAll(known.all());
            lostIds.add(known.id);
            lost.add(longTerm(ann, FoldersContract.made(ann, "Lost").id()));
            lost.add(ann.reserveCounters(1));
            lost.add(named(ann, "lost"));
            lost.add(Integer.toString(ann.replicaId(new UUID(7, 7))));
        }
        restore();

        try (MailboxSession ann = session()) {
            assertThat(Known.of(ann, keptId)).isEqualTo(kept);
            assertThat(ann.own(kept.id)).contains(keptId);
            assertThat(named(ann, "kept")).isEqualTo(keptName);
            refused(ErrorCode.NOT_FOUND, () -> ann.openMessage(lostMessage, false));
            for (LongTermId id : lostIds) {
                refused(ErrorCode.NOT_FOUND, () -> ann.openMessage(ann.own(id).orElseThrow(), false));
            }
            for (int letter = 0; letter < 50; letter++) {
                ObjectId id = saved(inbox(ann), "after", "body").id();
                assertThat(Known.of(ann, id).all()).doesNotContainAnyElementsOf(lost);
                assertThat(named(ann, "after " + letter)).isNotIn(lost);
                refused(ErrorCode.NOT_FOUND, () -> ann.openMessage(new ObjectId(keptId.replicaId(), id.counter()),
                        false));
            }
            assertThat(ann.reserveCounters(1)).isNotIn(lost);
            assertThat(longTerm(ann, FoldersContract.made(ann, "Lost").id())).isNotIn(lost);
            assertThat(Integer.toString(ann.replicaId(new UUID(8, 8)))).isNotIn(lost);
        }
        assertThat(mailboxes().lastBreak()).hasValueSatisfying(last -> assertThat(last.count()).isEqualTo(1));
    }

    @Test
    void whatIsNewIsOfTheNewReplicaAndWorksLikeTheRest() {
        UUID first;
        ObjectId old;
        try (MailboxSession ann = session()) {
            first = ann.replicaGuid();
            old = saved(inbox(ann), "old", "body").id();
        }
        backUp();
        restore();
        try (MailboxSession ann = session()) {
            assertThat(ann.replicaGuid()).isNotEqualTo(first);
            assertThat(ann.replica(ann.replicaId())).contains(ann.replicaGuid());
            assertThat(ann.replicaId(ann.replicaGuid())).isEqualTo(ann.replicaId());
            assertThat(ann.replicaId(first)).isEqualTo(Mailbox.REPLICA_ID);
            assertThat(ann.reserveCounters(3).replica()).isEqualTo(ann.replicaGuid());
            assertThat(((Value.Binary) value(ann.store(), Tags.MAPPING_SIGNATURE)).value().reader().guid())
                    .isEqualTo(ann.replicaGuid());

            Folder folder = FoldersContract.made(ann, "New");
            assertThat(folder.id().replicaId()).isEqualTo(ann.replicaId());
            assertThat(ann.openFolder(folder.id()).parentId()).isEqualTo(inbox(ann).id());
            assertThat(xid(folder, Tags.SOURCE_KEY).nameSpace()).isEqualTo(ann.replicaGuid());
            assertThat(xid(folder, Tags.PARENT_SOURCE_KEY).nameSpace()).isEqualTo(first);
            ann.setReceiveFolder("IPM.Special", Optional.of(folder.id()));
            assertThat(ann.receiveFolder("IPM.Special").folder()).isEqualTo(folder.id());

            try (MessageDraft changed = ann.openMessage(old, true)) {
                changed.set(List.of(MailboxStoreContract.text(Tags.SUBJECT, "changed")));
                changed.save(MessageDraft.SaveMode.NORMAL);
            }
            try (MessageDraft changed = ann.openMessage(old, false)) {
                assertThat(xid(changed, Tags.SOURCE_KEY).nameSpace()).isEqualTo(first);
                assertThat(xid(changed, Tags.CHANGE_KEY).nameSpace()).isEqualTo(ann.replicaGuid());
            }
            inbox(ann).copyMessages(List.of(old), folder);
            ObjectId copy = folder.contents(false).rows(0, 1, List.of(Tags.MID)).getFirst().id();
            assertThat(copy.replicaId()).isEqualTo(ann.replicaId());
            folder.moveMessages(List.of(copy), inbox(ann));
            assertThat(subjects(inbox(ann).contents(false))).containsExactly("changed", "changed");
            assertThat(subjects(folder.contents(false))).isEmpty();
            inbox(ann).deleteFolder(folder.id(), Set.of());
            refused(ErrorCode.NOT_FOUND, () -> ann.openFolder(folder.id()));
        }
    }

    @Test
    void onlyWhatDoesNotGoOnGetsANewReplicaAndNeverAnEarlierOne() {
        UUID first;
        try (MailboxSession ann = session()) {
            first = ann.replicaGuid();
        }
        reopen();
        reopen();
        assertThat(mailboxes().lastBreak()).isEmpty();
        try (MailboxSession ann = session()) {
            assertThat(ann.replicaGuid()).isEqualTo(first);
        }
        backUp();
        var replicas = new HashSet<UUID>(Set.of(first));
        for (int time = 0; time < 5; time++) {
            restore();
            try (MailboxSession ann = session()) {
                assertThat(replicas.add(ann.replicaGuid())).isTrue();
                saved(inbox(ann), "lost each time", "body");
            }
            reopen();
            assertThat(mailboxes().lastBreak()).hasValueSatisfying(last -> assertThat(last.count()).isEqualTo(1));
            try (MailboxSession ann = session()) {
                assertThat(replicas).contains(ann.replicaGuid());
            }
        }
    }

    @Test
    void whatEverybodyHasReadIsOfSeveralReplicas() {
        ObjectId news;
        Folder before;
        try (MailboxSession ann = publicFolders().openPublic(ADMINISTRATOR)) {
            before = special(ann, SpecialFolder.PUBLIC_IPM_SUBTREE)
                    .createFolder("News", "", Folder.Type.GENERIC, false).folder();
            news = before.id();
            saved(before, "before", "body");
        }
        backUp();
        UUID lostOf;
        long lost;
        try (MailboxSession ann = publicFolders().openPublic(ADMINISTRATOR)) {
            lostOf = ann.replicaGuid();
            lost = saved(ann.openFolder(news), "lost", "body").changeNumber();
        }
        restore();
        try (MailboxSession ann = publicFolders().openPublic(ADMINISTRATOR);
                MailboxSession bob = publicFolders().openPublic(ANN)) {
            Folder folder = ann.openFolder(news);
            MessageDraft.Saved after = saved(folder, "after", "body");
            assertThat(int32(folder, Tags.CONTENT_UNREAD_COUNT)).isZero();
            var id = new LongTermId(lostOf, news.counter());
            IdSet read = IdSet.of(ann.perUser().read(id));
            assertThat(read.counters()).hasSize(2);
            assertThat(read.of(ann.replicaGuid()).contains(after.changeNumber())).isTrue();
            // What a reader knows from the time that is lost is nobody's, and so is its number in the other replica.
            bob.perUser().write(id, IdSet.of(lostOf, CounterSet.EMPTY.with(lost).with(after.changeNumber())).encode(),
                    new UUID(1, 1));
            assertThat(int32(bob.openFolder(news), Tags.CONTENT_UNREAD_COUNT)).isEqualTo(2);
            bob.perUser().write(id, read.encode(), new UUID(1, 1));
            assertThat(int32(bob.openFolder(news), Tags.CONTENT_UNREAD_COUNT)).isZero();
        }
    }

    @Test
    void replicasMoveWithTheirMailbox() {
        Known old;
        try (MailboxSession ann = session()) {
            old = Known.of(ann, saved(inbox(ann), "old", "body").id());
        }
        backUp();
        restore();
        Known later;
        UUID replica;
        try (MailboxSession ann = session()) {
            later = Known.of(ann, saved(inbox(ann), "later", "body").id());
            replica = ann.replicaGuid();
        }
        MailboxMove move = MailboxMove.claim(mailboxes(), other(), OWNER.mailboxGuid(), MOVE);
        move.begin();
        MoveRecoveryContract.moveAll(move);
        move.finish();
        try (MailboxSession ann = other().open(OWNER, ANN)) {
            assertThat(ann.replicaGuid()).isEqualTo(replica);
            for (Known known : List.of(old, later)) {
                assertThat(Known.of(ann, ann.own(known.id).orElseThrow())).isEqualTo(known);
            }
            assertThat(longTerm(ann, saved(inbox(ann), "there", "body").id()).replica()).isEqualTo(replica);
            assertThat(string(ann.openMessage(ann.own(later.id).orElseThrow(), false), Tags.SUBJECT))
                    .isEqualTo("later");
        }
    }

    /// A mailbox that was moved away, or given up, and is taken back later.
    @Test
    void mailboxesThatAreNobodysGetNewReplicasToo() {
        UUID first;
        try (MailboxSession ann = session()) {
            first = ann.replicaGuid();
        }
        mailboxes().departures().disconnect(OWNER.mailboxGuid());
        backUp();
        restore();
        mailboxes().departures().takeBack(OWNER.mailboxGuid());
        try (MailboxSession ann = session()) {
            assertThat(ann.replicaGuid()).isNotEqualTo(first);
        }
    }

    private static final Caller ADMINISTRATOR = new Caller("GATE\\eve", "/o=First/ou=Ex/cn=Recipients/cn=eve",
            "Eve", Caller.Rights.ADMINISTRATOR, java.nio.charset.StandardCharsets.US_ASCII);
}
