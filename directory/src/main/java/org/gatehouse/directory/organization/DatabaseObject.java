package org.gatehouse.directory.organization;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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
    ///
    /// @param member what its standby is called where that is not as the server is; else empty
    public record Copy(String server, int activationPreference, String member) {}

    /// The copy on a server of this name.
    public Optional<Copy> copy(String name) {
        return copies.stream().filter(copy -> copy.server().equalsIgnoreCase(name)).findFirst();
    }

    /// Whether both are on the same PostgreSQL servers, which fail over as a whole; a database is beside itself.
    public boolean isBeside(DatabaseObject other) {
        return !connectionString().equals(IN_FILE) && servers(connectionString()).equals(servers(
                other.connectionString()));
    }

    /// Of all databases of one PostgreSQL server the same.
    private static String servers(String connectionString) {
        int path = connectionString.lastIndexOf('/');
        return path < 0 ? connectionString : connectionString.substring(0, path);
    }

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
