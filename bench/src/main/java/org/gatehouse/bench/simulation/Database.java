package org.gatehouse.bench.simulation;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A database on a primary and a standby: transactions with locks and a log, commits that take their time, and what is
/// left after a crash or when the standby takes over.
final class Database {
    /// The lock of all rows of `mailbox`.
    static final int MAILBOXES = -1;
    /// PostgreSQL logs a sequence so many numbers ahead.
    private static final int LOGGED_AHEAD = 32;
    /// When somebody who hears nothing gives up.
    static final long SILENCE = 3_000;
    static final String OUT_OF_REACH = "out of reach";
    private static final long SHIP_AGAIN = 300;
    /// What both servers have is forgotten in such pieces.
    private static final int FORGOTTEN_AT_ONCE = 256;

    final int index;
    final UUID guid;
    final boolean synchronous;
    private final World world;
    private final Map<Integer, ArrayDeque<Transaction>> locks = new HashMap<>();
    private final TreeSet<Long> running = new TreeSet<>();
    private final Set<Call> pending = new LinkedHashSet<>();
    private final List<Transaction> log = new ArrayList<>();
    private final Map<String, Held> held = new HashMap<>();
    private Host primary;
    private Host standby;
    private State state = new State();
    private State behind = new State();
    private int shipped;
    /// Before what `log` still has.
    private long logged;
    private int visible;
    private long transactions;
    private long changeNumbers;
    /// Added to what a commit takes.
    long slow;
    /// Changes with each start of the primary, and with each change of it.
    private int era;
    private long timeline = 1;
    /// The former primary takes itself for one still.
    private boolean oldPrimary;
    /// How often it came back without all that it had shown.
    private int losses;

    private record Held(Host by, int life) {}

    /// Somebody waits for an answer.
    private record Call(Host by, int life, Reply reply) {}

    /// What comes of a transaction.
    interface Reply {
        void done();

        /// @param unknown whether it may have happened nevertheless
        void failed(String why, boolean unknown);
    }

    /// What a transaction does.
    @FunctionalInterface
    interface Work {
        void run(Transaction transaction, State now);
    }

    /// A transaction does not want to go on.
    static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1;

