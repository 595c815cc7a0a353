package org.gatehouse.directory;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldap.sdk.RDN;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.gatehouse.directory.DirectoryException.Reason;
import org.gatehouse.testing.Mutations;
import org.junit.jupiter.api.Test;

/// Two administrators at the same moment: of two entries that want one name, one gets it, never both, never none.
public interface SoleNameRace {
    /// Empty, or with the contract's top, when the test begins; what the two administrators work on may be
    /// one object or two connections.
    List<Directory> twoDirectories();

    @Test
    default void ofTwoAtOnceOneGetsTheName() throws Exception {
        List<Directory> sides = twoDirectories();
        if (sides.getFirst().get(DirectoryContract.ROOT).isEmpty()) {
            sides.getFirst().add(DirectoryContract.ROOT, List.of(new Attribute("objectClass", "domainDNS")));
            sides.getFirst().add(DirectoryContract.USERS, List.of(new Attribute("objectClass", "container")));
        }
        var barrier = new CyclicBarrier(2);
        try (var administrators = Executors.newFixedThreadPool(2)) {
            for (int round = 0; round < Mutations.rounds(40); round++) {
                int number = round;
                var attempts = new ArrayList<Callable<Boolean>>();
                for (int side = 0; side < 2; side++) {
                    Directory directory = sides.get(side);
                    String name = "Racer " + side + " of " + round;
                    attempts.add(() -> {
                        barrier.await();
                        return taken(() -> change(directory, name, number));
                    });
                }
                int winners = 0;
                for (Future<Boolean> attempt : administrators.invokeAll(attempts)) {
                    winners += attempt.get() ? 1 : 0;
                }
                assertThat(winners).as("round %d", round).isEqualTo(1);
                Attribute name = name(number);
                assertThat(sides.getFirst().search(Query.below(DirectoryContract.ROOT,
                        Filter.createEqualityFilter(name.getName(), name.getValue()))).entries())
                        .as("round %d", round).hasSize(1);
            }
        }
    }

    /// In turn: entries made with the name, entries that get it later, and one place in a container.
    private static void change(Directory directory, String entry, int round) {
        Attribute name = name(round);
        boolean place = name.getName().equals("cn");
        DN dn = new DN(new RDN("CN", place ? name.getValue() : entry), DirectoryContract.USERS);
        var user = new Attribute("objectClass", "user");
        if (place) {
            directory.add(dn, List.of(user));
        } else if (round / 6 % 2 == 0) {
            directory.add(dn, List.of(user, name));
        } else {
            directory.add(dn, List.of(user));
            directory.modify(dn, List.of(new Modification(ModificationType.REPLACE, name.getName(), name.getValue())));
        }
    }

    private static Attribute name(int round) {
        return switch (round % 6) {
            case 0 -> new Attribute("sAMAccountName", "racer" + round);
            case 1 -> new Attribute("userPrincipalName", "racer" + round + "@corp.example");
            case 2 -> new Attribute("proxyAddresses", "smtp:racer" + round + "@corp.example");
            case 3 -> new Attribute("legacyExchangeDN", "/o=Org/cn=Recipients/cn=racer" + round);
            case 4 -> new Attribute("mailNickname", "racer" + round);
            default -> new Attribute("cn", "racer " + round);
        };
    }

    private static boolean taken(Runnable attempt) {
        try {
            attempt.run();
            return true;
        } catch (DirectoryException refused) {
            assertThat(refused.reason()).as(refused.getMessage()).isEqualTo(Reason.ALREADY_EXISTS);
            return false;
        }
    }
}
