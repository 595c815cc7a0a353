package org.gatehouse.server;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gatehouse.access.nspi.NspiService;
import org.gatehouse.client.EndpointMap;
import org.gatehouse.client.HttpsConnection;
import org.gatehouse.client.MapiSession;
import org.gatehouse.client.RpcConnection;
import org.gatehouse.dcerpc.SyntaxId;
import org.gatehouse.directory.organization.ExchangeServer;
import org.gatehouse.directory.organization.ServerRole;
import org.gatehouse.directory.organization.Servers;
import org.gatehouse.server.MessagingServer.Ports;
import org.gatehouse.shell.ServiceTrials;
import org.gatehouse.shell.ShellException;

/// Connects to servers as clients do: those of this process where they listen, others where the directory says that
/// they answer, at the ports that members of an array have alike.
final class ServiceProbes implements ServiceTrials {
    static final int MAPPER_PORT = 135;
    static final int HTTPS_PORT = 443;

    private final Servers servers;
    private final List<MessagingServer> running;

    ServiceProbes(Servers servers, List<MessagingServer> running) {
        this.servers = servers;
        this.running = running;
    }

    /// A step over the network.
    private interface Step {
        void take() throws IOException;
    }

    private Optional<MessagingServer> here(String server) {
        return running.stream().filter(each -> each.server().name().equalsIgnoreCase(server)).findFirst();
    }

    @Override
    public boolean runs(String server) {
        return here(server).isPresent();
    }

    @Override
    public List<Trial> of(ExchangeServer server, Duration max) {
        Optional<Ports> known = here(server.name()).map(MessagingServer::ports)
                .or(() -> servers.rpcAddress(server).map(rpc -> elsewhere(rpc)));
        var trials = new ArrayList<Trial>();
        for (ServerRole role : List.of(ServerRole.CLIENT_ACCESS, ServerRole.MAILBOX)) {
            if (server.has(role)) {
                trials.add(new Trial("RpcEptMapper", role, tried(() -> mapped(required(known), max))));
                trials.add(new Trial("MSExchangeRPC", role, tried(() ->
                        bind(required(known).rpc(), MapiSession.SERVICE, max))));
            }
        }
        if (server.has(ServerRole.CLIENT_ACCESS)) {
            trials.add(new Trial("MSExchangeAB", ServerRole.CLIENT_ACCESS, tried(() -> bind(
                    EndpointMap.find(required(known).mapper(), NspiService.INTERFACE, max), NspiService.INTERFACE,
                    max))));
            trials.add(new Trial("W3SVC", ServerRole.CLIENT_ACCESS, tried(() ->
                    answers(required(known).https(), server.fqdn(), max))));
        }
        return trials;
    }

    /// At the ports of a server here, which all members have, else at the usual ones.
    private Ports elsewhere(InetSocketAddress rpc) {
        Optional<Ports> alike = running.stream().map(MessagingServer::ports).findFirst();
        return new Ports(rpc, new InetSocketAddress(rpc.getAddress(), alike.map(ports -> ports.mapper().getPort())
                .orElse(MAPPER_PORT)), new InetSocketAddress(rpc.getAddress(), alike.map(ports -> ports.https()
                .getPort()).filter(port -> port > 0).orElse(HTTPS_PORT)));
    }

    private static Ports required(Optional<Ports> known) throws IOException {
        return known.orElseThrow(() -> new IOException("it has never been started: the directory has no address of "
                + "it"));
    }

    private static Runnable tried(Step step) {
        return () -> {
            try {
                step.take();
            } catch (IOException broken) {
                throw new ShellException(broken.getMessage() == null ? broken.getClass().getSimpleName()
                        : broken.getMessage(), broken);
            }
        };
    }

    private static void bind(InetSocketAddress address, SyntaxId service, Duration max) throws IOException {
        try {
            RpcConnection.open(RpcConnection.Target.anonymous(address, service), max).close();
        } catch (IOException broken) {
            throw at(address, broken);
        }
    }

    /// The mapper has to lead to where the service is.
    private static void mapped(Ports ports, Duration max) throws IOException {
        InetSocketAddress found;
        try {
            found = EndpointMap.find(ports.mapper(), MapiSession.SERVICE, max);
        } catch (IOException broken) {
            throw at(ports.mapper(), broken);
        }
        if (found.getPort() != ports.rpc().getPort()) {
            throw new IOException(shown(ports.mapper()) + ": it leads to port " + found.getPort()
                    + ", and RPC Client Access is at " + ports.rpc().getPort());
        }
    }

    private static void answers(InetSocketAddress address, String fqdn, Duration max) throws IOException {
        try (HttpsConnection connection = HttpsConnection.open(address, fqdn, AnyCertificate.context(), max)) {
            int status = connection.post("/healthz", Map.of(), new byte[0]).status();
            if (status != 200) {
                throw new IOException("/healthz answers " + status);
            }
        } catch (IOException broken) {
            throw at(address, broken);
        }
    }

    private static IOException at(InetSocketAddress address, IOException broken) {
        return new IOException(shown(address) + ": " + (broken.getMessage() == null
                ? broken.getClass().getSimpleName() : broken.getMessage()), broken);
    }

    private static String shown(InetSocketAddress address) {
        return address.getAddress().getHostAddress() + ":" + address.getPort();
    }
}
