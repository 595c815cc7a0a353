package org.gatehouse.access.emsmdb;

import org.gatehouse.access.emsmdb.AccessDirectory.Mailbox;

/// Who serves a private logon: decided by who was asked and by where the mailbox's clients belong, not by the machine
/// that its database is on ([MS-OXCSTOR] 3.2.5.1.1).
public sealed interface LogonPlace {
    /// The server that was asked.
    record Here() implements LogonPlace {}

    /// The client is to go there: ecWrongServer.
    ///
    /// @param serverDn the legacy DN of an array or a server
    record Elsewhere(String serverDn) implements LogonPlace {}

    /// Nobody that could be named, or only who was asked.
    record Nowhere() implements LogonPlace {}

    /// @param asked the server that was asked
    /// @param keeps whether it serves clients of other sites rather than send them there, and has the database
    static LogonPlace of(ServerNode asked, Mailbox mailbox, boolean keeps) {
        if (asked.clientAccess() && (keeps || mailbox.endpointSite().equalsIgnoreCase(asked.site()))) {
            return new Here();
        }
        String endpoint = mailbox.endpointDn();
        return endpoint.isEmpty() || endpoint.equalsIgnoreCase(asked.legacyDn()) ? new Nowhere()
                : new Elsewhere(endpoint);
    }
}
