package org.gatehouse.security.spnego;

import static org.gatehouse.wire.MalformedException.require;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.gatehouse.security.Acceptor;
import org.gatehouse.security.ListProtection;
import org.gatehouse.security.NtStatus;
import org.gatehouse.security.SignInWatch;
import org.gatehouse.security.der.Der;
import org.gatehouse.security.spnego.NegTokenResp.State;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.Bytes;
import org.gatehouse.wire.MalformedException;
import org.jspecify.annotations.Nullable;

/// The accepting side of SPNEGO (RFC 4178 3-5, [MS-SPNG] 3.2).
///
/// The first mechanism of the peer's list that works here is used. A peer that prefers another one is told so and then
/// has to prove the list it sent (mechListMIC). A raw NTLM or Kerberos token where SPNEGO was announced is taken as
/// such, since Windows sends it ([MS-SPNG] note 8).
public final class SpnegoAcceptor implements Acceptor {
    private static final int TOKEN_SIZE_MAX = 0x1_0000;
    private static final Bytes NTLM_SIGNATURE = Bytes.ofHex("4e544c4d53535000");

    private final List<Offer> offers;
    private final SignInWatch watch;
    private Stage stage = Stage.FIRST;
    private @Nullable Acceptor mechanism;
    private Bytes mechTypeList = Bytes.EMPTY;
    private boolean listCheckRequired;
    private Step.@Nullable Accepted pending;

    private enum Stage { FIRST, RAW, NEGOTIATED, LIST_CHECK_DUE, OVER }

    /// A mechanism that works here.
    public record Offer(MechanismId id, Supplier<Acceptor> acceptor) {}

    /// @param offers the server's favourite first
    public SpnegoAcceptor(List<Offer> offers, SignInWatch watch) {
        this.offers = List.copyOf(offers);
        this.watch = watch;
    }

    @Override
    public Step accept(Bytes token) {
        require(token.length() <= TOKEN_SIZE_MAX, "SPNEGO token too long");
        return switch (stage) {
            case FIRST -> first(token);
            case RAW -> open().accept(token);
            case NEGOTIATED -> next(NegTokenResp.decode(token));
            case LIST_CHECK_DUE -> checkList(NegTokenResp.decode(token));
            case OVER -> throw new MalformedException("SPNEGO token after the sign-in ended");
        };
    }

    private Step first(Bytes token) {
        if (token.isEmpty()) {
            return new Step.Continue(NegTokenInit.of(offers.stream().map(Offer::id).toList(), Optional.empty())
                    .encodeWithHint());
        }
        Optional<Offer> raw = raw(token);
        if (raw.isPresent()) {
            stage = Stage.RAW;
            return use(raw.get()).accept(token);
        }
        var init = NegTokenInit.decode(token);
        stage = Stage.NEGOTIATED;
        Optional<Offer> chosen = init.mechTypes().stream().flatMap(id -> offer(id).stream()).findFirst();
        if (chosen.isEmpty()) {
            return turnAway(NtStatus.NOT_SUPPORTED, "the peer offers no mechanism that works here");
        }
        Acceptor acceptor = use(chosen.get());
        Optional<MechanismId> selected = Optional.of(chosen.get().id());
        mechTypeList = init.mechTypeList();
        listCheckRequired = !init.mechTypes().getFirst().equals(chosen.get().id());
        if (listCheckRequired || init.mechToken().isEmpty()) {
            return new Step.Continue(new NegTokenResp(
                    Optional.of(listCheckRequired ? State.REQUEST_MIC : State.ACCEPT_INCOMPLETE),
                    selected, Optional.empty(), Optional.empty()).encode());
        }
        return wrap(acceptor.accept(init.mechToken().get()), init.mechListMic(), selected);
    }

    private Optional<Offer> offer(MechanismId id) {
        return offers.stream().filter(offer -> offer.id().equals(id)).findFirst();
    }

