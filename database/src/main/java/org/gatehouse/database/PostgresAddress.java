package org.gatehouse.database;

import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Where a PostgreSQL server is and who we are there. Never shown with its password.
///
/// @param url of the driver, `jdbc:postgresql://host[:port][,host[:port]...]/database`, with TLS settings as its
/// parameters; several hosts are those of one replicated server
/// @param password asked for at each connection, so that a changed password file is taken up
public record PostgresAddress(String url, String user, Supplier<String> password) {
    private static final String SCHEME = "jdbc:postgresql:";
    /// Nothing where the driver would take this computer.
    private static final Pattern NO_HOST = Pattern.compile(SCHEME + "//([^/]*,)?(:[0-9]*)?([,/]|$)");
    /// Parameters that would undo what the engine sets, or put a secret where it is shown.
    private static final Pattern FORBIDDEN = Pattern.compile(
            "[?&](user|password|options|currentSchema|readOnly|autosave|preferQueryMode|stringtype|loggerLevel)=",
            Pattern.CASE_INSENSITIVE);

    public PostgresAddress {
        if (!url.startsWith(SCHEME) || !url.equals(url.strip())) {
            throw new IllegalArgumentException("must look like jdbc:postgresql://host/database, not " + hidden(url));
        }
        if (NO_HOST.matcher(hidden(url)).lookingAt()) {
            throw new IllegalArgumentException("must name each host, as in jdbc:postgresql://host/database, not "
                    + hidden(url));
        }
        var forbidden = FORBIDDEN.matcher(url);
        if (forbidden.find()) {
            throw new IllegalArgumentException("must not set " + forbidden.group(1)
                    + "; user and password have keys of their own");
        }
    }

    /// The address without its parameters, which might hold a secret.
    String place() {
        return hidden(url).substring("jdbc:".length());
    }

    /// How many hosts it names: those of one replicated server, of which one is the primary at a time.
    int hosts() {
        return hostUrls().size();
    }

    /// The address of each of them by itself.
    List<String> hostUrls() {
        String rest = url.substring(SCHEME.length());
        if (!rest.startsWith("//")) {
            return List.of(url); // a database of this computer
        }
        int path = rest.indexOf('/', 2);
        String hosts = path < 0 ? rest.substring(2) : rest.substring(2, path);
        String more = path < 0 ? "" : rest.substring(path);
        return Stream.of(hosts.split(",")).map(host -> SCHEME + "//" + host + more).toList();
    }

    /// Each of them for messages, in the same order.
    List<String> hostPlaces() {
        return hostUrls().stream().map(each -> {
            String host = hidden(each).substring(SCHEME.length() + "//".length());
            int path = host.indexOf('/');
            return path < 0 ? host : host.substring(0, path);
        }).toList();
    }

    private static String hidden(String url) {
        int parameters = url.indexOf('?');
        return parameters < 0 ? url : url.substring(0, parameters);
    }

    @Override
    public String toString() {
        return user + " at " + hidden(url);
    }
}
