package org.gatehouse.server.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.gatehouse.security.Credentials;
import org.gatehouse.security.Identity;
import org.gatehouse.security.certificates.CertificateAuthority;
import org.gatehouse.security.ntlm.NtlmKeys;
import org.gatehouse.security.signin.FailedSignIns;
import org.gatehouse.security.throttling.Allowance;
import org.gatehouse.security.throttling.Budgets;
import org.gatehouse.security.throttling.CmdletAllowance;
import org.gatehouse.security.throttling.Cmdlets;
import org.gatehouse.security.throttling.Component;
import org.gatehouse.security.throttling.Entry;
import org.gatehouse.security.throttling.Line;
import org.gatehouse.security.throttling.Measure;
import org.gatehouse.security.throttling.Owner;
import org.gatehouse.security.throttling.Place;
import org.gatehouse.security.throttling.Policies;
import org.gatehouse.shell.ShellCommand;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The shell over TLS: administrators come in, nobody else does, and guessing is slowed down.
final class AdminListenerTest {
    @TempDir
    Path folder;

    @Test
    void onlyAdministratorsWithTheRightPasswordComeIn() throws Exception {
        var authority = CertificateAuthority.create("Contoso", InstantSource.system(), new SecureRandom());
        InetAddress loopback = InetAddress.getByName("127.0.0.1");
        var key = authority.issue(List.of("localhost"), List.of(loopback));
        Path trust = folder.resolve("root.pem");
        Files.writeString(trust, authority.rootPem());
        Credentials accounts = (domain, user) -> switch (user) {
            case "admin", "ann" -> Optional.of(new Credentials.Secret(new Identity("CONTOSO", user, "NTLM"),
                    NtlmKeys.ntHash("right"), true));
            default -> Optional.empty();
        };
        var failures = new FailedSignIns(new FailedSignIns.Limits(2, Duration.ofHours(1), 100, Duration.ofHours(1),
                100),
                InstantSource.fixed(Instant.EPOCH));
        try (var world = new TestOrganization(folder);
                var listener = AdminListener.open(new InetSocketAddress(loopback, 0),
                key.serverContext(), new AdminListener.SignIn(accounts, failures,
                        identity -> identity.account().equals("admin"), Budgets.unlimited()), world.administration)) {
            assertThat(shell(listener, trust, "admin", "right", "'in'")).isEqualTo("0 in\n");
            assertThat(shell(listener, trust, "ann", "right", "'in'")).startsWith("1").contains("refused");
            assertThat(shell(listener, trust, "nobody", "right", "'in'")).startsWith("1").contains("refused");
            assertThat(shell(listener, trust, "admin", "wrong", "'in'")).startsWith("1").contains("refused");
            assertThat(shell(listener, trust, "admin", "wrong", "'in'")).startsWith("1").contains("refused");
            // Twice wrong: even the right password has to wait.
            assertThat(shell(listener, trust, "admin", "right", "'in'")).startsWith("1").contains("refused");
        }
    }

    /// One shell, and some cmdlets.
    private static final class OneOfEach implements Policies {
        private final CmdletAllowance cmdlets;
        private final Allowance one = new Allowance("Strict", OptionalInt.of(1), OptionalInt.empty(),
                OptionalInt.empty(), OptionalInt.empty());

        OneOfEach(CmdletAllowance cmdlets) {
            this.cmdlets = cmdlets;
        }

        @Override
        public Owner owner(Identity identity) {
            return Owner.of(identity);
        }

        @Override
        public Allowance allowance(Identity identity, Component component) {
            return one;
        }

        @Override
        public Allowance anonymous() {
            return one;
        }

        @Override
        public CmdletAllowance cmdlets(Identity identity) {
            return cmdlets;
        }
    }

    /// The client of a shell has ended before the server has noticed.
    private static void awaitNoOperation(Budgets budgets, Identity who) {
        long end = System.nanoTime() + 60_000_000_000L;
        while (true) {
            try (Cmdlets.Shell probe = budgets.cmdlets().shell(who)) {
                if (probe.open().isEmpty() && probe.begin(false).isEmpty() && probe.begin(false).isEmpty()) {
                    return;
                }
            }
            assertThat(System.nanoTime()).isLessThan(end);
            Thread.onSpinWait();
        }
    }

