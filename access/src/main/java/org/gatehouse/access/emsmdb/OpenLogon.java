package org.gatehouse.access.emsmdb;

import java.time.Instant;
import java.util.UUID;
import org.gatehouse.access.log.ClientAccessLog;

/// A logon that a session has, for whoever wants to know who is there.
///
/// @param session its number on the server, as the log has it
/// @param account as it signed in
/// @param client with what, from where
/// @param locale an [MS-LCID] number
/// @param isPrivate to a mailbox, not to public folders
/// @param mailboxDn of the mailbox's owner; of public folders, of the user
/// @param mailbox of public folders, the database
/// @param lastAccess when its session called last
public record OpenLogon(int session, String userDn, String userName, String account, ClientAccessLog.Client client,
        int codePage, int locale, boolean isPrivate, String mailboxDn, UUID mailbox, UUID database, Instant since,
        Instant lastAccess) {}
