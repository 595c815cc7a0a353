package org.gatehouse.access.emsmdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.gatehouse.dcerpc.AuthLevel;
import org.gatehouse.mapi.emsmdb.EcDoConnectEx;
import org.gatehouse.mapi.id.LongTermId;
import org.gatehouse.mapi.id.ObjectId;
import org.gatehouse.mapi.property.ErrorCode;
import org.gatehouse.mapi.rop.RopGetReceiveFolder;
import org.gatehouse.mapi.rop.RopIdFromLongTermId;
import org.gatehouse.mapi.rop.RopLogon;
import org.gatehouse.mapi.rop.RopLongTermIdFromId;
import org.gatehouse.mapi.rop.RopRequest;
import org.gatehouse.mapi.rop.RopResponse;
import org.gatehouse.mapi.rop.RopSetReceiveFolder;
import org.gatehouse.store.Caller;
import org.gatehouse.store.DatabaseHost;
import org.gatehouse.store.FolderPermission;
import org.gatehouse.store.FolderRights;
import org.gatehouse.store.MailboxKey;
import org.gatehouse.store.MailboxMove;
import org.gatehouse.store.MailboxSession;
import org.gatehouse.store.SpecialFolder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Which server takes which logon ([MS-OXCSTOR] 3.2.5.1; cas-array behaviour of issue 2, line 9).
class LogonTest {
    private static final int NONE = 0xffff_ffff;

    @TempDir
    private Path folder;
    private Workplace place;

    @BeforeEach
    void open() {
        place = new Workplace(folder);
    }

    @AfterEach
    void close() {
        place.close();
    }

    private RopResponse logon(EmsmdbService service, String account, int connectFlags, RopRequest request) {
        var client = new EmsmdbClient(service, place.group, TestDirectory.identity(account), AuthLevel.PRIVACY);
        String dn = place.directory.byIdentity(TestDirectory.identity(account)).orElseThrow().legacyDn();
        assertThat(client.connect(dn, connectFlags, EmsmdbClient.OUTLOOK_2010).result()).isZero();
        return client.rops(List.of(NONE), List.of(), request).responses().getFirst();
    }

    private static RopRequest publicLogon() {
        return new RopLogon.Request(0, 0, 0, RopLogon.PUBLIC, 0, "");
    }

    @Test
    void aMailboxServerSendsPrivateLogonsToTheArray() {
        RopResponse response = logon(place.service(false, true), "ann", 0,
                Workplace.privateLogon(place.ann.legacyDn()));
        assertThat(response).isEqualTo(new RopLogon.RedirectResponse(0, RopLogon.PRIVATE, TestDirectory.ARRAY_DN));
    }

    @Test
    void anotherSitesMailboxIsSentToItsOwnEndpoint() {
        place.directory.add("eve", Workplace.DATABASE, "Branch");
        assertThat(logon(place.service, "eve", 0, Workplace.privateLogon(""))).isInstanceOf(
                RopLogon.RedirectResponse.class);
    }

    @Test
    void aClientAccessServerSendsPublicLogonsToTheMailboxServer() {
        place.directory.setPublicFolders(Workplace.PUBLIC, "/o=Corp/cn=MBX1");
        assertThat(logon(place.service, "ann", 0, publicLogon()))
                .isEqualTo(new RopLogon.RedirectResponse(0, 0, "/o=Corp/cn=MBX1"));
    }

    @Test
    void aMailboxServerTakesPublicLogons() {
        place.directory.setPublicFolders(Workplace.PUBLIC, Workplace.SERVER_DN);
        assertThat(logon(place.service(false, true), "ann", 0, publicLogon()))
                .isInstanceOfSatisfying(RopLogon.PublicResponse.class, response -> {
                    assertThat(response.folderIds().getFirst()).isNotEqualTo(new ObjectId(0, 0));
                    assertThat(response.folderIds().get(12)).isEqualTo(new ObjectId(0, 0));
                });
    }

