package org.gatehouse.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gatehouse.store.MailboxStoreContract.ANN;
import static org.gatehouse.store.MailboxStoreContract.OWNER;
import static org.gatehouse.store.MailboxStoreContract.inbox;
import static org.gatehouse.store.MailboxStoreContract.refused;
import static org.gatehouse.store.MailboxStoreContract.text;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import org.gatehouse.database.EngineLimits;
import org.gatehouse.mapi.property.ErrorCode;
import org.gatehouse.mapi.property.PropertyName;
import org.gatehouse.mapi.property.PropertyProblem;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.property.PropertyType;
import org.gatehouse.mapi.property.PropertyValue;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.mapi.property.Value;
import org.gatehouse.store.MessageDraft.SaveMode;
import org.gatehouse.wire.Bytes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What happens at the bounds of messages and of names, with bounds that are soon reached.
class MessageLimitsTest {
    private static final StoreLimits SMALL = new StoreLimits(10_000, 50_000, 3, 2, 2, 40, 3, 100, 8, 255, 1000, 510,
            2_048, 100, 100);
    private static final UUID SET = UUID.fromString("00062008-0000-0000-c000-000000000046");

    @TempDir
    private Path folder;
    private SqliteDatabaseHost host;
    private MailboxSession session;

    @BeforeEach
    void mount() {
        host = new SqliteDatabaseHost(folder, SMALL, EngineLimits.USUAL, InstantSource.system(), new SecureRandom());
        host.mount(SqliteMailboxStoreTest.MAILBOXES, "DB 1", DatabaseHost.Kind.MAILBOX, true);
        session = host.mounted(SqliteMailboxStoreTest.MAILBOXES).orElseThrow().open(OWNER, ANN);
    }

    @AfterEach
    void dismount() {
        session.close();
        host.close();
    }

    private static PropertyValue bytes(int id, int length) {
        return new PropertyValue(PropertyTag.of(id, PropertyType.BINARY),
                new Value.Binary(Bytes.wrap(new byte[length])));
    }

    @Test
    void valuesAndPropertiesAreBounded() {
        MessageDraft draft = inbox(session).createMessage(false);
        assertThat(draft.set(List.of(bytes(0x6800, 10_001), bytes(0x6801, 10_000)))).singleElement()
                .isEqualTo(new PropertyProblem(0, PropertyTag.of(0x6800, PropertyType.BINARY),
                        ErrorCode.OUT_OF_MEMORY));
        for (int id = 0x6900; id < 0x6900 + 40; id++) {
            draft.set(List.of(bytes(id, 1)));
        }
        assertThat(draft.set(List.of(bytes(0x6a00, 1)))).singleElement().extracting(PropertyProblem::error)
                .isEqualTo(ErrorCode.OUT_OF_RESOURCES);
        assertThat(draft.set(List.of(bytes(0x6801, 5)))).as("what is there may change").isEmpty();
        refused(ErrorCode.OUT_OF_RESOURCES, () -> draft.stream(PropertyTag.of(0x6a00, PropertyType.BINARY),
                PropertyObject.StreamMode.CREATE));
    }

    @Test
    void partsOfAMessageAreBounded() {
        MessageDraft draft = inbox(session).createMessage(false);
        for (int row = 0; row < 3; row++) {
            draft.modifyRecipients(List.of(recipient(row)));
        }
        refused(ErrorCode.TOO_MANY_RECIPIENTS, () -> draft.modifyRecipients(List.of(recipient(3))));
        draft.modifyRecipients(List.of(recipient(2)));
        MessageDraft.AttachmentDraft one = draft.createAttachment();
        one.save();
        draft.createAttachment().save();
        refused(ErrorCode.MAX_ATTACHMENT_EXCEEDED, draft::createAttachment);
        MessageDraft inner = one.embeddedMessage(true).createAttachment().embeddedMessage(true);
        MessageDraft.AttachmentDraft deepest = inner.createAttachment();
        refused(ErrorCode.MAX_ATTACHMENT_EXCEEDED, () -> deepest.embeddedMessage(true));
        for (int id = 0x6800; id < 0x6806; id++) {
            draft.set(List.of(bytes(id, 10_000)));
        }
        refused(ErrorCode.QUOTA_EXCEEDED, () -> draft.save(SaveMode.NORMAL));
        assertThat(draft.id()).isEmpty();
    }

    private static MessageDraft.Recipient recipient(int row) {
        return new MessageDraft.Recipient(row, 1, List.of(text(Tags.DISPLAY_NAME, "R" + row)));
    }

    @Test
    void namesAreBoundedAndHeaderNamesHaveNoCase() { // [MS-OXCPRPT] 3.2.5.10
        PropertyName first = new PropertyName.Text(NamedProperties.PS_INTERNET_HEADERS, "X-Mailer");
        assertThat(session.propertyIds(List.of(first), true)).containsExactly(0x8001);
        assertThat(session.propertyIds(List.of(new PropertyName.Text(NamedProperties.PS_INTERNET_HEADERS,
                "x-MAILER")), false)).containsExactly(0x8001);
        assertThat(session.propertyNames(List.of(0x8001)))
                .containsExactly(new PropertyName.Text(NamedProperties.PS_INTERNET_HEADERS, "x-mailer"));
        assertThat(session.propertyIds(List.of(new PropertyName.Text(SET, "a"), new PropertyName.Text(SET, "A")), true))
                .containsExactly(0x8002, 0x8003);
        refused(ErrorCode.OUT_OF_MEMORY, () -> session.propertyIds(List.of(new PropertyName.Lid(SET, 1)), true));
        assertThat(session.propertyIds(List.of(new PropertyName.Lid(SET, 1)), false)).containsExactly(0);
    }
}
