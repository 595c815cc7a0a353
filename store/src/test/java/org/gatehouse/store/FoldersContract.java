package org.gatehouse.store;

import static org.gatehouse.store.MailboxStoreContract.inbox;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.gatehouse.mapi.id.ObjectId;
import org.junit.jupiter.api.AfterEach;

/// What the suites on folders share: two mailbox databases and public folders on an engine, three people, a clock.
abstract class FoldersContract {
    static final MailboxKey ANN = key("ann", 1);
    static final MailboxKey BOB = key("bob", 2);
    static final MailboxKey EVE = key("eve", 3);
    private static final UUID FIRST = UUID.fromString("20000000-0000-4000-8000-000000000001");
    private static final UUID SECOND = UUID.fromString("20000000-0000-4000-8000-000000000002");
    private static final UUID PUBLIC = UUID.fromString("20000000-0000-4000-8000-000000000003");

    final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2010-05-03T08:00:00Z"));
    private DatabaseHost host;

    /// A host of nothing yet.
    abstract DatabaseHost host(InstantSource clock);

    /// What the clock of the databases says.
    Instant instant() {
        return now.get();
    }

    @AfterEach
    void dismountAll() {
        if (host != null) {
            List.of(FIRST, SECOND, PUBLIC).forEach(host::dismount);
        }
    }

    private MailboxDatabase mounted(UUID guid, DatabaseHost.Kind kind) {
        if (host == null) {
            host = host(this::instant);
        }
        host.mount(guid, "DB " + guid.getLeastSignificantBits(), kind, true);
        return host.mounted(guid).orElseThrow();
    }

    MailboxDatabase first() {
        return mounted(FIRST, DatabaseHost.Kind.MAILBOX);
    }

    MailboxDatabase second() {
        return mounted(SECOND, DatabaseHost.Kind.MAILBOX);
    }

    MailboxDatabase publicFolders() {
        return mounted(PUBLIC, DatabaseHost.Kind.PUBLIC_FOLDER);
    }

    private static MailboxKey key(String name, int number) {
        return new MailboxKey(UUID.fromString("30000000-0000-4000-8000-00000000000" + number),
                "/o=First/ou=Ex/cn=Recipients/cn=" + name, name, name + "@gate.example");
    }

    static Caller caller(MailboxKey who, Caller.Rights rights) {
        return new Caller("GATE\\" + who.displayName(), who.legacyDn(), who.displayName(), rights,
                MailboxStoreContract.ANN.codePage());
    }

    MailboxSession owner(MailboxKey who) {
        return first().open(who, caller(who, Caller.Rights.OWNER));
    }

    /// Somebody else in Ann's mailbox.
    MailboxSession delegate(MailboxKey who) {
        return first().open(ANN, caller(who, Caller.Rights.BY_FOLDER));
    }

    /// A new folder below the Inbox.
    static Folder made(MailboxSession session, String name) {
        return inbox(session).createFolder(name, "", Folder.Type.GENERIC, false).folder();
    }

    static void grant(Folder folder, MailboxKey who, int rights) {
        folder.modifyPermissions(List.of(new FolderPermission.Change.Add(who.legacyDn(), who.displayName(), rights)),
                false, false);
    }

    static ObjectId message(Folder folder, String subject) {
        return MailboxStoreContract.saved(folder, subject, "body").id();
    }
}
