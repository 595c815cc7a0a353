package org.gatehouse.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.HdrHistogram.Histogram;
import org.gatehouse.client.Account;
import org.gatehouse.client.HttpSignIn;
import org.gatehouse.client.HttpsConnection;
import org.gatehouse.client.MapiSession;
import org.gatehouse.client.ProxiedServer;
import org.gatehouse.dcerpc.AuthLevel;
import org.gatehouse.security.certificates.TrustedRoots;

/// A [BenchServer] in a process of its own on a fresh folder, as its clients here see it.
final class Bench implements AutoCloseable {
    static final Duration TIMEOUT = Duration.ofSeconds(60);

    private static final int TRIES_MAX = 1000;

    private final Child child;
    private final Path root;
    private final List<Person> people = new ArrayList<>();
    private final int rpcPort;
    private final int httpsPort;
    private final SSLContext trust;

    record Person(Account account, String legacyDn) {}

    private Bench(Child child, Path root, int count) throws IOException {
        this.child = child;
        this.root = root;
        for (int number = 0; number < count; number++) {
            String[] words = child.await("person").split("\t");
            people.add(new Person(new Account(BenchOrganization.NETBIOS, words[0], words[1]), words[2]));
        }
        this.rpcPort = Integer.parseInt(child.await("rpc"));
        this.httpsPort = Integer.parseInt(child.await("https"));
        this.trust = TrustedRoots.inFile(root.resolve("root-certificate.pem"));
    }

    /// @param folder on the disk that is to be measured
    static Bench start(Path folder) throws IOException {
        return start(folder, BenchOrganization.PEOPLE);
    }

    /// @param people who have mailboxes: a person may have 32 sessions
    static Bench start(Path folder, int people) throws IOException {
        Path root = Files.createTempDirectory(Files.createDirectories(folder), "bench");
        return new Bench(Child.start(BenchServer.class, root.toString(), Integer.toString(people)), root, people);
    }

    Child child() {
        return child;
    }

    /// The folder of the run, for raw comparisons on the same disk.
    Path root() {
        return root;
    }

    InetSocketAddress balanced() throws IOException {
        return new InetSocketAddress(BenchOrganization.address(0), rpcPort);
    }

    InetSocketAddress member() throws IOException {
        return new InetSocketAddress(BenchOrganization.address(1), rpcPort);
    }

    InetSocketAddress at(InetAddress address) {
        return new InetSocketAddress(address, rpcPort);
    }

    int people() {
        return people.size();
    }

    Person person(int number) {
        return people.get(number % people.size());
    }

    MapiSession connect(InetSocketAddress address, int number, Duration timeout) throws IOException {
        Person person = person(number);
        return MapiSession.connect(address, person.account(), person.legacyDn(), timeout);
    }

    /// MAPI over HTTP at a member.
    MapiSession connectHttps(int number) throws IOException {
        Person person = person(number);
        return MapiSession.connect(https(), person.account(), person.legacyDn());
    }

    /// Outlook Anywhere at a member.
    ///
    /// @param level of RPC's own protection inside of TLS
    MapiSession connectAnywhere(int number, AuthLevel level) throws IOException {
        Person person = person(number);
        var member = new ProxiedServer(new InetSocketAddress(BenchOrganization.address(1), httpsPort),
                BenchOrganization.MEMBER, trust, BenchOrganization.MEMBER, ProxiedServer.MAIL, HttpSignIn.NTLM);
        return MapiSession.connect(member, person.account(), person.legacyDn(), level, TIMEOUT);
    }

    /// MAPI over HTTP through the balancer.
    MapiSession connectBalancedHttps(int number, Duration timeout) throws IOException {
        Person person = person(number);
        return MapiSession.connect(HttpsConnection.open(balancedHttps(), BenchOrganization.ARRAY, trust, timeout),
                person.account(), person.legacyDn());
    }

    /// Outlook Anywhere through the balancer.
    MapiSession connectBalancedAnywhere(int number, Duration timeout) throws IOException {
        Person person = person(number);
        var array = new ProxiedServer(balancedHttps(), BenchOrganization.ARRAY, trust, BenchOrganization.ARRAY,
                ProxiedServer.MAIL, HttpSignIn.NTLM);
        return MapiSession.connect(array, person.account(), person.legacyDn(), timeout);
    }

    private InetSocketAddress balancedHttps() throws IOException {
        return new InetSocketAddress(BenchOrganization.address(0), httpsPort);
    }

    /// A connection to a member's web server on which nobody has signed in.
    HttpsConnection https() throws IOException {
        return HttpsConnection.open(new InetSocketAddress(BenchOrganization.address(1), httpsPort),
                BenchOrganization.MEMBER, trust, TIMEOUT);
    }

    /// The first session there: the balancer takes a member into use once its probes have succeeded.
    MapiSession awaitAnswer(InetSocketAddress address) throws IOException {
        for (int tries = 0;; tries++) {
            try {
                return connect(address, 1, TIMEOUT);
            } catch (IOException notYet) {
                if (tries > TRIES_MAX) {
                    throw notYet;
                }
            }
        }
    }

    /// CPU time so far of this process, which is the client's, in seconds.
    static double ownCpuSeconds() {
        return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO).toNanos() / 1e9;
    }

    /// `p50 1.2 p90 1.5 p99 3.0 max 9.1`, of values recorded in nanoseconds, in milliseconds.
    static String millis(Histogram histogram) {
        return "p50 %.2f p90 %.2f p99 %.2f max %.2f ms".formatted(at(histogram, 50), at(histogram, 90),
                at(histogram, 99), histogram.getMaxValue() / 1e6);
    }

    /// The one line that says how a figure stands to what was asked for; a ratio of at most 1 keeps it.
    static void verdict(String what, double measured, double target, String unit) {
        System.out.printf("RESULT %s: measured %.3f %s, target %.3f, ratio %.2f%n", what, measured, unit, target,
                measured / target);
    }

    /// Of several rounds the one in the middle.
    static double median(List<Double> rounds) {
        return rounds.stream().sorted().skip((rounds.size() - 1) / 2).findFirst().orElseThrow();
    }

    private static double at(Histogram histogram, double percentile) {
        return histogram.getValueAtPercentile(percentile) / 1e6;
    }

    static Histogram histogram() {
        return new Histogram(3);
    }

    /// The folder named on the command line, or the system's for temporary files.
    static Path folder(String[] arguments) {
        return Path.of(arguments.length == 0 ? System.getProperty("java.io.tmpdir") : arguments[0]);
    }

    static void remove(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    @Override
    public void close() throws IOException {
        child.close();
        remove(root);
    }
}
