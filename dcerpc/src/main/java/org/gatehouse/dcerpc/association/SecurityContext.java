package org.gatehouse.dcerpc.association;

import java.util.Optional;
import org.gatehouse.dcerpc.AuthLevel;
import org.gatehouse.dcerpc.pdu.PduHeader;
import org.gatehouse.dcerpc.pdu.SecurityTrailer;
import org.gatehouse.security.Acceptor;
import org.gatehouse.security.Identity;
import org.gatehouse.security.MessageProtection;
import org.gatehouse.wire.Bytes;
import org.gatehouse.wire.MalformedException;
import org.jspecify.annotations.Nullable;

/// One sign-in on a connection and the protection it gives ([MS-RPCE] 3.3.1.5.4, 3.3.3).
final class SecurityContext {
    private static final int SIGNATURE_IGNORED_LENGTH = 16;

    private final int id;
    private final int service;
    private final AuthLevel level;
    private final Acceptor acceptor;
    private boolean finished;
    private @Nullable Identity identity;
    private @Nullable MessageProtection protection;

    SecurityContext(SecurityTrailer trailer, AuthLevel level, Acceptor acceptor) {
        this.id = trailer.contextId();
        this.service = trailer.service();
        this.level = level;
        this.acceptor = acceptor;
    }

    int id() {
        return id;
    }

    AuthLevel level() {
        return level;
    }

    int service() {
        return service;
    }

    /// Whether no further token is taken: somebody signed in or was refused.
    boolean finished() {
        return finished;
    }

    /// Whether somebody signed in.
    boolean established() {
        return protection != null;
    }

    Optional<Identity> identity() {
        return Optional.ofNullable(identity);
    }

    /// Takes a token and gives the one to answer with, or nothing when the sign-in failed.
    ///
    /// @param last whether no answer can be sent, so that one being due is a failure (`rpc_auth_3`)
    Optional<Bytes> accept(Bytes token, boolean last) {
        Acceptor.Step step;
        try {
            step = acceptor.accept(token);
        } catch (MalformedException bad) {
            finished = true;
            return Optional.empty();
        }
        return switch (step) {
            case Acceptor.Step.Continue(Bytes answer) when !last -> Optional.of(answer);
            // Without confidentiality where it was asked for, nobody could talk; Windows says so at once.
            case Acceptor.Step.Accepted accepted when (!last || accepted.token().isEmpty())
                    && (level != AuthLevel.PRIVACY || accepted.protection().seals()) -> {
                finished = true;
                identity = accepted.identity();
                protection = accepted.protection();
                yield Optional.of(accepted.token());
            }
            case Acceptor.Step.Continue _, Acceptor.Step.Accepted _, Acceptor.Step.Refused _ -> {
                finished = true;
                yield Optional.empty();
            }
        };
    }

    /// Whether a trailer belongs to this context as it was set up.
    boolean matches(SecurityTrailer trailer) {
        return trailer.contextId() == id && trailer.service() == service && trailer.level() == level.code();
    }

    /// Checks the signature of a request and decrypts it in place.
    boolean open(PduHeader header, byte[] raw, int stubStart, Bytes signature, boolean headerSigning) {
        if (protection == null) {
            return false;
        }
        int trailer = SecurityTrailer.start(header);
        boolean whole = headerSigning || signsHeadersAnyway();
        int signFrom = whole ? 0 : stubStart;
        int signTo = whole ? trailer + SecurityTrailer.SIZE : trailer;
        return switch (level) {
            case NONE, CONNECT, CALL -> true;
            case PACKET, INTEGRITY -> protection.verify(raw, signFrom, signTo, signature);
            case PRIVACY -> protection.unseal(raw, signFrom, signTo, stubStart, trailer, signature);
        };
    }

    /// NTLM with extended session security covers header and trailer even where [MS-RPCE] 3.3.1.5.2.2 leaves them out
    /// for want of the header signing flag: Windows, Samba and impacket all do so.
    private boolean signsHeadersAnyway() {
        return identity != null && identity.mechanism().equals("NTLM");
    }

    int signatureLength() {
        return protection == null ? SIGNATURE_IGNORED_LENGTH
                : level == AuthLevel.PRIVACY ? protection.sealLength() : protection.signatureLength();
    }

    /// Signs, and encrypts where the level says so, a PDU of ours whose signature is still empty.
    void seal(byte[] raw, int stubStart, boolean headerSigning) {
        if (protection == null) {
            throw new IllegalStateException("nobody signed in");
        }
        int signature = raw.length - signatureLength();
        int trailer = signature - SecurityTrailer.SIZE;
        boolean whole = headerSigning || signsHeadersAnyway();
        int signFrom = whole ? 0 : stubStart;
        int signTo = whole ? signature : trailer;
        Bytes made = level == AuthLevel.PRIVACY ? protection.seal(raw, signFrom, signTo, stubStart, trailer)
                : protection.sign(raw, signFrom, signTo);
        System.arraycopy(made.toArray(), 0, raw, signature, made.length());
    }
}
