package org.gatehouse.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assertions;

/// A Kerberos realm of its own: MIT's KDC on a free port of loopback, with its database and settings in a folder, none
/// of them the system's. Ends the test when the KDC is not installed, as [Outside] says.
public final class KerberosRealm implements AutoCloseable {
    private static final String DEBIAN_SERVER = "krb5-kdc";
    private static final String DEBIAN_CLIENT = "krb5-user";
    private final Path folder;
    private final String realm;
    private final Process kdc;

    private KerberosRealm(Path folder, String realm, Process kdc) {
        this.folder = folder;
        this.realm = realm;
        this.kdc = kdc;
    }

    /// Starts a realm with a fresh database.
    ///
    /// @param folder empty; whoever gives it removes it
    public static KerberosRealm start(Path folder, String realm) throws IOException, InterruptedException {
        Path server = Outside.program("krb5kdc", DEBIAN_SERVER);
        Path tool = Outside.program("kdb5_util", DEBIAN_SERVER);
        Outside.program("kinit", DEBIAN_CLIENT);
        int port = freePort();
        Files.writeString(folder.resolve("krb5.conf"), """
                [libdefaults]
                  default_realm = %1$s
                  dns_lookup_kdc = false
                  dns_lookup_realm = false
                  dns_canonicalize_hostname = false
                  rdns = false
                  udp_preference_limit = 1
                [realms]
                  %1$s = {
                    kdc = 127.0.0.1:%2$d
                  }
                [domain_realm]
                  .%3$s = %1$s
                  %3$s = %1$s
                [logging]
                  kdc = STDERR
                """.formatted(realm, port, realm.toLowerCase(java.util.Locale.ROOT)));
        Files.writeString(folder.resolve("kdc.conf"), """
                [kdcdefaults]
                  kdc_listen = 127.0.0.1:%2$d
                  kdc_tcp_listen = 127.0.0.1:%2$d
                [realms]
                  %1$s = {
                    database_name = %3$s/principal
                    key_stash_file = %3$s/stash
                    acl_file = %3$s/acl
                    supported_enctypes = aes256-cts:normal aes128-cts:normal
                  }
                """.formatted(realm, port, folder));
        run(folder, tool.toString(), "create", "-s", "-r", realm, "-P", "master of the tests");
        var builder = new ProcessBuilder(server.toString(), "-n", "-r", realm, "-P",
                folder.resolve("kdc.pid").toString());
        builder.environment().putAll(environment(folder));
        Process kdc = builder.redirectErrorStream(true).start();
        var started = new KerberosRealm(folder, realm, kdc);
        started.awaitStart();
        return started;
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void awaitStart() throws IOException {
        var said = new ArrayList<String>();
        BufferedReader lines = kdc.inputReader(StandardCharsets.UTF_8);
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            said.add(line);
            if (line.contains("commencing operation")) {
                // A platform thread: reading a pipe holds the carrier of a virtual one.
                var _ = Thread.ofPlatform().daemon().start(() -> drain(lines));
                return;
            }
        }
        kdc.destroyForcibly();
        Assertions.fail("the KDC did not start: " + said);
    }

    private static void drain(BufferedReader lines) {
        try {
            String line = lines.readLine();
            while (line != null) {
                line = lines.readLine();
            }
        } catch (IOException closed) {
            return; // with the KDC
        }
    }

    public String realm() {
        return realm;
    }

    /// Adds a principal with a password; the salt is the usual one, realm and name without anything between.
    public void addWithPassword(String principal, String password) throws IOException, InterruptedException {
        administer("addprinc -requires_preauth -pw \"" + password + "\" " + principal);
    }

    /// Adds services with random keys and gives them in one keytab file.
    public Path addServices(String... principals) throws IOException, InterruptedException {
        Path file = folder.resolve(principals[0].replace('/', '.') + ".keytab");
        for (String principal : principals) {
            administer("addprinc -randkey " + principal);
            administer("ktadd -k " + file + " " + principal);
        }
        return file;
    }

    private void administer(String query) throws IOException, InterruptedException {
        run(folder, Outside.program("kadmin.local", DEBIAN_SERVER).toString(), "-r", realm, "-q", query);
    }

    /// Gets tickets as a person at a command line does, and gives the file that holds them.
    public Path signIn(String principal, String password, String... services) throws IOException,
            InterruptedException {
        Path cache = folder.resolve(principal.replace('/', '.') + ".cache");
        var builder = new ProcessBuilder(Outside.program("kinit", DEBIAN_CLIENT).toString(), "-c", cache.toString(),
                principal);
        builder.environment().putAll(environment(folder));
        Process kinit = builder.redirectErrorStream(true).start();
        try (var in = kinit.outputWriter(StandardCharsets.UTF_8)) {
            in.write(password + "\n");
        }
        finish(kinit, List.of("kinit", principal));
        if (services.length > 0) {
            var line = new ArrayList<>(List.of(Outside.program("kvno", DEBIAN_CLIENT).toString(), "-c",
                    cache.toString()));
            line.addAll(List.of(services));
            run(folder, line.toArray(String[]::new));
        }
        return cache;
    }

    /// What a program needs in its environment to use this realm.
    public Map<String, String> environment() {
        return environment(folder);
    }

    private static Map<String, String> environment(Path folder) {
        return Map.of("KRB5_CONFIG", folder.resolve("krb5.conf").toString(), "KRB5_KDC_PROFILE",
                folder.resolve("kdc.conf").toString(), "KRB5RCACHEDIR", folder.toString());
    }

    private static void run(Path folder, String... command) throws IOException, InterruptedException {
        var builder = new ProcessBuilder(command);
        builder.environment().putAll(environment(folder));
        finish(builder.redirectErrorStream(true).start(), List.of(command));
    }

    private static void finish(Process process, List<String> command) throws IOException, InterruptedException {
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(command + ": " + said);
        }
    }

    @Override
    public void close() {
        kdc.destroy();
        try {
            kdc.waitFor();
        } catch (InterruptedException interrupted) {
            kdc.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
