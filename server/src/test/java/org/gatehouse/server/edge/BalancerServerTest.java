package org.gatehouse.server.edge;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.gatehouse.edge.balancer.BalancerSettings;
import org.gatehouse.edge.balancer.Health;
import org.gatehouse.edge.balancer.Member;
import org.gatehouse.server.TestLog;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Real sockets: an array on 127.0.1.10 and two members on the same port of 127.0.1.11 and 127.0.1.12.
@Timeout(600)
final class BalancerServerTest {
    private static final int WAIT_MILLIS = 100_000;
    /// No machine is so slow that it would be taken for a member that hangs, or a client that says nothing.
    private static final BalancerLimits PATIENT = new BalancerLimits(Duration.ofSeconds(60), Duration.ofSeconds(60),
            Duration.ofSeconds(100), BalancerLimits.DEFAULT.lingerTimeMax(), BalancerLimits.DEFAULT.tickInterval(),
            BalancerLimits.DEFAULT.backlog());
    private final InetAddress array = address("127.0.1.10");
    private final InetAddress hasty = address("127.0.1.19");
    private final List<EchoMember> members = new ArrayList<>();
    private BalancerServer balancer;
    private int port;

    BalancerServerTest() throws IOException {
        open();
    }

    /// The same port has to be free on three addresses.
    private void open() throws IOException {
        while (true) {
            var first = new EchoMember("cas1", address("127.0.1.11"), 0);
            port = first.port();
            try {
                members.add(first);
                members.add(new EchoMember("cas2", address("127.0.1.12"), port));
                balancer = BalancerServer.open(array, List.of(port), BalancerSettings.DEFAULT, PATIENT,
                        BalancerServerTest::connects);
                return;
            } catch (IOException taken) {
                members.forEach(EchoMember::die);
                members.clear();
            }
        }
    }

    @BeforeEach
    void bothMembersAreUp() {
        members.forEach(member -> balancer.add(new Member(member.name, member.address)));
        awaitHealth("cas1", Health.UP);
        awaitHealth("cas2", Health.UP);
    }

    @AfterEach
    void close() {
        balancer.close();
        members.forEach(EchoMember::die);
    }

    @Test
    void bytesGoBothWaysAndTheMemberKnowsTheClient() throws IOException {
        try (Socket client = connect()) {
            assertThat(line(client)).matches("cas[12] " + client.getLocalSocketAddress().toString().replace("/", "")
                    + " -> 127.0.1.10:" + port);
            for (int i = 0; i < 100; i++) {
                client.getOutputStream().write("hello\n".getBytes(US_ASCII));
                assertThat(line(client)).isEqualTo("hello");
            }
        }
    }

    @Test
    void clientThatStopsSendingStillGetsAllOfItsAnswer() throws IOException {
        try (Socket client = connect()) {
            line(client);
            byte[] much = new byte[500_000];
            Thread writer = Thread.ofVirtual().start(() -> {
                try {
                    client.getOutputStream().write(much);
                    client.shutdownOutput();
                } catch (IOException failure) {
                    throw new java.io.UncheckedIOException(failure);
                }
            });
            assertThat(client.getInputStream().readAllBytes()).hasSize(much.length);
            assertThat(writer.isAlive()).isFalse();
        }
    }

    /// What a client does not read waits at its source; the others on the same loops go on, and nothing is lost.
    @Test
    void clientThatDoesNotReadHoldsUpNobodyElse() throws Exception {
        byte[] part = new byte[1 << 20];
        new Random(1).nextBytes(part);
        int parts = 64; // more than the buffers on the way usually hold
        try (Socket slow = connect()) {
            line(slow);
            Thread writer = Thread.ofVirtual().start(() -> {
                try {
                    for (int i = 0; i < parts; i++) {
                        slow.getOutputStream().write(part);
                    }
                    slow.shutdownOutput();
                } catch (IOException failure) {
                    throw new java.io.UncheckedIOException(failure);
                }
            });
            for (int i = 0; i < 8; i++) {
                try (Socket other = connect()) {
                    line(other);
                    other.getOutputStream().write("hello\n".getBytes(US_ASCII));
                    assertThat(line(other)).isEqualTo("hello");
                }
            }
            for (int i = 0; i < parts; i++) {
                assertThat(Arrays.equals(slow.getInputStream().readNBytes(part.length), part)).as("part " + i).isTrue();
            }
            assertThat(slow.getInputStream().read()).isEqualTo(-1);
            writer.join();
        }
    }

