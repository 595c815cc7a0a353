package org.gatehouse.edge.dns;

import java.time.Duration;

/// What a zone says about itself.
///
/// @param origin the domain, such as `contoso.example`
/// @param nameServer the server's own name; its address is published like any host's
/// @param mailbox who is responsible, as a mail address: `hostmaster@contoso.example`
/// @param timeToLive of all records; short, so that clients follow a change soon
/// @param recordsMax records in the zone; changes beyond it are refused
public record ZoneSettings(String origin, String nameServer, String mailbox, Duration timeToLive, int recordsMax) {
    private static final int RECORDS_MAX = 100_000;

    /// The usual settings: one minute to live, `hostmaster` in charge.
    public static ZoneSettings of(String origin, String nameServer) {
        return new ZoneSettings(origin, nameServer, "hostmaster@" + origin, Duration.ofMinutes(1), RECORDS_MAX);
    }
}
