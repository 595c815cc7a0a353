package org.gatehouse.access.emsmdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gatehouse.mapi.calendar.AppointmentRecurrence;
import org.gatehouse.mapi.calendar.GlobalObjectId;
import org.gatehouse.mapi.calendar.RecurrencePattern;
import org.gatehouse.mapi.calendar.SystemTime;
import org.gatehouse.mapi.calendar.TimeZoneDefinition;
import org.gatehouse.mapi.calendar.TimeZoneStruct;
import org.gatehouse.mapi.contact.ContactAddress;
import org.gatehouse.mapi.contact.DistributionListStream;
import org.gatehouse.mapi.contact.WrappedEntryId;
import org.gatehouse.mapi.id.AddressBookEntryId;
import org.gatehouse.mapi.id.FolderEntryId;
import org.gatehouse.mapi.id.MessageEntryId;
import org.gatehouse.mapi.id.ObjectId;
import org.gatehouse.mapi.id.OneOffEntryId;
import org.gatehouse.mapi.property.Cell;
import org.gatehouse.mapi.property.NamedProperty;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.property.PropertyType;
import org.gatehouse.mapi.property.PropertyValue;
import org.gatehouse.mapi.property.Restriction.Operator;
import org.gatehouse.mapi.property.Restriction;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.mapi.property.Value;
import org.gatehouse.mapi.rop.RopCreateAttachment;
import org.gatehouse.mapi.rop.RopCreateMessage;
import org.gatehouse.mapi.rop.RopGetContentsTable;
import org.gatehouse.mapi.rop.RopGetPropertyIdsFromNames;
import org.gatehouse.mapi.rop.RopGetValidAttachments;
import org.gatehouse.mapi.rop.RopIdFromLongTermId;
import org.gatehouse.mapi.rop.RopOpenAttachment;
import org.gatehouse.mapi.rop.RopOpenEmbeddedMessage;
import org.gatehouse.mapi.rop.RopOpenFolder;
import org.gatehouse.mapi.rop.RopQueryRows;
import org.gatehouse.mapi.rop.RopRestrict;
import org.gatehouse.mapi.rop.RopSaveChangesAttachment;
import org.gatehouse.mapi.rop.RopSaveChangesMessage;
import org.gatehouse.mapi.rop.RopSetColumns;
import org.gatehouse.mapi.rop.RopSetSearchCriteria;
import org.gatehouse.mapi.task.TaskAssigners;
import org.gatehouse.wire.Bytes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What Outlook keeps in the folders of [MS-OXOSFLD]: written as messages with named properties, found by them in
/// tables, and read back as the structures of [MS-OXOCAL], [MS-OXOCNTC], [MS-OXOTASK], [MS-OXOJRNL] and [MS-OXONOTE].
class OutlookItemsTest {
    private static final int CREATE = 0x02;
    private static final int RESTART = 0x02;
    private static final int RECURSIVE = 0x04;
    private static final int FOREGROUND = 0x10;
    private static final PropertyTag ICON_INDEX = PropertyTag.of(0x1080, PropertyType.INTEGER32);
    private static final PropertyTag PROCESSED = PropertyTag.of(0x7d01, PropertyType.BOOLEAN);
    /// Minutes from 1601 to 2007-04-16 11:00, as [MS-OXOCAL] 4.1.1.2 has it.
    private static final long MOVED = 0x0cbc9934;
    private static final Bytes WEEKLY = Bytes.ofHex("""
            04 30 04 30 0b 20 01 00 00 00 c0 21 00 00 01 00 00 00 00 00 00 00 32 00 00 00
            22 20 00 00 0c 00 00 00 00 00 00 00 01 00 00 00 a0 96 bc 0c 01 00 00 00 a0 96 bc 0c
            80 20 bc 0c 20 ad bc 0c 06 30 00 00 09 30 00 00 58 02 00 00 76 02 00 00 01 00
            34 99 bc 0c 52 99 bc 0c f8 98 bc 0c 11 00
            22 00 21 00 53 69 6d 70 6c 65 20 52 65 63 75 72 72 65 6e 63 65 20 77 69 74 68 20 65 78 63 65 70 74 69 6f
            6e 73 08 00 07 00 33 34 2f 34 31 34 31 00 00 00 00 04 00 00 00 00 00 00 00 00 00 00 00
            34 99 bc 0c 52 99 bc 0c f8 98 bc 0c 21 00
            53 00 69 00 6d 00 70 00 6c 00 65 00 20 00 52 00 65 00 63 00 75 00 72 00 72 00 65 00 6e 00 63 00 65 00
            20 00 77 00 69 00 74 00 68 00 20 00 65 00 78 00 63 00 65 00 70 00 74 00 69 00 6f 00 6e 00 73 00
            07 00 33 00 34 00 2f 00 34 00 31 00 34 00 31 00 00 00 00 00 00 00 00 00
            """);
    /// [MS-OXOCAL] 4.1.2.1.
    private static final Bytes MEETING = Bytes.ofHex("040000008200e00074c5b7101a82e008 07d80319 5025d461e473c801"
            + "0000000000000000 10000000 2a5844b3a444f74a9c246c60886f116b");

