package org.gatehouse.directory.organization;

import java.util.Set;

/// Outlook Anywhere (RPC over HTTP) of one server: its virtual directory `Rpc (Default Web Site)`, which is there only
/// while the server serves it.
///
/// @param server the server's name
/// @param externalHostname what clients outside connect to; empty: they are told of none
/// @param internalHostname the same for clients inside (Exchange 2013)
/// @param externalClientAuthentication how clients outside are told to sign in
/// @param internalClientAuthentication how clients inside are told to sign in
/// @param authentication how they may sign in at the server
/// @param tokenChecking whether that has to be bound to the TLS channel
/// @param sslOffloading whether something before the server ends TLS, so that it takes plain HTTP
public record OutlookAnywhereSettings(ObjectHeader header, String server, String externalHostname,
        String internalHostname, HttpAuthentication externalClientAuthentication,
        HttpAuthentication internalClientAuthentication, Set<HttpAuthentication> authentication,
        TokenChecking tokenChecking, boolean sslOffloading, boolean externalClientsRequireSsl,
        boolean internalClientsRequireSsl) {
    public OutlookAnywhereSettings {
        authentication = Set.copyOf(authentication);
    }

    /// `EX1\Rpc (Default Web Site)`.
    public String identity() {
        return server + "\\" + header.name();
    }
}
