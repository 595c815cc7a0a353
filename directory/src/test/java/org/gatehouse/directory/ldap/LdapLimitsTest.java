package org.gatehouse.directory.ldap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPSearchException;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchResult;
import com.unboundid.ldap.sdk.SearchScope;
import com.unboundid.ldap.sdk.controls.SimplePagedResultsControl;
import com.unboundid.util.ssl.SSLUtil;
import com.unboundid.util.ssl.TrustAllTrustManager;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import org.gatehouse.directory.DirectoryCredentials;
import org.gatehouse.directory.MemoryDirectory;
import org.gatehouse.directory.organization.Layout;
import org.gatehouse.directory.organization.OrganizationSetup;
import org.gatehouse.security.certificates.CertificateAuthority;
import org.gatehouse.security.signin.FailedSignIns;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jspecify.annotations.Nullable;

/// Peers that idle, drip, crowd or do not read are cut by limits, and nobody else notices. The tests wait for the cut
/// itself; the clock is theirs.
@SuppressWarnings("NullAway.Init")
final class LdapLimitsTest {
    private static final Layout LAYOUT = new Layout("Org", "corp.example", "CORP");
    private static final String ADMIN = "CN=Administrator,CN=Users,DC=corp,DC=example";
    private static final String PASSWORD = "Adm1n.pass";
    private static final Duration LONG = Duration.ofDays(1);
    private static final SSLContext TLS = CertificateAuthority.create("Org", InstantSource.system(),
            new SecureRandom()).issue(List.of("localhost"), List.of(InetAddress.getLoopbackAddress())).serverContext();
    /// RFC 4511 4.5.1: the root DSE, all attributes, filter (objectClass=*).
    private static final byte[] ROOT_SEARCH = HexFormat.of().parseHex("3025020101" + "6320" + "0400" + "0a0100"
            + "0a0100" + "020100" + "020100" + "010100" + "870b" + "6f626a656374436c617373" + "3000");
    private final MemoryDirectory directory = new MemoryDirectory(InstantSource.system(), UUID::randomUUID);
    private final AtomicReference<InstantSource> clock = new AtomicReference<>(InstantSource.fixed(Instant.now()));
    private @Nullable LdapFront front;

    @BeforeEach
    void prepare() {
        OrganizationSetup.prepare(directory, LAYOUT, UUID.randomUUID());
        OrganizationSetup.addAdministrator(directory, LAYOUT, "Administrator", PASSWORD.toCharArray());
    }

    @AfterEach
    void stop() {
        if (front != null) {
            front.close();
        }
    }

    @Test
    void aPeerThatDoesNotSignInIsCutAndAFailedSignInWinsNoTime() throws Exception {
        LdapFront here = start(limits(10, 10, Duration.ofMinutes(2), LONG, LONG, LONG));
        try (LDAPConnection signedIn = signedIn(here); Socket asking = served(here); Socket guessing = served(here)) {
            pass(Duration.ofSeconds(90));
            // RFC 4511 4.2: version 3, name cn=x, password "y".
            guessing.getOutputStream().write(HexFormat.of().parseHex("3011020101600c0201030404636e3d78800179"));
            readMessage(guessing.getInputStream());
            asking.getOutputStream().write(ROOT_SEARCH);
            readMessage(asking.getInputStream());
            readMessage(asking.getInputStream());
            pass(Duration.ofSeconds(40));
            assertThat(isCut(guessing)).isTrue();
            assertThat(isCut(asking)).isTrue();
            assertThat(signedIn.getEntry(ADMIN)).isNotNull();
        }
    }

    @Test
    void anIdlePeerIsCutThoughItSignedIn() throws Exception {
        LdapFront here = start(limits(10, 10, LONG, LONG, LONG, Duration.ofMinutes(15)));
        try (Socket idle = served(here); LDAPConnection busy = signedIn(here)) {
            pass(Duration.ofMinutes(14));
            assertThat(busy.getEntry(ADMIN)).isNotNull();
            pass(Duration.ofMinutes(2));
            assertThat(isCut(idle)).isTrue();
            assertThat(busy.getEntry(ADMIN)).isNotNull();
            pass(Duration.ofMinutes(16));
            while (busy.isConnected()) {
                Thread.onSpinWait(); // the library's reader notices the end
            }
        }
    }

