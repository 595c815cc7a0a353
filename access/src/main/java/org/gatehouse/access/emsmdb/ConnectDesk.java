package org.gatehouse.access.emsmdb;

import java.net.InetSocketAddress;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.gatehouse.access.emsmdb.SessionDesk.Connect;
import org.gatehouse.access.emsmdb.SessionDesk.Connected;
import org.gatehouse.access.emsmdb.SessionDesk.Peer;
import org.gatehouse.access.Throttled;
import org.gatehouse.access.log.ClientAccessLog;
import org.gatehouse.dcerpc.RpcStatus;
import org.gatehouse.mapi.emsmdb.AuxiliaryBlock;
import org.gatehouse.mapi.emsmdb.AuxiliaryBuffer;
import org.gatehouse.mapi.emsmdb.EmsmdbError;
import org.gatehouse.mapi.emsmdb.ExtendedBuffer;
import org.gatehouse.mapi.emsmdb.ProtocolVersion;
import org.gatehouse.mapi.emsmdb.Versions;
import org.gatehouse.security.throttling.Component;
import org.gatehouse.security.throttling.Entry;
import org.gatehouse.security.throttling.Line;
import org.gatehouse.security.throttling.Place;
import org.gatehouse.security.throttling.Purse;
import org.gatehouse.security.throttling.Refusal;
import org.gatehouse.security.throttling.Work;
import org.gatehouse.wire.Bytes;
import org.gatehouse.wire.MalformedException;

/// Opens sessions ([MS-OXCRPC] 3.1.4.1), or tells in the log why not.
final class ConnectDesk {
    private final AccessNode node;
    private final ConnectRules rules;
    private final Sessions sessions;

    ConnectDesk(AccessNode node, Sessions sessions) {
        this.node = node;
        this.rules = new ConnectRules(node.directory());
        this.sessions = sessions;
    }

    Connected connect(Connect request, Peer peer) {
        Optional<Purse> purse = peer.caller().map(caller -> node.budgets().of(caller, Component.RCA));
        if (purse.isEmpty()) {
            return judge(request, peer, purse);
        }
        return switch (purse.get().begin()) {
            case Entry.Refused<Work>(Refusal why) -> busy(request, peer, why);
            case Entry.Granted<Work>(Work work) -> {
                try (work) {
                    yield work.during(() -> judge(request, peer, purse));
                }
            }
        };
    }

    private Connected busy(Connect request, Peer peer, Refusal why) {
        Connected _ = refuse(peer, request, RpcStatus.SERVICE_TOO_BUSY, why.text(), now());
        node.budgets().pause(why);
        return new Connected.Busy(why.text(), Throttled.auxiliary(why));
    }

    private Connected judge(Connect request, Peer peer, Optional<Purse> purse) {
        long start = now();
        List<AuxiliaryBlock> blocks;
        try {
            if (!request.auxiliary().isEmpty() && request.auxiliary().length() < ExtendedBuffer.HEADER_SIZE) {
                return refuse(peer, request, EmsmdbError.RPC_FAILED, "auxiliary buffer shorter than its header", start);
            }
            blocks = auxiliary(request.auxiliary());
        } catch (MalformedException malformed) {
            return refuse(peer, request, EmsmdbError.RPC_FORMAT, "auxiliary buffer: " + malformed.getMessage(), start);
        }
        var facts = ClientFacts.of(request.version(), blocks);
        // Read once: a directory that goes away later must not end what has taken a place.
        RpcSettings settings = node.settings().get();
        ConnectRules.Verdict verdict = rules.decide(request, peer, facts, settings);
        return switch (verdict) {
            case ConnectRules.Verdict.Refused(int error, String why) -> refuse(peer, request, error, why, start);
            case ConnectRules.Verdict.Accepted accepted ->
                open(peer, request, facts, accepted, purse.orElseThrow(), settings.connectionsMax(), start);
        };
    }

