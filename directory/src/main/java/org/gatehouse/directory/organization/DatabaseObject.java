package org.gatehouse.directory.organization;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/// A mailbox or public folder database of the organisation.
///
/// @param server name of the server whose active copy it is
/// @param rpcClientAccessServer the FQDN clients are sent to; empty when the endpoint is gone
/// @param endpointLegacyDn the array's or server's part of `legacyExchangeDn`
/// @param settings every property with the text it prints as
/// @param copies in the order of activation preference
public record DatabaseObject(ObjectHeader header, Kind kind, String server, String rpcClientAccessServer,
        String endpointLegacyDn, String legacyExchangeDn, Map<DatabaseProperty, String> settings,
        List<Copy> copies) {
    public DatabaseObject {
        settings = Map.copyOf(settings);
        copies = List.copyOf(copies);
    }

    /// The connection string of a database in a file of its server's data folder (SQLite).
    public static final String IN_FILE = "sqlite:";

    /// Where its store is: [#IN_FILE], the URL of a PostgreSQL database, or empty for where the directory is.
    public String connectionString() {
        return setting(DatabaseProperty.CONNECTION_STRING);
    }

    /// What a database holds.
    public enum Kind { MAILBOX, PUBLIC_FOLDER }

    /// A copy on a server; 1 is preferred most.
    public record Copy(String server, int activationPreference) {}

    public String name() {
        return header.name();
    }

    /// The printed value of a setting, its default when unset.
    public String setting(DatabaseProperty property) {
        return settings.getOrDefault(property, property.preset());
    }

    /// A setting that is a time span, printed as days.hours:minutes:seconds.
    public Duration span(DatabaseProperty property) {
        String[] parts = setting(property).split("[.:]", -1);
        return Duration.ofDays(Long.parseLong(parts[0])).plusHours(Long.parseLong(parts[1]))
                .plusMinutes(Long.parseLong(parts[2])).plusSeconds(Long.parseLong(parts[3]));
    }

    public boolean isSet(DatabaseProperty property) {
        return "True".equals(setting(property));
    }
}
