package org.gatehouse.shell;

import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.gatehouse.shell.language.SecureText;

/// Goes the way that Outlook goes to a mailbox, step by step.
public interface OutlookTrials {
    /// Takes the steps one after the other, and tells of each when it is over: those that need one that failed are
    /// told as skipped.
    ///
    /// @param stepMax how long each may take
    void run(Wanted wanted, Duration stepMax, Consumer<Step> told);

    /// Over what.
    enum Protocol { TCP, HTTP }

    /// What way.
    ///
    /// @param address where it begins: a server's, or an array's
    /// @param server whose mailbox service is wanted behind a proxy
    /// @param webName for which the certificate has to be; over TCP without meaning
    /// @param anyCertificate whether anybody's certificate will do
    /// @param account empty for a way that ends where one has to say who one is
    record Wanted(Protocol protocol, InetAddress address, String server, String webName, boolean anyCertificate,
            Optional<Account> account) {}

    /// Who goes it.
    ///
    /// @param userDn the legacy DN of the account's mailbox
    record Account(String domain, String user, SecureText password, String userDn) {}

    /// What became of a step.
    enum Outcome { SUCCESS, FAILURE, SKIPPED }

    /// One step.
    ///
    /// @param error why it failed, or was skipped
    record Step(String scenario, Outcome outcome, Duration took, String error) {}

    /// Where there is no way.
    OutlookTrials NONE = (wanted, _, told) -> told.accept(new Step("Connect", Outcome.SKIPPED, Duration.ZERO,
            "this process connects to nobody"));
}