    @TempDir
    private Path folder;
    private AnnsMailbox box;
    private int inbox;

    @BeforeEach
    void annLogsOn() {
        box = new AnnsMailbox(folder);
        inbox = open(box.inbox);
    }

    @AfterEach
    void close() {
        box.close();
    }

    private int open(ObjectId id) {
        return box.open(box.logon, new RopOpenFolder.Request(0, 0, 1, id, 0));
    }

    private static Value present(Cell cell) {
        assertThat(cell).isInstanceOf(Cell.Present.class);
        return ((Cell.Present) cell).value();
    }

    private static Bytes binary(Cell cell) {
        return ((Value.Binary) present(cell)).value();
    }

    private ObjectId folderOf(Bytes entryId) {
        return box.ann.rops(List.of(box.logon), List.of(), new RopIdFromLongTermId.Request(0, 0,
                FolderEntryId.of(entryId).folder())).get(0, RopIdFromLongTermId.Response.class).objectId();
    }

    /// The folder that a property of the Inbox points at.
    private ObjectId special(PropertyTag property) {
        return folderOf(binary(box.cell(inbox, property)));
    }

    private PropertyTag named(String canonicalName) {
        NamedProperty property = NamedProperty.of(canonicalName);
        return property.tag(box.ann.rops(List.of(box.logon), List.of(), new RopGetPropertyIdsFromNames.Request(0, 0,
                CREATE, List.of(property.name()))).get(0, RopGetPropertyIdsFromNames.Response.class).propertyIds()
                .getFirst());
    }

    private PropertyValue value(String canonicalName, Value value) {
        PropertyTag tag = named(canonicalName);
        assertThat(value.type()).as(canonicalName).isEqualTo(tag.type());
        return new PropertyValue(tag, value);
    }

    private ObjectId write(ObjectId in, String messageClass, String subject, PropertyValue... values) {
        return box.save(create(in, messageClass, subject, values));
    }

    private int create(ObjectId in, String messageClass, String subject, PropertyValue... values) {
        int message = box.open(box.logon, new RopCreateMessage.Request(0, 0, 1, AnnsMailbox.CP_OF_LOGON, in, false));
        box.set(message, new PropertyValue(Tags.MESSAGE_CLASS, new Value.Text(messageClass)),
                new PropertyValue(Tags.SUBJECT, new Value.Text(subject)));
        box.set(message, values);
        return message;
    }

    /// The rows of a folder that pass, in the columns asked for.
    private List<List<Cell>> find(ObjectId in, Restriction filter, PropertyTag... columns) {
        List<PropertyTag> list = Arrays.asList(columns);
        int table = box.open(open(in), new RopGetContentsTable.Request(0, 0, 1, 0));
        var reply = box.ann.rops(List.of(table), list, new RopSetColumns.Request(0, 0, 0, list),
                new RopRestrict.Request(0, 0, 0, filter), new RopQueryRows.Request(0, 0, 0, true, 50));
        return reply.get(2, RopQueryRows.Response.class).rows().read(list).stream().map(row -> row.cells()).toList();
    }

    private static Restriction is(Operator operator, PropertyValue constant) {
        return new Restriction.Property(operator, constant.tag(), constant);
    }

    private static Value.Text text(String text) {
        return new Value.Text(text);
    }

