package org.gatehouse.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import org.gatehouse.edge.balancer.BalancerSettings;
import org.gatehouse.edge.balancer.Health;
import org.gatehouse.edge.balancer.Member;
import org.gatehouse.server.edge.BalancerLimits;
import org.gatehouse.server.edge.BalancerServer;

/// The balancer in a process of its own, in front of one member that is always healthy.
final class BalancerAlone {
    private BalancerAlone() {}

    /// @param arguments the array's address, the port, the member's address
    public static void main(String[] arguments) throws IOException, InterruptedException {
        try (BalancerServer balancer = BalancerServer.open(InetAddress.getByName(arguments[0]),
                List.of(Integer.valueOf(arguments[1])), BalancerSettings.DEFAULT, BalancerLimits.DEFAULT, _ -> { })) {
            balancer.add(new Member("echo", InetAddress.getByName(arguments[2])));
            while (balancer.members().stream().noneMatch(member -> member.health() == Health.UP)) {
                Thread.sleep(10);
            }
            System.out.println("ready");
            BufferedReader commands = Child.commands();
            while (commands.readLine() != null) {
                System.gc();
                Runtime runtime = Runtime.getRuntime();
                System.out.println("done " + (runtime.totalMemory() - runtime.freeMemory()) / 1024);
            }
        }
    }
}
