package org.gatehouse.mapi.calendar;

import java.util.Locale;

/// Where the free/busy message of a user is: which folder below "SCHEDULE+ FREE BUSY" of the public folders
/// ([MS-OXOPFFB] 3.1.4.1.2.2), and which message there.
///
/// @param administrativeGroup the distinguished name up to its first `/cn`
/// @param rest what follows
public record FreeBusyPlace(String administrativeGroup, String rest) {
    /// What the folder's name begins with.
    public static final String FOLDER = "EX:";
    private static final String SUBJECT = "USER-";

    /// @param legacyDn of the user, or of another object of the same group
    public static FreeBusyPlace of(String legacyDn) {
        int end = legacyDn.toLowerCase(Locale.ROOT).indexOf("/cn");
        return end < 0 ? new FreeBusyPlace(legacyDn, "")
                : new FreeBusyPlace(legacyDn.substring(0, end), legacyDn.substring(end));
    }

    public String folder() {
        return FOLDER + administrativeGroup;
    }

    /// PidTagNormalizedSubject of the message.
    public String subject() {
        return SUBJECT + rest.toUpperCase(Locale.ROOT);
    }
}
