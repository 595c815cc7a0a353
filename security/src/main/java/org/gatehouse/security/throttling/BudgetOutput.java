package org.gatehouse.security.throttling;

import java.util.Map;

/// What a budget says to its input.
public sealed interface BudgetOutput {
    /// There is nothing to say, or it may be done.
    record Granted() implements BudgetOutput {}

    /// It may not be done.
    ///
    /// @param measure what is used up
    /// @param waitNanos how long until it is worth asking again
    /// @param pauseNanos for how long to keep the answer back, since its owner was told to wait and did not
    record Refused(Measure measure, long waitNanos, long pauseNanos) implements BudgetOutput {}

    /// A minute has ended in which something was refused.
    ///
    /// @param parts how often, by what was used up
    record Report(Map<Measure, Integer> parts) implements BudgetOutput {
        public Report {
            parts = Map.copyOf(parts);
        }

        public int times() {
            return parts.values().stream().mapToInt(Integer::intValue).sum();
        }
    }
}