    @Test
    void aClientThatInsistsOnTheWrongServerIsPaused() { // [MS-OXCSTOR] 3.2.5.1.1: five in ten seconds
        var client = new EmsmdbClient(place.service(false, true), place.group, TestDirectory.identity("ann"),
                AuthLevel.PRIVACY);
        client.connect(place.ann.legacyDn());
        for (int i = 0; i < 5; i++) {
            assertThat(client.rops(List.of(NONE), List.of(), Workplace.privateLogon("")).responses().getFirst()
                    .returnValue()).isEqualTo(ErrorCode.WRONG_SERVER);
        }
        assertThat(client.rops(List.of(NONE), List.of(), Workplace.privateLogon("")).responses().getFirst()
                .returnValue()).isEqualTo(ErrorCode.SERVER_PAUSED);
    }

    /// The answer that its mailbox is elsewhere would have to say where: one that does not, no client can read.
    @Test
    void whoseMailboxMovesWhileTheDirectoryIsAskedIsServedWhereItIsOrAskedToWait() { // [MS-OXCSTOR] 3.2.5.1.1
        assertThat(logon(place.service, "ann", 0, Workplace.privateLogon("")).returnValue()).isZero();
        var late = place.client("ann");
        late.connect(place.ann.legacyDn());
        var other = new UUID(0xda7a, 3);
        place.databases.mount(other, "DB2", DatabaseHost.Kind.MAILBOX, true);
        MailboxMove move = MailboxMove.claim(place.databases.mounted(Workplace.DATABASE).orElseThrow(),
                place.databases.mounted(other).orElseThrow(), place.ann.mailbox().orElseThrow().guid(),
                new UUID(3, 3));
        move.begin();
        while (move.copy(1 << 20)) {
            // until everything is there
        }
        move.complete(1 << 20);
        move.finish();
        assertThat(late.rops(List.of(NONE), List.of(), Workplace.privateLogon("")).responses().getFirst()
                .returnValue()).as("the directory has not heard").isEqualTo(ErrorCode.MAILBOX_IN_TRANSIT);
        place.directory.add("ann", other, TestDirectory.SITE);
        assertThat(late.rops(List.of(NONE), List.of(), Workplace.privateLogon("")).responses().getFirst())
                .as("a session from before").isInstanceOf(RopLogon.MailboxResponse.class);
    }

    @Test
    void aDatabaseOfTheWrongKindIsNoOtherServer() {
        place.directory.setPublicFolders(Workplace.DATABASE, Workplace.SERVER_DN);
        assertThat(logon(place.service(false, true), "ann", 0, publicLogon()).returnValue())
                .isEqualTo(ErrorCode.LOGON_FAILED);
    }

    @Test
    void whatAFolderGivesAGroupItsMembersHave() {
        String team = "/o=Corp/ou=First/cn=Recipients/cn=team";
        var anns = new MailboxKey(place.ann.mailbox().orElseThrow().guid(), place.ann.legacyDn(), "ANN",
                "ann@corp.test");
        var ann = new Caller("ann", place.ann.legacyDn(), "ANN", Caller.Rights.OWNER, StandardCharsets.US_ASCII);
        try (MailboxSession store = place.databases.mounted(Workplace.DATABASE).orElseThrow().open(anns, ann)) {
            store.openFolder(store.specialFolders().get(SpecialFolder.INBOX)).modifyPermissions(
                    List.of(new FolderPermission.Change.Add(team, "team", FolderRights.REVIEWER)), false, false);
        }
        RopRequest toAnn = Workplace.privateLogon(place.ann.legacyDn());
        assertThat(logon(place.service, "bob", 0, toAnn).returnValue()).isEqualTo(ErrorCode.LOGIN_PERMISSION);
        place.directory.join("bob", team);
        assertThat(logon(place.service, "bob", 0, toAnn).returnValue()).isEqualTo(ErrorCode.SUCCESS);
    }

    @Test
    void failuresHaveTheirOwnCodes() {
        assertThat(logon(place.service, "ann", 0, Workplace.privateLogon("/o=Corp/cn=nobody")).returnValue())
                .isEqualTo(ErrorCode.UNKNOWN_USER);
        assertThat(logon(place.service, "ann", 0, Workplace.privateLogon(place.bob.legacyDn())).returnValue())
                .isEqualTo(ErrorCode.LOGIN_PERMISSION);
        place.directory.add("off", new UUID(9, 9), TestDirectory.SITE);
        assertThat(logon(place.service, "off", 0, Workplace.privateLogon("")).returnValue())
                .isEqualTo(ErrorCode.LOGON_FAILED);
        assertThat(logon(place.service, "ann", 0, new RopLogon.Request(0, 0, RopLogon.PRIVATE,
                RopLogon.USE_ADMIN_PRIVILEGE, 0, place.ann.legacyDn())).returnValue())
                .isEqualTo(ErrorCode.LOGIN_PERMISSION);
        assertThat(place.log).extracting(entry -> entry.failure()).filteredOn(why -> !why.isEmpty()).hasSize(4);
    }

