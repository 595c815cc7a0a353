package org.gatehouse.access.emsmdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.LocalTime;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import org.gatehouse.mapi.configuration.CategoryList;
import org.gatehouse.mapi.configuration.ConfigurationDictionary;
import org.gatehouse.mapi.configuration.ViewDefinition;
import org.gatehouse.mapi.configuration.WorkingHours;
import org.gatehouse.mapi.delegation.DelegateInformation;
import org.gatehouse.mapi.id.AddressBookEntryId;
import org.gatehouse.mapi.id.LongTermId;
import org.gatehouse.mapi.id.MessageEntryId;
import org.gatehouse.mapi.id.ObjectId;
import org.gatehouse.mapi.property.Cell;
import org.gatehouse.mapi.property.ErrorCode;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.property.PropertyType;
import org.gatehouse.mapi.property.PropertyValue;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.mapi.property.Value;
import org.gatehouse.mapi.rop.RopCreateMessage;
import org.gatehouse.mapi.rop.RopModifyPermissions;
import org.gatehouse.mapi.rop.RopOpenFolder;
import org.gatehouse.mapi.rop.RopSaveChangesMessage;
import org.gatehouse.mapi.rop.RopSetProperties;
import org.gatehouse.mapi.rop.RowModification;
import org.gatehouse.store.Caller;
import org.gatehouse.store.FolderRights;
import org.gatehouse.store.MailboxKey;
import org.gatehouse.store.MailboxSession;
import org.gatehouse.store.MailboxSettings;
import org.gatehouse.store.SpecialFolder;
import org.gatehouse.wire.Bytes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a client writes of settings and delegates is found again by whoever asks the store, and delegates can do what
/// they may ([MS-OXOCFG], [MS-OXODLGT], [MS-OXCPERM]).
class SettingsTest {
    private static final int PRIVATE = 2;

    @TempDir
    private Path folder;
    private AnnsMailbox mailbox;
    private MailboxSession store;
    private MailboxSettings settings;

    @BeforeEach
    void open() {
        mailbox = new AnnsMailbox(folder);
        var ann = mailbox.place.ann;
        store = mailbox.place.databases.mounted(Workplace.DATABASE).orElseThrow().open(new MailboxKey(
                ann.mailbox().orElseThrow().guid(), ann.legacyDn(), ann.displayName(), ann.smtpAddress()),
                new Caller("other protocol", ann.legacyDn(), "", Caller.Rights.OWNER, StandardCharsets.US_ASCII));
        settings = new MailboxSettings(store);
    }

    @AfterEach
    void close() {
        store.close();
        mailbox.close();
    }

    private ObjectId special(SpecialFolder which) {
        return Objects.requireNonNull(store.specialFolders().get(which));
    }

    private ObjectId written(SpecialFolder where, boolean associated, PropertyValue... values) {
        int message = mailbox.open(mailbox.logon, new RopCreateMessage.Request(0, 0, 1, AnnsMailbox.CP_OF_LOGON,
                special(where), associated));
        mailbox.set(message, values);
        return mailbox.save(message);
    }

    private static PropertyValue text(PropertyTag tag, String text) {
        return new PropertyValue(tag, new Value.Text(text));
    }

    private static PropertyValue binary(PropertyTag tag, Bytes bytes) {
        return new PropertyValue(tag, new Value.Binary(bytes));
    }

