package org.gatehouse.shell.cmdlets;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.gatehouse.directory.organization.ClientAccessArray;
import org.gatehouse.directory.organization.ExchangeServer;
import org.gatehouse.edge.export.ArrayDescription;
import org.gatehouse.edge.export.ArrayDescription.ArrayMember;
import org.gatehouse.edge.export.Product;
import org.gatehouse.edge.export.Service;
import org.gatehouse.edge.export.Takeover;
import org.gatehouse.shell.ShellException;
import org.gatehouse.shell.cmdlets.Parameter.Source;
import org.gatehouse.shell.language.Stage;

/// Configurations of other people's load balancers (an addition of this shell).
final class LoadBalancerCmdlets {
    private static final int PORT_MAX = 65_535;
    private static final Parameter<String> ARRAY = Parameter.of("Array", Kind.IDENTITY,
            "The array: its name, FQDN, distinguished name, legacy DN or GUID. The only one if not given.")
                    .at(1).from(Source.ARRAYS).piped(".");
    private static final Parameter<String> FOR = Parameter.of("For",
            Kind.oneOf(Stream.of(Product.values()).map(Product::word).toArray(String[]::new)),
            "The load balancer to write a configuration for.").required();
    private static final Parameter<InetAddress> ADDRESS = Parameter.of("Address", Kind.ADDRESS,
            "The load balancer's address; the one that is published for the array if not given.");
    private static final Parameter<Boolean> PROXY = Parameter.flag("ProxyProtocol",
            "The load balancer tells the members the clients' addresses by the PROXY protocol; each member has to name "
                    + "its address in proxy.trusted.");
    private static final Parameter<String> INTERFACE = Parameter.text("Interface",
            "For Keepalived: the network interface of both balancers that gets the address, as in eth0.");
    private static final Parameter<Integer> ROUTER = Parameter.of("VirtualRouter", Kind.INTEGER,
            "For Keepalived: a number from 1 to 255 that no other pair on the network has; "
                    + Takeover.USUAL_ROUTER + ".");
    private static final Parameter<InetAddress> GATEWAY = Parameter.of("GatewayAddress", Kind.ADDRESS,
            "For Keepalived: a second address that goes along, by which members reach their clients when the kernel "
                    + "balances.");
    private static final Parameter<String> GATEWAY_INTERFACE = Parameter.text("GatewayInterface",
            "For Keepalived: the network interface that gets it, if that is another than the array's address has.");
    private static final Parameter<Integer> MAPPER_PORT = Parameter.of("EndpointMapperPort", Kind.INTEGER,
            "Port of the members' endpoint mapper; 135.");
    private static final Parameter<Integer> RPC_PORT = Parameter.of("RpcPort", Kind.INTEGER,
            "Static port of their RPC Client Access service; the one they run on.");
    private static final Parameter<Integer> BOOK_PORT = Parameter.of("AddressBookPort", Kind.INTEGER,
            "Static port of their Address Book service; 59532.");
    private static final Parameter<Integer> HTTPS_PORT = Parameter.of("HttpsPort", Kind.INTEGER,
            "Port of their web services; 443.");
    private static final Parameter<Integer> HEALTH_PORT = Parameter.of("HealthPort", Kind.INTEGER,
            "For Keepalived and HAProxy: where a balancer tells keepalived how it is, our own balancer.health-port; "
                    + ArrayDescription.USUAL_HEALTH_PORT + ".");

    private LoadBalancerCmdlets() {}

    private static Parameter<Integer> port(Service service) {
        return switch (service) {
            case ENDPOINT_MAPPER -> MAPPER_PORT;
            case RPC -> RPC_PORT;
            case ADDRESS_BOOK -> BOOK_PORT;
            case WEB -> HTTPS_PORT;
        };
    }

    static List<Cmdlet> all() {
        return List.of(Cmdlet.named("Export-LoadBalancerConfiguration",
                "Writes the configuration of a load balancer for an array as it is now: its members, ports, affinity, "
                        + "time-outs and health checks (an addition of this shell).")
                .takes(ARRAY, FOR, ADDRESS, PROXY, INTERFACE, ROUTER, GATEWAY, GATEWAY_INTERFACE, MAPPER_PORT, RPC_PORT,
                        BOOK_PORT, HTTPS_PORT, HEALTH_PORT)
                .example("Export-LoadBalancerConfiguration -For HAProxy | Out-File haproxy.cfg",
                        "Export-LoadBalancerConfiguration cas-headoffice -For HAProxy -Address 192.0.2.10 "
                                + "-ProxyProtocol",
                        "Export-LoadBalancerConfiguration -For Keepalived -Interface eth0 | Out-File keepalived.conf",
                        "Export-LoadBalancerConfiguration -For Nginx | Out-File nginx.conf")
                .does(LoadBalancerCmdlets::export));
    }

    private static void export(Call call, Stage out) {
        Product product = Stream.of(Product.values()).filter(one -> one.word().equals(call.get(FOR))).findFirst()
                .orElseThrow();
        if (call.is(PROXY) && !product.tellsByProxy() && !product.takesOver()) {
            throw new ShellException("-ProxyProtocol: members read version 2 of the PROXY protocol, which is not "
                    + "written for " + product.word() + ". Leave the switch out.");
        }
        requireNeeded(call, product);
        Optional<Takeover> takeover = product.takesOver() ? Optional.of(takeover(call)) : Optional.empty();
        ArrayDescription array = describe(call, array(call));
        out.accept(product.configuration(array, takeover).stripTrailing());
    }

