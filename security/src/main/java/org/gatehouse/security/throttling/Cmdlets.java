package org.gatehouse.security.throttling;

import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.gatehouse.security.Identity;

/// Holds people to so many shells and cmdlets as their policies allow, at this process. Thread-safe.
public final class Cmdlets {
    /// People whose cmdlets are counted; at the bound those are forgotten who have run none for a day.
    private static final int PEOPLE_MAX = 1_000;
    private static final long DAY_NANOS = 24 * 60 * Budget.WINDOW_NANOS;
    /// What an open shell counts for in PowerShellMaxCmdletQueueDepth.
    private static final int SHELL_OPERATIONS = 2;

    private final Policies policies;
    private final LongSupplier nanos;
    private final Budgets.Pause pause;
    private final Map<String, Person> people = new HashMap<>();

    /// What one person has run, and does now.
    private static final class Person {
        private final CmdletCount all;
        private final CmdletCount destructive;
        private int operations;

        private Person(long now) {
            this.all = new CmdletCount(now);
            this.destructive = new CmdletCount(now);
        }

        private boolean isOld(long now) {
            return operations == 0 && all.isOld(now, DAY_NANOS) && destructive.isOld(now, DAY_NANOS);
        }
    }

    /// What was decided.
    private sealed interface Verdict {
        record Go(long pauseNanos) implements Verdict {}

        record Not(String why) implements Verdict {}
    }

    Cmdlets(Policies policies, LongSupplier nanos, Budgets.Pause pause) {
        this.policies = policies;
        this.nanos = nanos;
        this.pause = pause;
    }

    /// A shell of somebody, which is not open yet.
    public Shell shell(Identity who) {
        return new Shell(who, policies.owner(who));
    }

    /// One shell. What it still holds is given back when it is closed.
    public final class Shell implements AutoCloseable {
        private final Identity who;
        private final Owner owner;
        private int held;

        private Shell(Identity who, Owner owner) {
            this.who = who;
            this.owner = owner;
        }

        /// @return why it may not be opened; nothing if it may
        public Optional<String> open() {
            CmdletAllowance allowed = policies.cmdlets(who);
            synchronized (Cmdlets.this) {
                if (isFull(person(owner, nanos.getAsLong()), SHELL_OPERATIONS, allowed)) {
                    return Optional.of(tooManyOperations(owner, allowed));
                }
                hold(SHELL_OPERATIONS);
                return Optional.empty();
            }
        }

        /// Counts one more cmdlet and puts it off if it has to be. One that may be run is one operation until [#end].
        ///
        /// @param destructive whether it is one of those that ask before they do what cannot be undone
        /// @return why it may not be run; nothing if it may
        public Optional<String> begin(boolean destructive) {
            return switch (decide(policies.cmdlets(who), destructive)) {
                case Verdict.Go(long waits) -> {
                    if (waits > 0) {
                        pause.keep(Duration.ofNanos(waits));
                    }
                    yield Optional.empty();
                }
                case Verdict.Not(String why) -> Optional.of(why);
            };
        }

        private Verdict decide(CmdletAllowance allowed, boolean destructive) {
            synchronized (Cmdlets.this) {
                Verdict verdict = Cmdlets.this.decide(owner, allowed, destructive);
                if (verdict instanceof Verdict.Go) {
                    hold(1);
                }
                return verdict;
            }
        }

        private void hold(int operations) {
            held += operations;
            person(owner, nanos.getAsLong()).operations += operations;
        }

        /// A cmdlet that was let through has ended.
        public void end() {
            synchronized (Cmdlets.this) {
                hold(-Math.min(1, held));
            }
        }

        @Override
        public void close() {
            synchronized (Cmdlets.this) {
                hold(-held);
            }
        }
    }

    private Verdict decide(Owner owner, CmdletAllowance allowed, boolean destructive) {
        long now = nanos.getAsLong();
        Person person = person(owner, now);
        if (isFull(person, 1, allowed)) {
            return new Verdict.Not(tooManyOperations(owner, allowed));
        }
        if (destructive && person.destructive.next(now, allowed.destructive())
                instanceof CmdletCount.Decision.Stop(long waits)) {
            return new Verdict.Not(stopped(owner, allowed.policy(), allowed.destructive(), "destructive cmdlets",
                    "PowerShellMaxDestructiveCmdlets", waits));
        }
        return switch (person.all.next(now, allowed.all())) {
            case CmdletCount.Decision.Run(long waits) -> new Verdict.Go(waits);
            case CmdletCount.Decision.Stop(long waits) -> {
                if (destructive) {
                    person.destructive.takeBack();
                }
                yield new Verdict.Not(stopped(owner, allowed.policy(), allowed.all(), "cmdlets",
                        "PowerShellMaxCmdlets", waits));
            }
        };
    }

    private Person person(Owner owner, long now) {
        if (people.size() >= PEOPLE_MAX) {
            people.values().removeIf(person -> person.isOld(now));
        }
        return people.computeIfAbsent(owner.id(), _ -> new Person(now));
    }

    private static boolean isFull(Person person, int more, CmdletAllowance allowed) {
        return allowed.queueDepth().isPresent() && person.operations + more > allowed.queueDepth().getAsInt();
    }

    private static String tooManyOperations(Owner owner, CmdletAllowance allowed) {
        return String.format(Locale.ROOT, "throttled: %s has as many operations at a time as "
                + "PowerShellMaxCmdletQueueDepth of throttling policy '%s' allows; an open shell is two and a cmdlet "
                + "that runs is one", owner.name(), allowed.policy());
    }

    private static String stopped(Owner owner, String policy, CmdletAllowance.Rate rate, String what, String parameter,
            long waitNanos) {
        return String.format(Locale.ROOT, "throttled: %s has run as many %s in %d s as %s of throttling policy '%s' "
                + "allows; try again in %d s", owner.name(), what, rate.periodSeconds().orElse(0), parameter, policy,
                Math.max(1, Duration.ofNanos(waitNanos).plusMillis(999).toSeconds()));
    }
}
