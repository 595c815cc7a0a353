package org.gatehouse.shell;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/// Who is logged on at the servers of this process.
public interface LogonRegister {
    /// The names of those servers.
    List<String> servers();

    /// The logons that are open now.
    List<Logon> logons();

    /// A logon to a mailbox, or to public folders.
    ///
    /// @param server that has the session
    /// @param session its number there, as the log has it
    /// @param user the display name of who is logged on
    /// @param account as it signed in
    /// @param mailboxDn of the mailbox's owner
    /// @param mailbox of public folders, the database
    /// @param lastAccess when the session called last
    record Logon(String server, int session, String user, String userDn, String account, String mailboxDn,
            UUID mailbox, UUID database, boolean isPrivate, Client client, Instant since, Instant lastAccess) {

        /// What the client said of itself, and what is seen of it.
        ///
        /// @param software the process's name; empty when not told
        /// @param mode `Cached`, `Classic` or empty
        /// @param protocol `ncacn_ip_tcp`, `ncacn_http` or `MAPI/HTTP`
        /// @param locale an [MS-LCID] number
        public record Client(String software, String version, String mode, String address, String protocol,
                int codePage, int locale) {}
    }

    /// Of a process without servers.
    LogonRegister NONE = new LogonRegister() {
        @Override
        public List<String> servers() {
            return List.of();
        }

        @Override
        public List<Logon> logons() {
            return List.of();
        }
    };
}
