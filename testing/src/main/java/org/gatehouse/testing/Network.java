package org.gatehouse.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Assertions;

/// Hosts of a test as network namespaces, joined by switches (bridges in a namespace of their own), all of which are
/// gone afterwards. Ends the test when they cannot be made: that takes root.
public final class Network implements AutoCloseable {
    /// Where the switches are.
    public static final String SWITCHES = "switches";

    private static final AtomicInteger NUMBERS = new AtomicInteger();

    private final String prefix = "gh" + ProcessHandle.current().pid() + "n" + NUMBERS.incrementAndGet();
    private final Map<String, String> namespaces = new LinkedHashMap<>();
    private final List<Process> processes = new ArrayList<>();
    private final Map<String, String> plugs = new HashMap<>();
    private int cables;

    private Network() {}

    /// An empty one.
    public static Network create() {
        Outside.program("ip", "iproute2");
        var network = new Network();
        network.host(SWITCHES);
        return network;
    }

    /// A host with loopback only.
    public void host(String name) {
        String namespace = prefix + name;
        if (!succeeds("ip", "netns", "add", namespace)) {
            close();
            Outside.missing("no network namespaces (ip netns add): that takes root");
        }
        namespaces.put(name, namespace);
        ip(name, "link", "set", "lo", "up");
    }

    /// A switch that hosts can be connected to.
    public void network(String name) {
        ip(SWITCHES, "link", "add", name, "type", "bridge");
        ip(SWITCHES, "link", "set", name, "up");
    }

    /// Connects a host to a switch by an interface of this name.
    ///
    /// @param addresses with their prefix lengths
    public void connect(String host, String device, String network, String... addresses) {
        String plug = "p" + ++cables;
        plugs.put(host, plug);
        ip(SWITCHES, "link", "add", plug, "type", "veth", "peer", "name", device, "netns", namespace(host));
        ip(SWITCHES, "link", "set", plug, "master", network);
        ip(SWITCHES, "link", "set", plug, "up");
        for (String address : addresses) {
            if (address.contains(":")) {
                ip(host, "addr", "add", address, "dev", device, "nodad");
            } else {
                ip(host, "addr", "add", address, "dev", device);
            }
        }
        ip(host, "link", "set", device, "up");
    }

    /// Connects this machine itself to a switch, for as long as the network is there.
    ///
    /// @param address with its prefix length, of a network that the machine has no other way to
    public void connectHere(String network, String address) {
        String plug = "p" + ++cables;
        String device = prefix.replaceFirst("gh", "g") + plug;
        ip(SWITCHES, "link", "add", plug, "type", "veth", "peer", "name", device, "netns",
                Long.toString(ProcessHandle.current().pid()));
        ip(SWITCHES, "link", "set", plug, "master", network);
        ip(SWITCHES, "link", "set", plug, "up");
        said(List.of("ip", "addr", "add", address, "dev", device));
        said(List.of("ip", "link", "set", device, "up"));
    }

    /// Loses what arrives at a host and what leaves it, in percent.
    public void lose(String host, int percentIn, int percentOut) {
        var rules = new StringBuilder("flush ruleset\n");
        if (percentIn + percentOut > 0) {
            rules.append("table inet losses {\n").append(loses("input", "iif", percentIn))
                    .append(loses("output", "oif", percentOut)).append("}\n");
        }
        write(host, rules.toString(), "nft", "-f", "-");
    }

    private static String loses(String hook, String interfaces, int percent) {
        return percent == 0 ? "" : "chain %s { type filter hook %s priority 0; %s != lo %s drop; }\n".formatted(hook,
                hook, interfaces, percent < 100 ? "numgen random mod 100 < " + percent : "");
    }

    /// Cuts the cable by which a host was connected last, for a program at [#SWITCHES] that passes on what comes at
    /// either end.
    ///
    /// @return the two interfaces, the host's first
    public List<String> cut(String host, String network) {
        String plug = Objects.requireNonNull(plugs.get(host), host);
        String end = plug + "e";
        ip(SWITCHES, "link", "add", end, "type", "veth", "peer", "name", end + "n");
        ip(SWITCHES, "link", "set", end + "n", "master", network);
        ip(SWITCHES, "link", "set", end + "n", "up");
        ip(SWITCHES, "link", "set", end, "up");
        ip(SWITCHES, "link", "set", plug, "nomaster");
        return List.of(plug, end);
    }

    /// Mends a cable that was cut.
    public void mend(String host, String network) {
        String plug = Objects.requireNonNull(plugs.get(host), host);
        ip(SWITCHES, "link", "del", plug + "e");
        ip(SWITCHES, "link", "set", plug, "master", network);
    }

    /// `ip` at a host.
    public String ip(String host, String... words) {
        var command = new ArrayList<>(List.of("ip", "-n", namespace(host)));
        command.addAll(List.of(words));
        return said(command);
    }

    /// Sets a kernel parameter of a host.
    ///
    /// @param name as below `/proc/sys`
    public void set(String host, String name, String value) {
        said(at(host, "sh", "-c", "echo " + value + " > /proc/sys/" + name));
    }

    private String namespace(String host) {
        return Objects.requireNonNull(namespaces.get(host), host);
    }

    /// A command as it is run at a host.
    public List<String> at(String host, String... command) {
        var words = new ArrayList<>(List.of("ip", "netns", "exec", namespace(host)));
        words.addAll(List.of(command));
        return words;
    }

    /// Runs a command at a host to its end and gives what it says; anything but success fails the test.
    public String run(String host, String... command) {
        return said(at(host, command));
    }

    /// The same with a text on its standard input, which it reads to the end.
    public String write(String host, String text, String... command) {
        return said(at(host, command), text);
    }

    /// Starts a command at a host, which ends with the network at the latest.
    public Process start(String host, ProcessBuilder.Redirect errors, String... command) throws IOException {
        Process process = new ProcessBuilder(at(host, command)).redirectError(errors).start();
        processes.add(process);
        return process;
    }

    private static String said(List<String> command) {
        return said(command, "");
    }

    private static String said(List<String> command, String input) {
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            try (Writer in = process.outputWriter(StandardCharsets.UTF_8)) {
                in.write(input);
            }
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            Assertions.assertEquals(0, process.waitFor(), String.join(" ", command) + ": " + said);
            return said;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted during " + command, interrupted);
        }
    }

    private static boolean succeeds(String... command) {
        try {
            return new ProcessBuilder(command).redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor() == 0;
        } catch (IOException failed) {
            return false;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /// Ends what was started here and removes the hosts with whatever is still running on them.
    @Override
    public void close() {
        processes.forEach(Process::destroy);
        for (String namespace : namespaces.values()) {
            succeeds("sh", "-c", "ip netns pids " + namespace + " | xargs -r kill -9; ip netns del " + namespace);
        }
        for (Process process : processes) {
            try {
                process.waitFor();
            } catch (InterruptedException interrupted) {
                process.destroyForcibly();
                Thread.currentThread().interrupt();
            }
        }
        namespaces.clear();
    }
}
