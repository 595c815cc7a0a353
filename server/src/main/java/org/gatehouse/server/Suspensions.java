package org.gatehouse.server;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.gatehouse.database.DatabaseException;
import org.gatehouse.directory.DirectoryException;
import org.gatehouse.directory.organization.ExchangeServer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Holds the balancers and the servers of this process to what the directory says of suspended servers, whichever
/// process an administrator said it in. A server that the directory no longer has is one that stays suspended.
final class Suspensions implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Suspensions.class);
    private static final Duration PAUSE = Duration.ofMillis(250);

    private final DirectoryPart directory;
    private final Consumer<Predicate<String>> servers;
    private final List<Balancing> balancers = new CopyOnWriteArrayList<>();
    private final Rounds rounds;
    private long change = -1;
    private List<String> suspended = List.of();
    private List<ExchangeServer> known = List.of();

    /// Who sends clients to servers: told of each of them when the directory has changed.
    @FunctionalInterface
    interface Balancing {
        void follow(ExchangeServer server, boolean suspended);
    }

    /// @param servers told again and again which names are those of servers that are to send their clients elsewhere
    private Suspensions(DirectoryPart directory, Consumer<Predicate<String>> servers) {
        this.directory = directory;
        this.servers = servers;
        this.rounds = Rounds.every(PAUSE, "suspensions", () -> look(false));
    }

    static Suspensions start(DirectoryPart directory, Consumer<Predicate<String>> servers) {
        var started = new Suspensions(directory, servers);
        started.rounds.start();
        return started;
    }

    void add(Balancing balancing) {
        balancers.add(balancing);
    }

    void remove(Balancing balancing) {
        balancers.remove(balancing);
    }

    /// Balancers first: who is told to connect anew must not be led to the same server.
    ///
    /// @param again even when the directory has not changed
    synchronized void look(boolean again) {
        try {
            long now = directory.directory().configurationCounter();
            if (again || now != change) {
                suspended = directory.organization().servers().suspended();
                known = directory.organization().servers().all();
                for (ExchangeServer server : known) {
                    balancers.forEach(each -> each.follow(server, suspended.contains(server.name())));
                }
                change = now;
            }
        } catch (DirectoryException | DatabaseException broken) {
            if (!rounds.isClosed()) {
                LOG.warn("which servers are suspended cannot be told: {}", broken.getMessage());
            }
        }
        if (change >= 0) {
            servers.accept(name -> suspended.contains(name)
                    || known.stream().noneMatch(server -> server.name().equals(name)));
        }
    }

    @Override
    public void close() {
        rounds.close();
    }
}
