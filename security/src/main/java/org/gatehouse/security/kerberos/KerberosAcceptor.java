package org.gatehouse.security.kerberos;

import static org.gatehouse.wire.MalformedException.require;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.gatehouse.security.Acceptor;
import org.gatehouse.security.ChannelBinding;
import org.gatehouse.security.Credentials;
import org.gatehouse.security.Identity;
import org.gatehouse.security.NtStatus;
import org.gatehouse.security.SignInWatch;
import org.gatehouse.security.SignInWatch.Finding;
import org.gatehouse.wire.Bytes;
import org.gatehouse.wire.MalformedException;
import org.jspecify.annotations.Nullable;

/// The server's side of a Kerberos sign-in (RFC 4121 4.1, RFC 4120 3.2, [MS-KILE] 3.4.5): AP-REQ in, AP-REP out where
/// the client wants to know the server too, and with DCE style the client's own AP-REP in the end ([MS-KILE] 3.4.5.1).
///
/// Whose ticket decrypts is the KDC's word; the account is then looked up by name. Credentials that a client delegates
/// and the authorisation data in the ticket are not used.
public final class KerberosAcceptor implements Acceptor {
    private static final int TOKEN_SIZE_MAX = 0x1_0000;
    private static final String MECHANISM = "Kerberos";

    // Key usages (RFC 4120 7.5.1)
    private static final int TICKET = 2;
    private static final int AUTHENTICATOR = 11;
    private static final int AP_REPLY = 12;

    private final Settings settings;
    private final Credentials credentials;
    private final SignInWatch watch;
    private final @Nullable ChannelBinding channelBinding;
    private final InstantSource clock;
    private final RandomGenerator random;
    private State state = State.Fresh.FRESH;

    /// What a service has for all sign-ins.
    ///
    /// @param realm the domain's DNS name; the realm in capitals
    /// @param skewMax how far a client's clock may be off ([MS-KILE] 3.1.1.1: five minutes)
    public record Settings(String realm, ServiceKeys keys, ReplayCache replays, Duration skewMax) {
        public static final Duration SKEW_MAX = Duration.ofMinutes(5);
    }

    private sealed interface State {
        enum Fresh implements State { FRESH }

        /// The client's AP-REP is due.
        ///
        /// @param sessionKey the ticket's
        /// @param sequence ours, which the client repeats
        record Answered(KerberosKey sessionKey, long sequence, Step.Accepted outcome) implements State {}

        enum Over implements State { OVER }
    }

    /// A sign-in that ends here.
    ///
    /// @param code for the KRB-ERROR (RFC 4120 7.5.9)
    private record Failure(int code, int status, String reason) {}

    /// @param channelBinding null when there is none to check
    /// @param random a cryptographically strong source
    public KerberosAcceptor(Settings settings, Credentials credentials, SignInWatch watch,
            @Nullable ChannelBinding channelBinding, InstantSource clock, RandomGenerator random) {
        this.settings = settings;
        this.credentials = credentials;
        this.watch = watch;
        this.channelBinding = channelBinding;
        this.clock = clock;
        this.random = random;
    }

    @Override
    public Step accept(Bytes token) {
        require(token.length() <= TOKEN_SIZE_MAX, "Kerberos token too long");
        State before = state;
        state = State.Over.OVER;
        return switch (before) {
            case State.Fresh.FRESH -> request(GssFrame.decode(token, GssFrame.AP_REQUEST));
            case State.Answered answered -> reply(answered, GssFrame.decode(token, GssFrame.AP_REPLY).message());
            case State.Over.OVER -> throw new MalformedException("Kerberos token after the sign-in ended");
        };
    }

    private Step request(GssFrame frame) {
        var request = ApRequest.decode(frame.message());
        var attempt = new Attempt(frame, request);
        Optional<Failure> failure = attempt.openTicket();
        if (failure.isPresent()) {
            return attempt.unproved(failure.get());
        }
        return watch.examine(attempt.account(), () -> attempt.check().map(attempt::wrong)
                .orElseGet(attempt::conclude));
    }

    /// The client's proof that it heard us ([MS-KILE] 3.4.5.1): our number, under the ticket's key.
    private Step reply(State.Answered answered, Bytes message) {
        var reply = ApReply.decode(message);
        boolean holds = reply.encrypted().type() == answered.sessionKey.type().wire()
                && answered.sessionKey.decrypt(AP_REPLY, reply.encrypted().cipher().toArray())
                        .map(plain -> ApReplyContent.decode(Bytes.wrap(plain)).sequence().orElse(0L))
                        .filter(sequence -> sequence == answered.sequence).isPresent();
        if (!holds) {
            var refused = new Step.Refused(NtStatus.LOGON_FAILURE, "the third leg does not hold");
            watch.turnedAway(answered.outcome.identity().qualified(), refused, refused.reason());
            return refused;
        }
        return answered.outcome;
    }

