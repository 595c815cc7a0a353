package org.gatehouse.store;

import java.util.OptionalInt;

/// How much the owner of a mailbox may send; empty for no limit, which is neither counted nor looked at.
///
/// @param messagesPerMinute more have to wait
/// @param recipientsPerDay addressed within 24 hours; a group is one. A message with more is refused
public record SendingRates(OptionalInt messagesPerMinute, OptionalInt recipientsPerDay) {
    public static final SendingRates UNLIMITED = new SendingRates(OptionalInt.empty(), OptionalInt.empty());
}