    private static Value.Time time(long minutesSince1601) {
        return new Value.Time(minutesSince1601 * 600_000_000);
    }

    private int openMessage(ObjectId in, ObjectId id) {
        return box.open(box.logon, AnnsMailbox.opening(in, id, 0));
    }

    @Test
    void specialFoldersAreFoundAndHaveTheirClass() { // [MS-OXOSFLD] 2.2.1, 2.2.3, 2.2.4, 2.2.6, 2.2.8
        int root = open(box.folders.getFirst());
        Map<PropertyTag, String> classes = new LinkedHashMap<>();
        classes.put(Tags.IPM_APPOINTMENT_ENTRY_ID, "IPF.Appointment");
        classes.put(Tags.IPM_CONTACT_ENTRY_ID, "IPF.Contact");
        classes.put(Tags.IPM_JOURNAL_ENTRY_ID, "IPF.Journal");
        classes.put(Tags.IPM_NOTE_ENTRY_ID, "IPF.StickyNote");
        classes.put(Tags.IPM_TASK_ENTRY_ID, "IPF.Task");
        classes.put(Tags.REMINDERS_ONLINE_ENTRY_ID, "Outlook.Reminder");
        classes.put(Tags.IPM_DRAFTS_ENTRY_ID, "IPF.Note");
        classes.forEach((tag, containerClass) -> {
            assertThat(box.cell(root, tag)).isEqualTo(box.cell(inbox, tag));
            assertThat(present(box.cell(open(special(tag)), Tags.CONTAINER_CLASS))).isEqualTo(text(containerClass));
        });
        List<Value> additional = ((Value.Multiple) present(box.cell(inbox, Tags.ADDITIONAL_REN_ENTRY_IDS))).values();
        assertThat(additional.stream().map(each -> folderOf(((Value.Binary) each).value()))
                .map(id -> present(box.cell(open(id), Tags.DISPLAY_NAME))).toList()).containsExactly(text("Conflicts"),
                        text("Sync Issues"), text("Local Failures"), text("Server Failures"), text("Junk E-Mail"));
        List<Value> freeBusy = ((Value.Multiple) present(box.cell(inbox, Tags.FREE_BUSY_ENTRY_IDS))).values();
        assertThat(freeBusy).hasSize(4).startsWith(new Value.Binary(Bytes.EMPTY));
        assertThat(present(box.cell(open(folderOf(((Value.Binary) freeBusy.get(3)).value())), Tags.DISPLAY_NAME)))
                .isEqualTo(text("Freebusy Data"));
        assertThat(box.cell(root, Tags.FREE_BUSY_ENTRY_IDS)).isEqualTo(box.cell(inbox, Tags.FREE_BUSY_ENTRY_IDS));
        // The tops of the tree hold no messages, and have no class.
        for (int top : new int[] {0, 3}) {
            assertThat(box.cell(open(box.folders.get(top)), Tags.CONTAINER_CLASS)).isNotInstanceOf(Cell.Present.class);
        }
    }

    @Test
    void anAppointmentIsFoundByWhenItIs() { // [MS-OXOCAL] 2.2.1.5, 2.2.1.6, 2.2.1.12
        ObjectId calendar = special(Tags.IPM_APPOINTMENT_ENTRY_ID);
        long nine = MOVED - 120;
        for (int day = 0; day < 3; day++) {
            long start = nine + day * 1440L;
            write(calendar, "IPM.Appointment", "day " + day, value("PidLidAppointmentStartWhole", time(start)),
                    value("PidLidAppointmentEndWhole", time(start + 30)), value("PidLidLocation", text("34/4639")),
                    value("PidLidRecurring", new Value.Bool(false)), value("PidLidBusyStatus", new Value.Int32(2)));
        }
        write(calendar, "IPM.Appointment", "without a time");

        // Whatever touches the second day, as a calendar view asks.
        var overlapping = new Restriction.And(List.of(
                is(Operator.LESS, value("PidLidAppointmentStartWhole", time(nine + 1440 + 60))),
                is(Operator.GREATER, value("PidLidAppointmentEndWhole", time(nine + 1440)))));
        assertThat(find(calendar, overlapping, Tags.SUBJECT, named("PidLidLocation"), named("PidLidBusyStatus")))
                .containsExactly(List.of(new Cell.Present(text("day 1")), new Cell.Present(text("34/4639")),
                        new Cell.Present(new Value.Int32(2))));
        assertThat(find(calendar, new Restriction.Not(new Restriction.Exist(named("PidLidAppointmentStartWhole"))),
                Tags.SUBJECT)).containsExactly(List.of(new Cell.Present(text("without a time"))));
    }