    @Test
    void flagsNobodyDefinedAreRefused() { // [MS-OXCSTOR] 2.2.1.1.1, 3.2.5.1.1, 3.2.5.1.2
        assertThat(logon(place.service, "ann", 0, new RopLogon.Request(0, 0, RopLogon.PRIVATE | 0x10, 0, 0, ""))
                .returnValue()).isEqualTo(ErrorCode.GENERAL_FAILURE);
        assertThat(logon(place.service, "ann", 0, new RopLogon.Request(0, 0, RopLogon.PRIVATE, 0x800, 0, ""))
                .returnValue()).isEqualTo(ErrorCode.GENERAL_FAILURE);
        assertThat(logon(place.service, "ann", 0, new RopLogon.Request(0, 0, 0, RopLogon.PUBLIC | 0x10, 0, ""))
                .returnValue()).isEqualTo(ErrorCode.GENERAL_FAILURE);
        assertThat(logon(place.service, "ann", 0, new RopLogon.Request(0, 0, RopLogon.LOGON_FLAGS,
                RopLogon.HOME_LOGON | RopLogon.TAKE_OWNERSHIP | RopLogon.NO_MAIL, 0, ""))
                .returnValue()).isZero();
    }

    @Test
    void anAdministratorOpensAnybodysMailbox() {
        place.directory.makeAdministrator("bob");
        assertThat(logon(place.service, "bob", EcDoConnectEx.FLAG_ADMINISTRATOR, new RopLogon.Request(0, 0,
                RopLogon.PRIVATE, RopLogon.USE_ADMIN_PRIVILEGE, 0, place.ann.legacyDn())))
                .isInstanceOfSatisfying(RopLogon.MailboxResponse.class, response -> assertThat(response.mailboxGuid())
                        .isEqualTo(place.ann.mailbox().orElseThrow().guid()));
    }

    @Test
    void idsAndReceiveFoldersAnswerForTheMailbox() {
        var ann = place.client("ann");
        ann.connect(place.ann.legacyDn());
        var first = ann.rops(List.of(NONE), List.of(), Workplace.privateLogon(""));
        var logon = first.get(0, RopLogon.MailboxResponse.class);
        ObjectId inbox = logon.folderIds().get(4);
        var reply = ann.rops(first.handles(), List.of(), new RopLongTermIdFromId.Request(0, 0, inbox),
                new RopIdFromLongTermId.Request(0, 0, new LongTermId(logon.replicaGuid(), inbox.counter())),
                new RopIdFromLongTermId.Request(0, 0, new LongTermId(new UUID(0, 0), 1)),
                new RopGetReceiveFolder.Request(0, 0, "IPM.Note.Custom"),
                new RopGetReceiveFolder.Request(0, 0, "a..b"),
                new RopSetReceiveFolder.Request(0, 0, inbox, "IPM"));
        assertThat(reply.get(0, RopLongTermIdFromId.Response.class).longTermId().replica())
                .isEqualTo(logon.replicaGuid());
        assertThat(reply.get(1, RopIdFromLongTermId.Response.class).objectId()).isEqualTo(inbox);
        assertThat(reply.get(2, RopResponse.Failure.class).returnValue()).isEqualTo(ErrorCode.INVALID_PARAMETER);
        assertThat(reply.get(3, RopGetReceiveFolder.Response.class).folderId()).isEqualTo(inbox);
        assertThat(reply.get(4, RopResponse.Failure.class).returnValue()).isEqualTo(ErrorCode.INVALID_PARAMETER);
        assertThat(reply.get(5, RopResponse.Failure.class).returnValue()).isEqualTo(ErrorCode.ACCESS_DENIED);
    }

