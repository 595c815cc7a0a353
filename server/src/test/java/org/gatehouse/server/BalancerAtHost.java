package org.gatehouse.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.gatehouse.testing.HostProcess;
import org.gatehouse.testing.Network;

/// A node at a host of a network that has no role but to balance.
final class BalancerAtHost {
    private BalancerAtHost() {}

    /// Starts it, and waits until it is ready.
    ///
    /// @param folder for its configuration, its data and what it says
    static HostProcess start(Network network, String host, Path folder, String array, List<String> members,
            String plane) throws IOException, InterruptedException {
        Path file = Files.writeString(folder.resolve(host + ".toml"), """
                [node]
                name = "%s"
                site = "HeadOffice"
                address = "127.0.0.1"
                data = "%s"
                roles = ["balancer"]
                [organization]
                domain = "contoso.test"
                [balancer]
                address = "%s"
                members = ["%s"]
                plane = "%s"
                """.formatted(host, folder.resolve(host), array, String.join("\", \"", members), plane));
        HostProcess balancer = HostProcess.java(network, host, folder.resolve(host + ".errors"), Main.class, "serve",
                "--config", file.toString());
        balancer.await(" is ready");
        return balancer;
    }
}