    @Test
    void aMeetingKeepsItsSeriesAndItsException() { // [MS-OXOCAL] 2.2.1.27, 2.2.1.41, 2.2.1.44, 2.2.10
        ObjectId calendar = special(Tags.IPM_APPOINTMENT_ENTRY_ID);
        AppointmentRecurrence series = AppointmentRecurrence.of(WEEKLY);
        GlobalObjectId meeting = GlobalObjectId.of(MEETING);
        var zone = new TimeZoneDefinition("UTC", List.of(TimeZoneDefinition.Rule.of(
                TimeZoneDefinition.Rule.EFFECTIVE, 2007, utc())));
        int message = create(calendar, "IPM.Appointment", "Simple Recurrence",
                value("PidLidRecurring", new Value.Bool(true)),
                value("PidLidAppointmentRecur", new Value.Binary(series.encode())),
                value("PidLidAppointmentTimeZoneDefinitionRecur", new Value.Binary(zone.encode())),
                value("PidLidTimeZoneStruct", new Value.Binary(utc().encode())),
                value("PidLidGlobalObjectId", new Value.Binary(meeting.clean().encode())),
                value("PidLidCleanGlobalObjectId", new Value.Binary(meeting.clean().encode())));
        exception(message, meeting);
        ObjectId id = box.save(message);

        PropertyValue clean = value("PidLidCleanGlobalObjectId", new Value.Binary(meeting.clean().encode()));
        List<Cell> row = find(calendar, is(Operator.EQUAL, clean), Tags.MID, named("PidLidAppointmentRecur"),
                named("PidLidAppointmentTimeZoneDefinitionRecur")).getFirst();
        assertThat(row.getFirst()).isEqualTo(new Cell.Present(new Value.Int64(id.wire())));
        assertThat(AppointmentRecurrence.of(binary(row.get(1)))).isEqualTo(series);
        assertThat(TimeZoneDefinition.of(binary(row.get(2))).effective().map(TimeZoneDefinition.Rule::zone))
                .contains(utc());
        int opened = openMessage(calendar, id);
        int number = box.ann.rops(List.of(opened), List.of(), new RopGetValidAttachments.Request(0, 0))
                .get(0, RopGetValidAttachments.Response.class).attachmentIds().getFirst();
        int attachment = box.open(opened, new RopOpenAttachment.Request(0, 0, 1, 0, number));
        assertThat(present(box.cell(attachment, Tags.ATTACHMENT_FLAGS))).isEqualTo(new Value.Int32(2));
        int within = box.open(attachment, new RopOpenEmbeddedMessage.Request(0, 0, 1, AnnsMailbox.CP_OF_LOGON, 0));
        List<Cell> changed = box.cells(within, Tags.SUBJECT, named("PidLidAppointmentStartWhole"),
                named("PidLidGlobalObjectId"));
        assertThat(changed.subList(0, 2)).containsExactly(new Cell.Present(text("Simple Recurrence with exceptions")),
                new Cell.Present(time(series.exceptions().getFirst().start())));
        assertThat(GlobalObjectId.of(binary(changed.get(2))).clean()).isEqualTo(meeting.clean());
    }

    private static TimeZoneStruct utc() {
        var never = new SystemTime(0, 0, 0, 0, 0, 0, 0, 0);
        return new TimeZoneStruct(0, 0, 0, 0, never, 0, never);
    }