    @Test
    void aReplicaNobodyKnewGetsAShortId() { // [MS-OXCSTOR] 3.2.5.8, 3.2.5.9
        var elsewhere = new LongTermId(new UUID(5, 5), 0);
        var ann = place.client("ann");
        ann.connect(place.ann.legacyDn());
        var first = ann.rops(List.of(NONE), List.of(), Workplace.privateLogon(""));
        var mapped = ann.rops(first.handles(), List.of(), new RopIdFromLongTermId.Request(0, 0, elsewhere))
                .get(0, RopIdFromLongTermId.Response.class).objectId();
        assertThat(mapped.replicaId()).isNotEqualTo(first.get(0, RopLogon.MailboxResponse.class).replicaId());
        var back = ann.rops(first.handles(), List.of(), new RopLongTermIdFromId.Request(0, 0, mapped),
                new RopLongTermIdFromId.Request(0, 0, new ObjectId(0, 0)));
        assertThat(back.get(0, RopLongTermIdFromId.Response.class).longTermId()).isEqualTo(elsewhere);
        assertThat(back.get(1, RopResponse.Failure.class).returnValue()).isEqualTo(ErrorCode.NOT_FOUND);
    }

    @Test
    void aSecondMailboxWithoutMappingOfItsOwnNeedsASessionOfItsOwn() { // [MS-OXCSTOR] 3.2.5.1.1, product note 29
        place.directory.makeAdministrator("ann");
        var ann = place.client("ann");
        ann.connect(place.ann.legacyDn(), EcDoConnectEx.FLAG_ADMINISTRATOR, EmsmdbClient.OUTLOOK_2010);
        var reply = ann.rops(List.of(NONE, NONE, NONE), List.of(), Workplace.privateLogon(""),
                new RopLogon.Request(1, 1, RopLogon.PRIVATE, RopLogon.USE_ADMIN_PRIVILEGE, 0, place.bob.legacyDn()),
                new RopLogon.Request(2, 2, RopLogon.PRIVATE, 0, 0, place.ann.legacyDn()));
        assertThat(reply.responses().get(1)).isEqualTo(new RopLogon.RedirectResponse(1, RopLogon.PRIVATE,
                TestDirectory.ARRAY_DN));
        assertThat(reply.responses().get(2)).isInstanceOf(RopLogon.MailboxResponse.class);
    }

    @Test
    void whoAsksForAnotherPublicFolderServerIsToldOne() { // [MS-OXCSTOR] 3.2.5.1.2, ALTERNATE_SERVER
        var request = new RopLogon.Request(0, 0, 0, RopLogon.PUBLIC | RopLogon.ALTERNATE_SERVER, 0, "");
        place.directory.setPublicFolders(Workplace.PUBLIC, "/o=Corp/cn=MBX1");
        assertThat(logon(place.service, "ann", 0, request).returnValue()).isEqualTo(ErrorCode.LOGON_FAILED);
        place.directory.addPublicFolders(new UUID(8, 8), "/o=Corp/cn=MBX2");
        assertThat(logon(place.service, "ann", 0, request))
                .isEqualTo(new RopLogon.RedirectResponse(0, 0, "/o=Corp/cn=MBX2"));
    }

    @Test
    void thePublicFoldersOfTheServerAreOpenedWhenAskedFor() { // [MS-OXCSTOR] 3.2.5.1.2, IGNORE_HOME_MDB and Ghosted
        var ignore = new RopLogon.Request(0, 0, 0, RopLogon.PUBLIC | RopLogon.IGNORE_HOME_MDB, 0, "");
        var ghosted = new RopLogon.Request(0, 0, RopLogon.GHOSTED, RopLogon.PUBLIC, 0, "");
        place.directory.setPublicFolders(new UUID(8, 8), "/o=Corp/cn=MBX1");
        EmsmdbService mailboxServer = place.service(false, true);
        assertThat(logon(mailboxServer, "ann", 0, ignore).returnValue()).isEqualTo(ErrorCode.LOGON_FAILED);
        assertThat(logon(mailboxServer, "ann", 0, ghosted).returnValue()).isEqualTo(ErrorCode.LOGON_FAILED);
        place.directory.addPublicFolders(Workplace.PUBLIC, Workplace.SERVER_DN);
        assertThat(logon(mailboxServer, "ann", 0, publicLogon())).isInstanceOf(RopLogon.RedirectResponse.class);
        assertThat(logon(mailboxServer, "ann", 0, ignore)).isInstanceOf(RopLogon.PublicResponse.class);
        assertThat(logon(mailboxServer, "ann", 0, ghosted)).isInstanceOf(RopLogon.PublicResponse.class);
    }
}
