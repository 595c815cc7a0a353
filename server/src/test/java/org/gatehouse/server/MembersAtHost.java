package org.gatehouse.server;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.gatehouse.server.demo.PortPlan;

/// Two members of an array in a process of its own, at a host that has nothing else on its ports; does what it is told
/// on its standard input, a line each.
final class MembersAtHost {
    private MembersAtHost() {}

    /// @param arguments a folder, the array's address, the directory's, and those of the members
    public static void main(String[] arguments) throws IOException {
        var places = new ArrayFixture.Places(arguments[1], arguments[2], arguments[3], arguments[4],
                PortPlan.Choice.STANDARD);
        try (var array = ArrayFixture.open(Path.of(arguments[0]), places)) {
            array.trust(InetAddress.ofLiteral(arguments[1]));
            System.out.println("ready " + array.dn());
            var commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            for (String line = commands.readLine(); line != null; line = commands.readLine()) {
                String[] words = line.split(" ");
                System.out.println(switch (words[0]) {
                    case "serving" -> array.serving();
                    case "sessions" -> array.servers.get(words[1]).sessionCount();
                    case "suspend" -> {
                        array.suspend(words[1]);
                        yield "suspended";
                    }
                    default -> throw new IllegalArgumentException(line);
                });
            }
        }
    }
}
