package org.gatehouse.directory.organization;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/// Somebody whose Outlook will be answered ecWrongServer at the next logon ([MS-OXCSTOR] 3.2.5.1.1), and then asks to
/// be started again.
///
/// @param user the name
/// @param database its name, where the mailbox is once the change is made
public record SentOn(String user, String database, ClientHome from, ClientHome to) {
    private static final int NAMED_MAX = 5;

    private record Way(ClientHome from, ClientHome to) {}

    /// What an administrator is told about them: a line for each pair of endpoints.
    public static List<String> warnings(List<SentOn> all) {
        var ways = new LinkedHashMap<Way, List<String>>();
        all.forEach(each -> ways.computeIfAbsent(new Way(each.from, each.to), _ -> new ArrayList<>())
                .add(each.user()));
        return ways.entrySet().stream().map(way -> "At their next logon clients of " + named(way.getValue())
                + " will be sent on from " + way.getKey().from().fqdn() + " in site '" + way.getKey().from().site()
                + "' to " + way.getKey().to().fqdn() + " in site '" + way.getKey().to().site()
                + "', and Outlook will ask to be started again.").toList();
    }

    private static String named(List<String> users) {
        return users.size() + (users.size() == 1 ? " user (" : " users (") + some(users) + ")";
    }

    /// The first few of many names.
    static String some(List<String> names) {
        return String.join(", ", names.subList(0, Math.min(NAMED_MAX, names.size())))
                + (names.size() > NAMED_MAX ? ", ..." : "");
    }
}
