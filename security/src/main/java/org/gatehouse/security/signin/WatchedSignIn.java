package org.gatehouse.security.signin;

import java.net.InetAddress;
import java.util.Locale;
import java.util.Optional;
import org.gatehouse.security.Acceptor.Step.Refused;
import org.gatehouse.security.AccountsAwayException;
import org.gatehouse.security.Identity;
import org.gatehouse.security.NtStatus;
import org.gatehouse.security.SignInWatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One sign-in of a peer, whatever the mechanism: charged before a secret is looked at, given back when it succeeds,
/// and a line of the logger [SignInDesk#AUDIT] when it does not. Not thread-safe.
public final class WatchedSignIn implements SignInWatch {
    private static final Logger LOG = LoggerFactory.getLogger(SignInDesk.AUDIT);

    private final FailedSignIns failures;
    private final String mechanism;
    private final InetAddress peer;
    private String charged = "";

    /// @param mechanism as the audit log writes it, in capitals then
    public WatchedSignIn(FailedSignIns failures, String mechanism, InetAddress peer) {
        this.failures = failures;
        this.mechanism = mechanism.toUpperCase(Locale.ROOT);
        this.peer = peer;
    }

    @Override
    public Optional<Refused> admit(String account) {
        if (failures.charge(account, peer)) {
            charged = account;
            return Optional.empty();
        }
        var held = new Refused(NtStatus.ACCOUNT_LOCKED_OUT, "too many failed sign-ins, wait and try again");
        audit(account, held, "too many failures of the account or the address");
        return Optional.of(held);
    }

    @Override
    public void turnedAway(String account, Refused refused, String detail) {
        audit(account, refused, detail);
    }

    @Override
    public void succeeded(Identity identity) {
        failures.refund(charged, peer);
    }

    @Override
    public void failed(String account, Refused refused, String detail) {
        audit(account, refused, detail);
    }

    /// Refuses an attempt that [#admit] let in, for a reason that may be told.
    public Refused refuse(String account, int status, String reason) {
        var refused = new Refused(status, reason);
        failed(account, refused, reason);
        return refused;
    }

    /// Refuses an attempt that cannot be judged: it does not count.
    public Refused withoutAccounts(AccountsAwayException away) {
        var refused = new Refused(NtStatus.NO_LOGON_SERVERS, "the accounts cannot be read now");
        audit(away.account(), refused, String.valueOf(away.getMessage()));
        return refused;
    }

    private void audit(String account, Refused refused, String detail) {
        LOG.warn("sign-in refused account=\"{}\" address={} mechanism={} status={} cause=\"{}\"",
                SignInDesk.loggable(account), peer.getHostAddress(), mechanism, NtStatus.text(refused.status()),
                SignInDesk.loggable(detail));
    }
}
