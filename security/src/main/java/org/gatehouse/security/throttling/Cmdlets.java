package org.gatehouse.security.throttling;

import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.gatehouse.security.Identity;

/// Holds people to so many cmdlets as their policies allow, at this process. Thread-safe.
public final class Cmdlets {
    /// People whose cmdlets are counted; at the bound those are forgotten who have run none for a day.
    private static final int PEOPLE_MAX = 1_000;
    private static final long DAY_NANOS = 24 * 60 * Budget.WINDOW_NANOS;

    private final Policies policies;
    private final LongSupplier nanos;
    private final Budgets.Pause pause;
    private final Map<String, CmdletCount> counts = new HashMap<>();

    Cmdlets(Policies policies, LongSupplier nanos, Budgets.Pause pause) {
        this.policies = policies;
        this.nanos = nanos;
        this.pause = pause;
    }

    /// Counts one more cmdlet of somebody and puts it off if it has to be.
    ///
    /// @return why it may not be run; nothing if it may
    public Optional<String> begin(Identity who) {
        CmdletAllowance allowed = policies.cmdlets(who);
        Owner owner = policies.owner(who);
        return switch (decide(owner, allowed)) {
            case CmdletCount.Decision.Run(long waits) -> {
                if (waits > 0) {
                    pause.keep(Duration.ofNanos(waits));
                }
                yield Optional.empty();
            }
            case CmdletCount.Decision.Stop(long waits) -> Optional.of(String.format(Locale.ROOT,
                    "throttled: %s has run as many cmdlets in %d s as PowerShellMaxCmdlets of throttling policy '%s' "
                            + "allows; try again in %d s", owner.name(), allowed.periodSeconds().orElse(0),
                    allowed.policy(), Math.max(1, Duration.ofNanos(waits).plusMillis(999).toSeconds())));
        };
    }

    private synchronized CmdletCount.Decision decide(Owner owner, CmdletAllowance allowed) {
        long now = nanos.getAsLong();
        if (counts.size() >= PEOPLE_MAX) {
            counts.values().removeIf(count -> count.isOld(now, DAY_NANOS));
        }
        return counts.computeIfAbsent(owner.id(), _ -> new CmdletCount(now)).next(now, allowed);
    }
}
