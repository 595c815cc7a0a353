package org.gatehouse.access.emsmdb;

import java.util.Optional;
import org.gatehouse.access.emsmdb.AccessDirectory.User;
import org.gatehouse.mapi.emsmdb.EcDoConnectEx;
import org.gatehouse.mapi.emsmdb.EmsmdbError;
import org.gatehouse.mapi.emsmdb.ProtocolVersion;
import org.gatehouse.mapi.emsmdb.Versions;
import org.gatehouse.security.Identity;

/// Who may open a session, and as whom ([MS-OXCRPC] 3.1.4.1). Decides only; opens nothing.
final class ConnectRules {
    private final AccessDirectory directory;

    ConnectRules(AccessDirectory directory) {
        this.directory = directory;
    }

    sealed interface Verdict {
        /// @param administrator with the privilege that was asked for
        record Accepted(User user, boolean administrator) implements Verdict {}

        record Refused(int error, String why) implements Verdict {}
    }

    Verdict decide(SessionDesk.Connect request, SessionDesk.Peer peer, ClientFacts client, RpcSettings settings) {
        ProtocolVersion version = request.version();
        if (!version.atLeast(Versions.CLIENT_MIN)) {
            return new Verdict.Refused(EmsmdbError.VERSION_MISMATCH, "client version " + version);
        }
        if (settings.blocked().holds(version)) {
            return new Verdict.Refused(EmsmdbError.CLIENT_VERSION_DISALLOWED, "client version " + version
                    + " is blocked");
        }
        if (settings.encryptionRequired() && !peer.encrypted()) {
            return version.atLeast(Versions.CLIENT_KNOWS_NOT_ENCRYPTED)
                    ? new Verdict.Refused(EmsmdbError.NOT_ENCRYPTED, "encryption required")
                    : new Verdict.Refused(EmsmdbError.CLIENT_VERSION_DISALLOWED, "encryption required of " + version);
        }
        boolean needsPublicFolders = (request.flags() & EcDoConnectEx.FLAG_NO_PUBLIC_FOLDERS) == 0
                && !version.atLeast(Versions.CLIENT_WITHOUT_PUBLIC_FOLDERS);
        if (needsPublicFolders && !directory.hasPublicFolders()) {
            return new Verdict.Refused(EmsmdbError.CLIENT_VERSION_DISALLOWED, "no public folders for " + version);
        }
        if (peer.caller().isEmpty()) {
            return new Verdict.Refused(EmsmdbError.ACCESS_DENIED, "not signed in");
        }
        return switch (decideUser(request, peer.caller().get())) {
            case Verdict.Refused refused -> refused;
            // Whoever acts for the whole organisation does not come as the mailbox's user.
            case Verdict.Accepted accepted -> accepted.administrator() ? accepted
                    : accepted.user().rights().refusal(client, peer.protocol()).<Verdict>map(no -> no)
                            .orElse(accepted);
        };
    }

    private Verdict decideUser(SessionDesk.Connect request, Identity caller) {
        if (request.userDn().isEmpty()) {
            return new Verdict.Refused(EmsmdbError.ACCESS_DENIED, "empty user DN");
        }
        Optional<User> named = directory.byLegacyDn(request.userDn());
        if (named.isEmpty() || !named.get().enabled()) {
            return new Verdict.Refused(EmsmdbError.UNKNOWN_USER, "unknown user " + request.userDn());
        }
        boolean asksPrivilege = (request.flags() & EcDoConnectEx.FLAG_ADMINISTRATOR) != 0;
        boolean administrator = directory.isOrganizationAdministrator(caller);
        if (asksPrivilege && !administrator) {
            return new Verdict.Refused(EmsmdbError.LOGIN_PERM, caller.qualified() + " is no administrator");
        }
        boolean own = directory.byIdentity(caller).filter(named.get()::is).isPresent();
        if (!own && !asksPrivilege) {
            return new Verdict.Refused(EmsmdbError.ACCESS_DENIED,
                    caller.qualified() + " does not own " + request.userDn());
        }
        return new Verdict.Accepted(named.get(), asksPrivilege);
    }
}
