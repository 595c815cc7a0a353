package org.gatehouse.security.throttling;

import java.time.Duration;
import java.util.Locale;

/// Why somebody is kept waiting.
///
/// @param owner the name of whoever it is
/// @param policy the name of the policy
/// @param waits how long until it is worth asking again
/// @param pause for how long to keep the answer back first; zero for who has waited as told
public record Refusal(String owner, String policy, Component component, Measure measure, Duration waits,
        Duration pause) {
    /// For people, in logs and answers.
    public String text() {
        String what = measure == Measure.CONCURRENCY ? "has as many connections or requests as"
                : "has used the share of each minute that";
        return String.format(Locale.ROOT, "throttled: %s %s %s of throttling policy '%s' allows; try again in %d s",
                owner, what, measure.parameter(component), policy, seconds());
    }

    /// The wait in whole milliseconds.
    public int millis() {
        return (int) waits.plusNanos(999_999).toMillis();
    }

    /// The wait in whole seconds, for Retry-After (RFC 9110 10.2.3).
    public long seconds() {
        return Math.max(1, waits.plusMillis(999).toSeconds());
    }
}
