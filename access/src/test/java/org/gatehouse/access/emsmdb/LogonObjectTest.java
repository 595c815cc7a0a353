package org.gatehouse.access.emsmdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.UUID;
import org.gatehouse.mapi.id.ObjectId;
import org.gatehouse.mapi.property.Cell;
import org.gatehouse.mapi.property.ErrorCode;
import org.gatehouse.mapi.property.PropertyName;
import org.gatehouse.mapi.property.PropertyProblem;
import org.gatehouse.mapi.property.PropertyRow;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.property.PropertyType;
import org.gatehouse.mapi.property.PropertyValue;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.mapi.property.Value;
import org.gatehouse.mapi.rop.RopCreateMessage;
import org.gatehouse.mapi.rop.RopGetPropertiesAll;
import org.gatehouse.mapi.rop.RopGetPropertiesList;
import org.gatehouse.mapi.rop.RopGetPropertiesSpecific;
import org.gatehouse.mapi.rop.RopGetPropertyIdsFromNames;
import org.gatehouse.mapi.rop.RopLogon;
import org.gatehouse.mapi.rop.RopSaveChangesMessage;
import org.gatehouse.mapi.rop.RopSetProperties;
import org.gatehouse.mapi.rop.RopSubmitMessage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Properties of the mailbox as a whole, and what cannot be set on anything.
class LogonObjectTest {
    private static final int NONE = 0xffff_ffff;

    @TempDir
    private Path folder;
    private Workplace place;
    private EmsmdbClient ann;
    private RopLogon.MailboxResponse logon;
    private int logonHandle;

    @BeforeEach
    void annLogsOn() {
        place = new Workplace(folder);
        ann = place.client("ann");
        assertThat(ann.connect(place.ann.legacyDn()).result()).isZero();
        var reply = ann.rops(List.of(NONE), List.of(), Workplace.privateLogon(""));
        logon = reply.get(0, RopLogon.MailboxResponse.class);
        logonHandle = reply.handles().getFirst();
    }

    @AfterEach
    void close() {
        place.close();
    }

    @Test
    void theMailboxTellsTheLanguagesOfTheSession() { // [MS-OXCSTOR] 2.2.2.1.1.12 to 2.2.2.1.1.14
        var tags = List.of(Tags.LOCALE_ID, Tags.SORT_LOCALE_ID, Tags.CODE_PAGE_ID, Tags.OUT_OF_OFFICE_STATE,
                Tags.EXTENDED_RULE_SIZE_LIMIT, Tags.CODE_PAGE_ID.withType(PropertyType.UNSPECIFIED));
        var reply = ann.rops(List.of(logonHandle), tags, new RopGetPropertiesSpecific.Request(0, 0, 0, true, tags),
                new RopGetPropertiesList.Request(0, 0), new RopGetPropertiesAll.Request(0, 0, 0, true));
        assertThat(reply.get(0, RopGetPropertiesSpecific.Response.class).row()).isEqualTo(PropertyRow.of(
                new Value.Int32(1033), new Value.Int32(1033), new Value.Int32(1252), new Value.Bool(false),
                new Value.Int32(0x8000), new Value.Int32(1252)));
        var named = tags.subList(0, 5);
        assertThat(reply.get(1, RopGetPropertiesList.Response.class).tags()).containsAll(named);
        assertThat(reply.get(2, RopGetPropertiesAll.Response.class).values()).extracting(PropertyValue::tag)
                .containsAll(named);
    }

    @Test
    void theLanguagesAndOutOfOfficeCanBeSetAndTheCodePageCannot() { // MS-OXCSTOR_R3068004, R3068006, R3068007
        var tags = List.of(Tags.OUT_OF_OFFICE_STATE, Tags.LOCALE_ID, Tags.SORT_LOCALE_ID, Tags.CODE_PAGE_ID);
        var reply = ann.rops(List.of(logonHandle, NONE), tags, new RopSetProperties.Request(0, 0, List.of(
                        new PropertyValue(Tags.LOCALE_ID, new Value.Int32(1031)),
                        new PropertyValue(Tags.SORT_LOCALE_ID, new Value.Int32(1036)),
                        new PropertyValue(Tags.CODE_PAGE_ID, new Value.Int32(1251)),
                        new PropertyValue(Tags.OUT_OF_OFFICE_STATE, new Value.Bool(true)))),
                new RopGetPropertiesSpecific.Request(0, 0, 0, true, tags));
        assertThat(reply.get(0, RopSetProperties.Response.class).problems())
                .containsExactly(new PropertyProblem(2, Tags.CODE_PAGE_ID, ErrorCode.COMPUTED_VALUE));
        assertThat(reply.get(1, RopGetPropertiesSpecific.Response.class).row()).isEqualTo(PropertyRow.of(
                new Value.Bool(true), new Value.Int32(1031), new Value.Int32(1036), new Value.Int32(1252)));
        var locale = List.of(Tags.MESSAGE_LOCALE_ID);
        assertThat(ann.rops(List.of(logonHandle, NONE), locale, new RopCreateMessage.Request(0, 0, 1, 0xfff,
                logon.folderIds().get(4), false), new RopGetPropertiesSpecific.Request(0, 1, 0, true, locale))
                .get(1, RopGetPropertiesSpecific.Response.class).row())
                .isEqualTo(PropertyRow.of(new Value.Int32(1031)));
    }

