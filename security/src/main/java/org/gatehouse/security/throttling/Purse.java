package org.gatehouse.security.throttling;

import java.util.function.Supplier;

/// One person's budget of one component, for those who do the work. Thread-safe, and good for as long as one likes.
public final class Purse {
    private final Budgets budgets;
    private final Owner owner;
    private final Component component;
    private final Budgets.Lookup lookup;
    private final BudgetKey key;

    Purse(Budgets budgets, Owner owner, Component component, Budgets.Lookup lookup) {
        this.budgets = budgets;
        this.owner = owner;
        this.component = component;
        this.lookup = lookup;
        this.key = new BudgetKey(owner.id(), component);
    }

    Owner owner() {
        return owner;
    }

    Component component() {
        return component;
    }

    BudgetKey key() {
        return key;
    }

    Budgets.Lookup lookup() {
        return lookup;
    }

    /// A place for a connection or, where that is what counts, for a request; until it is closed.
    public Entry<Place> open(Line line) {
        return budgets.open(this, line);
    }

    /// Waits until its owner may have one more request served, where that is limited; before the work begins, so that
    /// nobody pays for the wait, and with nothing held that the owner's other work may need.
    public Lane lane() {
        return budgets.lane(this);
    }

    /// Begins a piece of work, which ends when it is closed.
    public Entry<Work> begin() {
        return budgets.begin(this, false);
    }

    /// The same, in its lane.
    public Entry<Work> begin(Lane lane) {
        return budgets.begin(this, lane.isFull());
    }

    /// Does a deed as one piece of work, with what it looks up in the directory. Keeps a refusal back from who asked
    /// earlier than told.
    public <T> Paid<T> pay(Supplier<T> deed) {
        Paid<T> paid = inLane(deed);
        if (paid instanceof Paid.Refused<T>(Refusal why)) {
            budgets.pause(why);
        }
        return paid;
    }

    private <T> Paid<T> inLane(Supplier<T> deed) {
        try (Lane lane = lane()) {
            return switch (begin(lane)) {
                case Entry.Granted<Work>(Work work) -> {
                    try (work) {
                        yield new Paid.Done<>(work.during(deed::get));
                    }
                }
                case Entry.Refused<Work>(Refusal why) -> new Paid.Refused<>(why);
            };
        }
    }
}
