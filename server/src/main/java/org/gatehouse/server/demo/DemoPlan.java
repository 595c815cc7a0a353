package org.gatehouse.server.demo;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.gatehouse.directory.organization.Layout;
import org.gatehouse.directory.organization.ServerRole;

/// The organisation that the demonstration builds: two sites, four servers, an array, five people; and a fifth server,
/// which is there at first and replaced by one of another name.
final class DemoPlan {
    static final String DOMAIN = "gatehouse.test";
    static final Layout LAYOUT = new Layout("Gatehouse", DOMAIN, "GATEHOUSE");
    static final String HEAD_OFFICE = "HeadOffice";
    static final String BRANCH = "Branch";
    static final String ARRAY = "cas-headoffice";
    static final String ARRAY_FQDN = "outlook." + DOMAIN;
    /// What clients call the same servers over HTTPS: the array's name is for RPC alone.
    static final String WEB_FQDN = "mail." + DOMAIN;
    static final String DIRECTORY_FQDN = "dc1." + DOMAIN;
    static final InetAddress DIRECTORY_ADDRESS = loopback(10);
    static final InetAddress ARRAY_ADDRESS = loopback(20);

    static final Place OLD1 = new Place("OLD1", HEAD_OFFICE, Set.of(ServerRole.CLIENT_ACCESS), loopback(23));
    static final Place CAS1 = new Place("CAS1", HEAD_OFFICE, Set.of(ServerRole.CLIENT_ACCESS), loopback(21));
    static final Place CAS2 = new Place("CAS2", HEAD_OFFICE, Set.of(ServerRole.CLIENT_ACCESS), loopback(22));
    static final Place MBX1 = new Place("MBX1", HEAD_OFFICE, Set.of(ServerRole.MAILBOX), loopback(31));
    static final Place BRANCH1 = new Place("BRANCH1", BRANCH,
            Set.of(ServerRole.CLIENT_ACCESS, ServerRole.MAILBOX), loopback(41));
    static final List<Place> SERVERS = List.of(CAS1, CAS2, MBX1, BRANCH1);

    static final Person ADMINISTRATOR = new Person("Administrator", "Administrator", "", "DB-Main");
    static final Person ANNA = new Person("anna.berg", "Anna", "Berg", "DB-Main");
    static final Person BRUNO = new Person("bruno.keller", "Bruno", "Keller", "DB-Early");
    static final Person CLARA = new Person("clara.nilsson", "Clara", "Nilsson", "DB-Branch");
    static final Person DAVID = new Person("david.osei", "David", "Osei", "DB-Main");
    static final List<Person> PEOPLE = List.of(ADMINISTRATOR, ANNA, BRUNO, CLARA, DAVID);

    /// A server with the loopback address that is its own.
    record Place(String name, String site, Set<ServerRole> roles, InetAddress address) {
        String fqdn() {
            return name.toLowerCase(java.util.Locale.ROOT) + "." + DOMAIN;
        }
    }

    /// A mailbox user.
    record Person(String account, String givenName, String surname, String database) {
        String upn() {
            return account + "@" + DOMAIN;
        }

        String displayName() {
            return (givenName + " " + surname).strip();
        }
    }

    private DemoPlan() {}

    /// Every address the demonstration listens on.
    static List<InetAddress> addresses() {
        var all = new ArrayList<InetAddress>(List.of(DIRECTORY_ADDRESS, ARRAY_ADDRESS));
        SERVERS.forEach(place -> all.add(place.address()));
        all.add(OLD1.address());
        return all;
    }

    private static InetAddress loopback(int host) {
        try {
            return InetAddress.getByAddress(new byte[] {127, 0, 1, (byte) host});
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