    @Test
    void settingsAreFoundAgain() {
        assertThat(settings.categories()).isEmpty();
        assertThat(settings.workingHours()).isEmpty();
        assertThat(settings.views(mailbox.inbox)).isEmpty();
        var list = new CategoryList(Map.of(), List.of(CategoryList.Category.of("Blue", 7, new UUID(1, 2))));
        var change = new WorkingHours.Transition(0, LocalTime.of(2, 0), 0, 0, 0, 0);
        var hours = new WorkingHours(0, change, change, "UTC", LocalTime.of(9, 0), LocalTime.of(17, 0),
                List.of(DayOfWeek.MONDAY));
        var dictionary = new ConfigurationDictionary("Outlook.14", Map.of("OLPrefsVersion",
                ConfigurationDictionary.Entry.of(1)));
        written(SpecialFolder.CALENDAR, true, text(Tags.MESSAGE_CLASS, CategoryList.MESSAGE_CLASS),
                binary(Tags.ROAMING_XML_STREAM, list.encode()));
        written(SpecialFolder.CALENDAR, true, text(Tags.MESSAGE_CLASS, WorkingHours.MESSAGE_CLASS),
                binary(Tags.ROAMING_XML_STREAM, hours.encode()));
        written(SpecialFolder.CALENDAR, true, text(Tags.MESSAGE_CLASS, "IPM.Configuration.Calendar"),
                binary(Tags.ROAMING_DICTIONARY, dictionary.encode()));
        var view = new ViewDefinition(true, OptionalInt.of(0), 0, 0, List.of(new ViewDefinition.Column(Tags.SUBJECT, 17,
                0, Tags.SUBJECT.id(), Optional.empty())), Bytes.EMPTY);
        written(SpecialFolder.INBOX, true, text(Tags.MESSAGE_CLASS, ViewDefinition.MESSAGE_CLASS),
                new PropertyValue(Tags.VIEW_DESCRIPTOR_VERSION, new Value.Int32(ViewDefinition.VERSION)),
                text(Tags.VIEW_DESCRIPTOR_NAME, "By subject"), text(Tags.VIEW_DESCRIPTOR_STRINGS, "Subject\n"),
                binary(Tags.VIEW_DESCRIPTOR_BINARY, view.encode()));

        assertThat(settings.categories()).contains(list);
        assertThat(settings.workingHours()).contains(hours);
        assertThat(settings.dictionary(SpecialFolder.CALENDAR, "Calendar")).contains(dictionary);
        assertThat(settings.views(mailbox.inbox)).containsExactly(
                new MailboxSettings.View("By subject", view, List.of("Subject")));
        written(SpecialFolder.INBOX, true, text(Tags.MESSAGE_CLASS, ViewDefinition.MESSAGE_CLASS),
                binary(Tags.VIEW_DESCRIPTOR_BINARY, Bytes.ofHex("00")));
        assertThat(settings.views(mailbox.inbox)).as("a malformed one is none").hasSize(1);
    }

    /// [MS-OXODLGT] 3.1.4.3: permissions, the Delegate Information object, and what leads to it.
    private DelegateInformation bobBecomesDelegate() {
        grant(SpecialFolder.CALENDAR, FolderRights.EDITOR);
        grant(SpecialFolder.FREEBUSY_DATA, FolderRights.EDITOR);
        var information = new DelegateInformation(true, false, false, List.of(new DelegateInformation.Delegate("BOB",
                AddressBookEntryId.ofUser(mailbox.place.bob.legacyDn()).encode(), false)));
        ObjectId id = written(SpecialFolder.FREEBUSY_DATA, false,
                information.properties().toArray(PropertyValue[]::new));
        int message = mailbox.open(mailbox.logon, AnnsMailbox.opening(special(SpecialFolder.FREEBUSY_DATA), id, 1));
        mailbox.set(message, text(Tags.MESSAGE_CLASS, DelegateInformation.MESSAGE_CLASS),
                text(Tags.SUBJECT, DelegateInformation.SUBJECT));
        mailbox.save(message);
        Bytes entryId = MessageEntryId.ofMailbox(store.mailboxGuid(), longTerm(special(SpecialFolder.FREEBUSY_DATA)),
                longTerm(id)).encode();
        for (SpecialFolder where : List.of(SpecialFolder.ROOT, SpecialFolder.INBOX)) {
            int handle = mailbox.open(mailbox.logon, new RopOpenFolder.Request(0, 0, 1, special(where), 0));
            var ids = List.<Value>of(new Value.Binary(Bytes.EMPTY), new Value.Binary(entryId),
                    new Value.Binary(Bytes.EMPTY), new Value.Binary(Bytes.EMPTY));
            mailbox.set(handle, new PropertyValue(Tags.FREE_BUSY_ENTRY_IDS,
                    new Value.Multiple(PropertyType.BINARY, ids)));
        }
        return information;
    }

    private LongTermId longTerm(ObjectId id) {
        return new LongTermId(store.replicaGuid(), id.counter());
    }

