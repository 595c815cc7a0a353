package org.gatehouse.directory.organization;

import java.util.Set;

/// What Autodiscover tells Outlook of one kind of connection, for the whole organisation: EXCH inside, EXPR outside
/// (Outlook Anywhere), WEB in a browser ([MS-OXDSCLI] 2.2.4.1.1.2.6, Type).
///
/// @param certPrincipalName what the server's certificate must be named for, as `msstd:mail.corp.example`, or `none`;
///         empty leaves it to the client
/// @param server empty: the one that serves the mailbox
/// @param ttlHours after how many hours clients ask again; 0: never
public record OutlookProvider(ObjectHeader header, String certPrincipalName, String server, int ttlHours,
        Set<Flag> flags) {

    /// How Outlook is to connect.
    public enum Flag {
        SERVER_EXCLUSIVE_CONNECT(1, "ServerExclusiveConnect"),
        EXTERNAL_CLIENTS_REQUIRE_SSL(2, "ExternalClientsRequireSSL"),
        INTERNAL_CLIENTS_REQUIRE_SSL(4, "InternalClientsRequireSSL");

        private final int bit;
        private final String word;

        Flag(int bit, String word) {
            this.bit = bit;
            this.word = word;
        }

        int bit() {
            return bit;
        }

        /// As the shell writes it.
        public String word() {
            return word;
        }
    }

    public OutlookProvider {
        flags = Set.copyOf(flags);
    }

    public String name() {
        return header.name();
    }
}
