package org.gatehouse.directory.replication;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.gatehouse.directory.organization.DatabaseObject;

/// The replicated server of a database as what looks after it has it: one primary and its standbys.
///
/// @param synchronousCopies how many standbys a commit waits for; 0 for none
/// @param lagMax bytes that a standby may be behind and still be made the primary by itself
public record Cluster(List<Member> members, int synchronousCopies, long lagMax) {
    public Cluster {
        members = List.copyOf(members);
    }

    /// One server of it.
    ///
    /// @param host where its database listens
    /// @param state in the words of Patroni: `running`, `streaming`, `creating replica`, `stopped`, ...
    /// @param lag bytes that it is behind; empty for the primary, and where that is unknown
    public record Member(String name, String host, Role role, String state, OptionalLong lag) {
        public boolean runs() {
            return state.equals("running") || state.equals("streaming");
        }
    }

    public enum Role { PRIMARY, SYNCHRONOUS_STANDBY, STANDBY }

    public Optional<Member> primary() {
        return members.stream().filter(member -> member.role() == Role.PRIMARY && member.runs()).findFirst();
    }

    /// The member that a copy is: the one that the copy names, or that has its server's name, or is at its host.
    ///
    /// @param fqdn of the copy's server
    public Optional<Member> of(DatabaseObject.Copy copy, String fqdn) {
        if (!copy.member().isEmpty()) {
            return members.stream().filter(member -> member.name().equalsIgnoreCase(copy.member())).findFirst();
        }
        return members.stream().filter(member -> member.name().equalsIgnoreCase(copy.server())
                || member.host().equalsIgnoreCase(fqdn) || member.host().equalsIgnoreCase(copy.server())).findFirst();
    }
}
