package org.gatehouse.web.http;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.gatehouse.security.Acceptor;
import org.gatehouse.security.ChannelBinding;
import org.gatehouse.security.Identity;
import org.gatehouse.security.SignIns;
import org.gatehouse.security.signin.SignInDesk;
import org.gatehouse.wire.Bytes;
import org.gatehouse.wire.MalformedException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Decides about each request that needs a signed-in client (RFC 9110 11): who it is, or what to ask for.
///
/// Negotiate and NTLM sign the connection in, and what follows on it needs no more ([MS-NTHT] 3.1, RFC 4559 6); Basic
/// and Bearer come with every request. Every refused attempt has its line in the audit log.
final class SignInGate {
    private static final Logger AUDIT = LoggerFactory.getLogger(SignInDesk.AUDIT);
    private static final String REALM = "realm=\"Gatehouse\"";

    private final SignIns signIns;
    private final Optional<BasicSignIn> basic;
    private final Optional<BearerSignIn> bearer;
    private final WebMetrics metrics;

    SignInGate(SignIns signIns, Optional<BasicSignIn> basic, Optional<BearerSignIn> bearer, WebMetrics metrics) {
        this.signIns = signIns;
        this.basic = basic;
        this.bearer = bearer;
        this.metrics = metrics;
    }

    /// What becomes of a request.
    sealed interface Decision {
        /// @param fields WWW-Authenticate of the answer: the last token of a mutual sign-in
        record Admitted(Identity identity, List<String> fields) implements Decision {}

        /// @param fields WWW-Authenticate of the 401, one each
        record Challenged(List<String> fields) implements Decision {}

        /// The sign-in belongs to a connection, and HTTP/2 shares connections (RFC 9113 9.2.3).
        record NeedsHttp11() implements Decision {}
    }

    /// @param authorization the header field as sent
    Decision decide(Optional<String> authorization, Peer peer, Access access) {
        ConnectionSignIn state = peer.signIn();
        if (authorization.isEmpty()) {
            return state.done().filter(done -> holds(done, access))
                    .<Decision>map(done -> new Decision.Admitted(done.identity(), List.of()))
                    .orElseGet(() -> ask(state, access));
        }
        String credentials = authorization.get().strip();
        int wordEnd = wordEnd(credentials);
        String word = credentials.substring(0, wordEnd);
        Optional<Scheme> scheme = Scheme.of(word).filter(each -> isOffered(each, access));
        if (scheme.isEmpty()) {
            audit(peer.client().getAddress(), word.toUpperCase(Locale.ROOT), "scheme not offered at this path");
            return ask(state, access);
        }
        String value = credentials.substring(wordEnd).strip();
        return switch (scheme.get()) {
            case BASIC -> concluded(Scheme.BASIC, basic.flatMap(door -> door.check(value, address(peer))), state,
                    access);
            case BEARER -> concluded(Scheme.BEARER, bearer.flatMap(door -> door.check(value, address(peer))), state,
                    access);
            case NEGOTIATE, NTLM -> peer.isHttp2() ? new Decision.NeedsHttp11()
                    : step(scheme.get(), value, peer, access);
        };
    }

    /// Where the scheme's name ends (RFC 9110 11.4).
    private static int wordEnd(String credentials) {
        int end = 0;
        while (end < credentials.length() && credentials.charAt(end) != ' ' && credentials.charAt(end) != '\t') {
            end++;
        }
        return end;
    }

    private static InetAddress address(Peer peer) {
        return peer.client().getAddress();
    }

    /// A sign-in made under a weaker protection than this route's does not count here.
    private static boolean holds(ConnectionSignIn.Done done, Access access) {
        return access.schemes().contains(done.scheme()) && done.protection().compareTo(access.protection()) >= 0;
    }

    private Decision concluded(Scheme scheme, Optional<Identity> identity, ConnectionSignIn state, Access access) {
        state.forget();
        metrics.signedIn(scheme, identity.isPresent());
        return identity.<Decision>map(who -> new Decision.Admitted(who, List.of())).orElseGet(
                () -> ask(state, access));
    }

    private Decision step(Scheme scheme, String value, Peer peer, Access access) {
        ConnectionSignIn state = peer.signIn();
        try {
            Bytes token = Bytes.wrap(Base64.getDecoder().decode(value));
            var pending = state.pending().filter(begun -> begun.scheme() == scheme
                    && begun.protection() == access.protection()).orElseGet(() -> new ConnectionSignIn.Pending(scheme,
                    access.protection(), signIns.open(mechanism(scheme), address(peer), binding(peer, access))));
            state.forget();
            return switch (pending.acceptor().accept(token)) {
                case Acceptor.Step.Continue(Bytes next) -> {
                    state.waits(pending);
                    yield new Decision.Challenged(List.of(scheme.word() + " " + encoded(next)));
                }
                case Acceptor.Step.Accepted accepted -> {
                    state.holds(new ConnectionSignIn.Done(scheme, access.protection(), accepted.identity()));
                    metrics.signedIn(scheme, true);
                    yield new Decision.Admitted(accepted.identity(), accepted.token().isEmpty() ? List.of()
                            : List.of(scheme.word() + " " + encoded(accepted.token())));
                }
                case Acceptor.Step.Refused _ -> {
                    metrics.signedIn(scheme, false);
                    yield ask(state, access);
                }
            };
        } catch (IllegalArgumentException | MalformedException broken) {
            metrics.signedIn(scheme, false);
            audit(address(peer), scheme.word().toUpperCase(Locale.ROOT), "malformed token");
            return ask(state, access);
        }
    }

    private static String encoded(Bytes token) {
        return Base64.getEncoder().encodeToString(token.toArray());
    }

    private static SignIns.Mechanism mechanism(Scheme scheme) {
        return scheme == Scheme.NTLM ? SignIns.Mechanism.NTLM : SignIns.Mechanism.NEGOTIATE;
    }

    private static @Nullable ChannelBinding binding(Peer peer, Access access) {
        if (access.protection() == ExtendedProtection.NONE) {
            return null;
        }
        Bytes hash = peer.channelBinding().orElseThrow(
                () -> new IllegalStateException("a TLS channel without binding"));
        return new ChannelBinding(hash, access.protection() == ExtendedProtection.REQUIRE);
    }

    private Decision ask(ConnectionSignIn state, Access access) {
        state.forget();
        var fields = new ArrayList<String>();
        for (Scheme scheme : Scheme.values()) {
            if (isOffered(scheme, access)) {
                fields.add(switch (scheme) {
                    case NEGOTIATE, NTLM -> scheme.word();
                    case BEARER -> scheme.word() + " " + REALM;
                    case BASIC -> scheme.word() + " " + REALM + ", charset=\"UTF-8\"";
                });
            }
        }
        return new Decision.Challenged(fields);
    }

    /// A scheme that does not work here is never offered.
    private boolean isOffered(Scheme scheme, Access access) {
        return access.schemes().contains(scheme) && switch (scheme) {
            case BASIC -> basic.isPresent();
            case BEARER -> bearer.isPresent();
            case NEGOTIATE -> signIns.offers(SignIns.Mechanism.NEGOTIATE);
            case NTLM -> signIns.offers(SignIns.Mechanism.NTLM);
        };
    }

    private static void audit(InetAddress peer, String mechanism, String cause) {
        AUDIT.warn("sign-in refused account=\"\" address={} mechanism={} status=0xC000000D cause=\"{}\"",
                peer.getHostAddress(), SignInDesk.loggable(mechanism), cause);
    }
}