    private void grant(SpecialFolder where, int rights) {
        int handle = mailbox.open(mailbox.logon, new RopOpenFolder.Request(0, 0, 1, special(where), 0));
        assertThat(mailbox.error(handle, new RopModifyPermissions.Request(0, 0, 0, List.of(new RowModification(
                RowModification.ADD, List.of(binary(Tags.ENTRY_ID,
                        AddressBookEntryId.ofUser(mailbox.place.bob.legacyDn()).encode()),
                        new PropertyValue(Tags.MEMBER_RIGHTS, new Value.Int32(rights)))))))).isZero();
    }

    @Test
    void delegatesAreFoundAgainAndDoWhatTheyMay() {
        assertThat(settings.delegates()).isEmpty();
        DelegateInformation information = bobBecomesDelegate();
        assertThat(settings.delegates()).contains(information);
        ObjectId secret = written(SpecialFolder.CALENDAR, false, text(Tags.SUBJECT, "secret"),
                new PropertyValue(Tags.SENSITIVITY, new Value.Int32(PRIVATE)));
        ObjectId mail = written(SpecialFolder.INBOX, false, text(Tags.SUBJECT, "mail"));

        EmsmdbClient bob = mailbox.place.client("bob");
        bob.connect(mailbox.place.bob.legacyDn());
        int logon = bob.rops(List.of(AnnsMailbox.NONE), List.of(), Workplace.privateLogon(mailbox.place.ann.legacyDn()))
                .handles().getFirst();
        // An editor reads and changes what is there and adds to it.
        var made = bob.rops(List.of(logon, AnnsMailbox.NONE), List.of(), new RopCreateMessage.Request(0, 0, 1,
                AnnsMailbox.CP_OF_LOGON, special(SpecialFolder.CALENDAR), false), new RopSetProperties.Request(0, 1,
                        List.of(text(Tags.SUBJECT, "bob's"))), new RopSaveChangesMessage.Request(0, 1, 1, 0));
        assertThat(made.responses()).allMatch(response -> response.returnValue() == 0);
        // That a private one is hidden is up to clients ([MS-OXCMSG] R258): the server gives it out.
        var opened = bob.rops(List.of(logon, AnnsMailbox.NONE), List.of(),
                AnnsMailbox.opening(special(SpecialFolder.CALENDAR), secret, 1));
        assertThat(opened.responses().getFirst().returnValue()).isZero();
        // The delegate finds out who sees what, as the owner does, and nothing in folders that were not opened.
        try (MailboxSession asBob = mailbox.place.databases.mounted(Workplace.DATABASE).orElseThrow().open(
                new MailboxKey(store.mailboxGuid(), mailbox.place.ann.legacyDn(), mailbox.place.ann.displayName(),
                        mailbox.place.ann.smtpAddress()), new Caller("bob", mailbox.place.bob.legacyDn(), "BOB",
                        Caller.Rights.BY_FOLDER, StandardCharsets.US_ASCII))) {
            assertThat(new MailboxSettings(asBob).views(mailbox.inbox)).isEmpty();
        }
        assertThat(bob.rops(List.of(logon, AnnsMailbox.NONE), List.of(),
                AnnsMailbox.opening(special(SpecialFolder.INBOX), mail, 0)).responses().getFirst().returnValue())
                .isIn(ErrorCode.ACCESS_DENIED, ErrorCode.NOT_FOUND);
        // Who may do what there is the owner's to say (MS-OXCPERM 3.2.5.2).
        int calendar = bob.rops(List.of(logon, AnnsMailbox.NONE), List.of(),
                new RopOpenFolder.Request(0, 0, 1, special(SpecialFolder.CALENDAR), 0)).handles().get(1);
        assertThat(bob.rops(List.of(calendar), List.of(), new RopModifyPermissions.Request(0, 0, 0, List.of()))
                .responses().getFirst().returnValue()).isEqualTo(ErrorCode.ACCESS_DENIED);
        assertThat(mailbox.cell(mailbox.open(mailbox.logon, AnnsMailbox.opening(special(SpecialFolder.CALENDAR),
                made.get(2, RopSaveChangesMessage.Response.class).messageId(), 0)), Tags.SUBJECT))
                .isEqualTo(new Cell.Present(new Value.Text("bob's")));
    }
}
