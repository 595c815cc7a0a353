package org.gatehouse.bench.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.gatehouse.access.emsmdb.AccessDirectory;
import org.gatehouse.directory.addressbook.Endpoint;
import org.gatehouse.store.MoveCourse;

/// The directory: what is configured, and what administrators change of it.
final class Directory {
    final Host host;
    private Snapshot current;
    private long changedAt;

    /// A request to move a mailbox.
    record Request(UUID id, long number, int mailbox, int source, int target, MoveCourse.Wish wish, boolean over) {}

    /// The organisation at one moment.
    ///
    /// @param endpoints by legacy DN
    /// @param databaseEndpoints legacy DNs, by database
    /// @param homes databases, by mailbox
    record Snapshot(long version, Map<String, Endpoint> endpoints, List<String> databaseEndpoints, int[] homes,
            List<Request> requests) {
        Optional<Endpoint> endpointOf(int mailbox) {
            return Optional.ofNullable(endpoints.get(databaseEndpoints.get(homes[mailbox])));
        }

        /// The array of a site, unless it has none.
        Optional<Endpoint> arrayOf(int site) {
            return Optional.ofNullable(endpoints.get(World.array(site).legacyDn()));
        }

        AccessDirectory.Mailbox mailbox(int mailbox) {
            Optional<Endpoint> endpoint = endpointOf(mailbox);
            return new AccessDirectory.Mailbox(new UUID(2, mailbox), new UUID(1, homes[mailbox]),
                    endpoint.map(Endpoint::legacyDn).orElse(""), endpoint.map(Endpoint::site).orElse(""));
        }

        Snapshot withEndpoints(Map<String, Endpoint> changed) {
            return new Snapshot(version + 1, changed, databaseEndpoints, homes, requests);
        }

        Snapshot withDatabaseEndpoint(int database, String dn) {
            var changed = new ArrayList<>(databaseEndpoints);
            changed.set(database, dn);
            return new Snapshot(version + 1, endpoints, List.copyOf(changed), homes, requests);
        }

        Snapshot withHome(int mailbox, int database) {
            int[] changed = homes.clone();
            changed[mailbox] = database;
            return new Snapshot(version + 1, endpoints, databaseEndpoints, changed, requests);
        }

        Snapshot withRequest(Request request) {
            var changed = new ArrayList<>(requests);
            changed.removeIf(other -> other.number == request.number);
            changed.add(request);
            return new Snapshot(version + 1, endpoints, databaseEndpoints, homes, List.copyOf(changed));
        }

        Optional<Request> request(long number) {
            return requests.stream().filter(request -> request.number == number).findFirst();
        }
    }

    Directory(Host host, Snapshot first) {
        this.host = host;
        this.current = first;
    }

    Snapshot current() {
        return current;
    }

    /// Since when it is as it is.
    long changedAt() {
        return changedAt;
    }

    void change(long now, UnaryOperator<Snapshot> change) {
        current = change.apply(current);
        changedAt = now;
    }
}