    @Test
    void clientThatNeverClosesHoldsNothingOnceItsMemberHasClosed() throws IOException {
        try (Socket client = connect()) {
            line(client);
            members.forEach(EchoMember::hangUp);
            assertThat(read(client)).isEqualTo(-1);
            long end = System.nanoTime() + Duration.ofMillis(WAIT_MILLIS).toNanos();
            while (balancer.members().stream().anyMatch(member -> member.connections() > 0)) {
                assertThat(System.nanoTime()).as("the connection is given up").isLessThan(end);
                Thread.yield();
            }
        }
    }

    @Test
    void clientStaysWithOneMember() throws IOException {
        var names = new java.util.HashSet<String>();
        for (int i = 0; i < 10; i++) {
            try (Socket client = connect()) {
                names.add(line(client).substring(0, 4));
            }
        }
        assertThat(names).hasSize(1);
    }

    @Test
    void deathOfAMemberResetsItsClientsWhoThenReachTheOther() throws IOException {
        Socket client = connect();
        String serving = line(client).substring(0, 4);
        members.stream().filter(member -> member.name.equals(serving)).forEach(EchoMember::die);
        assertThatThrownBy(() -> read(client)).isInstanceOf(SocketException.class);
        try (Socket again = connect()) {
            assertThat(line(again)).doesNotStartWith(serving).startsWith("cas");
        }
        awaitHealth(serving, Health.DOWN);
    }

    @Test
    void clientsOfAMemberThatHangsAreResetToo() throws IOException {
        Socket client = connect();
        String serving = line(client).substring(0, 4);
        hanging = serving;
        assertThatThrownBy(() -> read(client)).isInstanceOf(SocketException.class);
        awaitHealth(serving, Health.DOWN);
    }

    @Test
    void nobodyUpMeansAReset() throws IOException {
        members.forEach(EchoMember::die);
        awaitHealth("cas1", Health.DOWN);
        awaitHealth("cas2", Health.DOWN);
        assertThatThrownBy(() -> {
            try (Socket client = connect()) {
                client.getOutputStream().write(1);
                assertThat(read(client)).as("data from nobody").isNotNegative();
            }
        }).isInstanceOf(SocketException.class);
    }

    @Test
    void drainedMemberKeepsItsClientsAndGetsNoOthers() throws IOException {
        try (Socket client = connect(); Socket stranger = new Socket()) {
            String serving = line(client).substring(0, 4);
            balancer.drain(serving);
            try (Socket beside = connect()) {
                assertThat(line(beside)).as("a new one of the same address").doesNotStartWith(serving);
            }
            stranger.setSoTimeout(WAIT_MILLIS);
            stranger.bind(new InetSocketAddress("127.0.1.99", 0));
            stranger.connect(new InetSocketAddress(array, port));
            assertThat(line(stranger)).doesNotStartWith(serving).startsWith("cas");
            client.getOutputStream().write("still here\n".getBytes(US_ASCII));
            assertThat(line(client)).isEqualTo("still here");
        }
    }

    /// The first words of RPC are read before a member is chosen, and reach it.
    @Test
    void furtherConnectionsOfASessionFindItsMember() throws IOException {
        EchoMember.greets = false;
        try (Socket client = connect(); Socket beside = new Socket(); Socket other = new Socket()) {
            String serving = said(client, words(12)); // the member echoes it, which is a bind_ack from there
            balancer.drain(serving);
            for (Socket socket : List.of(beside, other)) {
                socket.setSoTimeout(WAIT_MILLIS);
                socket.connect(new InetSocketAddress(array, port));
            }
            beside.getOutputStream().write(words(11), 0, 9);
            beside.getOutputStream().flush();
            assertThat(said(other, words(22))).as("no bind").isNotEqualTo(serving);
            assertThat(said(beside, Arrays.copyOfRange(words(11), 9, 24))).isEqualTo(serving);
        }
    }

