package org.gatehouse.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Hosts of a benchmark as network namespaces: a client, a member, and between them one host for each path, on networks
/// of its own. Takes root.
final class PlanePaths implements AutoCloseable {
    private final String prefix = "ghb" + ProcessHandle.current().pid();
    private final List<String> hosts = new ArrayList<>();
    private int paths;

    PlanePaths() throws IOException {
        add("client");
        add("member");
    }

    private void add(String host) throws IOException {
        run(List.of("ip", "netns", "add", prefix + host));
        hosts.add(host);
        ip(host, "link", "set", "lo", "up");
    }

    /// A host that forwards; its number is part of its addresses.
    int path(String host) throws IOException {
        int path = ++paths;
        add(host);
        cable("client", host, outer(path), "50");
        cable("member", host, inner(path), "21");
        ip(host, "addr", "add", array(path) + "/32", "dev", "client");
        set(host, "net/ipv4/ip_forward");
        ip("client", "route", "add", inner(path) + "0/24", "via", outer(path) + "1");
        ip("member", "route", "add", outer(path) + "0/24", "via", inner(path) + "1");
        return path;
    }

    /// Switches a kernel parameter of a host on.
    void set(String host, String name) throws IOException {
        run(at(host, "sh", "-c", "echo 1 > /proc/sys/" + name));
    }

    private void cable(String end, String host, String network, String number)
            throws IOException {
        run(List.of("ip", "-n", prefix + host, "link", "add", end, "type", "veth", "peer", "name", host, "netns",
                prefix + end));
        ip(host, "addr", "add", network + "1/24", "dev", end);
        ip(end, "addr", "add", network + number + "/24", "dev", host);
        ip(host, "link", "set", end, "up");
        ip(end, "link", "set", host, "up");
    }

    private static String outer(int path) {
        return "10.90." + path + ".";
    }

    private static String inner(int path) {
        return "10.91." + path + ".";
    }

    static String array(int path) {
        return outer(path) + "10";
    }

    static String member(int path) {
        return inner(path) + "21";
    }

    /// What `ip` calls a host.
    String namespace(String host) {
        return prefix + host;
    }

    /// The host's address on the member's network.
    static String beside(int path) {
        return inner(path) + "1";
    }

    List<String> at(String host, String... command) {
        var words = new ArrayList<>(List.of("ip", "netns", "exec", prefix + host));
        words.addAll(List.of(command));
        return words;
    }

    private void ip(String host, String... words) throws IOException {
        var command = new ArrayList<>(List.of("ip", "-n", prefix + host));
        command.addAll(List.of(words));
        run(command);
    }

    private static void run(List<String> command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.onExit().join().exitValue() != 0) {
            throw new IOException(String.join(" ", command) + ": " + said + " (network namespaces take root)");
        }
    }

    @Override
    public void close() throws IOException {
        for (String host : hosts) {
            run(List.of("ip", "netns", "del", prefix + host));
        }
    }
}
