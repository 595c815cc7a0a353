package org.gatehouse.access.emsmdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.gatehouse.dcerpc.AuthLevel;
import org.gatehouse.mapi.emsmdb.EcDoConnectEx;
import org.gatehouse.mapi.id.ObjectId;
import org.gatehouse.mapi.property.ErrorCode;
import org.gatehouse.mapi.property.PropertyProblem;
import org.gatehouse.mapi.property.PropertyRow;
import org.gatehouse.mapi.property.PropertyValue;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.mapi.property.Value;
import org.gatehouse.mapi.rop.Notification;
import org.gatehouse.mapi.rop.RopCreateFolder;
import org.gatehouse.mapi.rop.RopGetPropertiesSpecific;
import org.gatehouse.mapi.rop.RopLogon;
import org.gatehouse.mapi.rop.RopNotify;
import org.gatehouse.mapi.rop.RopOpenFolder;
import org.gatehouse.mapi.rop.RopRegisterNotification;
import org.gatehouse.mapi.rop.RopResponse;
import org.gatehouse.mapi.rop.RopSetProperties;
import org.gatehouse.mapi.rop.RopTransportNewMail;
import org.gatehouse.store.Caller;
import org.gatehouse.store.Folder;
import org.gatehouse.store.FolderPermission;
import org.gatehouse.store.FolderRights;
import org.gatehouse.store.MailboxKey;
import org.gatehouse.store.MailboxSession;
import org.gatehouse.store.MessageDraft;
import org.gatehouse.store.SpecialFolder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What a logon says of the mailbox and of who logs on ([MS-OXCSTOR] 2.2.1.1.3, 2.2.2.1.1.2, 3.2.5.1.2).
@Timeout(600)
final class LogonFlagsTest {
    private static final int NONE = 0xffff_ffff;
    private static final int RESERVED = 0x01;
    private static final int OWNER_RIGHT = 0x02;
    private static final int SEND_AS_RIGHT = 0x04;
    private static final int OUT_OF_OFFICE = 0x10;

    @TempDir
    private Path folder;
    private Workplace place;
    private EmsmdbClient ann;
    private int logon;

    @BeforeEach
    void annLogsOn() {
        place = new Workplace(folder);
        ann = place.client("ann");
        ann.connect(place.ann.legacyDn());
        logon = ann.rops(List.of(NONE), List.of(), Workplace.privateLogon("")).handles().getFirst();
    }

    @AfterEach
    void close() {
        place.close();
    }

    private MailboxSession annsMailbox() {
        var user = place.ann;
        return place.databases.mounted(Workplace.DATABASE).orElseThrow().open(new MailboxKey(
                user.mailbox().orElseThrow().guid(), user.legacyDn(), user.displayName(), user.smtpAddress()),
                new Caller("CORP\\ann", user.legacyDn(), user.displayName(), Caller.Rights.OWNER,
                        StandardCharsets.ISO_8859_1));
    }

    private static int flagsIn(EmsmdbClient client, RopLogon.Request request) {
        return client.rops(List.of(NONE), List.of(), request).get(0, RopLogon.MailboxResponse.class).responseFlags();
    }

    private RopLogon.Request annsMailbox(int openFlags) {
        return new RopLogon.Request(0, 0, RopLogon.PRIVATE, openFlags, 0, place.ann.legacyDn());
    }

    @Test
    void theFlagsSayWhoOwnsTheMailboxAndWhoSendsFromIt() {
        assertThat(flagsIn(ann, annsMailbox(0))).isEqualTo(RESERVED | OWNER_RIGHT | SEND_AS_RIGHT);
        try (MailboxSession mailbox = annsMailbox()) {
            mailbox.openFolder(mailbox.specialFolders().get(SpecialFolder.INBOX)).modifyPermissions(List.of(
                    new FolderPermission.Change.Add(place.bob.legacyDn(), "bob", FolderRights.REVIEWER)), false, false);
        }
        EmsmdbClient bob = place.client("bob");
        bob.connect(place.bob.legacyDn());
        assertThat(flagsIn(bob, annsMailbox(0))).isEqualTo(RESERVED);
        place.directory.grant(place.bob, place.ann, AccessDirectory.SendRight.ON_BEHALF);
        assertThat(flagsIn(bob, annsMailbox(0))).as("in his own name only").isEqualTo(RESERVED);
        place.directory.grant(place.bob, place.ann, AccessDirectory.SendRight.AS);
        assertThat(flagsIn(bob, annsMailbox(0))).isEqualTo(RESERVED | SEND_AS_RIGHT);
    }

