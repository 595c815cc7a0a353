package org.gatehouse.security.throttling;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import org.gatehouse.security.Identity;

/// The budgets of everybody who uses this process, which all servers in it share. Thread-safe.
public final class Budgets {
    /// Half of the processors are always left to others.
    static final int LANES = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
    /// How long one is waited for at most: twice, before work is put off.
    private static final long LANE_WAIT_MILLIS_MAX = 2_000;

    private final Policies policies;
    private final LongSupplier nanos;
    private final LongSupplier lost;
    private final Pause pause;
    private final long laneWaitMillisMax;
    private final ThrottlingCounts counts = new ThrottlingCounts();
    private final Cmdlets cmdlets;
    private final Map<BudgetKey, Slot> slots = new ConcurrentHashMap<>();
    /// Its own lock guards it, and a new budget's way into the map; taken before a budget's.
    private final Others others = new Others();

    /// Keeps an answer back.
    @FunctionalInterface
    public interface Pause {
        void keep(Duration time);
    }

    /// What is allowed at the moment.
    @FunctionalInterface
    interface Lookup {
        Allowance allowance();
    }

    /// A budget in use; its own lock guards it.
    static final class Slot {
        private final Owner owner;
        private final Component component;
        private final Lookup lookup;
        private final Budget budget;
        private final Lanes lanes;
        /// What the budget said last, for those who only want to know that.
        private volatile boolean servedInTurn;
        private boolean gone;

        private Slot(Purse purse, Lookup lookup, Lanes lanes, long now) {
            this.lanes = lanes;
            this.owner = purse.owner();
            this.component = purse.component();
            this.lookup = lookup;
            this.budget = new Budget(lookup.allowance(), now, now);
        }
    }

    /// @param nanos a clock that never goes back, such as System.nanoTime
    public Budgets(Policies policies, LongSupplier nanos, Pause pause) {
        this(policies, nanos, () -> 0, pause);
    }

    /// @param lost time that was nobody's to use, since what is used was away: only grows
    public Budgets(Policies policies, LongSupplier nanos, LongSupplier lost, Pause pause) {
        this(policies, nanos, lost, pause, LANE_WAIT_MILLIS_MAX);
    }

    Budgets(Policies policies, LongSupplier nanos, LongSupplier lost, Pause pause, long laneWaitMillisMax) {
        this.policies = policies;
        this.nanos = nanos;
        this.lost = lost;
        this.pause = pause;
        this.laneWaitMillisMax = laneWaitMillisMax;
        this.cmdlets = new Cmdlets(policies, nanos, pause);
    }

    /// The cmdlets of shells over the network.
    public Cmdlets cmdlets() {
        return cmdlets;
    }

    /// Nobody is held to anything.
    public static Budgets unlimited() {
        return new Budgets(Policies.none(), () -> 0, _ -> { });
    }

    /// The budget of an account that signed in.
    public Purse of(Identity identity, Component component) {
        return new Purse(this, policies.owner(identity), component, () -> policies.allowance(identity, component));
    }

    /// The budget of clients at an address who do not sign in.
    public Purse ofAnonymous(InetSocketAddress client) {
        return new Purse(this, Owner.anonymous(client.getAddress()), Component.ANONYMOUS, policies::anonymous);
    }

    /// The budget of whoever makes a call.
    ///
    /// @param caller who signed in, if anybody did
    /// @param client where the call comes from
    public Purse of(Optional<Identity> caller, Component component, InetSocketAddress client) {
        return caller.map(known -> of(known, component)).orElseGet(() -> ofAnonymous(client));
    }

    /// Keeps an answer back from who asked earlier than told.
    public void pause(Refusal refusal) {
        if (!refusal.pause().isZero()) {
            pause.keep(refusal.pause());
        }
    }

    /// What was decided and used, for `/metrics`.
    public String metrics() {
        return counts.text(slots.size());
    }

    /// How often somebody was refused.
    public long refusals(Component component, Measure measure) {
        return counts.refusals(component, measure);
    }

    /// Time that was nobody's to use until now.
    long lost() {
        return lost.getAsLong();
    }

    long nanos() {
        return nanos.getAsLong();
    }

    Entry<Place> open(Purse purse, Line line) {
        while (true) {
            Slot slot = slot(purse);
            synchronized (slot) {
                if (!slot.gone) {
                    return switch (slot.budget.step(new BudgetInput.Open(nanos(), line))) {
                        case BudgetOutput.Refused refused -> new Entry.Refused<>(refusal(slot, refused));
                        case BudgetOutput.Granted _, BudgetOutput.Report _ -> {
                            counts.granted(slot.component);
                            yield new Entry.Granted<>(new Place(() -> step(slot,
                                    new BudgetInput.Close(nanos(), line))));
                        }
                    };
                }
            }
        }
    }

    /// @param putOff whether so much of its owner's work waits that no more may begin
    Entry<Work> begin(Purse purse, boolean putOff) {
        while (true) {
            Slot slot = slot(purse);
            synchronized (slot) {
                if (!slot.gone) {
                    return switch (slot.budget.step(putOff ? new BudgetInput.PutOff(nanos())
                            : new BudgetInput.Begin(nanos()))) {
                        case BudgetOutput.Refused refused -> new Entry.Refused<>(refusal(slot, refused));
                        case BudgetOutput.Granted _, BudgetOutput.Report _ -> {
                            counts.granted(slot.component);
                            yield new Entry.Granted<>(new Work(this, slot, nanos(), lost()));
                        }
                    };
                }
            }
        }
    }

