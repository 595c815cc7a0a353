package org.gatehouse.access.emsmdb;

/// The languages of one logon: those of the session until the client chooses others ([MS-OXCSTOR] 2.2.2.1.1.12,
/// 2.2.2.1.1.13). Used under the session's turn.
final class LogonLocale {
    private final int codePage;
    private int strings;
    private int sort;

    LogonLocale(SessionLocale session) {
        codePage = session.codePage();
        strings = session.strings();
        sort = session.sort();
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

    void chooseSort(int locale) {
        sort = locale;
    }
}
