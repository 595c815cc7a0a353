package org.gatehouse.security.throttling;

import java.util.OptionalInt;

/// How many cmdlets a policy lets one person run in each period, in shells over the network. What is empty is not
/// limited; without a period nothing is.
///
/// @param policy its name, for messages
/// @param periodSeconds PowerShellMaxCmdletsTimePeriod
/// @param slowedAbove ExchangeMaxCmdlets: those above are run in an even rhythm
/// @param max PowerShellMaxCmdlets: those above are not run
public record CmdletAllowance(String policy, OptionalInt periodSeconds, OptionalInt slowedAbove, OptionalInt max) {
    public static CmdletAllowance unlimited(String policy) {
        return new CmdletAllowance(policy, OptionalInt.empty(), OptionalInt.empty(), OptionalInt.empty());
    }
}