    private static void awaitNoShell(Budgets budgets, Identity who) {
        long end = System.nanoTime() + 60_000_000_000L;
        while (true) {
            if (budgets.of(who, Component.POWERSHELL).open(Line.MAIN) instanceof Entry.Granted<Place>(Place place)) {
                place.close();
                return;
            }
            assertThat(System.nanoTime()).isLessThan(end);
            Thread.onSpinWait();
        }
    }

    @Test
    void operationsAtATimeAndWhatCannotBeUndoneAreLimited() throws Exception {
        var authority = CertificateAuthority.create("Contoso", InstantSource.system(), new SecureRandom());
        InetAddress loopback = InetAddress.getByName("127.0.0.1");
        Path trust = Files.writeString(folder.resolve("root.pem"), authority.rootPem());
        var admin = new Identity("CONTOSO", "admin", "NTLM");
        var one = new CmdletAllowance.Rate(OptionalInt.of(60), OptionalInt.empty(), OptionalInt.of(1));
        var budgets = new Budgets(new OneOfEach(new CmdletAllowance("Strict", CmdletAllowance.Rate.UNLIMITED, one,
                OptionalInt.of(4))), () -> 0, _ -> { });
        var signIn = new AdminListener.SignIn((domain, user) -> Optional.of(new Credentials.Secret(admin,
                NtlmKeys.ntHash("right"), true)), new FailedSignIns(FailedSignIns.Limits.DEFAULT,
                InstantSource.system()), identity -> true, budgets);
        try (var world = new TestOrganization(folder);
                var listener = AdminListener.open(new InetSocketAddress(loopback, 0),
                        authority.issue(List.of("localhost"), List.of(loopback)).serverContext(), signIn,
                        world.administration)) {
            assertThat(shell(listener, trust, "admin", "right", "Remove-Mailbox a -Confirm:$false; "
                    + "Remove-Mailbox b -Confirm:$false")).containsOnlyOnce("Remove-Mailbox : throttled: "
                            + "CONTOSO\\admin has run as many destructive cmdlets in 60 s as "
                            + "PowerShellMaxDestructiveCmdlets of throttling policy 'Strict' allows");
            awaitNoOperation(budgets, admin);
            assertThat(shell(listener, trust, "admin", "right", "1..9 | ForEach-Object { Get-ADSite | Out-Null }; "
                    + "'all'")).as("the loop and two at a time").contains("PowerShellMaxCmdletQueueDepth");
            awaitNoOperation(budgets, admin);
            assertThat(shell(listener, trust, "admin", "right", "Get-ADSite nowhere; Get-ADSite nowhere; "
                    + "Get-ADSite nowhere; Get-ADSite | Out-Null; 'all'")).as("what fails has ended too")
                            .endsWith("all\n").doesNotContain("throttled");
            awaitNoOperation(budgets, admin);
            Cmdlets.Shell open = budgets.cmdlets().shell(admin);
            assertThat(open.open()).isEmpty();
            assertThat(open.begin(false)).isEmpty();
            assertThat(shell(listener, trust, "admin", "right", "'in'")).startsWith("1").contains("The shell was "
                    + "refused: throttled: CONTOSO\\admin has as many operations at a time");
        }
    }

    @Test
    void whoHasAsManyShellsAsThePolicyAllowsIsToldSo() throws Exception {
        var authority = CertificateAuthority.create("Contoso", InstantSource.system(), new SecureRandom());
        InetAddress loopback = InetAddress.getByName("127.0.0.1");
        Path trust = Files.writeString(folder.resolve("root.pem"), authority.rootPem());
        var admin = new Identity("CONTOSO", "admin", "NTLM");
        var budgets = new Budgets(new OneOfEach(new CmdletAllowance("Strict", new CmdletAllowance.Rate(
                OptionalInt.of(60), OptionalInt.empty(), OptionalInt.of(1)), CmdletAllowance.Rate.UNLIMITED,
                OptionalInt.empty())), () -> 0, _ -> { });
        var signIn = new AdminListener.SignIn((domain, user) -> Optional.of(new Credentials.Secret(admin,
                NtlmKeys.ntHash("right"), true)), new FailedSignIns(FailedSignIns.Limits.DEFAULT,
                InstantSource.system()), identity -> true, budgets);
        try (var world = new TestOrganization(folder);
                var listener = AdminListener.open(new InetSocketAddress(loopback, 0),
                        authority.issue(List.of("localhost"), List.of(loopback)).serverContext(), signIn,
                        world.administration)) {
            var entry = (Entry.Granted<Place>) budgets.of(admin, Component.POWERSHELL).open(Line.MAIN);
            assertThat(shell(listener, trust, "admin", "right", "'in'")).startsWith("1").contains("throttled: "
                    + "CONTOSO\\admin has as many connections or requests as PowerShellMaxConcurrency of throttling "
                    + "policy 'Strict' allows");
            entry.held().close();
            assertThat(shell(listener, trust, "admin", "right", "'in'")).isEqualTo("0 in\n");
            awaitNoShell(budgets, admin);
            assertThat(shell(listener, trust, "admin", "right", "Get-ADSite; Get-ADSite"))
                    .startsWith("1").containsOnlyOnce("Get-ADSite : throttled: CONTOSO\\admin has run as many "
                            + "cmdlets in 60 s as PowerShellMaxCmdlets of throttling policy 'Strict' allows; try again "
                            + "in 60 s");
        }
        assertThat(budgets.refusals(Component.POWERSHELL, Measure.CONCURRENCY)).isPositive();
    }