    /// The mechanism of a token that has no SPNEGO around it.
    private Optional<Offer> raw(Bytes token) {
        int signature = NTLM_SIGNATURE.length();
        if (token.length() >= signature && token.slice(0, signature).equals(NTLM_SIGNATURE)) {
            return offer(MechanismId.NTLM);
        }
        ByteReader in = token.reader();
        if (Der.peek(in) != Der.APPLICATION_0) {
            return Optional.empty();
        }
        ByteReader frame = Der.enter(in, Der.APPLICATION_0);
        return offer(new MechanismId(Der.enter(frame, Der.OBJECT_IDENTIFIER).rest()));
    }

    private Acceptor use(Offer offer) {
        Acceptor opened = offer.acceptor().get();
        mechanism = opened;
        return opened;
    }

    private Acceptor open() {
        if (mechanism == null) {
            throw new IllegalStateException("no mechanism was chosen");
        }
        return mechanism;
    }

    private Step next(NegTokenResp response) {
        if (response.state().equals(Optional.of(State.REJECT))) {
            return turnAway(NtStatus.LOGON_FAILURE, "the peer rejected the negotiation");
        }
        if (response.responseToken().isEmpty()) {
            throw new MalformedException("SPNEGO token without a token of the mechanism");
        }
        return wrap(open().accept(response.responseToken().get()), response.mechListMic(), Optional.empty());
    }

    private Step wrap(Step step, Optional<Bytes> mechListMic, Optional<MechanismId> selected) {
        return switch (step) {
            case Step.Continue going -> new Step.Continue(new NegTokenResp(Optional.of(State.ACCEPT_INCOMPLETE),
                    selected, Optional.of(going.token()), Optional.empty()).encode());
            case Step.Accepted accepted -> complete(accepted, mechListMic, selected);
            case Step.Refused refused -> {
                stage = Stage.OVER;
                yield refused.token().isEmpty() ? refused : new Step.Refused(refused.status(), refused.reason(),
                        new NegTokenResp(Optional.of(State.REJECT), selected, Optional.of(refused.token()),
                                Optional.empty()).encode());
            }
        };
    }

    /// RFC 4178 5: the peer's mechListMIC comes with its last token; where ours is the last, as with Kerberos that has
    /// no third leg, we send ours first and the peer's comes alone.
    private Step complete(Step.Accepted accepted, Optional<Bytes> mechListMic, Optional<MechanismId> selected) {
        stage = Stage.OVER;
        Optional<Bytes> ours = Optional.empty();
        Optional<Bytes> token = accepted.token().isEmpty() ? Optional.empty() : Optional.of(accepted.token());
        if (accepted.protection() instanceof ListProtection lists && lists.protectsLists()) {
            if (mechListMic.isEmpty() && listCheckRequired && token.isPresent()) {
                stage = Stage.LIST_CHECK_DUE;
                pending = accepted;
                return new Step.Continue(new NegTokenResp(Optional.of(State.ACCEPT_INCOMPLETE), selected, token,
                        Optional.of(lists.signList(mechTypeList))).encode());
            }
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
        return completed(accepted, selected, token, ours);
    }

    private Step checkList(NegTokenResp response) {
        stage = Stage.OVER;
        Step.Accepted accepted = pending;
        if (accepted == null || !(accepted.protection() instanceof ListProtection lists)) {
            throw new IllegalStateException("no list to check");
        }
        if (response.mechListMic().isEmpty() || !lists.verifyList(mechTypeList, response.mechListMic().get())) {
            return turnAway(NtStatus.INVALID_PARAMETER, "mechanisms altered: mechListMIC missing or does not hold");
        }
        return completed(accepted, Optional.empty(), Optional.empty(), Optional.empty());
    }

    private static Step.Accepted completed(Step.Accepted accepted, Optional<MechanismId> selected,
            Optional<Bytes> token, Optional<Bytes> mic) {
        Bytes last = new NegTokenResp(Optional.of(State.ACCEPT_COMPLETED), selected, token, mic).encode();
        return new Step.Accepted(last, accepted.identity(), accepted.protection());
    }

    private Step.Refused turnAway(int status, String reason) {
        stage = Stage.OVER;
        var refused = new Step.Refused(status, reason);
        watch.turnedAway("", refused, reason);
        return refused;
    }
}