    /// What it says may tell that it belongs to the member that is drained.
    @Test
    void whoSaysNothingIsNotKeptWaiting() throws IOException {
        var limits = new BalancerLimits(PATIENT.connectTimeMax(), PATIENT.probeTimeMax(), Duration.ofMillis(100),
                PATIENT.lingerTimeMax(), PATIENT.tickInterval(), PATIENT.backlog());
        try (var listening = BalancerServer.open(hasty, List.of(port), BalancerSettings.DEFAULT, limits,
                BalancerServerTest::connects)) {
            members.forEach(member -> listening.add(new Member(member.name, member.address)));
            awaitUp(listening);
            try (var client = new Socket(hasty, port)) {
                client.setSoTimeout(WAIT_MILLIS);
                String serving = line(client).substring(0, 4);
                listening.drain(serving);
                try (var silent = new Socket(hasty, port)) {
                    silent.setSoTimeout(WAIT_MILLIS);
                    assertThat(line(silent)).startsWith("cas").doesNotStartWith(serving);
                }
            }
        }
    }

    /// As an idle connection is, whatever it waits for.
    @Test
    void whoIsResetWhileWaitingForAMemberCountsNoLonger() throws Exception {
        var asked = new AtomicInteger();
        var verdict = new CountDownLatch(1);
        var alone = BalancerServer.open(hasty, List.of(port), BalancerSettings.DEFAULT, PATIENT, member -> {
            if (asked.incrementAndGet() > 1) {
                awaitForGood(verdict);
            }
        });
        try {
            // Nobody listens there, so that a connection waits for the verdict on the member.
            alone.add(new Member("cas3", address("127.0.1.13")));
            awaitUp(alone);
            try (var client = new Socket(hasty, port)) {
                client.setSoTimeout(WAIT_MILLIS);
                awaitConnections(alone, 1);
                alone.close();
                assertThatThrownBy(() -> read(client)).isInstanceOf(SocketException.class);
            }
            awaitConnections(alone, 0);
        } finally {
            verdict.countDown();
            alone.close();
        }
    }

    private static void awaitConnections(BalancerServer server, int count) {
        long end = System.nanoTime() + Duration.ofMillis(WAIT_MILLIS).toNanos();
        while (server.members().getFirst().connections() != count) {
            assertThat(System.nanoTime()).isLessThan(end);
            Thread.yield();
        }
    }