    /// The exception attachment and the message in it ([MS-OXOCAL] 2.2.10.1 and 2.2.10.2).
    private void exception(int message, GlobalObjectId meeting) {
        int attachment = box.open(message, new RopCreateAttachment.Request(0, 0, 1));
        box.set(attachment, new PropertyValue(Tags.ATTACH_METHOD, new Value.Int32(5)),
                new PropertyValue(Tags.ATTACHMENT_FLAGS, new Value.Int32(2)),
                new PropertyValue(Tags.ATTACHMENT_HIDDEN, new Value.Bool(true)));
        int within = box.open(attachment, new RopOpenEmbeddedMessage.Request(0, 0, 1, AnnsMailbox.CP_OF_LOGON, 2));
        box.set(within, new PropertyValue(Tags.MESSAGE_CLASS,
                text("IPM.OLE.CLASS.{00061055-0000-0000-C000-000000000046}")),
                new PropertyValue(Tags.SUBJECT, text("Simple Recurrence with exceptions")),
                value("PidLidAppointmentStartWhole", time(MOVED)), value("PidLidAppointmentEndWhole", time(MOVED + 30)),
                value("PidLidExceptionReplaceTime", time(MOVED - 60)),
                value("PidLidGlobalObjectId", new Value.Binary(meeting.encode())));
        var saved = box.ann.rops(List.of(attachment, within), List.of(),
                new RopSaveChangesMessage.Request(0, 1, 1, 0x0a));
        assertThat(saved.responses().getFirst().returnValue()).isZero();
        assertThat(box.error(attachment, new RopSaveChangesAttachment.Request(0, 0, 0, 0x0a))).isZero();
    }

    @Test
    void aReminderIsFoundWhereverItIs() { // [MS-OXOSFLD] 2.2.1, with the criteria that it has clients set
        ObjectId reminders = special(Tags.REMINDERS_ONLINE_ENTRY_ID);
        ObjectId calendar = special(Tags.IPM_APPOINTMENT_ENTRY_ID);
        Bytes drafts = binary(box.cell(inbox, Tags.IPM_DRAFTS_ENTRY_ID));
        PropertyValue reminding = value("PidLidReminderSet", new Value.Bool(true));
        write(calendar, "IPM.Appointment", "meet", reminding, value("PidLidReminderSignalTime", time(MOVED)));
        write(calendar, "IPM.Appointment", "sleep");
        write(folderOf(drafts), "IPM.Note", "unfinished", reminding);
        var criteria = new Restriction.And(List.of(
                new Restriction.And(List.of(is(Operator.NOT_EQUAL, new PropertyValue(Tags.PARENT_ENTRY_ID,
                        new Value.Binary(drafts))))),
                new Restriction.Or(List.of(is(Operator.EQUAL, reminding),
                        new Restriction.And(List.of(new Restriction.Exist(named("PidLidRecurring")),
                                is(Operator.EQUAL, value("PidLidRecurring", new Value.Bool(true)))))))));

        assertThat(present(box.cell(open(reminders), Tags.FOLDER_TYPE))).isEqualTo(new Value.Int32(2));
        assertThat(box.error(open(reminders), new RopSetSearchCriteria.Request(0, 0, criteria,
                List.of(box.folders.get(3)), RESTART | RECURSIVE | FOREGROUND))).isZero();
        write(special(Tags.IPM_TASK_ENTRY_ID), "IPM.Task", "do", reminding,
                value("PidLidReminderSignalTime", time(MOVED)));
        assertThat(find(reminders, new Restriction.Exist(named("PidLidReminderSignalTime")), Tags.SUBJECT))
                .containsExactlyInAnyOrder(List.of(new Cell.Present(text("meet"))),
                        List.of(new Cell.Present(text("do"))));
        assertThat(find(reminders, new Restriction.Exist(Tags.SUBJECT), Tags.SUBJECT)).hasSize(2);
    }