    @Test
    void anAdministratorOwnsAMailboxButDoesNotSendFromIt() {
        place.directory.makeAdministrator("bob");
        EmsmdbClient bob = place.client("bob");
        bob.connect(place.bob.legacyDn(), EcDoConnectEx.FLAG_ADMINISTRATOR, EmsmdbClient.OUTLOOK_2010);
        assertThat(flagsIn(bob, annsMailbox(RopLogon.USE_ADMIN_PRIVILEGE))).isEqualTo(RESERVED | OWNER_RIGHT);
    }

    @Test
    void fullAccessOwnsAMailboxButDoesNotSendFromIt() {
        EmsmdbClient bob = place.client("bob");
        bob.connect(place.bob.legacyDn());
        assertThat(bob.rops(List.of(NONE), List.of(), annsMailbox(0)).responses().getFirst().returnValue())
                .isEqualTo(ErrorCode.LOGIN_PERMISSION);
        place.directory.open(place.ann, place.bob);
        assertThat(flagsIn(bob, annsMailbox(0))).isEqualTo(RESERVED | OWNER_RIGHT);
        assertThat(ann.rops(List.of(NONE), List.of(), new RopLogon.Request(0, 0, RopLogon.PRIVATE,
                RopLogon.USE_PER_MDB_REPLICA_ID_MAPPING, 0, place.bob.legacyDn())).responses().getFirst().returnValue())
                .isEqualTo(ErrorCode.LOGIN_PERMISSION);
    }

    @Test
    void theFlagsSayWhetherTheOwnerIsOutOfOffice() {
        for (boolean away : List.of(true, false)) {
            int handle = ann.rops(List.of(NONE), List.of(), annsMailbox(0)).handles().getFirst();
            assertThat(ann.rops(List.of(handle), List.of(), new RopSetProperties.Request(0, 0, List.of(
                    new PropertyValue(Tags.OUT_OF_OFFICE_STATE, new Value.Bool(away)))))
                    .get(0, RopSetProperties.Response.class).problems()).isEmpty();
            assertThat(flagsIn(ann, annsMailbox(0)) & OUT_OF_OFFICE).isEqualTo(away ? OUT_OF_OFFICE : 0);
        }
    }

    @Test
    void theLargestMessageIsToldInKilobytesAndNotTheClientsToSet() {
        var tags = List.of(Tags.MAXIMUM_SUBMIT_MESSAGE_SIZE);
        var reply = ann.rops(List.of(logon), tags, new RopGetPropertiesSpecific.Request(0, 0, 0, true, tags),
                new RopSetProperties.Request(0, 0, List.of(
                        new PropertyValue(Tags.MAXIMUM_SUBMIT_MESSAGE_SIZE, new Value.Int32(1)))));
        assertThat(reply.get(0, RopGetPropertiesSpecific.Response.class).row())
                .isEqualTo(PropertyRow.of(new Value.Int32(10 * 1024)));
        assertThat(reply.get(1, RopSetProperties.Response.class).problems()).containsExactly(
                new PropertyProblem(0, Tags.MAXIMUM_SUBMIT_MESSAGE_SIZE, ErrorCode.COMPUTED_VALUE));
    }

    @Test
    void publicFoldersAreForThoseWithAMailbox() { // [MS-OXCSTOR] 3.2.5.1.2
        place.directory.setPublicFolders(Workplace.PUBLIC, Workplace.SERVER_DN);
        place.directory.addWithDn("eve", "/o=corp/cn=eve");
        assertThat(publicLogon("eve", "/o=corp/cn=eve")).isInstanceOf(RopResponse.Failure.class)
                .extracting(RopResponse::returnValue).isEqualTo(ErrorCode.LOGON_FAILED);
        assertThat(publicLogon("ann", place.ann.legacyDn())).isInstanceOf(RopLogon.PublicResponse.class);
    }

