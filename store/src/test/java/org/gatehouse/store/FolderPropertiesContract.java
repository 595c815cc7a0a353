package org.gatehouse.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gatehouse.store.MailboxStoreContract.inbox;
import static org.gatehouse.store.MailboxStoreContract.int32;
import static org.gatehouse.store.MailboxStoreContract.special;
import static org.gatehouse.store.MailboxStoreContract.value;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.gatehouse.mapi.property.Cell;
import org.gatehouse.mapi.property.ErrorCode;
import org.gatehouse.mapi.property.PropertyProblem;
import org.gatehouse.mapi.property.PropertyValue;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.mapi.property.Value;
import org.gatehouse.wire.Bytes;
import org.junit.jupiter.api.Test;

/// What folders tell of themselves ([MS-OXCFOLD] 2.2.2).
abstract class FolderPropertiesContract extends FoldersContract {
    private static final int RULES = 8;

    private Value.Time at(String time) {
        now.set(Instant.parse(time));
        return Value.Time.of(now.get());
    }

    private static void rule(Folder folder, String messageClass) {
        MessageDraft draft = folder.createMessage(true);
        var _ = draft.set(List.of(new PropertyValue(Tags.MESSAGE_CLASS, new Value.Text(messageClass))));
        var _ = draft.save(MessageDraft.SaveMode.NORMAL);
        draft.close();
    }

    @Test
    void anExtendedRuleMarksItsFolder() { // [MS-OXORULE] 2.2.8.1, [MS-OXCFOLD] 2.2.2.2.1.5
        try (MailboxSession ann = owner(ANN)) {
            Folder folder = made(ann, "ruled");
            rule(folder, "IPM.Configuration.Rule");
            assertThat(value(folder, Tags.HAS_RULES)).isEqualTo(new Value.Bool(false));
            assertThat(ann.openFolder(folder.id()).hasRules()).isFalse();
            rule(folder, "IPM.ExtendedRule.Message");
            assertThat(value(folder, Tags.HAS_RULES)).isEqualTo(new Value.Bool(true));
            assertThat(int32(folder, Tags.FOLDER_FLAGS) & RULES).isEqualTo(RULES);
            assertThat(ann.openFolder(folder.id()).hasRules()).isTrue();
            try (Table rules = folder.contents(true)) {
                folder.deleteMessages(rules.rows(0, rules.count(), List.of()).stream().map(Table.Row::id).toList(),
                        false);
            }
            assertThat(value(folder, Tags.HAS_RULES)).isEqualTo(new Value.Bool(false));
            assertThat(int32(folder, Tags.FOLDER_FLAGS) & RULES).isZero();
        }
    }

    @Test
    void theHierarchysRevisionIsTheTimeOfItsLastChangeAtAnyDepth() { // [MS-OXCFOLD] 2.2.2.2.1.9
        try (MailboxSession ann = owner(ANN)) {
            Value created = value(inbox(ann), Tags.CREATION_TIME);
            assertThat(value(inbox(ann), Tags.HIER_REV)).isEqualTo(created);
            Value.Time first = at("2010-05-03T09:00:00Z");
            Folder above = made(ann, "above");
            assertThat(value(inbox(ann), Tags.HIER_REV)).isEqualTo(first);
            assertThat(value(special(ann, SpecialFolder.ROOT), Tags.HIER_REV)).isEqualTo(first);
            Value.Time second = at("2010-05-03T10:00:00Z");
            Folder below = above.createFolder("below", "", Folder.Type.GENERIC, false).folder();
            assertThat(value(inbox(ann), Tags.HIER_REV)).isEqualTo(second);
            Value.Time third = at("2010-05-03T11:00:00Z");
            var _ = below.set(List.of(new PropertyValue(Tags.DISPLAY_NAME, new Value.Text("renamed"))));
            assertThat(value(inbox(ann), Tags.HIER_REV)).isEqualTo(third);
            Value.Time fourth = at("2010-05-03T12:00:00Z");
            message(above, "changes no hierarchy");
            assertThat(value(inbox(ann), Tags.HIER_REV)).isEqualTo(third);
            above.deleteFolder(below.id(), Set.of(Folder.DeleteFlag.values()));
            assertThat(value(special(ann, SpecialFolder.IPM_SUBTREE), Tags.HIER_REV)).isEqualTo(fourth);
            assertThat(value(special(ann, SpecialFolder.SENT_ITEMS), Tags.HIER_REV)).isEqualTo(created);
        }
    }

