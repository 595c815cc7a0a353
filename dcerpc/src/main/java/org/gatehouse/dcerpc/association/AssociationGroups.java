package org.gatehouse.dcerpc.association;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// The association groups of one server, over all its ports. Thread-safe.
///
/// The generator has to be a secure one in production: handles and group numbers are what keeps clients apart.
public final class AssociationGroups {
    private final Map<Integer, AssociationGroup> groups = new HashMap<>();
    private final AssociationLimits limits;
    private final RandomGenerator random;

    public AssociationGroups(AssociationLimits limits, RandomGenerator random) {
        this.limits = limits;
        this.random = random;
    }

    /// A new group with one connection in it, or nothing when there are too many.
    synchronized Optional<AssociationGroup> create() {
        if (groups.size() >= limits.groupsMax()) {
            return Optional.empty();
        }
        int id = random.nextInt();
        while (id == 0 || groups.containsKey(id)) {
            id = random.nextInt();
        }
        var group = new AssociationGroup(id, limits.handlesMax(), random);
        groups.put(id, group);
        return Optional.of(group);
    }

    /// The group with that number, with one more connection in it.
    synchronized Optional<AssociationGroup> join(int id) {
        return Optional.ofNullable(groups.get(id)).filter(AssociationGroup::join);
    }

    /// Takes a connection out of its group.
    ///
    /// @return the states of handles to close when it was the last one ([C706] 5.1.6, rundown)
    synchronized List<AutoCloseable> leave(AssociationGroup group) {
        Optional<List<AutoCloseable>> orphans = group.leave();
        orphans.ifPresent(_ -> groups.remove(group.id()));
        return orphans.orElse(List.of());
    }

    /// How many groups there are.
    public synchronized int size() {
        return groups.size();
    }

    /// Forgets every group without closing a single handle: what a dead server does.
    public synchronized void forget() {
        groups.clear();
    }
}
