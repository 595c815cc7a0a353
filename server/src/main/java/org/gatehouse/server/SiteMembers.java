package org.gatehouse.server;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.gatehouse.directory.DirectoryException;
import org.gatehouse.directory.organization.Servers;
import org.gatehouse.edge.balancer.Member;
import org.gatehouse.edge.balancer.MemberView;
import org.gatehouse.server.edge.RunningBalancer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Holds a balancer to the Client Access servers of a site as the directory has them: those that come, go, are
/// suspended and resumed. What was read last is kept in the data folder, for a start while the directory is away.
final class SiteMembers {
    private static final Logger LOG = LoggerFactory.getLogger(SiteMembers.class);
    private static final String SUSPENDED = "\tsuspended";

    private final Servers servers;
    private final String site;
    private final RunningBalancer balancer;
    private final Path kept;

    /// @param kept the file for what was read last
    SiteMembers(Servers servers, String site, RunningBalancer balancer, Path kept) {
        this.servers = servers;
        this.site = site;
        this.balancer = balancer;
        this.kept = kept;
    }

    /// @param address where the server itself says that it answers
    private record Found(InetAddress address, boolean suspended) {}

    /// For the first time: as it was kept, when the directory is away.
    ///
    /// @throws IOException when nothing was kept then
    void begin() throws IOException {
        try {
            changed();
        } catch (DirectoryException away) {
            if (!Files.exists(kept)) {
                throw new IOException("the members of site " + site + " cannot be read: " + away.getMessage(), away);
            }
            LOG.warn("the members of site {} are those from before this start: {}", site, away.getMessage());
            hold(parsed(Files.readAllLines(kept)));
        }
    }

    /// Reads the members again.
    void changed() throws IOException {
        List<String> suspended = servers.suspended();
        var found = new LinkedHashMap<String, Found>();
        servers.clientAccessServersOf(site).forEach(server -> servers.rpcAddress(server).ifPresent(address ->
                found.put(server.name(), new Found(address.getAddress(), suspended.contains(server.name())))));
        hold(found);
        List<String> lines = found.entrySet().stream().map(each -> each.getKey() + "\t"
                + each.getValue().address().getHostAddress() + (each.getValue().suspended() ? SUSPENDED : ""))
                .toList();
        if (!Files.exists(kept) || !Files.readAllLines(kept).equals(lines)) {
            KeptFile.write(kept, lines);
        }
    }

    private Map<String, Found> parsed(List<String> lines) throws IOException {
        var found = new LinkedHashMap<String, Found>();
        for (String line : lines) {
            String[] words = line.split("\t", -1);
            try {
                found.put(words[0], new Found(InetAddress.ofLiteral(words[1]), words.length > 2));
            } catch (IllegalArgumentException | IndexOutOfBoundsException damaged) {
                throw new IOException(kept + " is damaged; remove it and start again when the directory answers",
                        damaged);
            }
        }
        return found;
    }

    private void hold(Map<String, Found> wanted) {
        for (MemberView view : balancer.members()) {
            Found there = wanted.get(view.member().name());
            if (there == null || !there.address().equals(view.member().address())) {
                LOG.info("balancer on {}: {} is no member any more", site, view.member().name());
                balancer.remove(view.member().name());
            }
        }
        wanted.forEach((name, found) -> {
            boolean known = balancer.members().stream().anyMatch(view -> view.member().name().equals(name));
            if (!known) {
                LOG.info("balancer on {}: {} at {} is a member", site, name, found.address().getHostAddress());
                balancer.add(new Member(name, found.address()));
            }
            drain(name, found.suspended());
        });
    }

    private void drain(String name, boolean suspended) {
        balancer.members().stream().filter(view -> view.member().name().equals(name) && view.draining() != suspended)
                .forEach(view -> {
                    LOG.info("balancer on {}: {} gets {}", site, name, suspended ? "no new clients" : "clients again");
                    if (suspended) {
                        balancer.drain(name);
                    } else {
                        balancer.endDrain(name);
                    }
                });
    }
}