    @Test
    void privilegeOverPublicFoldersIsForAdministratorsWhoAskForIt() { // MS-OXCSTOR_R72: USE_ADMIN_PRIVILEGE
        place.directory.setPublicFolders(Workplace.PUBLIC, Workplace.SERVER_DN);
        place.directory.makeAdministrator("bob");
        var bob = new EmsmdbClient(place.service(false, true), place.group, TestDirectory.identity("bob"),
                AuthLevel.PRIVACY);
        bob.connect(place.bob.legacyDn(), EcDoConnectEx.FLAG_ADMINISTRATOR, EmsmdbClient.OUTLOOK_2010);
        assertThat(folderInThePublicRoot(bob, RopLogon.PUBLIC)).isEqualTo(ErrorCode.NO_CREATE_SUBFOLDER_RIGHT);
        assertThat(folderInThePublicRoot(bob, RopLogon.PUBLIC | RopLogon.USE_ADMIN_PRIVILEGE)).isZero();
        var client = new EmsmdbClient(place.service(false, true), place.group, TestDirectory.identity("ann"),
                AuthLevel.PRIVACY);
        client.connect(place.ann.legacyDn());
        assertThat(client.rops(List.of(NONE), List.of(), new RopLogon.Request(0, 0, 0, RopLogon.PUBLIC
                | RopLogon.USE_ADMIN_PRIVILEGE, 0, "")).responses().getFirst().returnValue())
                .isEqualTo(ErrorCode.LOGIN_PERMISSION);
    }

    private static int folderInThePublicRoot(EmsmdbClient client, int openFlags) {
        var logons = client.rops(List.of(NONE), List.of(), new RopLogon.Request(0, 0, 0, openFlags, 0, ""));
        ObjectId root = logons.get(0, RopLogon.PublicResponse.class).folderIds().getFirst();
        return client.rops(List.of(logons.handles().getFirst(), NONE, NONE), List.of(),
                new RopOpenFolder.Request(0, 0, 1, root, 0), new RopCreateFolder.Request(0, 1, 2, 1, false, 0,
                        new Value.Text("New"), new Value.Text(""))).responses().get(1).returnValue();
    }

    private RopResponse publicLogon(String account, String dn) {
        var client = new EmsmdbClient(place.service(false, true), place.group, TestDirectory.identity(account),
                AuthLevel.PRIVACY);
        client.connect(dn);
        return client.rops(List.of(NONE), List.of(), new RopLogon.Request(0, 0, 0, RopLogon.PUBLIC, 0, "")).responses()
                .getFirst();
    }

    @Test
    void aTransportOfTheClientsOwnAnnouncesItsMail() { // [MS-OXOMSG] 2.2.5.5
        ObjectId inbox;
        ObjectId message;
        try (MailboxSession mailbox = annsMailbox()) {
            Folder folderOfMail = mailbox.openFolder(mailbox.specialFolders().get(SpecialFolder.INBOX));
            inbox = folderOfMail.id();
            try (MessageDraft draft = folderOfMail.createMessage(false)) {
                var _ = draft.set(List.of(new PropertyValue(Tags.MESSAGE_CLASS, new Value.Text("IPM.Note.Fax"))));
                message = draft.save(MessageDraft.SaveMode.NORMAL).id();
            }
        }
        var waiting = ann.connectAsync().asynchronous();
        int registration = ann.rops(List.of(logon, NONE), List.of(), new RopRegisterNotification.Request(0, 0, 1,
                Notification.NEW_MAIL, null)).handles().get(1);
        var reply = ann.rops(List.of(logon), List.of(),
                new RopTransportNewMail.Request(0, 0, message, inbox, "IPM.Note.Fax", 0),
                new RopTransportNewMail.Request(0, 0, new ObjectId(1, 0xfff0), inbox, "IPM.Note", 0),
                new RopTransportNewMail.Request(0, 0, message, new ObjectId(1, 0xfff0), "IPM.Note", 0));
        assertThat(reply.responses().stream().limit(3).map(RopResponse::returnValue)).containsExactly(0,
                ErrorCode.NOT_FOUND, ErrorCode.NOT_FOUND);
        var told = new java.util.ArrayList<>(reply.responses().stream().skip(3).toList());
        while (told.isEmpty()) {
            var _ = ann.await(waiting, new java.util.concurrent.CompletableFuture<>());
            told.addAll(ann.rops(List.of(), List.of()).responses());
        }
        assertThat(told).singleElement().isInstanceOfSatisfying(RopNotify.Response.class, notice -> {
            assertThat(notice.notificationHandle()).isEqualTo(registration);
            assertThat(notice.notification()).isInstanceOfSatisfying(Notification.NewMail.class, mail -> {
                assertThat(mail.messageId()).isEqualTo(message);
                assertThat(mail.folderId()).isEqualTo(inbox);
                assertThat(mail.messageClass()).isEqualTo("IPM.Note.Fax");
            });
        });
    }
}
