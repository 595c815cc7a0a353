package org.gatehouse.access.rfr;

import java.util.Optional;
import org.gatehouse.dcerpc.AuthLevel;
import org.gatehouse.dcerpc.RpcCall;
import org.gatehouse.dcerpc.RpcFault;
import org.gatehouse.dcerpc.RpcService;
import org.gatehouse.dcerpc.RpcStatus;
import org.gatehouse.dcerpc.SyntaxId;
import org.gatehouse.mapi.nspi.NspiStatus;
import org.gatehouse.mapi.rfr.RfrGetFqdnFromServerDn;
import org.gatehouse.mapi.rfr.RfrGetNewDsa;
import org.gatehouse.mapi.rfr.RfrRequest;
import org.gatehouse.mapi.rfr.RfrResponse;
import org.gatehouse.security.throttling.Budgets;
import org.gatehouse.security.throttling.Component;
import org.gatehouse.security.throttling.Paid;
import org.gatehouse.security.throttling.Refusal;
import org.gatehouse.wire.Bytes;

/// The Address Book referral service ([MS-OXABREF] 3.1): which server to ask, and what host a server's name means.
public final class RfrService implements RpcService {
    public static final SyntaxId INTERFACE = SyntaxId.of("1544f5e0-613c-11d1-93df-00c04fd7bd09", 1, 0);

    private final Referrals referrals;
    private final AuthLevel authLevelMin;
    private final Budgets budgets;

    /// @param authLevelMin PRIVACY where clients have to encrypt, else CONNECT
    /// @param budgets to which users are held
    public RfrService(Referrals referrals, AuthLevel authLevelMin, Budgets budgets) {
        this.referrals = new ChargedReferrals(referrals);
        this.authLevelMin = authLevelMin;
        this.budgets = budgets;
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
        RfrRequest request = RfrRequest.decode(call.operation(), call.stub());
        return switch (budgets.of(call.caller(), Component.RCA, call.client()).pay(() -> answer(request))) {
            case Paid.Done<RfrResponse>(RfrResponse response) -> response.encode();
            case Paid.Refused<RfrResponse>(Refusal why) ->
                throw new RpcFault(RpcStatus.SERVICE_TOO_BUSY, why.text());
        };
    }

    private RfrResponse answer(RfrRequest asked) {
        return switch (asked) {
            case RfrGetNewDsa.Request request -> getNewDsa(request);
            case RfrGetFqdnFromServerDn.Request request -> getFqdnFromServerDn(request);
        };
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
