package org.gatehouse.server.web;

import java.util.Optional;
import java.util.function.Function;
import org.gatehouse.dcerpc.association.Endpoint;
import org.gatehouse.dcerpc.rts.ProxyError;
import org.gatehouse.directory.organization.ExchangeServer;
import org.gatehouse.directory.organization.Organization;
import org.gatehouse.directory.organization.ServerRole;
import org.gatehouse.server.rpc.RpcTunnels;

/// What Outlook Anywhere lets through: the organisation's servers and arrays by their names, at the ports that Exchange
/// has had for it since 2003 ([MS-OXDSCLI] 2.2.4.1.1.2.6 tells clients no others).
///
/// Whatever Client Access server or array a client names, this server answers, which is one of them. It answers
/// referrals and address book for mailbox servers too: they have no such service of their own (it belongs to the Client
/// Access role), and what it would say is the organisation's, whoever says it ([MS-OXABREF] 1.3). Mailboxes are
/// another matter: a server that is nothing but a mailbox server has to answer itself, since public folders are opened
/// at theirs. One of another process is reached at the address that it has put into the directory; no other address is
/// ever connected to.
///
/// @param mail this server's EMSMDB and AsyncEMSMDB
/// @param addressBook this server's NSPI and RFR
/// @param mailElsewhere the mail endpoint of a server of this process that lives, by its name
public record RpcTargets(Organization organization, Endpoint mail, Endpoint addressBook,
        Function<String, Optional<Endpoint>> mailElsewhere) implements RpcTunnels.Targets {
    /// EMSMDB and AsyncEMSMDB.
    private static final int STORE = 6001;
    /// RFR; NSPI answers there too.
    private static final int REFERRAL = 6002;
    /// NSPI; RFR answers there too.
    private static final int DIRECTORY = 6004;

    @Override
    public RpcTunnels.Target find(String name, int port) {
        if (port != STORE && port != REFERRAL && port != DIRECTORY) {
            return refused(ProxyError.ACCESS_DENIED);
        }
        boolean array = organization.arrays().all().stream()
                .anyMatch(each -> each.fqdn().equalsIgnoreCase(name) || each.name().equalsIgnoreCase(name));
        Optional<ExchangeServer> server = organization.servers().all().stream()
                .filter(each -> each.fqdn().equalsIgnoreCase(name) || each.name().equalsIgnoreCase(name)).findFirst();
        if (!array && server.isEmpty()) {
            return refused(ProxyError.ACCESS_DENIED);
        }
        if (port != STORE) {
            return new RpcTunnels.Target.Served(addressBook);
        }
        if (array || server.get().has(ServerRole.CLIENT_ACCESS)) {
            return new RpcTunnels.Target.Served(mail);
        }
        return mailElsewhere.apply(server.get().name()).<RpcTunnels.Target>map(RpcTunnels.Target.Served::new)
                .or(() -> organization.servers().rpcAddress(server.get()).map(RpcTunnels.Target.Relayed::new))
                .orElse(refused(ProxyError.SERVER_UNAVAILABLE));
    }

    private static RpcTunnels.Target refused(ProxyError error) {
        return new RpcTunnels.Target.Refused(error);
    }
}
