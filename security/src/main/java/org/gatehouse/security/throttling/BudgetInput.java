package org.gatehouse.security.throttling;

/// What happens to a budget. Times are nanoseconds of one clock that never goes back.
public sealed interface BudgetInput {
    /// A piece of work wants to begin. Granted, it runs until its [End].
    record Begin(long now) implements BudgetInput {}

    /// A piece of work may not begin, since too many of its owner's wait already.
    record PutOff(long now) implements BudgetInput {}

    /// A piece of work that runs wants to go on.
    record GoOn(long now) implements BudgetInput {}

    /// A piece of work that was granted has ended.
    record End(long now) implements BudgetInput {}

    /// Work was in the directory and in the store for so long.
    record Spent(long now, long adNanos, long mailboxRpcNanos) implements BudgetInput {}

    /// Work that has ended had nothing of so much of its time.
    record Excused(long now, long casNanos) implements BudgetInput {}

    /// A connection wants a place, which it keeps until its [Close].
    record Open(long now, Line line) implements BudgetInput {}

    /// A connection that was granted has ended.
    record Close(long now, Line line) implements BudgetInput {}

    /// Other members of the array have used some more of it.
    ///
    /// @param connections opened there, less those that ended; likewise of the address book
    record Elsewhere(long now, int connections, int addressBookConnections, long adNanos, long casNanos,
            long mailboxRpcNanos) implements BudgetInput {}

    /// An administrator has changed what is allowed.
    record Allow(long now, Allowance allowance) implements BudgetInput {}

    /// Time passes.
    record Tick(long now) implements BudgetInput {}
}