    /// One AP-REQ under examination.
    private final class Attempt {
        private final GssFrame frame;
        private final ApRequest request;
        private final Instant now = clock.instant();
        private @Nullable TicketContent ticket;
        private @Nullable Authenticator authenticator;
        private @Nullable KerberosKey sessionKey;
        private @Nullable GssChecksum gss;
        private Optional<Credentials.Account> found = Optional.empty();

        Attempt(GssFrame frame, ApRequest request) {
            this.frame = frame;
            this.request = request;
        }

        /// Until the client has shown that it knows the ticket's key (RFC 4120 3.2.3).
        Optional<Failure> openTicket() {
            if ((request.options() & ApRequest.USE_SESSION_KEY) != 0) {
                return failed(ErrorMessage.BAD_OPTION, NtStatus.NOT_SUPPORTED, "user-to-user ticket");
            }
            EncryptedData sealed = request.ticket().encrypted();
            Optional<EncryptionType> type = EncryptionType.of(sealed.type());
            if (type.isEmpty()) {
                return failed(ErrorMessage.NO_SUPPORT_FOR_ENCRYPTION_TYPE, NtStatus.NOT_SUPPORTED,
                        "ticket of encryption type " + sealed.type());
            }
            List<ServiceKey> all = settings.keys.current();
            List<ServiceKey> suiting = all.stream()
                    .filter(key -> key.suits(type.get(), sealed.keyVersion().orElse(0L))).toList();
            if (suiting.isEmpty()) {
                boolean otherVersion = all.stream().anyMatch(key -> key.key().type() == type.get());
                return failed(otherVersion ? ErrorMessage.BAD_KEY_VERSION : ErrorMessage.NO_KEY,
                        NtStatus.LOGON_FAILURE, "no key of type " + type.get() + " and version "
                                + sealed.keyVersion().orElse(0L) + " for " + request.ticket().service());
            }
            byte[] cipher = sealed.cipher().toArray();
            Optional<byte[]> plain = suiting.stream().flatMap(key -> key.key().decrypt(TICKET, cipher).stream())
                    .findFirst();
            if (plain.isEmpty()) { // [MS-KILE] 3.4.5
                return failed(ErrorMessage.MODIFIED, NtStatus.LOGON_FAILURE, "ticket for "
                        + request.ticket().service() + " made with another key, or altered");
            }
            ticket = TicketContent.decode(Bytes.wrap(plain.get()));
            return openAuthenticator(ticket);
        }

        private Optional<Failure> openAuthenticator(TicketContent content) {
            EncryptedData sealed = request.authenticator();
            Optional<KerberosKey> key = new EncryptionKey(content.sessionKeyType(), content.sessionKey()).usable();
            if (key.isEmpty()) {
                return failed(ErrorMessage.NO_SUPPORT_FOR_ENCRYPTION_TYPE, NtStatus.NOT_SUPPORTED,
                        "session key of encryption type " + content.sessionKeyType());
            }
            Optional<byte[]> plain = sealed.type() == content.sessionKeyType()
                    ? key.get().decrypt(AUTHENTICATOR, sealed.cipher().toArray()) : Optional.empty();
            if (plain.isEmpty()) { // [MS-KILE] 3.4.5
                return failed(ErrorMessage.MODIFIED, NtStatus.LOGON_FAILURE, "authenticator altered");
            }
            sessionKey = key.get();
            Authenticator made = Authenticator.decode(Bytes.wrap(plain.get()));
            authenticator = made;
            if (!made.realm().equalsIgnoreCase(content.realm()) || !made.client().names(content.client())) {
                return failed(ErrorMessage.BAD_MATCH, NtStatus.LOGON_FAILURE, "authenticator of another client");
            }
            found = find(content);
            return Optional.empty();
        }

        /// By account name first and by user principal name then, as Active Directory resolves names.
        private Optional<Credentials.Account> find(TicketContent content) {
            if (!content.realm().equalsIgnoreCase(settings.realm) || content.client().parts().size() != 1) {
                return Optional.empty();
            }
            String name = content.client().parts().getFirst();
            if (name.indexOf('\\') >= 0) {
                return Optional.empty();
            }
            return name.indexOf('@') >= 0 ? credentials.account("", name)
                    : credentials.account(settings.realm, name)
                            .or(() -> credentials.account("", name + "@" + settings.realm));
        }

        /// As the directory spells it, or as the ticket does.
        String account() {
            return found.map(known -> known.identity().qualified()).orElseGet(() -> ticket == null ? ""
                    : ticket.client() + "@" + ticket.realm());
        }