        Refused(String why) {
            super(why, null, false, false);
        }
    }

    /// One that runs or has run.
    final class Transaction {
        private final List<Consumer<State>> effects = new ArrayList<>();
        private final List<Integer> wanted;
        private final Work work;
        private final Call call;
        private final List<Integer> owned = new ArrayList<>();
        private long number;
        private int placed = -1;
        private @Nullable Runnable claim;
        private State.@Nullable ChangeRow numbers;
        /// What its author will take for written, when it is told; negative ones for deleted.
        final List<Long> tokens = new ArrayList<>();

        private Transaction(List<Integer> wanted, Work work, Call call) {
            this.wanted = wanted;
            this.work = work;
            this.call = call;
        }

        void effect(Consumer<State> effect) {
            effects.add(effect);
        }

        /// It makes somebody the owner of a move.
        void claims(long move, Host by) {
            claim = () -> world.checks.claimed(move, by);
        }

        /// It decides where a mailbox is.
        void places(int mailbox) {
            placed = mailbox;
        }

        /// Writes a change of a mailbox, under the number that it gave.
        void change(int mailbox, int replica, long counter) {
            long id = ++changeNumbers;
            long logged = (id + LOGGED_AHEAD - 1) / LOGGED_AHEAD * LOGGED_AHEAD;
            numbers = new State.ChangeRow(mailbox, replica, counter, 0);
            effects.add(now -> {
                State.Box box = now.box(mailbox);
                now.changes.put(id, at(++box.changes));
                now.changesLogged = Math.max(now.changesLogged, logged);
                box.counter = Math.max(box.counter, counter);
            });
        }

        /// Both servers mostly have it at the same place, and then the same row.
        private State.ChangeRow at(long place) {
            State.ChangeRow row = Objects.requireNonNull(numbers);
            if (row.place() != place) {
                row = new State.ChangeRow(row.mailbox(), row.replica(), row.number(), place);
                numbers = row;
            }
            return row;
        }
    }

    Database(World world, int index, Host primary, Host standby, boolean synchronous) {
        this.world = world;
        this.index = index;
        this.guid = new UUID(1, index);
        this.primary = primary;
        this.standby = standby;
        this.synchronous = synchronous;
    }

    Host primary() {
        return primary;
    }

    Host standby() {
        return standby;
    }

    /// Whether it answers somebody.
    boolean serves(Host by) {
        return world.network.reaches(by, primary);
    }

    /// Whether commits go through.
    boolean commits() {
        return primary.up && (!synchronous || world.network.reaches(primary, standby));
    }

    State state() {
        return state;
    }

    /// Before the world begins.
    void found(Consumer<State> rows) {
        rows.accept(state);
        rows.accept(behind);
    }

    /// Runs something in a transaction.
    ///
    /// @param locks taken in this order before it runs, and kept to its end
    void write(Host by, List<Integer> locks, Work work, Reply reply) {
        Call call = call(by, reply);
        if (call == null) {
            return;
        }
        world.network.send(by, primary, 1, () -> {
            if (pending.contains(call)) {
                var transaction = new Transaction(locks, work, call);
                if (world.cores.locksMailboxes()) {
                    acquire(transaction);
                } else {
                    begin(transaction);
                }
            }
        });
    }

    /// Reads a snapshot.
    void read(Host by, Consumer<State> look, Reply reply) {
        Call call = call(by, reply);
        if (call != null) {
            world.network.send(by, primary, 1, () -> {
                look.accept(state);
                answer(call, Reply::done);
            });
        }
    }

    private @Nullable Call call(Host by, Reply reply) {
        if (!world.network.reaches(by, primary)) {
            long wait = world.network.isOpen(by, primary) ? 1 : SILENCE;
            world.network.later(by, wait, () -> reply.failed(OUT_OF_REACH, false));
            return null;
        }
        var call = new Call(by, by.life, reply);
        pending.add(call);
        return call;
    }

    private void answer(Call call, Consumer<Reply> say) {
        if (pending.contains(call) && call.by.life == call.life) {
            world.network.send(primary, call.by, 1, () -> {
                if (pending.remove(call)) {
                    say.accept(call.reply);
                }
            });
        }
    }

    private void acquire(Transaction transaction) {
        while (transaction.owned.size() < transaction.wanted.size()) {
            Integer lock = transaction.wanted.get(transaction.owned.size());
            ArrayDeque<Transaction> queue = locks.computeIfAbsent(lock, _ -> new ArrayDeque<>(2));
            if (!queue.contains(transaction)) {
                queue.add(transaction);
            }
            if (queue.peek() != transaction) {
                return;
            }
            transaction.owned.add(lock);
        }
        begin(transaction);
    }

    private void begin(Transaction transaction) {
        transaction.number = ++transactions;
        running.add(transaction.number);
        try {
            transaction.work.run(transaction, state);
        } catch (Refused refused) {
            release(transaction);
            answer(transaction.call, reply -> reply.failed(String.valueOf(refused.getMessage()), false));
            return;
        }
        if (!world.cores.waitsForCommit()) {
            answer(transaction.call, Reply::done);
        }
        world.network.later(primary, world.commitMillis() + slow, () -> flushed(transaction));
    }

    private void release(Transaction transaction) {
        running.remove(transaction.number);
        for (Integer lock : transaction.owned) {
            ArrayDeque<Transaction> queue = locks.get(lock);
            if (queue != null && queue.peek() == transaction) {
                queue.remove();
                Transaction next = queue.peek();
                if (next == null) {
                    locks.remove(lock);
                } else {
                    acquire(next);
                }
            }
        }
    }

    /// It is on the primary's disk.
    private void flushed(Transaction transaction) {
        log.add(transaction);
        if (!synchronous) {
            show(mark());
        }
        ship();
    }

    private void show(long upTo) {
        while (logged + visible < upTo) {
            Transaction transaction = log.get(visible++);
            transaction.effects.forEach(effect -> effect.accept(state));
            if (transaction.numbers != null) {
                world.checks.published(transaction.numbers);
            }
            if (transaction.claim != null) {
                transaction.claim.run();
            }
            if (transaction.placed >= 0) {
                world.checks.placed(transaction.placed);
            }
            release(transaction);
            answer(transaction.call, Reply::done);
        }
    }

    private void ship() {
        long upTo = mark();
        int from = era;
        Host sender = primary;
        int life = sender.life;
        world.network.send(primary, standby, world.lagMillis(synchronous), () -> {
            if (from == era && sender.life == life) {
                apply(upTo);
                world.network.send(standby, sender, 1, () -> {
                    if (from == era && synchronous) {
                        show(upTo);
                    }
                });
            }
        });
    }

    private void apply(long upTo) {
        while (logged + shipped < upTo) {
            log.get(shipped++).effects.forEach(effect -> effect.accept(behind));
        }
        int both = Math.min(shipped, visible);
        if (both >= FORGOTTEN_AT_ONCE) {
            log.subList(0, both).clear();
            logged += both;
            shipped -= both;
            visible -= both;
        }
    }

    /// Now and then: what did not arrive is sent again.
    void tick() {
        if (primary.up && (shipped < log.size() || synchronous && visible < log.size())) {
            ship();
        }
        held.values().removeIf(lock -> !lock.by.up || lock.by.life != lock.life);
        world.time.in(SHIP_AGAIN, this::tick);
    }

    /// A lock that is held as long as its connection lives.
    boolean tryHold(String name, Host by) {
        Held other = held.get(name);
        if (other != null && (other.by != by || other.life == by.life) && other.by.up && other.by.life == other.life) {
            return false;
        }
        held.put(name, new Held(by, by.life));
        return true;
    }

    void letGo(String name, Host by) {
        held.computeIfPresent(name, (_, lock) -> lock.by == by ? null : lock);
    }

    /// The primary dies with all that is not on its disk.
    void die() {
        primary.up = false;
        primary.life++;
        disconnect();
    }

    private void disconnect() {
        locks.clear();
        running.clear();
        held.clear();
        for (Call call : List.copyOf(pending)) {
            pending.remove(call);
            tell(call, 2, "the connection broke");
        }
    }

    private void tell(Call call, long after, String why) {
        if (call.life == call.by.life) {
            world.network.later(call.by, after, () -> call.reply.failed(why, true));
        }
    }

    /// It comes back as it was, with what was on its disk.
    void restart() {
        era++;
        primary.up = true;
        show(mark());
        world.checks.restarted(this);
    }

    /// The standby takes over, with what it has; its former primary follows it, at once or later.
    void failOver(boolean unnoticed) {
        era++;
        timeline++;
        oldPrimary = unnoticed;
        boolean complete = shipped >= visible;
        List<Transaction> lost = List.copyOf(log.subList(Math.min(shipped, log.size()), log.size()));
        Host former = primary;
        primary = standby;
        standby = former;
        logged += log.size();
        log.clear();
        shipped = 0;
        visible = 0;
        state = behind;
        losses += complete ? 0 : 1;
        if (!complete && world.cores.renewsReplicas()) {
            state.boxes.each((_, box) -> {
                box.replica = world.freshReplica();
                box.departed = box.departed == null ? null : box.departed.of(box.replica);
                box.departing = null;
            });
        }
        behind = state.copy();
        changeNumbers = state.changesLogged;
        world.checks.failedOver(this, lost);
    }

    void standbyReturns() {
        oldPrimary = false;
        standby.life++;
        standby.up = true;
    }

    /// Who waits for an answer across a way that is cut hears nothing any more.
    void cut(Host one, Host other) {
        if (one != primary && other != primary) {
            return;
        }
        Host far = one == primary ? other : one;
        for (Call call : List.copyOf(pending)) {
            if (call.by == far) {
                pending.remove(call);
                tell(call, SILENCE, "no answer");
            }
        }
        silent(far);
    }

    /// Nothing is heard of somebody: locks of its connections go, later than it notices itself.
    void silent(Host far) {
        int before = era;
        for (Map.Entry<String, Held> lock : Map.copyOf(held).entrySet()) {
            if (lock.getValue().by == far) {
                world.network.later(primary, 2 * SILENCE, () -> {
                    if (before == era && !world.network.reaches(primary, far)) {
                        held.remove(lock.getKey(), lock.getValue());
                    }
                });
            }
        }
    }

    /// Where its log ends, counted over all its primaries.
    long mark() {
        return logged + log.size();
    }

    /// Whether the standby has all up to there.
    boolean isKept(long mark) {
        return logged + shipped >= mark;
    }

    /// A transaction that begins and ends at once.
    long nextTransaction() {
        return ++transactions;
    }

    long oldestRunning() {
        return running.isEmpty() ? transactions + 1 : running.first();
    }

    /// The clock by which a process that uses it tells times.
    long clock(Host by) {
        return by.clock(world.time.now());
    }

    int era() {
        return era;
    }

    long timeline() {
        return timeline;
    }

    boolean hasOldPrimary() {
        return oldPrimary;
    }

    int losses() {
        return losses;
    }
}
