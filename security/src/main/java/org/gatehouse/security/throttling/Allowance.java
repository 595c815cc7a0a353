package org.gatehouse.security.throttling;

import java.util.OptionalInt;

/// What a policy allows one person of one component. What is empty is not limited.
///
/// @param policy its name, for messages
/// @param concurrency connections or requests at a time
/// @param percentInAd like the others in percent of each minute; above 100 where work goes on side by side
public record Allowance(String policy, OptionalInt concurrency, OptionalInt percentInAd, OptionalInt percentInCas,
        OptionalInt percentInMailboxRpc) {
    public static Allowance unlimited(String policy) {
        return new Allowance(policy, OptionalInt.empty(), OptionalInt.empty(), OptionalInt.empty(),
                OptionalInt.empty());
    }

    OptionalInt of(Measure measure) {
        return switch (measure) {
            case CONCURRENCY -> concurrency;
            case AD -> percentInAd;
            case CAS -> percentInCas;
            case MAILBOX_RPC -> percentInMailboxRpc;
        };
    }
}
