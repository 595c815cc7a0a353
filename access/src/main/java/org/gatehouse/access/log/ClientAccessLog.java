package org.gatehouse.access.log;

import java.time.Instant;
import java.util.Optional;

/// Takes lines of the RPC Client Access log. Never blocks and never fails a request.
@FunctionalInterface
public interface ClientAccessLog {
    void write(Entry entry);

    /// Keeps nothing.
    static ClientAccessLog none() {
        return _ -> {};
    }

    /// One line.
    ///
    /// @param sessionId the session's number on this server; 0 for a connection that was refused
    /// @param sequence counts the lines of one session from 0
    /// @param client who and with what
    /// @param operation `Connect`, `Disconnect`, `OwnerLogon`, `DelegateLogon`, `PublicLogon`...
    /// @param status the RPC status or return value, if it is not zero
    /// @param processingMillis how long the operation took
    /// @param detail what the operation was about, without content of messages
    /// @param failure why it failed; empty when it did not
    record Entry(Instant time, int sessionId, int sequence, Client client, String operation, int status,
            Optional<Long> processingMillis, String detail, String failure) {}

    /// The client's side of a session, from the connection and the auxiliary buffer.
    ///
    /// @param legacyDn of the user; the log's `client-name`
    /// @param software the process's name, if the client told it
    /// @param mode `Cached`, `Classic` or empty
    /// @param protocol the protocol sequence: `ncacn_ip_tcp`
    record Client(String legacyDn, String organization, String software, String version, String mode, String address,
            String serverAddress, String protocol) {}
}
