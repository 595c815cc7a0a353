package org.gatehouse.security.throttling;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

/// What a member knows of the others' use of budgets: what they say in, what is to be added to budgets here out. No
/// thread, no clock; not thread-safe.
final class Others {
    /// A member that says nothing for so long is gone, and its connections with it.
    static final long SILENCE_NANOS_MAX = 10_000_000_000L;
    private static final long NEVER = -1;
    /// What one that is gone had used counts for so long.
    private static final long COUNTED_NANOS_MAX = 2 * Budget.WINDOW_NANOS;

    private final Map<String, Member> members = new HashMap<>();
    private final Map<BudgetKey, Map<String, Known>> byKey = new HashMap<>();
    private long heardAt;
    private boolean deaf = true;

    /// Told of what has been used elsewhere, as [BudgetInput.Elsewhere] without its time.
    @FunctionalInterface
    interface Charge extends BiConsumer<BudgetKey, Delta> {}

    record Delta(int connections, int addressBookConnections, long adNanos, long casNanos, long mailboxRpcNanos) {
        boolean isNone() {
            return connections == 0 && addressBookConnections == 0 && adNanos == 0 && casNanos == 0
                    && mailboxRpcNanos == 0;
        }

        BudgetInput.Elsewhere at(long now) {
            return new BudgetInput.Elsewhere(now, connections, addressBookConnections, adNanos, casNanos,
                    mailboxRpcNanos);
        }
    }

    /// @param heardAt when this was heard first
    private record Known(Usage usage, Usage.Recent recent, long heardAt) {}

    private static final class Member {
        private long round = NEVER;
        private long movedAt;
        /// Silent for so long that it counts as gone; what is known of it is kept, should it come back.
        private boolean gone;
        private final Set<BudgetKey> keys = new HashSet<>();
        /// Those that it did not name when it said all, and since when.
        private final Map<BudgetKey, Long> missing = new HashMap<>();

        /// Whether it has said something since the last time.
        private boolean hear(long now, long said) {
            boolean moved = said != round;
            if (moved) {
                round = said;
                movedAt = now;
                gone = false;
            }
            return moved;
        }
    }

    /// By member, the round up to which its shares are known.
    Map<String, Long> known() {
        var known = new HashMap<String, Long>();
        members.forEach((name, member) -> {
            if (member.round != NEVER && !member.gone) {
                known.put(name, member.round);
            }
        });
        return known;
    }

    /// Whether another member says that it uses a budget.
    boolean tell(BudgetKey key) {
        return byKey.containsKey(key);
    }

    /// Takes in what was read.
    ///
    /// @return members that are gone, with their last round
    Map<String, Long> hear(long now, UsageBoard.Heard heard, Charge charge) {
        heardAt = now;
        deaf = false;
        var dead = new HashMap<String, Long>();
        for (UsageBoard.Member said : heard.members()) {
            Member member = members.computeIfAbsent(said.name(), _ -> new Member());
            if (member.hear(now, said.round())) {
                take(now, said, member, charge);
            } else if (member.gone) { // it was not taken down
                dead.put(said.name(), member.round);
            }
        }
        // Who is not on the board any more has perhaps lost its place there, and says all again.
        members.forEach((name, member) -> {
            if (now - member.movedAt >= SILENCE_NANOS_MAX && !member.gone) {
                dead.put(name, member.round);
                member.gone = true;
                member.keys.forEach(key -> disconnect(key, name, charge));
            }
        });
        Map.copyOf(members).forEach((name, member) -> forget(now, name, member, charge));
        return dead;
    }

    /// Connections go; the times stay known, so that they are not charged twice when it comes back.
    private void disconnect(BudgetKey key, String name, Charge charge) {
        byKey.getOrDefault(key, Map.of()).computeIfPresent(name, (_, known) -> disconnected(key, known, charge));
    }

    private static Known disconnected(BudgetKey key, Known known, Charge charge) {
        Usage usage = known.usage();
        charge(key, new Delta(-usage.connections(), -usage.addressBookConnections(), 0, 0, 0), charge);
        return new Known(usage.withoutConnections(), known.recent(), known.heardAt());
    }

