package org.gatehouse.directory.organization;

import java.util.OptionalInt;

/// A throttling policy's part for RPC Client Access; an empty value means no limit.
///
/// @param isDefault whether it holds for everyone without a policy of their own
public record ThrottlingPolicy(ObjectHeader header, boolean isDefault, OptionalInt rcaMaxConcurrency,
        OptionalInt rcaPercentTimeInAd, OptionalInt rcaPercentTimeInCas, OptionalInt rcaPercentTimeInMailboxRpc) {}
