package org.gatehouse.database;

import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Asks each host of an address by itself whether it takes writes. Two that do, after a standby was promoted while its
/// primary lives, are two databases from then on: whoever set that up has to hear of it before one of them dies.
public final class Rivals {
    private static final Logger LOG = LoggerFactory.getLogger(Rivals.class);
    private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final String ASK = "SELECT pg_is_in_recovery(), "
            + "(SELECT system_identifier FROM pg_control_system()), CASE WHEN pg_is_in_recovery() THEN '' "
            + "ELSE substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8) END";
    private static final int HEXADECIMAL = 16;

    private final PostgresAddress address;
    private final PostgresLimits limits;
    private final AtomicLong lookedNanos = new AtomicLong(System.nanoTime() - PAUSE_NANOS);
    private final AtomicBoolean looking = new AtomicBoolean();
    private String told = "";

    public Rivals(PostgresAddress address, PostgresLimits limits) {
        this.address = address;
        this.limits = limits;
    }

    /// Looks when it was not done for a while, and says what it finds once. A host that is away takes its time.
    public void lookNowAndThen() {
        if (address.hosts() > 1 && System.nanoTime() - lookedNanos.get() >= PAUSE_NANOS
                && looking.compareAndSet(false, true)) {
            try {
                tell(look());
            } finally {
                lookedNanos.set(System.nanoTime());
                looking.set(false);
            }
        }
    }

    /// What is wrong, if anything.
    public Optional<String> look() {
        var primaries = new ArrayList<String>();
        for (String host : address.hostUrls()) {
            primary(host).ifPresent(primaries::add);
        }
        return primaries.size() < 2 ? Optional.empty() : Optional.of("several servers of " + address.place()
                + " take writes: " + String.join(" and ", primaries) + ". What is written to one is not in the other: "
                + "stop the wrong one, and make it a standby of the right one");
    }

    private synchronized void tell(Optional<String> trouble) {
        String now = trouble.orElse("");
        if (!now.equals(told)) {
            told = now;
            if (now.isEmpty()) {
                LOG.info("one server of {} takes writes again", address.place());
            } else {
                LOG.error("{}", now);
            }
        }
    }

    /// What a host is that takes writes; nothing of one that does not, or does not answer.
    private Optional<String> primary(String host) {
        var settings = new Properties();
        settings.setProperty("user", address.user());
        settings.setProperty("password", address.password().get());
        settings.setProperty("ApplicationName", "gatehouse");
        String seconds = Integer.toString(Math.max(1, limits.connectMillisMax() / 1000));
        settings.setProperty("connectTimeout", seconds);
        settings.setProperty("socketTimeout", seconds);
        settings.setProperty("loginTimeout", seconds);
        try (var connection = DriverManager.getConnection(host, settings); var statement = connection.createStatement();
                ResultSet row = statement.executeQuery(ASK)) {
            row.next();
            return row.getBoolean(1) ? Optional.empty() : Optional.of(new PostgresAddress(host, address.user(),
                    address.password()).place() + " (cluster " + row.getString(2) + ", timeline "
                    + Long.parseLong(row.getString(3), HEXADECIMAL) + ")");
        } catch (SQLException away) {
            LOG.debug("{} is not asked: {}", host, away.getMessage());
            return Optional.empty();
        }
    }
}
