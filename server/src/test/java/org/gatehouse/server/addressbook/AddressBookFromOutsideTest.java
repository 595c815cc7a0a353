package org.gatehouse.server.addressbook;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.gatehouse.access.nspi.AddressBookEntry;
import org.gatehouse.access.nspi.AddressBookDesk;
import org.gatehouse.access.nspi.AddressBookLimits;
import org.gatehouse.access.nspi.AddressBookSnapshot;
import org.gatehouse.access.nspi.NspiService;
import org.gatehouse.access.rfr.Referrals;
import org.gatehouse.access.rfr.RfrService;
import org.gatehouse.dcerpc.AuthLevel;
import org.gatehouse.dcerpc.association.AssociationGroups;
import org.gatehouse.dcerpc.association.AssociationLimits;
import org.gatehouse.dcerpc.association.Endpoint;
import org.gatehouse.security.Credentials;
import org.gatehouse.security.Identity;
import org.gatehouse.security.TargetNames;
import org.gatehouse.security.ntlm.NtlmKeys;
import org.gatehouse.security.signin.FailedSignIns;
import org.gatehouse.security.signin.SignInDesk;
import org.gatehouse.security.throttling.Budgets;
import org.gatehouse.server.rpc.ConnectionPreamble;
import org.gatehouse.server.rpc.RpcListener;
import org.gatehouse.server.rpc.RpcListenerLimits;
import org.gatehouse.testing.Outside;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// impacket signs in and uses the Address Book and referral services of a real listener with its own NDR.
class AddressBookFromOutsideTest {
    private static final String DOMAIN = "CORP";
    private static final String ROOT = "/o=Corp/ou=Exchange Administrative Group (FYDIBOHF23SPDLT)";
    private static final String SERVER_DN = ROOT + "/cn=Configuration/cn=Servers/cn=outlook.corp.example";
    private static final String DATABASE_DN = SERVER_DN + "/cn=Microsoft Private MDB";

    @Test
    void impacketReadsTheAddressBook(@TempDir Path folder) throws Exception {
        Path python = Outside.python("impacket", "python3-impacket");
        String password = UUID.randomUUID().toString();
        var random = new SecureRandom();
        var nspi = new NspiService(new AddressBookDesk(AddressBookFromOutsideTest::people, UUID.randomUUID(),
                AddressBookLimits.DEFAULT, Budgets.unlimited()), AuthLevel.PRIVACY);
        var rfr = new RfrService(referrals(), AuthLevel.CONNECT, Budgets.unlimited());
        var signIns = new SignInDesk(new TargetNames(DOMAIN, "CAS1", "corp.example", "cas1.corp.example"),
                credentials(password), new FailedSignIns(FailedSignIns.Limits.DEFAULT, InstantSource.system()),
                InstantSource.system(), random);
        var endpoint = new Endpoint(List.of(nspi, rfr), new AssociationGroups(AssociationLimits.DEFAULT, random),
                Optional.of(signIns), AssociationLimits.DEFAULT);
        try (var listener = RpcListener.open(new InetSocketAddress("127.0.0.1", 0), endpoint,
                RpcListenerLimits.DEFAULT, ConnectionPreamble.NONE, InstantSource.system())) {
            String said = run(python, folder, listener.address().getPort(), password);
            assertThat(said.lines()).containsExactly(
                    "new dsa outlook.corp.example",
                    "fqdn outlook.corp.example",
                    "unknown 8004010f",
                    "hierarchy Global Address List 0, All Address Lists 0, All Contacts 1, All Groups 1, All Rooms 1, "
                            + "All Users 1, Public Folders 1",
                    "users Ann Archer, Bob Builder, Bobby Tables",
                    "groups Team",
                    "rows Ann Archer, Bob Builder, Bobby Tables, Team",
                    "second unknown 0",
                    "explicit 39fe001f=ann@corp.example",
                    "props 0fff0102=" + recipient("ann") + " 3003001e=" + recipient("ann") + " 8006001e=" + DATABASE_DN,
                    "resolved [2, 1, 0] 3001001f=Bob Builder",
                    "matches 2 Bob Builder, Bobby Tables",
                    "sought 1 of 4 Bob Builder",
                    "members Ann Archer, Bobby Tables",
                    "opnum 17 nca_s_op_rng_error",
                    "unbound 1");
        }
        assertThat(nspi.openSessions()).isZero();
    }

    private static String run(Path python, Path folder, int port, String password) throws Exception {
        Path script = folder.resolve("address_book.py");
        try (InputStream in = AddressBookFromOutsideTest.class.getResourceAsStream("address_book.py")) {
            Files.write(script, in.readAllBytes());
        }
        Process process = new ProcessBuilder(python.toString(), script.toString(), String.valueOf(port), DOMAIN, "ann",
                recipient("ann"), DATABASE_DN).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        try (var out = process.getOutputStream()) {
            out.write((password + "\n").getBytes(StandardCharsets.US_ASCII));
        }
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }

    private static String recipient(String account) {
        return ROOT + "/cn=Recipients/cn=" + account;
    }

    private static AddressBookSnapshot people() {
        return AddressBookSnapshot.of(List.of(person("bobby", "Bobby", "Tables"), person("ann", "Ann", "Archer"),
                person("bob", "Bob", "Builder"), team()));
    }

    private static AddressBookEntry person(String account, String given, String surname) {
        String address = account + "@corp.example";
        return new AddressBookEntry(UUID.nameUUIDFromBytes(account.getBytes(StandardCharsets.US_ASCII)),
                AddressBookEntry.Kind.MAILBOX, false, recipient(account), given + " " + surname, account, account,
                address, List.of("SMTP:" + address), DATABASE_DN, List.of(),
                AddressBookEntry.Person.named(given, surname));
    }

    private static AddressBookEntry team() {
        return new AddressBookEntry(UUID.nameUUIDFromBytes(new byte[] {1}), AddressBookEntry.Kind.GROUP, false,
                recipient("team"), "Team", "team", "team", "team@corp.example", List.of("SMTP:team@corp.example"), "",
                List.of(), AddressBookEntry.Person.UNKNOWN).with(new AddressBookEntry.Links(
                        List.of(recipient("bobby"), recipient("ann")), List.of(), List.of(), List.of(), List.of(),
                        List.of(), List.of()));
    }

    private static Referrals referrals() {
        return new Referrals() {
            @Override
            public Optional<String> liveAddressBookEndpoint(String userDn) {
                return Optional.of("outlook.corp.example");
            }

            @Override
            public Optional<String> fqdnOf(String serverDn) {
                return serverDn.equals(DATABASE_DN) ? Optional.of("outlook.corp.example") : Optional.empty();
            }
        };
    }

    private static Credentials credentials(String password) {
        var secret = new Credentials.Secret(new Identity(DOMAIN, "ann", "NTLM"), NtlmKeys.ntHash(password), true);
        return (_, user) -> user.equalsIgnoreCase("ann") ? Optional.of(secret) : Optional.empty();
    }
}
