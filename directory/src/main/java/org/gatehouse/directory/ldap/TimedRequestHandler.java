package org.gatehouse.directory.ldap;

import com.unboundid.asn1.ASN1OctetString;
import com.unboundid.ldap.listener.LDAPListenerClientConnection;
import com.unboundid.ldap.listener.LDAPListenerRequestHandler;
import com.unboundid.ldap.protocol.AddRequestProtocolOp;
import com.unboundid.ldap.protocol.BindRequestProtocolOp;
import com.unboundid.ldap.protocol.CompareRequestProtocolOp;
import com.unboundid.ldap.protocol.DeleteRequestProtocolOp;
import com.unboundid.ldap.protocol.ExtendedRequestProtocolOp;
import com.unboundid.ldap.protocol.LDAPMessage;
import com.unboundid.ldap.protocol.ModifyDNRequestProtocolOp;
import com.unboundid.ldap.protocol.ModifyRequestProtocolOp;
import com.unboundid.ldap.protocol.SearchRequestProtocolOp;
import com.unboundid.ldap.sdk.Control;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Tells the [PeerTimes] of a connection when a request is whole, when it is answered and who has signed in.
final class TimedRequestHandler extends LDAPListenerRequestHandler {
    private final LdapPeers peers;
    private final LDAPListenerRequestHandler handler;
    private final @Nullable PeerTimes times;

    /// The pattern from which [#newInstance] makes one for each connection.
    TimedRequestHandler(LdapPeers peers, LDAPListenerRequestHandler handler) {
        this(peers, handler, null);
    }

    private TimedRequestHandler(LdapPeers peers, LDAPListenerRequestHandler handler, @Nullable PeerTimes times) {
        this.peers = peers;
        this.handler = handler;
        this.times = times;
    }

    @Override
    public LDAPListenerRequestHandler newInstance(LDAPListenerClientConnection accepted) throws LDAPException {
        PeerTimes own = peers.of(accepted.getSocket()).orElseThrow(() ->
                new LDAPException(ResultCode.SERVER_DOWN, "The peer is gone already."));
        return new TimedRequestHandler(peers, handler.newInstance(accepted), own);
    }

    @Override
    public void closeInstance() {
        handler.closeInstance();
    }

    @Override
    public LDAPMessage processBindRequest(int id, BindRequestProtocolOp request, List<Control> controls) {
        return timed(() -> {
            LDAPMessage answer = handler.processBindRequest(id, request, controls);
            ASN1OctetString password = request.getSimplePassword();
            boolean named = password != null && password.getValueLength() > 0;
            times().bound(named && answer.getBindResponseProtocolOp().getResultCode() == ResultCode.SUCCESS_INT_VALUE,
                    peers.now());
            return answer;
        });
    }

    @Override
    public LDAPMessage processSearchRequest(int id, SearchRequestProtocolOp request, List<Control> controls) {
        return timed(() -> handler.processSearchRequest(id, request, controls));
    }

    @Override
    public LDAPMessage processCompareRequest(int id, CompareRequestProtocolOp request, List<Control> controls) {
        return timed(() -> handler.processCompareRequest(id, request, controls));
    }

    @Override
    public LDAPMessage processAddRequest(int id, AddRequestProtocolOp request, List<Control> controls) {
        return timed(() -> handler.processAddRequest(id, request, controls));
    }

    @Override
    public LDAPMessage processModifyRequest(int id, ModifyRequestProtocolOp request, List<Control> controls) {
        return timed(() -> handler.processModifyRequest(id, request, controls));
    }

    @Override
    public LDAPMessage processDeleteRequest(int id, DeleteRequestProtocolOp request, List<Control> controls) {
        return timed(() -> handler.processDeleteRequest(id, request, controls));
    }

    @Override
    public LDAPMessage processModifyDNRequest(int id, ModifyDNRequestProtocolOp request, List<Control> controls) {
        return timed(() -> handler.processModifyDNRequest(id, request, controls));
    }

    /// StartTLS shakes hands in here: the peer's part of that is still the request's time, not ours.
    @Override
    public LDAPMessage processExtendedRequest(int id, ExtendedRequestProtocolOp request, List<Control> controls) {
        LDAPMessage answer = handler.processExtendedRequest(id, request, controls);
        times().served(peers.now());
        return answer;
    }

    private LDAPMessage timed(Supplier<LDAPMessage> deed) {
        times().serves();
        try {
            return deed.get();
        } finally {
            times().served(peers.now());
        }
    }

    private PeerTimes times() {
        if (times == null) {
            throw new IllegalStateException("the pattern handles no requests");
        }
        return times;
    }
}
