package org.gatehouse.bench.simulation;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.gatehouse.access.LiveEndpoint;
import org.gatehouse.access.emsmdb.AccessDirectory;
import org.gatehouse.access.emsmdb.LogonPlace;
import org.gatehouse.access.emsmdb.ServerNode;
import org.gatehouse.database.Home;
import org.gatehouse.database.Outage;
import org.gatehouse.dcerpc.ProtocolSequence;
import org.gatehouse.dcerpc.association.Association;
import org.gatehouse.dcerpc.association.AssociationLimits;
import org.gatehouse.dcerpc.association.Step;
import org.gatehouse.directory.addressbook.Endpoint;
import org.gatehouse.edge.balancer.Balancer;
import org.gatehouse.edge.balancer.BalancerSettings;
import org.gatehouse.edge.balancer.FirstWords;
import org.gatehouse.edge.balancer.Input;
import org.gatehouse.edge.balancer.Output;
import org.gatehouse.security.throttling.Allowance;
import org.gatehouse.security.throttling.Budgets;
import org.gatehouse.security.throttling.Policies;
import org.gatehouse.security.throttling.Sharing;
import org.gatehouse.security.throttling.UsageBoard;
import org.gatehouse.store.ChangeOrder;
import org.gatehouse.store.MoveCourse;

/// The decisions of a world: the product's own. A test overrides one of them to see that the simulation finds it out.
///
/// The databases are a model; what they have to hold to is a decision too.
interface Cores {
    /// A balancer.
    @FunctionalInterface
    interface Balancing {
        List<Output> step(Input input, long now);
    }

    /// A member's side of sharing budgets.
    interface Exchanging {
        UsageBoard.Told tell();

        Map<String, Long> known();

        void hear(UsageBoard.Heard heard);

        void failed();

        boolean lapse();
    }

    default Balancing balancer(BalancerSettings settings) {
        return new Balancer(settings)::step;
    }

    /// The server's side of one connection of RPC.
    @FunctionalInterface
    interface Talking {
        List<Step.Output> step(Step.Input input);
    }

    /// What becomes of those who need a database that does not answer.
    interface Waiting {
        Outage.Advice ask(long now, boolean tried);

        void failed(long begun);

        void answered();
    }

    /// What is taken for a database.
    @FunctionalInterface
    interface Homing {
        /// @throws org.gatehouse.database.DatabaseException when it is not the database
        void found(Home.Instance there);
    }

    default Talking association(org.gatehouse.dcerpc.association.Endpoint endpoint, InetSocketAddress client,
            InetSocketAddress server) {
        return new Association(endpoint, ProtocolSequence.NCACN_IP_TCP, client, server)::step;
    }

    /// What RPC is held to, where it is said to be held to something.
    default AssociationLimits limits(AssociationLimits said) {
        return said;
    }

    /// What a balancer takes from a client's first words.
    default OptionalInt asked(byte[] words, int count) {
        return FirstWords.asked(words, count);
    }

    /// The same of a member's.
    default OptionalInt joined(byte[] words, int count) {
        return FirstWords.joined(words, count);
    }

    default Waiting outage(long holdNanos) {
        var outage = new Outage(holdNanos);
        return new Waiting() {
            @Override
            public Outage.Advice ask(long now, boolean tried) {
                return outage.ask(now, tried);
            }

            @Override
            public void failed(long begun) {
                outage.failed(begun);
            }

            @Override
            public void answered() {
                outage.answered();
            }
        };
    }

    default Homing home(String place) {
        var home = new Home(place);
        return there -> {
            long _ = home.found(there);
        };
    }

    default Budgets budgets(Allowance allowance, LongSupplier nanos, LongSupplier lost) {
        return new Budgets(Policies.alike(() -> allowance), nanos, lost, _ -> { });
    }

    default Exchanging sharing(Budgets budgets, String member) {
        Sharing sharing = budgets.share(member);
        return new Exchanging() {
            @Override
            public UsageBoard.Told tell() {
                return sharing.tell();
            }

            @Override
            public Map<String, Long> known() {
                return sharing.known();
            }

            @Override
            public void hear(UsageBoard.Heard heard) {
                sharing.hear(heard);
            }

            @Override
            public void failed() {
                sharing.failed();
            }

            @Override
            public boolean lapse() {
                return sharing.lapse();
            }
        };
    }

    default MoveCourse.Step next(MoveCourse.Wish wish, MoveCourse.Known known) {
        return MoveCourse.next(wish, known);
    }

    default LogonPlace logon(ServerNode asked, AccessDirectory.Mailbox mailbox) {
        return LogonPlace.of(asked, mailbox, false);
    }

    default Optional<String> live(Endpoint endpoint, List<String> servers, Supplier<Optional<String>> array,
            Predicate<String> alive) {
        return LiveEndpoint.of(endpoint, servers, array, alive);
    }

    default ChangeOrder.Taken take(ChangeOrder order, ChangeOrder.Seen seen) {
        return order.take(seen);
    }

    /// Whether writes of a move ask who owns it.
    default boolean asksForOwner() {
        return true;
    }

    /// Whether who owns a move, and whether its request is open, is asked for once the mailbox has arrived too.
    default boolean asksAtTheEnd() {
        return true;
    }

    /// Whether a writer holds the mailbox from before its first number to its commit.
    default boolean locksMailboxes() {
        return true;
    }

    /// Whether an answer waits for the commit.
    default boolean waitsForCommit() {
        return true;
    }

    /// Whether ids that are given after a database came back without all that it had are of a new replica.
    default boolean renewsReplicas() {
        return true;
    }

    /// Whether a move waits for the copies of the databases.
    default boolean waitsForCopies() {
        return true;
    }
}