    private Connected open(Peer peer, Connect request, ClientFacts facts, ConnectRules.Verdict.Accepted accepted,
            Purse purse, int serverMax, long start) {
        Optional<Charset> codePage = CodePages.charset(request.codePage());
        if (codePage.isEmpty()) {
            return refuse(peer, request, EmsmdbError.INVALID_PARAMETER, "code page " + request.codePage(), start);
        }
        var locale = new SessionLocale(codePage.get(), request.codePage(), request.stringLocale(),
                request.sortLocale());
        return switch (purse.open(Line.MAIN)) {
            case Entry.Refused<Place>(Refusal why) -> tooMany(peer, request, why, start);
            case Entry.Granted<Place>(Place place) -> {
                var client = client(peer, accepted.user().legacyDn(), facts);
                Connected connected = placed(peer, request, accepted, index -> new Session.Opening(index,
                        accepted.user(), peer.caller().orElseThrow(), accepted.administrator(), locale, facts, client,
                        purse), place, serverMax, start);
                if (!(connected instanceof Connected.Open)) {
                    place.close();
                }
                yield connected;
            }
        };
    }

    @FunctionalInterface
    private interface Opening {
        Session.Opening of(int index);
    }

    private Connected placed(Peer peer, Connect request, ConnectRules.Verdict.Accepted accepted, Opening opening,
            Place place, int serverMax, long start) {
        String userDn = accepted.user().legacyDn();
        int perUserMax = accepted.administrator() ? -1 : node.limits().sessionsPerUserMax();
        Sessions.Opened opened = sessions.open(userDn, perUserMax, serverMax,
                index -> new Session(opening.of(index), node.limits(), node.clock(), node.log(), () -> {
                    place.close();
                    sessions.closed(userDn, index);
                }));
        return switch (opened) {
            case Sessions.Opened.Open(Session session) -> {
                session.log("Connect", 0, Optional.of(now() - start), "CP=" + request.codePage() + " LCID="
                        + request.stringLocale() + (session.isAdministrator() ? " Admin" : ""), "");
                yield new Connected.Open(session, accepted.user().displayName(),
                        auxiliaryOut(session.clientVersion()));
            }
            case Sessions.Opened.UserFull() ->
                refuse(peer, request, EmsmdbError.MAX_CONNECTIONS, "too many sessions of this user", start);
            case Sessions.Opened.ServerFull() -> {
                String why = "as many sessions as the server may have";
                Connected _ = refuse(peer, request, RpcStatus.SERVICE_TOO_BUSY, why, start);
                yield new Connected.Busy(why, Bytes.EMPTY);
            }
        };
    }

    /// The connections that are there already go on.
    private Connected tooMany(Peer peer, Connect request, Refusal why, long start) {
        Throttled.audit(why, peer.client());
        Connected _ = refuse(peer, request, EmsmdbError.MAX_CONNECTIONS_EXCEEDED, why.text(), start);
        return new Connected.Refused(EmsmdbError.MAX_CONNECTIONS_EXCEEDED, Throttled.auxiliary(why));
    }

    private Connected refuse(Peer peer, Connect request, int error, String why, long start) {
        node.log().write(new ClientAccessLog.Entry(node.clock().instant(), 0, 0,
                client(peer, request.userDn(), ClientFacts.of(request.version(), List.of())), "Connect", error,
                Optional.of(now() - start), "", why));
        return new Connected.Refused(error, Bytes.EMPTY);
    }

    static List<AuxiliaryBlock> auxiliary(Bytes buffer) {
        return buffer.isEmpty() ? List.of() : AuxiliaryBuffer.read(ExtendedBuffer.readOne(buffer));
    }

    /// Product notes 2 and 16: a 14.x server sends neither endpoint capabilities nor the system's version.
    private Bytes auxiliaryOut(ProtocolVersion client) {
        var blocks = new ArrayList<AuxiliaryBlock>();
        blocks.add(new AuxiliaryBlock.ClientControl(AuxiliaryBlock.ClientControl.COMPRESSION, 0));
        if (client.atLeast(Versions.CLIENT_READS_ORGANISATION_INFO)) {
            blocks.add(new AuxiliaryBlock.OrganisationInfo(node.directory().hasPublicFolders()));
        }
        return ExtendedBuffer.write(List.of(AuxiliaryBuffer.write(blocks)), false, false);
    }

    private ClientAccessLog.Client client(Peer peer, String userDn, ClientFacts facts) {
        return new ClientAccessLog.Client(userDn, node.server().organization(), facts.software(),
                facts.version().toString(), facts.mode(), address(peer.client()), address(peer.server()),
                peer.protocol());
    }

    private static String address(InetSocketAddress address) {
        return address.getAddress() == null ? address.getHostString() : address.getAddress().getHostAddress();
    }

    private long now() {
        return node.clock().millis();
    }
}