    private void take(long now, UsageBoard.Member said, Member member, Charge charge) {
        said.gone().forEach(key -> take(key, said.name(), member, charge));
        if (said.whole()) {
            // Whoever has much to say says the rest of it later: what is charged already must be known then.
            member.keys.forEach(key -> member.missing.putIfAbsent(key, now));
            said.changed().forEach(share -> member.missing.remove(share.key()));
            member.missing.keySet().forEach(key -> disconnect(key, said.name(), charge));
        }
        for (UsageBoard.Share share : said.changed()) {
            Map<String, Known> tellers = byKey.computeIfAbsent(share.key(), _ -> new HashMap<>());
            Known earlier = tellers.put(said.name(), new Known(share.usage(), share.recent(), now));
            member.keys.add(share.key());
            member.missing.remove(share.key());
            charge(share.key(), earlier == null ? first(share.usage(), share.recent(), 1)
                    : difference(earlier.usage(), share.usage()), charge);
        }
    }

    private static void charge(BudgetKey key, Delta delta, Charge charge) {
        if (!delta.isNone()) {
            charge.accept(key, delta);
        }
    }

    private static Delta first(Usage usage, Usage.Recent recent, double share) {
        return new Delta(usage.connections(), usage.addressBookConnections(), (long) (recent.adNanos() * share),
                (long) (recent.casNanos() * share), (long) (recent.mailboxRpcNanos() * share));
    }

    /// In another era all that was used is new.
    private static Delta difference(Usage earlier, Usage later) {
        boolean same = earlier.era() == later.era();
        return new Delta(later.connections() - earlier.connections(),
                later.addressBookConnections() - earlier.addressBookConnections(),
                later.adNanos() - (same ? earlier.adNanos() : 0), later.casNanos() - (same ? earlier.casNanos() : 0),
                later.mailboxRpcNanos() - (same ? earlier.mailboxRpcNanos() : 0));
    }

    /// Connections go; the times that were used count as long as they would have.
    private void take(BudgetKey key, String name, Member member, Charge charge) {
        member.missing.remove(key);
        if (!member.keys.remove(key)) {
            return;
        }
        Map<String, Known> tellers = byKey.getOrDefault(key, Map.of());
        Known last = tellers.remove(name);
        if (tellers.isEmpty()) {
            byKey.remove(key);
        }
        if (last != null) {
            charge(key, new Delta(-last.usage().connections(), -last.usage().addressBookConnections(), 0, 0, 0),
                    charge);
        }
    }

    /// One that is gone, or what one does not name any more, once nothing of what was used counts.
    private void forget(long now, String name, Member member, Charge charge) {
        if (member.gone && now - member.movedAt >= COUNTED_NANOS_MAX) {
            members.remove(name);
            Set.copyOf(member.keys).forEach(key -> take(key, name, member, charge));
        }
        Map.copyOf(member.missing).forEach((key, since) -> {
            if (now - since >= COUNTED_NANOS_MAX) {
                take(key, name, member, charge);
            }
        });
    }

    /// When nothing has been heard for too long, each member holds people by itself. Others' connections go; the times
    /// that were heard stay known, so that they are not charged twice when something is heard again.
    ///
    /// @return whether that has just come about
    boolean lapse(long now, Charge charge) {
        if (deaf || now - heardAt < SILENCE_NANOS_MAX) {
            return false;
        }
        deaf = true;
        members.values().forEach(member -> member.round = NEVER);
        byKey.forEach((key, tellers) -> tellers.replaceAll((_, known) -> disconnected(key, known, charge)));
        return true;
    }

    /// What others have used of a budget that begins here now. What was told a while ago counts as if all of it had
    /// been used when it was told: whole for a minute, and ever less for another.
    Delta soFar(long now, BudgetKey key) {
        var sum = new Delta(0, 0, 0, 0, 0);
        for (Known known : byKey.getOrDefault(key, Map.of()).values()) {
            double windows = (double) (now - known.heardAt()) / Budget.WINDOW_NANOS;
            Delta one = first(known.usage(), known.recent(), Math.clamp(2 - windows, 0, 1));
            sum = new Delta(sum.connections() + one.connections(),
                    sum.addressBookConnections() + one.addressBookConnections(), sum.adNanos() + one.adNanos(),
                    sum.casNanos() + one.casNanos(), sum.mailboxRpcNanos() + one.mailboxRpcNanos());
        }
        return sum;
    }
}
