package org.gatehouse.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.util.stream.Stream;
import org.gatehouse.edge.balancer.BalancerSettings;
import org.gatehouse.edge.balancer.Health;
import org.gatehouse.edge.balancer.Member;
import org.gatehouse.server.edge.BalancerLimits;
import org.gatehouse.server.edge.KernelBalancer;
import org.gatehouse.server.edge.Plane;
import org.gatehouse.server.edge.RunningBalancer;

/// The balancer in a process of its own, in front of one member that is always healthy.
final class BalancerAlone {
    private BalancerAlone() {}

    /// @param arguments the array's address, ports with commas between, the member's address, and what carries the
    /// bytes if that is not this program
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Plane plane = arguments.length > 3 ? Plane.KERNEL : Plane.PORTABLE;
        try (RunningBalancer balancer = plane.open(InetAddress.getByName(arguments[0]),
                Stream.of(arguments[1].split(",")).map(Integer::valueOf).toList(), BalancerSettings.DEFAULT,
                BalancerLimits.DEFAULT, _ -> { })) {
            balancer.add(new Member("echo", InetAddress.getByName(arguments[2])));
            while (balancer.members().stream().noneMatch(member -> member.health() == Health.UP)
                    || balancer instanceof KernelBalancer kernel && !kernel.isInForce()) {
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