    /// What only Keepalived's configuration has room for.
    private static void requireNeeded(Call call, Product product) {
        for (Parameter<?> parameter : List.of(INTERFACE, ROUTER, GATEWAY, GATEWAY_INTERFACE)) {
            if (call.find(parameter).isPresent() && !product.takesOver()) {
                throw new ShellException("-" + parameter.name() + " is for Keepalived; nothing of it is written for "
                        + product.word() + ". Leave it out.");
            }
        }
        if (call.find(GATEWAY_INTERFACE).isPresent() && call.find(GATEWAY).isEmpty()) {
            throw new ShellException("-GatewayInterface is where -GatewayAddress goes along. Give that too, or leave "
                    + "it out.");
        }
    }

    private static Takeover takeover(Call call) {
        if (call.text(INTERFACE).isEmpty()) {
            throw new ShellException("-For Keepalived needs the network interface that gets the address. Add "
                    + "-Interface, as in -Interface eth0.");
        }
        try {
            String inner = call.text(GATEWAY_INTERFACE).isEmpty() ? call.text(INTERFACE)
                    : call.text(GATEWAY_INTERFACE);
            return new Takeover(call.text(INTERFACE), call.find(ROUTER).orElse(Takeover.USUAL_ROUTER),
                    call.find(GATEWAY).stream().map(gateway -> new Takeover.Gateway(gateway, inner)).toList());
        } catch (IllegalArgumentException wrong) {
            throw new ShellException(String.valueOf(wrong.getMessage()), wrong);
        }
    }

    private static ClientAccessArray array(Call call) {
        if (!call.text(ARRAY).isEmpty()) {
            return call.organization().arrays().get(call.text(ARRAY));
        }
        List<ClientAccessArray> all = call.organization().arrays().all();
        if (all.size() != 1) {
            throw new ShellException(all.isEmpty() ? "There is no client access array yet. Create one with "
                    + "New-ClientAccessArray." : "There are several arrays: " + String.join(", ", all.stream()
                            .map(ClientAccessArray::name).toList()) + ". Name one with -Array.");
        }
        return all.getFirst();
    }

    private static ArrayDescription describe(Call call, ClientAccessArray array) {
        InetAddress address = call.find(ADDRESS).or(() -> published(call, array.fqdn())).orElseThrow(() ->
                new ShellException("'" + array.fqdn() + "' has no DNS record that is known here. Give the load "
                        + "balancer's address with -Address, or publish it with Publish-ClientAccessArray."));
        List<String> suspended = call.organization().servers().suspended();
        var members = new ArrayList<ArrayMember>();
        var rpcPorts = new ArrayList<Integer>();
        for (ExchangeServer server : call.organization().servers().clientAccessServersOf(array.site())) {
            Optional<InetSocketAddress> served = call.organization().servers().rpcAddress(server);
            Optional<InetAddress> at = served.map(InetSocketAddress::getAddress)
                    .or(() -> published(call, server.fqdn()));
            if (at.isEmpty()) {
                call.warn("'" + server.name() + "' is left out: its address is not known before it has been started.");
                continue;
            }
            if (at.get().equals(address)) {
                throw new ShellException("The load balancer's address " + address.getHostAddress() + " is that of '"
                        + server.name() + "' itself. Give another with -Address.");
            }
            served.ifPresent(found -> rpcPorts.add(found.getPort()));
            members.add(new ArrayMember(server.name(), at.get(), suspended.contains(server.name())));
        }
        if (members.isEmpty()) {
            throw new ShellException("The array '" + array.name() + "' has no member whose address is known.");
        }
        return new ArrayDescription(array.name(), array.fqdn(), address, members, ports(call, rpcPorts),
                checked(HEALTH_PORT, call.find(HEALTH_PORT).orElse(ArrayDescription.USUAL_HEALTH_PORT)),
                call.is(PROXY));
    }

    private static Map<Service, Integer> ports(Call call, List<Integer> rpcPorts) {
        var ports = new EnumMap<Service, Integer>(Service.class);
        for (Service service : Service.values()) {
            int usual = service == Service.RPC && !rpcPorts.isEmpty() ? rpcPorts.getFirst() : service.usualPort();
            int number = checked(port(service), call.find(port(service)).orElse(usual));
            if (ports.containsValue(number)) {
                throw new ShellException("-" + port(service).name() + " " + number
                        + ": another service has this port.");
            }
            ports.put(service, number);
        }
        if (call.find(RPC_PORT).isEmpty() && rpcPorts.stream().distinct().count() > 1) {
            throw new ShellException("The members run RPC on different ports: " + rpcPorts + ". A client has to find "
                    + "the same port at each of them: set ports.rpc alike, or name one with -RpcPort.");
        }
        return ports;
    }

    private static int checked(Parameter<Integer> parameter, int number) {
        if (number < 1 || number > PORT_MAX) {
            throw new ShellException("-" + parameter.name() + " " + number + ": a port is a number from 1 to "
                    + PORT_MAX + ".");
        }
        return number;
    }

    private static Optional<InetAddress> published(Call call, String fqdn) {
        try {
            return call.administration().records().published(fqdn).stream().findFirst();
        } catch (IOException unknown) {
            call.verbose("The addresses of '" + fqdn + "' could not be found out: " + unknown.getMessage());
            return Optional.empty();
        }
    }
}
