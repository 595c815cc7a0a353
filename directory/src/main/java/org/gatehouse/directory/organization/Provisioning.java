package org.gatehouse.directory.organization;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.gatehouse.directory.DirectoryException;
import org.gatehouse.directory.DirectoryException.Reason;
import org.gatehouse.directory.organization.DatabaseObject.Kind;

/// Which database a mailbox goes to when nobody names one. As Exchange 2010 distributes mailboxes: databases that are
/// left out of provisioning or belong to another site do not count, and of the others one is taken that is in use.
public final class Provisioning {
    private static final int REASONS_MAX = 5;

    private final Databases databases;
    private final Servers servers;

    Provisioning(Databases databases, Servers servers) {
        this.databases = databases;
        this.servers = servers;
    }

    /// Where to look.
    ///
    /// @param site name of the site whose databases count; empty for all
    /// @param trouble the end of a sentence about a database that takes no mailbox just now; empty for one that does.
    /// Asked of one after the other until one is found
    public record Range(String site, Function<DatabaseObject, Optional<String>> trouble) {
        /// Any database that is open for provisioning, whatever its state.
        public static final Range ANY = new Range("", any -> Optional.empty());
    }

    /// For a new mailbox.
    public DatabaseObject forNew(String alias, Range range) {
        return choose("Database", alias, any -> true, range);
    }

    /// For a mailbox that leaves its database.
    public DatabaseObject forMove(MailboxUser user, Range range) {
        var home = user.mailbox().orElseThrow().databaseGuid();
        return choose("TargetDatabase", user.alias(), database -> !database.header().guid().equals(home), range);
    }

    /// Evenly, and the same one each time as long as nothing changes.
    private DatabaseObject choose(String parameter, String alias, Predicate<DatabaseObject> suits, Range range) {
        Set<String> there = serversOf(range.site);
        var reasons = new ArrayList<String>();
        var left = new ArrayList<DatabaseObject>();
        for (DatabaseObject database : databases.all(Kind.MAILBOX)) {
            if (suits.test(database)) {
                closed(database).or(() -> range.site.isEmpty() || there.contains(database.server()) ? Optional.empty()
                        : Optional.of("is not in site '" + range.site + "'"))
                        .ifPresentOrElse(why -> reasons.add(said(database, why)), () -> left.add(database));
            }
        }
        int place = alias.toLowerCase(Locale.ROOT).hashCode();
        while (!left.isEmpty()) {
            DatabaseObject chosen = left.remove(Math.floorMod(place, left.size()));
            Optional<String> trouble = range.trouble.apply(chosen);
            if (trouble.isEmpty()) {
                return chosen;
            }
            reasons.addFirst(said(chosen, trouble.get()));
        }
        throw none(parameter, reasons);
    }

    private Set<String> serversOf(String site) {
        var there = new HashSet<String>();
        if (!site.isEmpty()) {
            servers.all().stream().filter(server -> server.site().equalsIgnoreCase(site))
                    .forEach(server -> there.add(server.name()));
        }
        return there;
    }

    private static Optional<String> closed(DatabaseObject database) {
        return database.isSet(DatabaseProperty.RECOVERY) ? Optional.of("is a recovery database")
                : database.isSet(DatabaseProperty.IS_EXCLUDED_FROM_PROVISIONING)
                        ? Optional.of("is excluded from provisioning")
                : database.isSet(DatabaseProperty.IS_SUSPENDED_FROM_PROVISIONING)
                        ? Optional.of("is suspended from provisioning") : Optional.empty();
    }

    private static String said(DatabaseObject database, String why) {
        return "'" + database.name() + "' " + why;
    }

    private static DirectoryException none(String parameter, List<String> reasons) {
        String why = reasons.isEmpty() ? ", since there is no other"
                : ": " + String.join("; ", reasons.subList(0, Math.min(REASONS_MAX, reasons.size())))
                        + (reasons.size() > REASONS_MAX ? "; ..." : "");
        return new DirectoryException(Reason.NOT_FOUND, "-" + parameter + ": no mailbox database can be chosen" + why
                + ". Mount one with Mount-Database, create one with New-MailboxDatabase, or name one with -" + parameter
                + ".");
    }
}
