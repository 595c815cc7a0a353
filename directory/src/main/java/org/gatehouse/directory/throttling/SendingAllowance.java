package org.gatehouse.directory.throttling;

import java.util.OptionalInt;

/// How much a policy lets the owner of a mailbox send. What is empty is not limited.
///
/// @param messagesPerMinute MessageRateLimit
/// @param recipientsPerDay RecipientRateLimit
public record SendingAllowance(OptionalInt messagesPerMinute, OptionalInt recipientsPerDay) {}
