package org.gatehouse.store;

import java.time.Instant;

/// How a message goes into the outgoing queue.
///
/// @param due not to be sent before
/// @param forClientSpooler left for a client that acts as a spooler ([MS-OXOMSG] 2.2.4.1.1, NeedsSpooler)
public record Posting(Instant due, boolean forClientSpooler) {}
