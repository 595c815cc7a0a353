package org.gatehouse.bench.simulation;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.gatehouse.access.emsmdb.AccessDirectory;
import org.gatehouse.access.emsmdb.LogonPlace;
import org.gatehouse.access.emsmdb.ServerNode;
import org.gatehouse.directory.addressbook.Endpoint;
import org.gatehouse.edge.balancer.BalancerSettings;
import org.gatehouse.edge.balancer.Input;
import org.gatehouse.edge.balancer.Output;
import org.gatehouse.security.throttling.Allowance;
import org.gatehouse.store.ChangeOrder;
import org.gatehouse.store.MoveCourse;

/// Decisions that are wrong in one way each.
final class BrokenCores {
    private BrokenCores() {}

    /// A balancer that hears only some of what happens.
    private abstract static class Deaf implements Cores {
        abstract Input heard(Input input);

        @Override
        public Balancing balancer(BalancerSettings settings) {
            Balancing real = Cores.super.balancer(settings);
            return (input, now) -> real.step(heard(input), now);
        }
    }

    static final Cores IGNORING_DRAINS = new Deaf() {
        @Override
        Input heard(Input input) {
            return input instanceof Input.DrainBegun ? new Input.Tick() : input;
        }
    };

    static final Cores TAKING_THE_DEAD_FOR_LIVING = new Deaf() {
        @Override
        Input heard(Input input) {
            return input instanceof Input.ProbeAnswered(String member, _) ? new Input.ProbeAnswered(member, true)
                    : input;
        }
    };

    /// Each connection is placed for itself.
    static final Cores FORGETTING_ADDRESSES = new Deaf() {
        @Override
        Input heard(Input input) {
            try {
                return input instanceof Input.ConnectionArrived(long number, _) ? new Input.ConnectionArrived(number,
                        InetAddress.getByAddress(new byte[] {12, 0, (byte) (number >> 8), (byte) number})) : input;
            } catch (UnknownHostException impossible) {
                throw new AssertionError(impossible);
            }
        }
    };

    /// A balancer that goes on offering connections to whom it knows to be dead.
    static final Cores OFFERING_TO_THE_DEAD = new Cores() {
        @Override
        public Balancing balancer(BalancerSettings settings) {
            Balancing real = Cores.super.balancer(settings);
            var first = new ArrayList<org.gatehouse.edge.balancer.Member>();
            return (input, now) -> {
                if (input instanceof Input.MemberAdded(org.gatehouse.edge.balancer.Member member)) {
                    first.add(member);
                }
                return real.step(input, now).stream().map(output -> output instanceof Output.Forward(long number, _)
                        ? new Output.Forward(number, first.getFirst()) : output).toList();
            };
        }
    };

    static final Cores KEEPING_BUDGETS_TO_ITSELF = new Cores() {
        @Override
        public boolean sharesBudgets() {
            return false;
        }
    };

    /// A budget of one place more.
    static final Cores COUNTING_ONE_TOO_FEW = new Cores() {
        @Override
        public Budgeting budget(Allowance allowance, long nanos) {
            OptionalInt more = OptionalInt.of(allowance.concurrency().orElseThrow() + 1);
            return Cores.super.budget(new Allowance(allowance.policy(), more, allowance.percentInAd(),
                    allowance.percentInCas(), allowance.percentInMailboxRpc()), nanos);
        }
    };

    /// A budget of time that nobody is held to.
    static final Cores GIVING_TIME_AWAY = new Cores() {
        @Override
        public Budgeting budget(Allowance allowance, long nanos) {
            return Cores.super.budget(new Allowance(allowance.policy(), allowance.concurrency(),
                    allowance.percentInAd(), OptionalInt.empty(), allowance.percentInMailboxRpc()), nanos);
        }
    };

    static final Cores MOVING_WITHOUT_ASKING = new Cores() {
        @Override
        public boolean asksForOwner() {
            return false;
        }
    };

    /// A move that does not copy what was there before it began.
    static final Cores COMPLETING_TOO_EARLY = new Cores() {
        @Override
        public MoveCourse.Step next(MoveCourse.Wish wish, MoveCourse.Known known) {
            MoveCourse.Step step = Cores.super.next(wish, known);
            return step instanceof MoveCourse.Step.Copy ? new MoveCourse.Step.Complete() : step;
        }
    };

    /// A locked mailbox is never given back.
    static final Cores NEVER_UNLOCKING = new Cores() {
        @Override
        public MoveCourse.Step next(MoveCourse.Wish wish, MoveCourse.Known known) {
            MoveCourse.Step step = Cores.super.next(wish, known);
            return step instanceof MoveCourse.Step.Unlock || step instanceof MoveCourse.Step.Cancel
                    ? new MoveCourse.Step.Rest(MoveCourse.Why.RETRYING) : step;
        }
    };

    static final Cores ANSWERING_BEFORE_THE_COMMIT = new Cores() {
        @Override
        public boolean waitsForCommit() {
            return false;
        }
    };

    static final Cores NUMBERING_WITHOUT_A_LOCK = new Cores() {
        @Override
        public boolean locksMailboxes() {
            return false;
        }
    };

    static final Cores KEEPING_ITS_REPLICA = new Cores() {
        @Override
        public boolean renewsReplicas() {
            return false;
        }
    };

    /// A reader that does not look for missing numbers.
    static final Cores LEAVING_GAPS = new Cores() {
        @Override
        public ChangeOrder.Taken take(ChangeOrder order, ChangeOrder.Seen seen) {
            return order.take(new ChangeOrder.Seen(seen.behind(), List.of(), seen.oldestRunning()));
        }
    };

    /// Whoever is asked serves.
    static final Cores SERVING_EVERYBODY = new Cores() {
        @Override
        public LogonPlace logon(ServerNode asked, AccessDirectory.Mailbox mailbox) {
            return new LogonPlace.Here();
        }
    };

    static final Cores SENDING_NOBODY_ELSEWHERE = new Cores() {
        @Override
        public LogonPlace logon(ServerNode asked, AccessDirectory.Mailbox mailbox) {
            LogonPlace real = Cores.super.logon(asked, mailbox);
            return real instanceof LogonPlace.Elsewhere ? new LogonPlace.Nowhere() : real;
        }
    };

    /// Everybody is referred to the first server of the site, dead or alive.
    static final Cores REFERRING_TO_THE_DEAD = new Cores() {
        @Override
        public Optional<String> live(Endpoint endpoint, List<String> servers, Supplier<Optional<String>> array,
                Predicate<String> alive) {
            return servers.stream().findFirst();
        }
    };

    static final Cores NOT_WAITING_FOR_COPIES = new Cores() {
        @Override
        public boolean waitsForCopies() {
            return false;
        }
    };
}
