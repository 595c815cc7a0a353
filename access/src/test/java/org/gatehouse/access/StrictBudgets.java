package org.gatehouse.access;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.gatehouse.security.Identity;
import org.gatehouse.security.throttling.Allowance;
import org.gatehouse.security.throttling.Budgets;
import org.gatehouse.security.throttling.Component;
import org.gatehouse.security.throttling.Owner;
import org.gatehouse.security.throttling.Policies;

/// Budgets with a clock of their own, under which only Ann, and who does not sign in, is held to anything.
public final class StrictBudgets {
    public static final long SECOND = 1_000_000_000L;
    private static final OptionalInt FREE = OptionalInt.empty();

    public long now;
    /// How long each look at the clock takes.
    public long tick;
    /// For how long answers were kept back.
    public final List<Duration> pauses = new ArrayList<>();
    private Allowance allowed = new Allowance("Strict", FREE, FREE, FREE, FREE);
    public final Budgets budgets = new Budgets(new Policies() {
        @Override
        public Owner owner(Identity identity) {
            return Owner.of(identity);
        }

        @Override
        public Allowance allowance(Identity identity, Component component) {
            return identity.account().equals("ann") ? allowed : Allowance.unlimited("Free");
        }

        @Override
        public Allowance anonymous() {
            return allowed;
        }
    }, () -> now += tick, pauses::add);

    /// Changes what is allowed, as an administrator does.
    public void allow(Allowance changed) {
        allowed = changed;
        budgets.round((_, _) -> { });
    }

    /// Nothing is limited but time in the tier.
    public static Allowance cas(int percent) {
        return new Allowance("Strict", FREE, FREE, OptionalInt.of(percent), FREE);
    }
}
