package org.gatehouse.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The portable balancer against HAProxy, the kernel as balancer against HAProxy and against the same routed path
/// without it. Client, member and four hosts between them are network namespaces of this machine, joined by
/// cables (veth).
///
/// Two kinds of traffic: requests as those of EcDoRpcExt2, and answers of a megabyte. A round has each path once,
/// shortly; what is compared are paths of one round, and the result is the median of the rounds, which the load of the
/// machine hurts least. With a program named, `bench/path.c` compiled, the CPU that the plain path and the kernel's
/// take is measured too, without the clients' and the member's own work.
/// `BalancerPlanes [PROGRAM]`, as root, with haproxy, nft and ip.
final class BalancerPlanes {
    private static final String PORT = "59531";
    private static final String SPARE_PORT = "59532";
    private static final int ROUNDS = 30;
    private static final int RUN_MILLIS = 250;
    private static final int WARM_UP = 8;

    private BalancerPlanes() {}

    /// @param request bytes
    /// @param answer bytes
    private record Traffic(String name, int connections, int request, int answer) {}

    /// EcDoRpcExt2 with a few ROPs, sealed, and answers that mostly are properties or rows.
    private static final Traffic REQUESTS = new Traffic("requests", 16, 500, 1500);
    private static final Traffic BULK = new Traffic("bulk", 4, 500, 1 << 20);

    public static void main(String[] arguments) throws Exception {
        Path file = Files.createTempFile("haproxy", ".cfg");
        try (var paths = new PlanePaths()) {
            int routed = paths.path("routed");
            int kernel = paths.path("kernel");
            paths.set("kernel", "net/netfilter/nf_conntrack_tcp_be_liberal");
            int haproxy = paths.path("haproxy");
            int portable = paths.path("portable");
            Files.writeString(file, haproxy(haproxy));
            Process relay = new ProcessBuilder(paths.at("haproxy", "haproxy", "-db", "-f", file.toString())).inheritIO()
                    .start();
            try (Child member = Child.start(paths.at("member"), PlaneMember.class, PORT, PlanePaths.beside(haproxy),
                    PlanePaths.array(portable));
                    Child inKernel = Child.start(paths.at("kernel"), BalancerAlone.class, PlanePaths.array(kernel),
                            PORT + "," + SPARE_PORT, PlanePaths.member(kernel), "kernel");
                    Child balancer = Child.start(paths.at("portable"), BalancerAlone.class, PlanePaths.array(portable),
                            PORT, PlanePaths.member(portable));
                    Child client = Child.start(paths.at("client"), PlaneClient.class, PORT)) {
                for (Child child : List.of(member, inKernel, balancer, client)) {
                    child.await("ready");
                }
                Map<String, String> targets = new LinkedHashMap<>();
                targets.put("routed", PlanePaths.member(routed));
                targets.put("kernel", PlanePaths.array(kernel));
                targets.put("haproxy", PlanePaths.array(haproxy));
                targets.put("portable", PlanePaths.array(portable));
                for (Traffic traffic : List.of(REQUESTS, BULK)) {
                    compare(client, targets, traffic);
                }
                if (arguments.length > 0) {
                    paths(paths, arguments[0], targets);
                }
            } finally {
                relay.destroy();
                relay.waitFor();
            }
        } finally {
            Files.delete(file);
        }
    }

    /// As exported, but for the checks of a member that is none of ours.
    private static String haproxy(int path) {
        return """
                defaults
                    mode tcp
                    timeout connect 5s
                    timeout client 2h
                    timeout server 2h
                backend affinity
                    stick-table type ip size 100k expire 2h store conn_cur
                listen rpc
                    bind %s:%s
                    balance source
                    hash-type consistent
                    tcp-request connection track-sc0 src table affinity
                    stick match src table affinity
                    stick store-request src table affinity
                    server member %s:%s send-proxy-v2
                """.formatted(PlanePaths.array(path), PORT, PlanePaths.member(path), PORT);
    }

    private static void compare(Child client, Map<String, String> targets, Traffic traffic)
            throws IOException {
        var rates = new LinkedHashMap<String, List<Double>>();
        for (String name : targets.keySet()) {
            client.command("open " + name + " " + targets.get(name) + " " + traffic.connections() + " "
                    + traffic.request() + " " + traffic.answer());
            rates.put(name, new ArrayList<>());
        }
        for (int round = -WARM_UP; round < ROUNDS; round++) {
            for (var each : rates.entrySet()) {
                double rate = Double.parseDouble(client.command("run " + each.getKey() + " " + RUN_MILLIS));
                if (round >= 0) {
                    each.getValue().add(rate);
                }
            }
        }
        rates.forEach((name, each) -> System.out.printf(Locale.ROOT, "%s, %s: median %.0f exchanges/s, %.0f MB/s%n",
                traffic.name(), name, median(each), median(each) * (traffic.request() + traffic.answer()) / 1e6));
        for (String[] pair : new String[][] {{"kernel", "routed"}, {"kernel", "haproxy"}, {"portable", "haproxy"}}) {
            var ratios = new ArrayList<Double>();
            for (int round = 0; round < ROUNDS; round++) {
                ratios.add(rates.getOrDefault(pair[0], List.of()).get(round)
                        / rates.getOrDefault(pair[1], List.of()).get(round));
            }
            Collections.sort(ratios);
            System.out.printf(Locale.ROOT, "%s, %s to %s: median %.2f (%.2f to %.2f)%n", traffic.name(), pair[0],
                    pair[1], median(ratios), ratios.getFirst(), ratios.getLast());
        }
    }

    /// The program listens and connects by itself, on another port of the array.
    private static void paths(PlanePaths paths, String program, Map<String, String> targets)
            throws IOException, InterruptedException {
        new ProcessBuilder(program, paths.namespace("client"), paths.namespace("member"), SPARE_PORT,
                Integer.toString(REQUESTS.request()), Integer.toString(REQUESTS.answer()),
                targets.getOrDefault("routed", ""), targets.getOrDefault("kernel", "")).inheritIO().start().waitFor();
    }

    private static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }
}
