package org.gatehouse.directory.replication;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Whether mailboxes may be moved into a database, by the copies that have what was moved already
/// (DataMoveReplicationConstraint).
public final class MoveGate {
    /// What a copy may be behind and still count as one that has it.
    public static final long BEHIND_BYTES_MAX = 16L << 20;

    private MoveGate() {}

    /// A copy that is not the active one.
    ///
    /// @param healthy whether it follows
    /// @param behindBytes at least 0
    public record Passive(String site, boolean healthy, long behindBytes) {
        boolean keepsUp() {
            return healthy && behindBytes <= BEHIND_BYTES_MAX;
        }
    }

    /// Why moves have to wait; empty when they need not. A database without further copies has nothing to wait for.
    ///
    /// @param constraint None, SecondCopy, SecondDatacenter, AllDatacenters or AllCopies
    /// @param activeSite where the active copy is
    public static Optional<String> wait(String constraint, String activeSite, List<Passive> copies) {
        if (copies.isEmpty()) {
            return Optional.empty();
        }
        boolean met = switch (constraint) {
            case "None" -> true;
            case "SecondDatacenter" -> copies.stream().anyMatch(copy -> copy.keepsUp()
                    && !copy.site().equalsIgnoreCase(activeSite));
            case "AllDatacenters" -> sites(copies, false).equals(sites(copies, true))
                    && copies.stream().anyMatch(Passive::keepsUp);
            case "AllCopies" -> copies.stream().allMatch(Passive::keepsUp);
            // SecondCopy, and what nobody can have meant to be laxer
            default -> copies.stream().anyMatch(Passive::keepsUp);
        };
        long behind = copies.stream().filter(copy -> !copy.keepsUp()).count();
        return met ? Optional.empty() : Optional.of(behind + " of " + copies.size()
                + " copies do not keep up, and DataMoveReplicationConstraint is " + constraint);
    }

    private static Set<String> sites(List<Passive> copies, boolean keepingUp) {
        var sites = new HashSet<String>();
        copies.stream().filter(copy -> !keepingUp || copy.keepsUp()).forEach(copy -> sites.add(copy.site()));
        return sites;
    }
}