    Optional<Refusal> goOn(Slot slot) {
        synchronized (slot) {
            return slot.budget.step(new BudgetInput.GoOn(nanos())) instanceof BudgetOutput.Refused refused
                    ? Optional.of(refusal(slot, refused)) : Optional.empty();
        }
    }

    void spent(Slot slot, long adNanos, long mailboxNanos) {
        counts.spent(slot.component, Measure.AD, adNanos);
        counts.spent(slot.component, Measure.MAILBOX_RPC, mailboxNanos);
        step(slot, new BudgetInput.Spent(nanos(), adNanos, mailboxNanos));
    }

    /// @param lostNanos of the time since, what was nobody's to use
    void end(Slot slot, long begunNanos, long lostNanos) {
        long now = nanos();
        long excused = Math.min(lostNanos, now - begunNanos);
        counts.spent(slot.component, Measure.CAS, now - begunNanos - excused);
        step(slot, new BudgetInput.End(now));
        if (excused > 0) {
            step(slot, new BudgetInput.Excused(now, excused));
        }
    }

    private static void step(Slot slot, BudgetInput input) {
        synchronized (slot) {
            BudgetOutput _ = slot.budget.step(input);
        }
    }

    /// What the policy says is asked outside of any lock: it may have to be looked up.
    private Slot slot(Purse purse) {
        Slot known = slots.get(purse.key());
        if (known != null) {
            return known;
        }
        long now = nanos();
        var made = new Slot(purse, purse.lookup(), new Lanes(LANES, laneWaitMillisMax), now);
        synchronized (others) {
            step(made, others.soFar(now, purse.key()).at(now));
            Slot earlier = slots.putIfAbsent(purse.key(), made);
            return earlier == null ? made : earlier;
        }
    }

    /// This process as one of several that share budgets.
    ///
    /// @param member told from all others, also from an earlier life of this one
    public Sharing share(String member) {
        return new Sharing(member, this);
    }

    /// Visits what is used here of each budget, and whether it is worth telling by itself.
    void eachShare(BiConsumer<UsageBoard.Share, Boolean> visitor) {
        slots.forEach((key, slot) -> {
            UsageBoard.Share share;
            boolean noticeable;
            synchronized (slot) {
                BudgetOutput _ = slot.budget.step(new BudgetInput.Spent(nanos(), 0, 0));
                share = new UsageBoard.Share(key, slot.budget.usage(), slot.budget.recent());
                noticeable = slot.budget.isNoticeable();
            }
            visitor.accept(share, noticeable);
        });
    }

    Map<String, Long> knownOthers() {
        synchronized (others) {
            return others.known();
        }
    }

    boolean isToldByOthers(BudgetKey key) {
        synchronized (others) {
            return others.tell(key);
        }
    }

    Map<String, Long> hear(UsageBoard.Heard heard) {
        synchronized (others) {
            return others.hear(nanos(), heard, this::charge);
        }
    }

    boolean lapse() {
        synchronized (others) {
            return others.lapse(nanos(), this::charge);
        }
    }

    /// A budget that nobody has here is charged when somebody begins it.
    private void charge(BudgetKey key, Others.Delta delta) {
        Slot slot = slots.get(key);
        if (slot != null) {
            step(slot, delta.at(nanos()));
        }
    }

    Lane lane(Purse purse) {
        Slot slot = slots.get(purse.key());
        return slot != null && slot.servedInTurn ? Lane.of(slot.lanes, () -> rest(slot)) : Lane.open();
    }

    private void rest(Slot slot) {
        long rest;
        synchronized (slot) {
            BudgetOutput _ = slot.budget.step(new BudgetInput.Spent(nanos(), 0, 0));
            rest = slot.budget.rest();
        }
        if (rest > 0) {
            pause.keep(Duration.ofNanos(rest));
        }
    }

    private Refusal refusal(Slot slot, BudgetOutput.Refused refused) {
        slot.servedInTurn = slot.budget.isServedInTurn();
        counts.refused(slot.component, refused.measure());
        return new Refusal(slot.owner.name(), slot.budget.allowance().policy(), slot.component, refused.measure(),
                Duration.ofNanos(refused.waitNanos()), Duration.ofNanos(refused.pauseNanos()));
    }

    /// Takes up what policies say now, and forgets budgets that nobody uses. To be called about twice a second.
    ///
    /// @param overBudget told of each budget that was overdrawn in a minute that has ended
    public void round(BiConsumer<Overdrawn, BudgetOutput.Report> overBudget) {
        slots.forEach((key, slot) -> {
            Allowance now = slot.lookup.allowance();
            BudgetOutput ended;
            Overdrawn overdrawn;
            synchronized (slot) {
                if (!now.equals(slot.budget.allowance())) {
                    BudgetOutput _ = slot.budget.step(new BudgetInput.Allow(nanos(), now));
                }
                ended = slot.budget.step(new BudgetInput.Tick(nanos()));
                slot.servedInTurn = slot.budget.isServedInTurn();
                overdrawn = new Overdrawn(slot.owner, slot.component, now.policy());
                if (slot.budget.isIdle()) {
                    slot.gone = true;
                    slots.remove(key);
                }
            }
            if (ended instanceof BudgetOutput.Report report) {
                overBudget.accept(overdrawn, report);
            }
        });
    }

    /// Whose budget was overdrawn, and under which policy.
    public record Overdrawn(Owner owner, Component component, String policy) {}
}
