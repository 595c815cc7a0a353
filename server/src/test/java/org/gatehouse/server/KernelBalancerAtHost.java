package org.gatehouse.server;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.gatehouse.edge.balancer.BalancerSettings;
import org.gatehouse.edge.balancer.Member;
import org.gatehouse.edge.balancer.MemberView;
import org.gatehouse.server.edge.BalancerLimits;
import org.gatehouse.server.edge.KernelBalancer;

/// Balancers in the kernel of a host of its own, whose members are probed by a connection; does what it is told on its
/// standard input, a line each.
final class KernelBalancerAtHost {
    private static final int TIMEOUT_MILLIS = 100_000;

    private KernelBalancerAtHost() {}

    /// @param arguments the ports with commas between, then for each balancer `ARRAY=NAME=MEMBER=...`
    public static void main(String[] arguments) throws IOException {
        List<Integer> ports = Stream.of(arguments[0].split(",")).map(Integer::valueOf).toList();
        var balancers = new LinkedHashMap<String, KernelBalancer>();
        try {
            for (String each : List.of(arguments).subList(1, arguments.length)) {
                String[] words = each.split("=");
                KernelBalancer balancer = KernelBalancer.open(InetAddress.ofLiteral(words[0]), ports,
                        BalancerSettings.DEFAULT, BalancerLimits.DEFAULT, member -> probe(member, ports.getFirst()));
                balancers.put(words[0], balancer);
                for (int i = 1; i < words.length; i += 2) {
                    balancer.add(new Member(words[i], InetAddress.ofLiteral(words[i + 1])));
                }
            }
        } catch (IOException refused) {
            System.out.println("refused: " + refused.getMessage());
            return;
        }
        System.out.println("ready");
        var commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = commands.readLine(); line != null; line = commands.readLine()) {
            System.out.println(obey(balancers, line.split(" ")));
        }
    }

    private static void probe(Member member, int port) throws IOException {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(member.address(), port), TIMEOUT_MILLIS);
        }
    }

    /// `drain ARRAY NAME`, `resume ARRAY NAME`, `remove ARRAY NAME`, `close ARRAY`, and `await ARRAY STATE...`, where a
    /// state is as [#state] has it.
    private static String obey(Map<String, KernelBalancer> balancers, String[] words) throws IOException {
        KernelBalancer balancer = balancers.get(words[1]);
        switch (words[0]) {
            case "drain" -> balancer.drain(words[2]);
            case "resume" -> balancer.endDrain(words[2]);
            case "remove" -> balancer.remove(words[2]);
            case "close" -> {
                balancer.close();
                return "closed";
            }
            case "await" -> {
                String wanted = String.join(" ", List.of(words).subList(2, words.length));
                long end = System.nanoTime() + TIMEOUT_MILLIS * 1_000_000L;
                while (!state(balancer).equals(wanted) || !balancer.isInForce()) {
                    if (System.nanoTime() > end) {
                        throw new IOException(state(balancer) + " instead of " + wanted);
                    }
                    Thread.onSpinWait();
                }
                return "so it is";
            }
            default -> throw new IllegalArgumentException(words[0]);
        }
        return words[0];
    }

    private static String state(KernelBalancer balancer) {
        return balancer.members().stream().map(KernelBalancerAtHost::state).collect(Collectors.joining(" "));
    }

    /// Of a draining member with its connections and their clients.
    private static String state(MemberView view) {
        return view.member().name() + "=" + view.health()
                + (view.draining() ? "-DRAINING:" + view.connections() + "/" + view.clients() : "");
    }
}
