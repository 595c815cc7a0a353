package org.gatehouse.access.emsmdb;

import org.gatehouse.store.MailboxSession;

/// The languages of one logon: those of the session until the client chooses others ([MS-OXCSTOR] 2.2.2.1.1.12,
/// 2.2.2.1.1.14). Used under the session's turn.
final class LogonLocale {
    private final MailboxSession mailbox;
    private final int codePage;
    private int strings;
    private int sort;

    /// @param mailbox whose tables are sorted by it
    LogonLocale(SessionLocale session, MailboxSession mailbox) {
        this.mailbox = mailbox;
        codePage = session.codePage();
        strings = session.strings();
        chooseSort(session.sort());
    }

    int codePage() {
        return codePage;
    }

    /// An [MS-LCID] number: of texts the server makes.
    int strings() {
        return strings;
    }

    /// An [MS-LCID] number: of the order in tables.
    int sort() {
        return sort;
    }

    void chooseStrings(int locale) {
        strings = locale;
    }

    /// Tables that are sorted already stay as they are.
    void chooseSort(int locale) {
        sort = locale;
        mailbox.sortTextsBy(locale);
    }
}
