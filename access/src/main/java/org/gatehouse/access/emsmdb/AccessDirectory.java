package org.gatehouse.access.emsmdb;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import org.gatehouse.security.Identity;

/// What the service asks the directory. Thread-safe; answers may be a moment old.
public interface AccessDirectory {
    /// A user by legacyExchangeDN or an X500 address, in any case.
    Optional<User> byLegacyDn(String legacyDn);

    /// The user of the account that signed in.
    Optional<User> byIdentity(Identity identity);

    /// Whether the account may act for the whole organisation.
    boolean isOrganizationAdministrator(Identity identity);

    /// Whether an administrator has given somebody full access to another's mailbox.
    boolean opens(User actor, User owner);

    /// The legacyExchangeDNs of the security groups that the user is in, to whom folders may be opened.
    Set<String> groupsOf(User user);

    /// A security group by legacyExchangeDN or an X500 address.
    Optional<Principal> securityGroup(String legacyDn);

    /// The public folder database a user is sent to; none when the organisation has none.
    Optional<PublicFolders> publicFoldersOf(User user);

    /// What a user's mailbox may hold: its own limits, or its database's.
    Quotas quotasOf(User user);

    /// Every public folder database of the organisation.
    List<PublicFolders> publicFolders();

    /// Whether the organisation has public folders at all.
    boolean hasPublicFolders();

    /// A user or group in whose name mail can be sent, by legacyExchangeDN, X500 or SMTP address.
    Optional<Principal> principal(String address);

    /// Whether somebody may send in another's name.
    SendRight sendRight(User actor, Principal represented);

    enum SendRight { NONE, ON_BEHALF, AS }

    /// A name to send in.
    record Principal(String legacyDn, String displayName, String smtpAddress) {}

    /// @param smtpAddress the primary one
    /// @param enabled whether the account can sign in
    /// @param mailbox one that can be opened
    /// @param rights by which ways the user may open sessions
    record User(String legacyDn, String displayName, String account, String smtpAddress, boolean enabled,
            Optional<Mailbox> mailbox, ProtocolRights rights) {
        boolean is(User other) {
            return legacyDn.equalsIgnoreCase(other.legacyDn);
        }
    }

    /// Where a mailbox is.
    ///
    /// @param endpointDn the legacy DN of the array or server that clients of the database are sent to
    /// @param endpointSite the site of that endpoint
    record Mailbox(UUID guid, UUID database, String endpointDn, String endpointSite) {}

    /// Kilobytes of a mailbox; none for no limit.
    ///
    /// @param send above this its owner sends nothing
    /// @param receive above this it takes nothing more
    /// @param submit the largest message that is sent from it
    record Quotas(OptionalInt warning, OptionalInt send, OptionalInt receive, OptionalInt submit) {
        static final Quotas NONE = new Quotas(OptionalInt.empty(), OptionalInt.empty(), OptionalInt.empty());

        Quotas(OptionalInt warning, OptionalInt send, OptionalInt receive) {
            this(warning, send, receive, OptionalInt.empty());
        }

        /// @param bytes of the largest message, Long.MAX_VALUE for no limit
        Quotas submitting(long bytes) {
            return new Quotas(warning, send, receive, bytes == Long.MAX_VALUE ? OptionalInt.empty()
                    : OptionalInt.of((int) Math.min(bytes / 1024, Integer.MAX_VALUE)));
        }
    }

    /// Where public folders are.
    ///
    /// @param serverDn the legacy DN of the mailbox server
    record PublicFolders(UUID database, String serverDn) {}
}
