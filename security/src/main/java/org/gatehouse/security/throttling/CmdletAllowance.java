package org.gatehouse.security.throttling;

import java.util.OptionalInt;

/// What a policy lets one person do in shells over the network.
///
/// @param policy its name, for messages
/// @param all PowerShellMaxCmdletsTimePeriod, ExchangeMaxCmdlets and PowerShellMaxCmdlets
/// @param destructive PowerShellMaxDestructiveCmdletsTimePeriod and PowerShellMaxDestructiveCmdlets
/// @param queueDepth PowerShellMaxCmdletQueueDepth: operations at a time, of which an open shell is two and a cmdlet
///         that runs is one; empty for no limit
public record CmdletAllowance(String policy, Rate all, Rate destructive, OptionalInt queueDepth) {
    /// How many cmdlets may be run in each period. What is empty is not limited; without a period nothing is.
    ///
    /// @param slowedAbove those above are run in an even rhythm
    /// @param max those above are not run
    public record Rate(OptionalInt periodSeconds, OptionalInt slowedAbove, OptionalInt max) {
        public static final Rate UNLIMITED = new Rate(OptionalInt.empty(), OptionalInt.empty(), OptionalInt.empty());
    }

    public static CmdletAllowance unlimited(String policy) {
        return new CmdletAllowance(policy, Rate.UNLIMITED, Rate.UNLIMITED, OptionalInt.empty());
    }
}
