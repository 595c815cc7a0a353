package org.gatehouse.access.rfr;

import java.util.Optional;
import org.gatehouse.dcerpc.AuthLevel;
import org.gatehouse.dcerpc.RpcCall;
import org.gatehouse.dcerpc.RpcService;
import org.gatehouse.dcerpc.SyntaxId;
import org.gatehouse.mapi.nspi.NspiStatus;
import org.gatehouse.mapi.rfr.RfrGetFqdnFromServerDn;
import org.gatehouse.mapi.rfr.RfrGetNewDsa;
import org.gatehouse.mapi.rfr.RfrRequest;
import org.gatehouse.mapi.rfr.RfrResponse;
import org.gatehouse.wire.Bytes;

/// The Address Book referral service ([MS-OXABREF] 3.1): which server to ask, and what host a server's name means.
public final class RfrService implements RpcService {
    public static final SyntaxId INTERFACE = SyntaxId.of("1544f5e0-613c-11d1-93df-00c04fd7bd09", 1, 0);

    private final Referrals referrals;
    private final AuthLevel authLevelMin;

    /// @param authLevelMin PRIVACY where clients have to encrypt, else CONNECT
    public RfrService(Referrals referrals, AuthLevel authLevelMin) {
        this.referrals = referrals;
        this.authLevelMin = authLevelMin;
    }

    @Override
    public SyntaxId id() {
        return INTERFACE;
    }

    @Override
    public String name() {
        return "MS Exchange Directory RFR Interface";
    }

    @Override
    public int operationCount() {
        return RfrRequest.OPERATION_COUNT;
    }

    @Override
    public AuthLevel authLevelMin() {
        return authLevelMin;
    }

    @Override
    public Bytes call(RpcCall call) {
        RfrResponse response = switch (RfrRequest.decode(call.operation(), call.stub())) {
            case RfrGetNewDsa.Request request -> getNewDsa(request);
            case RfrGetFqdnFromServerDn.Request request -> getFqdnFromServerDn(request);
        };
        return response.encode();
    }

    private RfrGetNewDsa.Response getNewDsa(RfrGetNewDsa.Request request) {
        Optional<String> server = referrals.liveAddressBookEndpoint(request.userDn());
        return new RfrGetNewDsa.Response(request.wantsUnused(), request.wantsServer(), server.orElse(null),
                server.isPresent() ? NspiStatus.SUCCESS : NspiStatus.GENERAL_FAILURE);
    }

    /// An unknown DN gets NotFound: [MS-OXABREF] 3.1.4.2 asks for an error code and leaves which one open.
    private RfrGetFqdnFromServerDn.Response getFqdnFromServerDn(RfrGetFqdnFromServerDn.Request request) {
        Optional<String> fqdn = referrals.fqdnOf(request.serverDn());
        return new RfrGetFqdnFromServerDn.Response(fqdn.orElse(null),
                fqdn.isPresent() ? NspiStatus.SUCCESS : NspiStatus.NOT_FOUND);
    }
}
