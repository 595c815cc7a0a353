package org.gatehouse.bench.simulation;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.gatehouse.access.LiveEndpoint;
import org.gatehouse.access.emsmdb.AccessDirectory;
import org.gatehouse.access.emsmdb.LogonPlace;
import org.gatehouse.access.emsmdb.ServerNode;
import org.gatehouse.directory.addressbook.Endpoint;
import org.gatehouse.edge.balancer.Balancer;
import org.gatehouse.edge.balancer.BalancerSettings;
import org.gatehouse.edge.balancer.Input;
import org.gatehouse.edge.balancer.Output;
import org.gatehouse.security.throttling.Allowance;
import org.gatehouse.security.throttling.Budget;
import org.gatehouse.security.throttling.BudgetInput;
import org.gatehouse.security.throttling.BudgetOutput;
import org.gatehouse.security.throttling.Usage;
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

    /// A budget.
    interface Budgeting {
        BudgetOutput step(BudgetInput input);

        Usage usage();
    }

    default Balancing balancer(BalancerSettings settings) {
        return new Balancer(settings)::step;
    }

    default Budgeting budget(Allowance allowance, long nanos) {
        var budget = new Budget(allowance, nanos, nanos);
        return new Budgeting() {
            @Override
            public BudgetOutput step(BudgetInput input) {
                return budget.step(input);
            }

            @Override
            public Usage usage() {
                return budget.usage();
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

    /// Whether members tell each other what was used.
    default boolean sharesBudgets() {
        return true;
    }

    /// Whether writes of a move ask who owns it.
    default boolean asksForOwner() {
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
