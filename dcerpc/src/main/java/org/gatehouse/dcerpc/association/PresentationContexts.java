package org.gatehouse.dcerpc.association;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.gatehouse.dcerpc.RpcService;
import org.gatehouse.dcerpc.SyntaxId;
import org.gatehouse.dcerpc.pdu.BindTimeFeatures;
import org.gatehouse.dcerpc.pdu.PresentationContext;
import org.gatehouse.dcerpc.pdu.PresentationContext.Result;
import org.jspecify.annotations.Nullable;

/// The presentation contexts of one connection ([C706] 9.3.1, [MS-RPCE] 3.3.1.5.6).
final class PresentationContexts {
    /// An interface a client may call under a number.
    record Accepted(int id, RpcService service, SyntaxId abstractSyntax) {}

    private static final int FEATURES =
            BindTimeFeatures.SECURITY_CONTEXT_MULTIPLEXING | BindTimeFeatures.KEEP_CONNECTION_ON_ORPHAN;

    private final Endpoint endpoint;
    private final Map<Integer, Accepted> accepted = new HashMap<>(2);
    private boolean featuresNegotiated;
    private int features;

    PresentationContexts(Endpoint endpoint) {
        this.endpoint = endpoint;
    }

    @Nullable Accepted get(int id) {
        return accepted.get(id);
    }

    boolean keepsConnectionOnOrphan() {
        return (features & BindTimeFeatures.KEEP_CONNECTION_ON_ORPHAN) != 0;
    }

    /// Answers the offers of one PDU, or gives nothing when they break the protocol.
    ///
    /// Each offer has its own result. Of several offers of one interface the first with NDR is accepted and the others
    /// are rejected: they are a choice of encodings, of which the server takes one ([MS-RPCE] 3.3.1.5.6).
    Optional<List<Result>> negotiate(List<PresentationContext> offers) {
        if (offers.isEmpty()) {
            return Optional.empty();
        }
        var results = new ArrayList<Result>();
        var taken = new HashSet<SyntaxId>();
        for (PresentationContext offer : offers) {
            Optional<Result> result = negotiate(offer, taken);
            if (result.isEmpty()) {
                return Optional.empty();
            }
            if (result.get().code() == Result.ACCEPTANCE) {
                taken.add(offer.abstractSyntax());
            }
            results.add(result.get());
        }
        return Optional.of(results);
    }

    private Optional<Result> negotiate(PresentationContext offer, Set<SyntaxId> taken) {
        if (offer.transferSyntaxes().isEmpty()) {
            return Optional.empty();
        }
        OptionalInt offered = BindTimeFeatures.of(offer.transferSyntaxes().getFirst());
        if (offered.isPresent()) {
            return negotiateFeatures(offered.getAsInt());
        }
        Accepted known = accepted.get(offer.id());
        if (known != null) {
            return renew(known, offer, taken);
        }
        Optional<RpcService> service = endpoint.find(offer.abstractSyntax());
        if (service.isEmpty()) {
            return Optional.of(Result.rejected(Result.ABSTRACT_SYNTAX_NOT_SUPPORTED));
        }
        if (taken.contains(offer.abstractSyntax()) || !offer.transferSyntaxes().contains(SyntaxId.NDR)) {
            return Optional.of(Result.rejected(Result.TRANSFER_SYNTAXES_NOT_SUPPORTED));
        }
        if (accepted.size() >= endpoint.limits().presentationContextsMax()) {
            return Optional.of(Result.rejected(Result.LOCAL_LIMIT_EXCEEDED));
        }
        SyntaxId own = service.get().id(); // of every connection the same, where it is the same
        accepted.put(offer.id(), new Accepted(offer.id(), service.get(),
                own.equals(offer.abstractSyntax()) ? own : offer.abstractSyntax()));
        return Optional.of(Result.accepted(SyntaxId.NDR));
    }

    /// Features are negotiated once per connection, in a context of their own.
    private Optional<Result> negotiateFeatures(int offered) {
        if (featuresNegotiated) {
            return Optional.empty();
        }
        featuresNegotiated = true;
        features = offered & FEATURES;
        return Optional.of(new Result(Result.NEGOTIATE_ACK, features, SyntaxId.NONE));
    }

    /// A number in use keeps its meaning: offering another interface or encoding under it breaks the protocol.
    private static Optional<Result> renew(Accepted known, PresentationContext offer, Set<SyntaxId> accepted) {
        boolean taken = accepted.contains(known.abstractSyntax);
        if (!known.abstractSyntax.equals(offer.abstractSyntax())) {
            return taken ? Optional.of(Result.rejected(Result.TRANSFER_SYNTAXES_NOT_SUPPORTED)) : Optional.empty();
        }
        if (!taken && offer.transferSyntaxes().contains(SyntaxId.NDR64)) {
            return Optional.empty();
        }
        if (!taken && offer.transferSyntaxes().contains(SyntaxId.NDR)) {
            return Optional.of(Result.accepted(SyntaxId.NDR));
        }
        return Optional.of(Result.rejected(Result.TRANSFER_SYNTAXES_NOT_SUPPORTED));
    }
}