    @Test
    void aListHasItsContactsAsMembers() { // [MS-OXOCNTC] 2.2.1.2, 2.2.2.2
        ObjectId contacts = special(Tags.IPM_CONTACT_ENTRY_ID);
        Bytes mail = OneOffEntryId.smtp("Bob", "bob@example.com").encode(StandardCharsets.US_ASCII);
        var addresses = EnumSet.of(ContactAddress.EMAIL_1);
        ObjectId bob = write(contacts, "IPM.Contact", "Bob", value("PidLidFileUnder", text("Bob")),
                value("PidLidEmail1EmailAddress", text("bob@example.com")),
                value("PidLidEmail1AddressType", text("SMTP")),
                value("PidLidEmail1OriginalEntryId", new Value.Binary(mail)),
                value("PidLidAddressBookProviderArrayType", new Value.Int32(ContactAddress.arrayType(addresses))),
                value("PidLidAddressBookProviderEmailList", new Value.Multiple(PropertyType.INTEGER32,
                        ContactAddress.emailList(addresses).stream().<Value>map(Value.Int32::new).toList())));
        Bytes entryId = binary(box.cell(openMessage(contacts, bob), Tags.ENTRY_ID));
        Bytes member = WrappedEntryId.ofContact(ContactAddress.EMAIL_1, entryId).encode();
        var stream = new DistributionListStream(30_000, 0, List.of(new DistributionListStream.Member(member, mail,
                Bytes.EMPTY)));
        write(contacts, "IPM.DistList", "Friends", value("PidLidDistributionListName", text("Friends")),
                value("PidLidDistributionListMembers", new Value.Multiple(PropertyType.BINARY,
                        List.of(new Value.Binary(member)))),
                value("PidLidDistributionListOneOffMembers", new Value.Multiple(PropertyType.BINARY,
                        List.of(new Value.Binary(mail)))),
                value("PidLidDistributionListStream", new Value.Binary(stream.encode())));

        assertThat(find(contacts, is(Operator.EQUAL, value("PidLidEmail1EmailAddress", text("bob@example.com"))),
                Tags.SUBJECT, named("PidLidAddressBookProviderArrayType")))
                .containsExactly(List.of(new Cell.Present(text("Bob")), new Cell.Present(new Value.Int32(1))));
        List<Cell> list = find(contacts, is(Operator.EQUAL, new PropertyValue(Tags.MESSAGE_CLASS,
                text("IPM.DistList"))), named("PidLidDistributionListStream"),
                named("PidLidDistributionListMembers")).getFirst();
        assertThat(DistributionListStream.of(binary(list.getFirst()))).isEqualTo(stream);
        Value first = ((Value.Multiple) present(list.get(1))).values().getFirst();
        WrappedEntryId found = WrappedEntryId.of(((Value.Binary) first).value());
        assertThat(found.address()).isEqualTo(Optional.of(ContactAddress.EMAIL_1));
        MessageEntryId message = MessageEntryId.of(found.entryId());
        assertThat(box.ann.rops(List.of(box.logon), List.of(), new RopIdFromLongTermId.Request(0, 0,
                message.message())).get(0, RopIdFromLongTermId.Response.class).objectId()).isEqualTo(bob);
    }

    @Test
    void aTaskIsFoundWhileItIsOpen() { // [MS-OXOTASK] 2.2.2.2
        ObjectId tasks = special(Tags.IPM_TASK_ENTRY_ID);
        var pattern = new RecurrencePattern(0x200a, 0, 0, 0, 2880, 1, List.of(), 0x2023, 10, 0, List.of(), List.of(),
                0x0cdc7e20, 0x5ae980df);
        write(tasks, "IPM.Task", "open", value("PidLidTaskComplete", new Value.Bool(false)),
                value("PidLidTaskDueDate", time(0x0cdc7e20)), value("PidLidPercentComplete", new Value.Float64(0.5)),
                value("PidLidTaskFRecurring", new Value.Bool(true)),
                value("PidLidTaskRecurrence", new Value.Binary(pattern.encode())));
        write(tasks, "IPM.Task", "done", value("PidLidTaskComplete", new Value.Bool(true)),
                value("PidLidTaskDueDate", time(0x0cdc7e20)), value("PidLidPercentComplete", new Value.Float64(1)));

        List<List<Cell>> open = find(tasks, is(Operator.EQUAL, value("PidLidTaskComplete", new Value.Bool(false))),
                Tags.SUBJECT, named("PidLidPercentComplete"), named("PidLidTaskRecurrence"));
        assertThat(open).hasSize(1);
        assertThat(open.getFirst().subList(0, 2)).containsExactly(new Cell.Present(text("open")),
                new Cell.Present(new Value.Float64(0.5)));
        assertThat(RecurrencePattern.of(binary(open.getFirst().get(2)))).isEqualTo(pattern);
    }