    @Test
    void aRequestThatDripsIsCutThoughMoreOfItComes() throws Exception {
        LdapFront here = start(limits(10, 10, LONG, Duration.ofSeconds(30), LONG, LONG));
        for (int port : new int[] {here.port(), here.tlsPort()}) {
            boolean tls = port == here.tlsPort();
            try (LDAPConnection other = signedIn(here); Socket dripping = connect(port)) {
                // The header of a message of 65,536 bytes, or the first byte of a TLS handshake.
                dripping.getOutputStream().write(HexFormat.of().parseHex(tls ? "16" : "30830100000201"));
                dripUntilCut(dripping, tls ? 3 : 2);
                assertThat(other.getEntry(ADMIN)).isNotNull();
            }
        }
    }

    @Test
    void aPeerThatTakesNoAnswersIsCut() throws Exception {
        LdapFront here = start(limits(10, 10, LONG, LONG, Duration.ofSeconds(1), LONG));
        try (LDAPConnection other = signedIn(here); Socket deaf = connect(here.port())) {
            clock.set(InstantSource.system());
            assertThatThrownBy(() -> {
                while (true) {
                    deaf.getOutputStream().write(ROOT_SEARCH);
                }
            }).isInstanceOf(IOException.class);
            assertThat(other.getEntry(ADMIN)).isNotNull();
        }
    }

    @Test
    void aCrowdOfStrangersMakesRoomAndOneOfUsersDoesNot() throws Exception {
        LdapFront here = start(limits(3, 3, LONG, LONG, LONG, LONG));
        var open = new ArrayList<AutoCloseable>();
        try {
            Socket first = served(here);
            open.add(first);
            for (int user = 0; user < 2; user++) {
                open.add(signedIn(here));
            }
            open.add(signedIn(here));
            assertThat(first.getInputStream().read()).as("the stranger gave its place").isEqualTo(-1);
            try (Socket late = connect(here.port())) {
                assertThat(isCut(late)).as("three users keep theirs").isTrue();
            }
            assertThat(((LDAPConnection) open.getLast()).getEntry(ADMIN)).isNotNull();
        } finally {
            for (AutoCloseable each : open) {
                each.close();
            }
        }
        try (LDAPConnection afterwards = signedInWhenThereIsRoom(here)) {
            assertThat(afterwards.getEntry(ADMIN)).isNotNull();
        }
    }

