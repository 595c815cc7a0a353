package org.gatehouse.web.autodiscover;

import java.util.Optional;
import org.gatehouse.web.autodiscover.AccountSettings.Person;

/// Answers in the schema mobilesync/responseschema/2006 ([MS-ASCMD] 2.2.1.1).
final class MobileAnswer {
    private static final String PROTOCOL_ERROR = "2";

    private MobileAnswer() {}

    static byte[] settings(Person person, String activeSync) {
        return user(Optional.of(person.displayName()), person.smtpAddress()).open("Action").open("Settings")
                .open("Server").leaf("Type", "MobileSync").leaf("Url", activeSync).leaf("Name", activeSync).end();
    }

    static byte[] redirect(String asked, String smtpAddress) {
        return user(Optional.empty(), asked).open("Action").leaf("Redirect", smtpAddress).end();
    }

    /// An error about the user rather than the request.
    static byte[] error(String asked, PoxError error) {
        return user(Optional.empty(), asked).open("Action").open("Error").leaf("Status", PROTOCOL_ERROR)
                .leaf("Message", error.message()).leaf("DebugData", "MailUser").end();
    }

    private static XmlPage user(Optional<String> displayName, String smtpAddress) {
        return OutlookAnswer.begin(PoxRequest.MOBILE).leaf("Culture", "en:us").open("User")
                .leaf("DisplayName", displayName).leaf("EMailAddress", smtpAddress).close();
    }
}