    @Test
    void aTaskRequestCarriesItsTask() { // [MS-OXOTASK] 2.2.2.2.16, in the task that is embedded
        Bytes assigners = new TaskAssigners(List.of(new TaskAssigners.Assigner(
                AddressBookEntryId.ofUser(box.place.ann.legacyDn()), Bytes.EMPTY, "Ann"))).encode();
        int request = create(box.inbox, "IPM.TaskRequest", "Task Request: paint",
                new PropertyValue(PROCESSED, new Value.Bool(false)), value("PidLidTaskMode", new Value.Int32(1)));
        int attachment = box.open(request, new RopCreateAttachment.Request(0, 0, 1));
        box.set(attachment, new PropertyValue(Tags.ATTACH_METHOD, new Value.Int32(5)));
        int task = box.open(attachment, new RopOpenEmbeddedMessage.Request(0, 0, 1, AnnsMailbox.CP_OF_LOGON, 2));
        box.set(task, new PropertyValue(Tags.MESSAGE_CLASS, text("IPM.Task")),
                value("PidLidTaskAssigners", new Value.Binary(assigners)),
                value("PidLidTaskGlobalId", new Value.Binary(Bytes.ofHex("d9d2a0f7a3b34e4d8d5e2a6a0c4be2f1"))));
        box.ann.rops(List.of(attachment, task), List.of(), new RopSaveChangesMessage.Request(0, 1, 1, 0x0a),
                new RopSaveChangesAttachment.Request(0, 0, 0, 0x0a));
        ObjectId id = box.save(request);

        var unprocessed = new Restriction.And(List.of(is(Operator.EQUAL, new PropertyValue(PROCESSED,
                new Value.Bool(false))), new Restriction.Content(Restriction.Content.PREFIX, 0, Tags.MESSAGE_CLASS,
                        new PropertyValue(Tags.MESSAGE_CLASS, text("IPM.TaskRequest")))));
        assertThat(find(box.inbox, unprocessed, Tags.MID)).containsExactly(
                List.of(new Cell.Present(new Value.Int64(id.wire()))));
        int opened = box.open(openMessage(box.inbox, id), new RopOpenAttachment.Request(0, 0, 1, 0, 0));
        int within = box.open(opened, new RopOpenEmbeddedMessage.Request(0, 0, 1, AnnsMailbox.CP_OF_LOGON, 0));
        Bytes found = binary(box.cell(within, named("PidLidTaskAssigners")));
        assertThat(TaskAssigners.of(found).assigners()).extracting(TaskAssigners.Assigner::displayName)
                .containsExactly("Ann");
    }

    @Test
    void journalAndNotesAreFoundByTheirOwnProperties() { // [MS-OXOJRNL] 2.2.1, [MS-OXONOTE] 2.2.1
        ObjectId journal = special(Tags.IPM_JOURNAL_ENTRY_ID);
        ObjectId notes = special(Tags.IPM_NOTE_ENTRY_ID);
        write(journal, "IPM.Activity", "called Bob", value("PidLidLogType", text("Phone call")),
                value("PidLidLogStart", time(MOVED)), value("PidLidLogDuration", new Value.Int32(5)));
        write(journal, "IPM.Activity", "wrote to Bob", value("PidLidLogType", text("E-mail Message")));
        write(notes, "IPM.StickyNote", "milk", value("PidLidNoteColor", new Value.Int32(3)),
                value("PidLidNoteX", new Value.Int32(80)), new PropertyValue(ICON_INDEX, new Value.Int32(0x303)));
        write(notes, "IPM.StickyNote", "bread", value("PidLidNoteColor", new Value.Int32(1)));

        var calls = new Restriction.Content(Restriction.Content.PREFIX, Restriction.Content.IGNORE_CASE,
                named("PidLidLogType"), value("PidLidLogType", text("phone")));
        assertThat(find(journal, calls, Tags.SUBJECT, named("PidLidLogDuration"))).containsExactly(List.of(
                new Cell.Present(text("called Bob")), new Cell.Present(new Value.Int32(5))));
        assertThat(find(notes, is(Operator.GREATER, value("PidLidNoteColor", new Value.Int32(2))), Tags.SUBJECT,
                named("PidLidNoteX"), ICON_INDEX)).containsExactly(List.of(new Cell.Present(text("milk")),
                        new Cell.Present(new Value.Int32(80)), new Cell.Present(new Value.Int32(0x303))));
    }
}