    private static void awaitForGood(CountDownLatch latch) throws IOException {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            throw new InterruptedIOException();
        }
    }

    /// A head of RPC, little-endian, of group 7.
    private static byte[] words(int type) {
        byte[] words = new byte[24];
        words[0] = 5;
        words[2] = (byte) type;
        words[4] = 0x10;
        words[20] = 7;
        return words;
    }

    /// Sends the rest of the words, and gives the name of the member that echoes all of them.
    private static String said(Socket client, byte[] words) throws IOException {
        client.getOutputStream().write(words);
        assertThat(client.getInputStream().readNBytes(24)).hasSize(24).endsWith(words);
        return line(client).substring(0, 4);
    }

    @Test
    void headerFromAnUntrustedAddressIsNotTaken() throws IOException {
        try (var listener = new ServerSocket(0, 1, address("127.0.0.1"));
                var sender = new Socket(listener.getInetAddress(), listener.getLocalPort());
                Socket accepted = listener.accept()) {
            sender.getOutputStream().write(new byte[16]);
            var peers = new ProxyPreamble(array::equals).read(accepted, accepted.getInputStream());
            assertThat(peers.client()).isEqualTo(sender.getLocalSocketAddress());
            assertThat(accepted.getInputStream().available()).isEqualTo(16);
            assertThatThrownBy(() -> new ProxyPreamble(sender.getLocalAddress()::equals).read(accepted,
                    accepted.getInputStream())).isInstanceOf(org.gatehouse.wire.MalformedException.class);
        }
    }

    /// Each waits for a connection's first bytes before it goes on, so that nothing runs in a circle.
    @Test
    void aLoopOfBalancersIsSaidAndEndsAtItsFirstRound() throws IOException {
        InetAddress one = address("127.0.1.14");
        InetAddress other = address("127.0.1.15");
        ListAppender<ILoggingEvent> said = said();
        var log = TestLog.of(BalancerServer.class);
        said.start();
        log.addAppender(said);
        try (BalancerServer first = alwaysUp(one); BalancerServer second = alwaysUp(other)) {
            first.add(new Member("second", other));
            second.add(new Member("first", one));
            awaitUp(first);
            awaitUp(second);
            for (int round = 0; round < 3; round++) {
                assertThatThrownBy(() -> askAndAwaitTheEnd(one)).isInstanceOf(SocketException.class);
            }
            assertThat(said.list).filteredOn(event -> event.getLevel() == Level.ERROR)
                    .extracting(ILoggingEvent::getFormattedMessage).filteredOn(line -> line.contains("127.0.1.14"))
                    .as("once for all three").containsExactly(
                            "loop: the balancer on 127.0.1.15 and the one on 127.0.1.14 have each other as members. "
                                    + "Its connection was reset; members have to be Client Access servers");
        } finally {
            log.detachAppender(said);
        }
    }

    /// One balancer before another is no loop, but the members would take the second header for the client's bytes.
    @Test
    void aBalancerBeforeABalancerIsSaidAndRefused() throws IOException {
        InetAddress before = address("127.0.1.16");
        ListAppender<ILoggingEvent> said = said();
        var log = TestLog.of(BalancerServer.class);
        said.start();
        log.addAppender(said);
        try (BalancerServer wrong = alwaysUp(before)) {
            wrong.add(new Member("array", array));
            awaitUp(wrong);
            for (int round = 0; round < 2; round++) {
                assertThatThrownBy(() -> askAndAwaitTheEnd(before)).isInstanceOf(SocketException.class);
            }
            assertThat(said.list).extracting(ILoggingEvent::getFormattedMessage).filteredOn(line ->
                    line.startsWith("the balancer on 127.0.1.16")).containsExactly("the balancer on 127.0.1.16 has the "
                            + "balancer on 127.0.1.10 as a member: a connection from there began with a PROXY header "
                            + "and was reset. Members have to be Client Access servers");
        } finally {
            log.detachAppender(said);
        }
        try (Socket client = connect()) {
            assertThat(line(client)).as("others are served").startsWith("cas");
        }
    }

    /// Read while others may log.
    private static ListAppender<ILoggingEvent> said() {
        var said = new ListAppender<ILoggingEvent>();
        said.list = new CopyOnWriteArrayList<>();
        return said;
    }

    private BalancerServer alwaysUp(InetAddress address) throws IOException {
        return BalancerServer.open(address, List.of(port), BalancerSettings.DEFAULT, PATIENT, _ -> { });
    }

    private void askAndAwaitTheEnd(InetAddress address) throws IOException {
        try (var client = new Socket(address, port)) {
            client.setSoTimeout(WAIT_MILLIS);
            client.getOutputStream().write("hello\n".getBytes(US_ASCII));
            client.getInputStream().readAllBytes();
        }
    }

    private static void awaitUp(BalancerServer server) {
        long end = System.nanoTime() + Duration.ofMillis(WAIT_MILLIS).toNanos();
        while (server.members().stream().anyMatch(view -> view.health() != Health.UP)) {
            assertThat(System.nanoTime()).isLessThan(end);
            Thread.yield();
        }
    }

    @Test
    void portInUseIsNamed() {
        assertThatThrownBy(() -> BalancerServer.open(array, List.of(port), BalancerSettings.DEFAULT,
                BalancerLimits.DEFAULT, BalancerServerTest::connects)).isInstanceOf(IOException.class)
                .hasMessageContaining("127.0.1.10 port " + port);
    }

    private static volatile String hanging = "";

    /// Connects, as a probe that knows no RPC can.
    private static void connects(Member member) throws IOException {
        if (member.name().equals(hanging)) {
            throw new ConnectException("hangs");
        }
        EchoMember.probe(member);
    }

    @AfterEach
    void nobodyHangs() {
        hanging = "";
        EchoMember.greets = true;
    }

    private void awaitHealth(String member, Health health) {
        long end = System.nanoTime() + Duration.ofMillis(WAIT_MILLIS).toNanos();
        while (System.nanoTime() < end) {
            if (balancer.members().stream().anyMatch(view -> view.member().name().equals(member)
                    && view.health() == health)) {
                return;
            }
            Thread.yield();
        }
        throw new AssertionError(member + " is not " + health + " but " + balancer.members());
    }

    private Socket connect() throws IOException {
        var client = new Socket(array, port);
        client.setSoTimeout(WAIT_MILLIS);
        return client;
    }

    private static int read(Socket client) throws IOException {
        return client.getInputStream().read();
    }

    private static String line(Socket client) throws IOException {
        var line = new StringBuilder();
        for (int next = read(client); next != '\n'; next = read(client)) {
            if (next < 0) {
                throw new IOException("ended after " + line);
            }
            line.append((char) next);
        }
        return line.toString();
    }

    private static InetAddress address(String literal) {
        return new InetSocketAddress(literal, 0).getAddress();
    }
}
