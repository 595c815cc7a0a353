package org.gatehouse.access.emsmdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.gatehouse.mapi.property.Cell;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.property.PropertyValue;
import org.gatehouse.mapi.property.SortOrder;
import org.gatehouse.mapi.property.SortOrderSet;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.mapi.property.Value;
import org.gatehouse.mapi.rop.RopGetContentsTable;
import org.gatehouse.mapi.rop.RopOpenFolder;
import org.gatehouse.mapi.rop.RopQueryRows;
import org.gatehouse.mapi.rop.RopSetColumns;
import org.gatehouse.mapi.rop.RopSortTable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The language that a client names for sorting orders its tables ([MS-OXCRPC] 3.1.4.1, ulLcidSort; [MS-OXCSTOR]
/// 2.2.2.1.1.14).
class SortLocaleTest {
    private static final int SWEDISH = 0x041d;
    private static final List<PropertyTag> SUBJECT = List.of(Tags.SUBJECT);

    @TempDir
    private Path folder;
    private AnnsMailbox mailbox;

    @BeforeEach
    void open() {
        mailbox = new AnnsMailbox(folder);
    }

    @AfterEach
    void close() {
        mailbox.close();
    }

    private List<String> sorted(int table) {
        var orders = SortOrderSet.of(List.of(new SortOrder(Tags.SUBJECT, SortOrder.Direction.ASCENDING)));
        var reply = mailbox.ann.rops(List.of(table), SUBJECT, new RopSetColumns.Request(0, 0, 0, SUBJECT),
                new RopSortTable.Request(0, 0, 0, orders), new RopQueryRows.Request(0, 0, 0, true, 100));
        return reply.get(2, RopQueryRows.Response.class).rows().read(SUBJECT).stream().map(row ->
                row.cells().getFirst() instanceof Cell.Present(Value.Text(String text)) ? text : "?").toList();
    }

    @Test
    void tablesAreSortedByTheSessionsLanguageUntilTheLogonNamesAnother() {
        for (String subject : List.of("zoo", "\u00f6rn", "orm", "Ann Zoe", "Anna Abe")) {
            int message = mailbox.create();
            mailbox.set(message, new PropertyValue(Tags.SUBJECT, new Value.Text(subject)));
            mailbox.save(message);
        }
        int inbox = mailbox.open(mailbox.logon, new RopOpenFolder.Request(0, 0, 1, mailbox.inbox, 0));
        int table = mailbox.open(inbox, new RopGetContentsTable.Request(0, 0, 1, 0));

        assertThat(sorted(table)).as("English, as the session said").containsExactly("Ann Zoe", "Anna Abe", "orm",
                "\u00f6rn", "zoo");
        mailbox.set(mailbox.logon, new PropertyValue(Tags.SORT_LOCALE_ID, new Value.Int32(SWEDISH)));
        assertThat(sorted(table)).containsExactly("Ann Zoe", "Anna Abe", "orm", "zoo", "\u00f6rn");
        assertThat(mailbox.cell(mailbox.logon, Tags.SORT_LOCALE_ID))
                .isEqualTo(new Cell.Present(new Value.Int32(SWEDISH)));
    }
}