    @Test
    void aNewFoldersTimesAreThatOfItsCreation() { // [MS-OXCFOLD] 2.2.2.2.1.13, 2.2.2.2.1.14
        try (MailboxSession ann = owner(ANN)) {
            Value created = value(inbox(ann), Tags.CREATION_TIME);
            assertThat(value(inbox(ann), Tags.LOCAL_COMMIT_TIME)).isEqualTo(created);
            assertThat(value(inbox(ann), Tags.LOCAL_COMMIT_TIME_MAX)).isEqualTo(created);
        }
    }

    @Test
    void whatIsComputedCannotBeSet() { // [MS-OXCFOLD] 2.2.2.2.1, [MS-OXCPRPT] 3.2.5.4
        try (MailboxSession ann = owner(ANN)) {
            Folder folder = made(ann, "computed");
            var values = List.of(new PropertyValue(Tags.HAS_RULES, new Value.Bool(true)),
                    new PropertyValue(Tags.HIER_REV, new Value.Time(5)),
                    new PropertyValue(Tags.HIERARCHY_CHANGE_NUMBER, new Value.Int32(5)),
                    new PropertyValue(Tags.ADDRESS_BOOK_ENTRY_ID, new Value.Binary(Bytes.ofHex("0102"))));
            assertThat(folder.set(values)).extracting(PropertyProblem::error)
                    .containsExactly(ErrorCode.COMPUTED_VALUE, ErrorCode.COMPUTED_VALUE, ErrorCode.COMPUTED_VALUE,
                            ErrorCode.COMPUTED_VALUE);
            assertThat(folder.get(List.of(Tags.ADDRESS_BOOK_ENTRY_ID), 100)).containsExactly(new Cell.Absent());
            assertThat(folder.tags()).contains(Tags.HAS_RULES, Tags.HIER_REV)
                    .doesNotContain(Tags.ADDRESS_BOOK_ENTRY_ID);
        }
    }

    @Test
    void clientsNameTheFirstFoldersInTheirLanguage() { // [MS-OXCFOLD] 2.2.2.2.2.5: read/write
        try (MailboxSession ann = owner(ANN)) {
            assertThat(inbox(ann).set(List.of(MailboxStoreContract.text(Tags.DISPLAY_NAME, "Posteingang")))).isEmpty();
            assertThat(value(inbox(ann), Tags.DISPLAY_NAME)).isEqualTo(new Value.Text("Posteingang"));
            MailboxStoreContract.refused(ErrorCode.COLLIDING_NAMES, () -> inbox(ann).set(List.of(
                    MailboxStoreContract.text(Tags.DISPLAY_NAME, "outbox"))));
            MailboxStoreContract.refused(ErrorCode.ACCESS_DENIED, () -> MailboxStoreContract.special(ann,
                    SpecialFolder.ROOT).set(List.of(MailboxStoreContract.text(Tags.DISPLAY_NAME, "Top"))));
        }
    }

    @Test
    void theServerSetsTheTimes() { // MS-OXCFOLD_R343, MS-OXCFOLD_R1251
        try (MailboxSession ann = owner(ANN)) {
            Folder folder = made(ann, "times");
            Value created = value(folder, Tags.CREATION_TIME);
            assertThat(folder.set(List.of(new PropertyValue(Tags.CREATION_TIME, new Value.Time(5)),
                    new PropertyValue(Tags.LAST_MODIFICATION_TIME, new Value.Time(5)))))
                    .extracting(PropertyProblem::error)
                    .containsExactly(ErrorCode.COMPUTED_VALUE, ErrorCode.COMPUTED_VALUE);
            assertThat(folder.delete(List.of(Tags.CREATION_TIME))).extracting(PropertyProblem::error)
                    .containsExactly(ErrorCode.ACCESS_DENIED);
            assertThat(value(folder, Tags.CREATION_TIME)).isEqualTo(created);
            assertThat(value(folder, Tags.LAST_MODIFICATION_TIME)).isEqualTo(Value.Time.of(now.get()));
        }
    }
}