    @Test
    void whatIsWrongWithAConnectionIsSaid() throws Exception {
        var authority = CertificateAuthority.create("Contoso", InstantSource.system(), new SecureRandom());
        var stranger = CertificateAuthority.create("Stranger", InstantSource.system(), new SecureRandom());
        InetAddress loopback = InetAddress.getByName("127.0.0.1");
        Path trust = Files.writeString(folder.resolve("root.pem"), authority.rootPem());
        Path other = Files.writeString(folder.resolve("other.pem"), stranger.rootPem());
        var signIn = new AdminListener.SignIn((domain, user) -> Optional.empty(), new FailedSignIns(
                new FailedSignIns.Limits(9, Duration.ofHours(1), 100, Duration.ofHours(1), 100),
                InstantSource.fixed(Instant.EPOCH)), identity -> true, Budgets.unlimited());
        var address = new InetSocketAddress(loopback, 0);
        int unused;
        try (var world = new TestOrganization(folder);
                var named = AdminListener.open(address, authority.issue(List.of("cas9.contoso.com"), List.of())
                        .serverContext(), signIn, world.administration)) {
            assertThat(shell(named, other, "a", "b", "1")).startsWith("1 gatehouse shell: ")
                    .contains("an authority that is not trusted here", "--trust").doesNotContain("Exception");
            assertThat(shell(named, trust, "a", "b", "1")).startsWith("1 ")
                    .contains("for another name than '127.0.0.1'");
            assertThat(shell(named, folder.resolve("none.pem"), "a", "b", "1")).contains("--trust cannot be read");
            assertThat(shell(named, Files.writeString(folder.resolve("x.pem"), "hello"), "a", "b", "1"))
                    .startsWith("1 ").contains("of --trust holds");
            unused = named.port();
        }
        assertThat(shell(unused, trust, "a", "b", "1")).startsWith("1 ").contains("nothing takes connections there");
        try (var plain = new ServerSocket(0, 5, loopback)) {
            Thread.ofVirtual().start(() -> {
                try (Socket peer = plain.accept()) {
                    peer.getOutputStream().write("220 mail ready\r\n".getBytes(StandardCharsets.US_ASCII));
                    peer.getInputStream().readAllBytes();
                } catch (IOException gone) {
                    throw new java.io.UncheckedIOException(gone);
                }
            });
            assertThat(shell(plain.getLocalPort(), trust, "a", "b", "1")).startsWith("1 ")
                    .contains("does not speak TLS");
        }
    }

    private String shell(AdminListener listener, Path trust, String user, String password, String command)
            throws IOException {
        return shell(listener.port(), trust, user, password, command);
    }

    private String shell(int port, Path trust, String user, String password,
            String command) throws IOException {
        Path file = folder.resolve("password");
        Files.writeString(file, password);
        var said = new ByteArrayOutputStream();
        var stream = new PrintStream(said, true, StandardCharsets.UTF_8);
        int status = ShellCommand.run(List.of("--connect", "gatehouse://127.0.0.1:" + port, "--user", user,
                "--password-file", file.toString(), "--trust", trust.toString(), "-c", command), folder, stream,
                        stream);
        return status + " " + said.toString(StandardCharsets.UTF_8);
    }
}
