package org.gatehouse.bench.simulation;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.gatehouse.access.emsmdb.AccessDirectory;
import org.gatehouse.access.emsmdb.LogonPlace;
import org.gatehouse.access.emsmdb.ServerNode;
import org.gatehouse.database.DatabaseException;
import org.gatehouse.database.Home;
import org.gatehouse.database.Outage;
import org.gatehouse.dcerpc.association.Step;
import org.gatehouse.dcerpc.pdu.PduHeader;
import org.gatehouse.dcerpc.pdu.PduType;
import org.gatehouse.directory.addressbook.Endpoint;
import org.gatehouse.edge.balancer.BalancerSettings;
import org.gatehouse.edge.balancer.Health;
import org.gatehouse.edge.balancer.Input;
import org.gatehouse.edge.balancer.Output;
import org.gatehouse.security.throttling.Allowance;
import org.gatehouse.security.throttling.Budgets;
import org.gatehouse.security.throttling.UsageBoard;
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
            var dead = new HashSet<String>();
            return (input, now) -> {
                if (input instanceof Input.MemberAdded(org.gatehouse.edge.balancer.Member member)) {
                    first.add(member);
                }
                List<Output> outputs = real.step(input, now);
                for (Output output : outputs) {
                    if (output instanceof Output.HealthChanged(String name, Health health, _)) {
                        boolean _ = health == Health.DOWN ? dead.add(name) : dead.remove(name);
                    }
                }
                return outputs.stream().map(output -> output instanceof Output.Forward(long number, _)
                        && dead.contains(first.getFirst().name()) ? new Output.Forward(number, first.getFirst())
                        : output).toList();
            };
        }
    };

    /// A member's side of sharing that hears something else than what is said.
    private interface Mishearing extends Cores {
        /// Of one life of a process.
        UnaryOperator<UsageBoard.Heard> hearing();

        @Override
        default Exchanging sharing(Budgets budgets, String member) {
            Exchanging real = Cores.super.sharing(budgets, member);
            UnaryOperator<UsageBoard.Heard> hearing = hearing();
            return new Exchanging() {
                @Override
                public UsageBoard.Told tell() {
                    return real.tell();
                }

                @Override
                public Map<String, Long> known() {
                    return real.known();
                }

                @Override
                public void hear(UsageBoard.Heard heard) {
                    real.hear(hearing.apply(heard));
                }

                @Override
                public void failed() {
                    real.failed();
                }

                @Override
                public boolean lapse() {
                    return real.lapse();
                }
            };
        }
    }

    static final Cores KEEPING_BUDGETS_TO_ITSELF = (Mishearing) () -> heard ->
            new UsageBoard.Heard(heard.lost(), List.of());

    /// Everything that others say counts twice.
    static final Cores CHARGING_TWICE = (Mishearing) () -> heard -> new UsageBoard.Heard(heard.lost(),
            heard.members().stream().flatMap(member -> Stream.of(member, new UsageBoard.Member(member.name() + " again",
                    member.round(), member.whole(), member.changed(), member.gone()))).toList());

    /// Who has said something once is taken for living, whatever becomes of it.
    static final Cores REMEMBERING_THE_DEAD = (Mishearing) () -> {
        var rounds = new LinkedHashMap<String, Long>();
        return heard -> {
            var all = new ArrayList<UsageBoard.Member>();
            heard.members().forEach(member -> {
                rounds.put(member.name(), member.round());
                all.add(member);
            });
            rounds.replaceAll((name, round) -> {
                if (all.stream().noneMatch(member -> member.name().equals(name))) {
                    all.add(new UsageBoard.Member(name, round + 1, false, List.of(), Set.of()));
                    return round + 1;
                }
                return round;
            });
            return new UsageBoard.Heard(heard.lost(), all);
        };
    };

    /// A budget of one place more.
    static final Cores COUNTING_ONE_TOO_FEW = new Cores() {
        @Override
        public Budgets budgets(Allowance allowance, LongSupplier nanos, LongSupplier lost) {
            OptionalInt more = OptionalInt.of(allowance.concurrency().orElseThrow() + 1);
            return Cores.super.budgets(new Allowance(allowance.policy(), more, allowance.percentInAd(),
                    allowance.percentInCas(), allowance.percentInMailboxRpc()), nanos, lost);
        }
    };

    /// A budget of time that nobody is held to.
    static final Cores GIVING_TIME_AWAY = new Cores() {
        @Override
        public Budgets budgets(Allowance allowance, LongSupplier nanos, LongSupplier lost) {
            return Cores.super.budgets(new Allowance(allowance.policy(), allowance.concurrency(),
                    allowance.percentInAd(), OptionalInt.empty(), allowance.percentInMailboxRpc()), nanos, lost);
        }
    };

    /// Advice on a database that is away which is not the real one.
    private interface Misleading extends Cores {
        Outage.Advice instead(Outage.Advice real, boolean away);

        @Override
        default Waiting outage(long holdNanos) {
            Waiting real = Cores.super.outage(holdNanos);
            return new Waiting() {
                private boolean away;

                @Override
                public Outage.Advice ask(long now, boolean tried) {
                    return instead(real.ask(now, tried), away);
                }

                @Override
                public void failed(long begun) {
                    away = true;
                    real.failed(begun);
                }

                @Override
                public void answered() {
                    away = false;
                    real.answered();
                }
            };
        }
    }

    static final Cores STORMING_THE_DEAD = (Misleading) (_, _) -> new Outage.Advice.Try();

    static final Cores WAITING_FOR_EVER = (Misleading) (real, _) -> real instanceof Outage.Advice.Refuse
            ? new Outage.Advice.Wait(Outage.PAUSE_NANOS) : real;

    /// What has been away once is never tried again.
    static final Cores GIVING_UP = (Misleading) (real, away) -> away ? new Outage.Advice.Refuse() : real;

    static final Cores TAKING_ANY_PRIMARY = new Cores() {
        @Override
        public Homing home(String place) {
            return _ -> { };
        }
    };

    /// The first primary is taken for the only one.
    static final Cores KNOWING_NO_OTHER_PRIMARY = new Cores() {
        @Override
        public Homing home(String place) {
            Homing real = Cores.super.home(place);
            var first = new ArrayList<Home.Instance>();
            return there -> {
                first.add(there);
                if (there.timeline() != first.getFirst().timeline()) {
                    throw new DatabaseException(place + " is elsewhere");
                }
                real.found(there);
            };
        }
    };

    static final Cores MOVING_WITHOUT_ASKING = new Cores() {
        @Override
        public boolean asksForOwner() {
            return false;
        }
    };

    /// Whoever wakes up in the last step goes on with it, wherever the mailbox has been taken since.
    static final Cores ENDING_WITHOUT_ASKING = new Cores() {
        @Override
        public boolean asksAtTheEnd() {
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

    /// A balancer that does not understand what clients say first.
    static final Cores UNDERSTANDING_NO_WORDS = new Cores() {
        @Override
        public OptionalInt asked(byte[] words, int count) {
            return OptionalInt.of(0);
        }
    };

    /// Each connection is in a group of its own.
    static final Cores JOINING_NO_GROUP = new Cores() {
        @Override
        public Talking association(org.gatehouse.dcerpc.association.Endpoint endpoint, InetSocketAddress client,
                InetSocketAddress server) {
            Talking real = Cores.super.association(endpoint, client, server);
            return input -> real.step(input instanceof Step.Input.Received(byte[] pdu)
                    && PduHeader.read(pdu).type() == PduType.BIND ? new Step.Input.Received(Port.bind(0, 0)) : input);
        }
    };

    /// Groups outlive their connections.
    static final Cores KEEPING_GROUPS = new Cores() {
        @Override
        public Talking association(org.gatehouse.dcerpc.association.Endpoint endpoint, InetSocketAddress client,
                InetSocketAddress server) {
            Talking real = Cores.super.association(endpoint, client, server);
            return input -> input instanceof Step.Input.Gone ? List.of() : real.step(input);
        }
    };

    static final Cores NOT_WAITING_FOR_COPIES = new Cores() {
        @Override
        public boolean waitsForCopies() {
            return false;
        }
    };
}
