package org.gatehouse.security.spnego;

import static org.gatehouse.wire.MalformedException.require;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.gatehouse.security.Acceptor;
import org.gatehouse.security.ListProtection;
import org.gatehouse.security.NtStatus;
import org.gatehouse.security.SignInWatch;
import org.gatehouse.security.spnego.NegTokenResp.State;
import org.gatehouse.wire.Bytes;
import org.gatehouse.wire.MalformedException;

/// The accepting side of SPNEGO around NTLM (RFC 4178 3-5, [MS-SPNG] 3.2).
///
/// A peer that prefers another mechanism is told to use NTLM and then has to prove the list it sent (mechListMIC).
/// A raw NTLM token where SPNEGO was announced is taken as such, since Windows sends it ([MS-SPNG] note 8).
public final class SpnegoAcceptor implements Acceptor {
    private static final int TOKEN_SIZE_MAX = 0x1_0000;
    private static final Bytes NTLM_SIGNATURE = Bytes.ofHex("4e544c4d53535000");

    private final Acceptor ntlm;
    private final SignInWatch watch;
    private Stage stage = Stage.FIRST;
    private Bytes mechTypeList = Bytes.EMPTY;
    private boolean listCheckRequired;

    private enum Stage { FIRST, RAW, NEGOTIATED, OVER }

    public SpnegoAcceptor(Supplier<Acceptor> ntlm, SignInWatch watch) {
        this.ntlm = ntlm.get();
        this.watch = watch;
    }

    @Override
    public Step accept(Bytes token) {
        require(token.length() <= TOKEN_SIZE_MAX, "SPNEGO token too long");
        return switch (stage) {
            case FIRST -> first(token);
            case RAW -> ntlm.accept(token);
            case NEGOTIATED -> next(NegTokenResp.decode(token));
            case OVER -> throw new MalformedException("SPNEGO token after the sign-in ended");
        };
    }

    private Step first(Bytes token) {
        if (token.isEmpty()) {
            return new Step.Continue(NegTokenInit.of(List.of(MechanismId.NTLM), Optional.empty()).encodeWithHint());
        }
        if (token.length() >= NTLM_SIGNATURE.length()
                && token.slice(0, NTLM_SIGNATURE.length()).equals(NTLM_SIGNATURE)) {
            stage = Stage.RAW;
            return ntlm.accept(token);
        }
        var init = NegTokenInit.decode(token);
        stage = Stage.NEGOTIATED;
        if (!init.mechTypes().contains(MechanismId.NTLM)) {
            return turnAway(NtStatus.NOT_SUPPORTED, "the peer does not offer NTLM");
        }
        mechTypeList = init.mechTypeList();
        listCheckRequired = !init.mechTypes().getFirst().equals(MechanismId.NTLM);
        if (listCheckRequired || init.mechToken().isEmpty()) {
            return new Step.Continue(new NegTokenResp(
                    Optional.of(listCheckRequired ? State.REQUEST_MIC : State.ACCEPT_INCOMPLETE),
                    Optional.of(MechanismId.NTLM), Optional.empty(), Optional.empty()).encode());
        }
        return wrap(ntlm.accept(init.mechToken().get()), init.mechListMic(), Optional.of(MechanismId.NTLM));
    }

    private Step next(NegTokenResp response) {
        if (response.state().equals(Optional.of(State.REJECT))) {
            return turnAway(NtStatus.LOGON_FAILURE, "the peer rejected the negotiation");
        }
        if (response.responseToken().isEmpty()) {
            throw new MalformedException("SPNEGO token without a token of the mechanism");
        }
        return wrap(ntlm.accept(response.responseToken().get()), response.mechListMic(), Optional.empty());
    }

    private Step wrap(Step step, Optional<Bytes> mechListMic, Optional<MechanismId> selected) {
        return switch (step) {
            case Step.Continue going -> new Step.Continue(new NegTokenResp(Optional.of(State.ACCEPT_INCOMPLETE),
                    selected, Optional.of(going.token()), Optional.empty()).encode());
            case Step.Accepted accepted -> complete(accepted, mechListMic);
            case Step.Refused refused -> {
                stage = Stage.OVER;
                yield refused;
            }
        };
    }

    /// RFC 4178 5: NTLM's last token comes from the initiator, so its mechListMIC comes with that token.
    private Step complete(Step.Accepted accepted, Optional<Bytes> mechListMic) {
        stage = Stage.OVER;
        Optional<Bytes> ours = Optional.empty();
        if (accepted.protection() instanceof ListProtection lists && lists.protectsLists()) {
            if (mechListMic.isEmpty() && listCheckRequired) {
                return turnAway(NtStatus.INVALID_PARAMETER, "mechListMIC missing");
            }
            if (mechListMic.isPresent()) {
                if (!lists.verifyList(mechTypeList, mechListMic.get())) {
                    return turnAway(NtStatus.INVALID_PARAMETER, "mechanisms altered: mechListMIC does not hold");
                }
                ours = Optional.of(lists.signList(mechTypeList));
            }
        }
        Optional<Bytes> token = accepted.token().isEmpty() ? Optional.empty() : Optional.of(accepted.token());
        Bytes last = new NegTokenResp(Optional.of(State.ACCEPT_COMPLETED), Optional.empty(), token, ours).encode();
        return new Step.Accepted(last, accepted.identity(), accepted.protection());
    }

    private Step.Refused turnAway(int status, String reason) {
        stage = Stage.OVER;
        var refused = new Step.Refused(status, reason);
        watch.turnedAway("", refused, reason);
        return refused;
    }
}