        /// What else has to hold.
        Optional<Failure> check() {
            TicketContent content = present(ticket);
            Authenticator made = present(authenticator);
            if ((content.flags() & TicketContent.INVALID) != 0
                    || content.begins().isAfter(now.plus(settings.skewMax))) {
                return failed(ErrorMessage.TICKET_NOT_YET_VALID, NtStatus.TIME_DIFFERENCE_AT_DC,
                        "ticket not yet valid");
            }
            if (content.endTime().isBefore(now.minus(settings.skewMax))) {
                return failed(ErrorMessage.TICKET_EXPIRED, NtStatus.TIME_DIFFERENCE_AT_DC, "ticket expired");
            }
            Duration difference = Duration.between(made.time(), now).abs();
            if (difference.compareTo(settings.skewMax) > 0) {
                return failed(ErrorMessage.SKEW, NtStatus.TIME_DIFFERENCE_AT_DC, "clocks differ by " + difference);
            }
            if (made.checksum().isEmpty() || made.checksum().get().type() != GssChecksum.TYPE) {
                return failed(ErrorMessage.INAPPROPRIATE_CHECKSUM, NtStatus.INVALID_PARAMETER,
                        "authenticator without what GSS puts into it");
            }
            gss = GssChecksum.decode(made.checksum().get().value());
            ChannelBinding expected = channelBinding;
            if (expected != null && !expected.holds(gss.binding())) {
                return failed(ErrorMessage.GENERIC, NtStatus.BAD_BINDINGS,
                        "channel binding missing or of another channel");
            }
            if (found.isEmpty()) {
                return failed(ErrorMessage.CLIENT_UNKNOWN, NtStatus.LOGON_FAILURE, "no such account");
            }
            if (!found.get().enabled()) {
                return failed(ErrorMessage.CLIENT_REVOKED, NtStatus.ACCOUNT_DISABLED, "account disabled");
            }
            return switch (settings.replays.note(request.authenticator().cipher(), now)) {
                case NEW -> Optional.empty();
                case SEEN -> failed(ErrorMessage.REPEAT, NtStatus.LOGON_FAILURE, "sent a second time");
                case FULL -> failed(ErrorMessage.GENERIC, NtStatus.LOGON_FAILURE,
                        "too many sign-ins to tell repeated ones");
            };
        }

        /// The client that has to be told who we are gets a key of ours with it.
        Finding conclude() {
            Authenticator made = present(authenticator);
            KerberosKey session = present(sessionKey);
            GssChecksum flags = present(gss);
            Identity known = found.orElseThrow().identity();
            var identity = new Identity(known.domain(), known.account(), MECHANISM);
            KerberosKey offered = made.subkey().flatMap(EncryptionKey::usable).orElse(session);
            long theirs = made.sequence().orElse(0L);
            boolean dce = flags.has(GssChecksum.DCE_STYLE);
            boolean seals = flags.has(GssChecksum.CONFIDENTIAL);
            if (!dce && !flags.has(GssChecksum.MUTUAL) && (request.options() & ApRequest.MUTUAL_REQUIRED) == 0) {
                return new Finding.Proved(identity, new Step.Accepted(Bytes.EMPTY, identity,
                        new KerberosProtection(new KerberosProtection.Settings(offered, false, false, seals), theirs,
                                theirs, random)));
            }
            KerberosKey subkey = KerberosKey.random(offered.type(), random);
            long ours = random.nextInt() & 0x3fff_ffffL;
            Bytes plain = new ApReplyContent(made.time(), Optional.of(EncryptionKey.of(subkey)), Optional.of(ours))
                    .encode();
            Bytes reply = ApReply.of(session, session.encrypt(AP_REPLY, plain.toArray(), random)).encode();
            var protection = new KerberosProtection(new KerberosProtection.Settings(subkey, true, dce, seals), ours,
                    theirs, random);
            if (dce) {
                state = new State.Answered(session, ours, new Step.Accepted(Bytes.EMPTY, identity, protection));
                return new Finding.Proved(identity, new Step.Continue(reply));
            }
            return new Finding.Proved(identity, new Step.Accepted(frame.answer(GssFrame.AP_REPLY, reply),
                    identity, protection));
        }

        /// A ticket that shows nothing counts against the address and, so that no account can be locked by it, against
        /// a name that no account has.
        Step unproved(Failure failure) {
            return watch.examine(ticket == null ? "ticket for " + request.ticket().service() : "ticket of " + account(),
                    () -> wrong(failure));
        }

        Finding wrong(Failure failure) {
            Bytes data = failure.code == ErrorMessage.SKEW ? ErrorMessage.SKEW_RECOVERY : Bytes.EMPTY;
            var error = new ErrorMessage(failure.code, now, request.ticket().realm(), request.ticket().service(), data);
            return new Finding.Wrong(new Step.Refused(failure.status, failure.reason,
                    frame.answer(GssFrame.ERROR, error.encode())), failure.reason);
        }

        private Optional<Failure> failed(int code, int status, String reason) {
            return Optional.of(new Failure(code, status, reason));
        }

        private static <T> T present(@Nullable T value) {
            if (value == null) {
                throw new IllegalStateException("the ticket was not opened");
            }
            return value;
        }
    }
}