    @Test
    void whatCannotBeAPropertyIsAProblemAndTheOthersAreSet() { // [MS-OXCPRPT] 3.2.5.4, [MS-OXCDATA] 2.7
        var name = new PropertyName.Text(new UUID(0, 1), "keywords");
        ObjectId inbox = logon.folderIds().get(4);
        var ids = ann.rops(List.of(logonHandle), List.of(),
                new RopGetPropertyIdsFromNames.Request(0, 0, 0x02, List.of(name)))
                .get(0, RopGetPropertyIdsFromNames.Response.class).propertyIds();
        var registered = PropertyTag.of(ids.getFirst(), PropertyType.INTEGER32);
        var nameless = PropertyTag.of(0xfff0, PropertyType.INTEGER32);
        var nothing = PropertyTag.of(0, PropertyType.INTEGER32);
        var failed = PropertyTag.of(0x6801, PropertyType.ERROR_CODE);
        var tags = List.of(Tags.SUBJECT, registered, nameless);
        var reply = ann.rops(List.of(logonHandle, NONE), tags,
                new RopCreateMessage.Request(0, 0, 1, 0xfff, inbox, false),
                new RopSetProperties.Request(0, 1, List.of(new PropertyValue(nothing, new Value.Int32(1)),
                        new PropertyValue(failed, new Value.ErrorValue(ErrorCode.NOT_FOUND)),
                        new PropertyValue(Tags.SUBJECT, new Value.Text("a")),
                        new PropertyValue(nameless, new Value.Int32(2)),
                        new PropertyValue(registered, new Value.Int32(3)),
                        new PropertyValue(Tags.MESSAGE_SIZE, new Value.Int32(4)))),
                new RopGetPropertiesSpecific.Request(0, 1, 0, true, tags));
        assertThat(reply.get(1, RopSetProperties.Response.class).problems()).containsExactly(
                new PropertyProblem(0, nothing, ErrorCode.INVALID_PARAMETER),
                new PropertyProblem(1, failed, ErrorCode.UNSUPPORTED_PROPERTY),
                new PropertyProblem(3, nameless, ErrorCode.UNREGISTERED_NAMED_PROPERTY),
                new PropertyProblem(5, Tags.MESSAGE_SIZE, ErrorCode.COMPUTED_VALUE));
        List<Cell> cells = reply.get(2, RopGetPropertiesSpecific.Response.class).row().cells();
        assertThat(cells.subList(0, 2)).containsExactly(new Cell.Present(new Value.Text("a")),
                new Cell.Present(new Value.Int32(3)));
        assertThat(cells.get(2)).isNotInstanceOf(Cell.Present.class);
    }

    @Test
    void theMailboxTellsItsLimitsAndKeepsToThem() { // [MS-OXCSTOR] 2.2.2.1.1.3 and 2.2.2.1.1.4
        place.directory.setQuotas(new AccessDirectory.Quotas(OptionalInt.empty(), OptionalInt.of(1),
                OptionalInt.of(8)));
        var tags = List.of(Tags.PROHIBIT_SEND_QUOTA, Tags.PROHIBIT_RECEIVE_QUOTA);
        var again = ann.rops(List.of(NONE), List.of(), new RopLogon.Request(1, 0, RopLogon.PRIVATE, 0, 0, ""));
        int handle = again.handles().getFirst();
        ObjectId outbox = logon.folderIds().get(5);
        var reply = ann.rops(List.of(handle, NONE, NONE), tags,
                new RopGetPropertiesSpecific.Request(1, 0, 0, true, tags),
                new RopSetProperties.Request(1, 0, List.of(
                        new PropertyValue(Tags.PROHIBIT_SEND_QUOTA, new Value.Int32(9_999)))),
                new RopCreateMessage.Request(1, 0, 1, 0xfff, outbox, false),
                new RopSetProperties.Request(1, 1, List.of(
                        new PropertyValue(Tags.BODY, new Value.Text("x".repeat(2_000))))),
                new RopSaveChangesMessage.Request(1, 1, 1, 0),
                new RopSubmitMessage.Request(1, 1, 0),
                new RopCreateMessage.Request(1, 0, 2, 0xfff, outbox, false),
                new RopSetProperties.Request(1, 2, List.of(
                        new PropertyValue(Tags.BODY, new Value.Text("x".repeat(6_000))))),
                new RopSaveChangesMessage.Request(1, 2, 2, 0));
        assertThat(reply.get(0, RopGetPropertiesSpecific.Response.class).row())
                .isEqualTo(PropertyRow.of(new Value.Int32(1), new Value.Int32(8)));
        assertThat(reply.get(1, RopSetProperties.Response.class).problems())
                .containsExactly(new PropertyProblem(0, Tags.PROHIBIT_SEND_QUOTA, ErrorCode.COMPUTED_VALUE));
        assertThat(reply.responses().get(4).returnValue()).isZero();
        assertThat(reply.responses().get(5).returnValue()).isEqualTo(ErrorCode.QUOTA_EXCEEDED);
        assertThat(reply.responses().get(8).returnValue()).isEqualTo(ErrorCode.QUOTA_EXCEEDED);
    }
}
