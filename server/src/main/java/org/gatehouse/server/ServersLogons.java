package org.gatehouse.server;

import java.util.List;
import org.gatehouse.access.emsmdb.OpenLogon;
import org.gatehouse.shell.LogonRegister;

/// The logons at a process's servers, for its shell.
record ServersLogons(List<MessagingServer> running) implements LogonRegister {
    @Override
    public List<String> servers() {
        return running.stream().filter(MessagingServer::isAlive).map(server -> server.server().name()).toList();
    }

    @Override
    public List<Logon> logons() {
        return running.stream().flatMap(server -> server.openLogons().stream()
                .map(logon -> shown(server.server().name(), logon))).toList();
    }

    private static Logon shown(String server, OpenLogon logon) {
        var client = logon.client();
        return new Logon(server, logon.session(), logon.userName(), logon.userDn(), logon.account(),
                logon.mailboxDn(), logon.mailbox(), logon.database(), logon.isPrivate(), new Logon.Client(
                        client.software(), client.version(), client.mode(), client.address(), client.protocol(),
                        logon.codePage(), logon.locale()), logon.since(), logon.lastAccess());
    }
}