    @Test
    void aCrowdOfOneAddressLeavesRoomForOthers() throws Exception {
        LdapFront here = start(limits(100, 2, LONG, LONG, LONG, LONG));
        try (LDAPConnection one = signedIn(here); LDAPConnection two = signedIn(here);
                Socket third = connect(here.port()); Socket elsewhere = new Socket()) {
            assertThat(isCut(third)).isTrue();
            elsewhere.bind(new InetSocketAddress("127.0.0.2", 0));
            elsewhere.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), here.port()));
            elsewhere.getOutputStream().write(ROOT_SEARCH);
            assertThat(elsewhere.getInputStream().read()).isEqualTo(0x30);
            assertThat(List.of(one.isConnected(), two.isConnected())).containsOnly(true);
        }
    }

    @Test
    void aRequestBeyondTheBoundEndsItsConnectionBeforeItIsRead() throws Exception {
        LdapFront here = start(limits(10, 10, LONG, LONG, LONG, LONG));
        try (Socket big = connect(here.port())) {
            big.getOutputStream().write(HexFormat.of().parseHex("30847fffffff020101")); // says 2 GiB
            assertThat(isCut(big)).isTrue();
        }
    }

    @Test
    void answersHaveTheirBoundWithAndWithoutPages() throws Exception {
        LdapFront here = start(limits(10, 10, LONG, LONG, LONG, LONG));
        try (LDAPConnection connection = signedIn(here)) {
            assertThatThrownBy(() -> connection.search("DC=corp,DC=example", SearchScope.SUB, "(objectClass=*)", "cn"))
                    .isInstanceOfSatisfying(LDAPSearchException.class, refusal -> {
                        assertThat(refusal.getResultCode()).isEqualTo(ResultCode.SIZE_LIMIT_EXCEEDED);
                        assertThat(refusal.getSearchEntries()).hasSize(3);
                    });
            var request = new SearchRequest("DC=corp,DC=example", SearchScope.SUB, "(objectClass=*)", "cn");
            request.addControl(new SimplePagedResultsControl(1_000_000));
            SearchResult page = connection.search(request);
            assertThat(page.getEntryCount()).isEqualTo(3);
            assertThat(SimplePagedResultsControl.get(page).moreResultsToReturn()).isTrue();
        }
    }

    @Test
    void theRootNamesOnlyWhatIsThere() throws Exception {
        LdapFront here = start(limits(10, 10, LONG, LONG, LONG, LONG));
        try (var plain = new LDAPConnection("127.0.0.1", here.port()); LDAPConnection secure = signedIn(here)) {
            assertThat(plain.getRootDSE().hasAttribute("supportedSASLMechanisms")).isFalse();
            assertThat(plain.getRootDSE().getSupportedExtendedOperationOIDs())
                    .containsExactly("1.3.6.1.4.1.1466.20037", // StartTLS, RFC 4511 4.14
                            "1.3.6.1.4.1.4203.1.11.3"); // Who am I, RFC 4532
            assertThat(secure.getRootDSE().getSupportedExtendedOperationOIDs())
                    .containsExactly("1.3.6.1.4.1.4203.1.11.3");
            assertThat(plain.getRootDSE().getSupportedControlOIDs()).containsExactly("1.2.840.113556.1.4.319");
        }
    }

    private static LdapLimits limits(int connections, int perAddress, Duration unbound, Duration request,
            Duration write, Duration idle) {
        return new LdapLimits(connections, perAddress, 1 << 20, 3, unbound, request, write, idle,
                Duration.ofMillis(10));
    }

    private LdapFront start(LdapLimits limits) {
        var signIn = new LdapSignIn(directory, new DirectoryCredentials(directory, directory, LAYOUT),
                new FailedSignIns(FailedSignIns.Limits.DEFAULT, InstantSource.system()), identity -> true);
        front = LdapFront.start(new LdapFront.Settings(InetAddress.getLoopbackAddress(), 0, 0, false, limits),
                directory, LAYOUT, signIn, TLS, () -> clock.get().instant());
        return front;
    }

    private static LDAPConnection signedIn(LdapFront front) throws Exception {
        return new LDAPConnection(new SSLUtil(new TrustAllTrustManager()).createSSLSocketFactory(), "127.0.0.1",
                front.tlsPort(), ADMIN, PASSWORD);
    }

    /// Places are free again once the server has noticed that the peers left.
    private static LDAPConnection signedInWhenThereIsRoom(LdapFront front) throws Exception {
        while (true) {
            try {
                return signedIn(front);
            } catch (LDAPException full) {
                Thread.onSpinWait();
            }
        }
    }

    private static Socket connect(int port) throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), port);
    }

    /// A stranger's connection that has been taken up for certain: it got an answer.
    private static Socket served(LdapFront front) throws IOException {
        Socket socket = connect(front.port());
        socket.getOutputStream().write(ROOT_SEARCH);
        readMessage(socket.getInputStream());
        readMessage(socket.getInputStream());
        return socket;
    }

    private static void readMessage(InputStream in) throws IOException {
        assertThat(in.read()).isEqualTo(0x30);
        int length = in.read();
        if (length > 0x7f) {
            length = new BigInteger(1, in.readNBytes(length & 0x7f)).intValueExact();
        }
        assertThat(in.readNBytes(length)).hasSize(length);
    }

    private void pass(Duration time) {
        Instant then = clock.get().instant().plus(time);
        clock.set(InstantSource.fixed(then));
    }

    /// A second passes with each drop.
    private void dripUntilCut(Socket socket, int drop) throws IOException {
        socket.setSoTimeout(20);
        while (true) {
            try {
                socket.getOutputStream().write(drop);
                if (socket.getInputStream().read() < 0) {
                    return;
                }
            } catch (SocketTimeoutException notYet) {
                pass(Duration.ofSeconds(1));
            } catch (IOException reset) {
                return;
            }
        }
    }

    /// Waits for the end of a connection, whatever is said before.
    private static boolean isCut(Socket socket) {
        try {
            socket.getInputStream().readAllBytes();
            return true;
        } catch (IOException reset) {
            return !(reset instanceof SocketTimeoutException);
        }
    }
}
