package org.gatehouse.shell.cmdlets;

import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.gatehouse.directory.organization.ClientAccessArray;
import org.gatehouse.directory.organization.ExchangeServer;
import org.gatehouse.directory.organization.ServerRole;
import org.gatehouse.edge.balancer.Balancers;
import org.gatehouse.edge.balancer.Health;
import org.gatehouse.edge.balancer.MemberView;
import org.gatehouse.shell.ShellException;
import org.gatehouse.shell.cmdlets.Parameter.Source;
import org.gatehouse.shell.language.ShellObject;
import org.gatehouse.shell.language.Stage;
import org.gatehouse.shell.language.Wildcard;
import org.jspecify.annotations.Nullable;

/// Members of arrays as this process's balancers know them (additions of this shell).
final class ArrayMemberCmdlets {
    private static final Parameter<String> SERVER = Parameter.of("Server", Kind.IDENTITY,
            "The member: its server's name or FQDN, or its address. Where members are shown, a name may have "
                    + "wildcards.").at(1).from(Source.SERVERS).piped("Server");
    private static final Parameter<String> ARRAY = Parameter.of("Array", Kind.IDENTITY,
            "Members of this array only: its name, FQDN, distinguished name, legacy DN or GUID.").from(Source.ARRAYS)
                    .piped("Array");

    private ArrayMemberCmdlets() {}

    /// A member of one balancer, with the names that the organisation has for both.
    ///
    /// @param server the server's name; the member's address when no server is known there
    /// @param array the array's name; the balancer's address when no array is published with it
    private record Place(String server, String fqdn, String array, Balancers.Standing balancer, MemberView member) {
        boolean isCalled(String identity) {
            return identity.equalsIgnoreCase(server) || identity.equalsIgnoreCase(fqdn)
                    || identity.equalsIgnoreCase(member.member().name())
                    || identity.equals(member.member().address().getHostAddress());
        }

        boolean takesConnections() {
            return member.health() == Health.UP && !member.draining();
        }

        String state() {
            return switch (member.health()) {
                case UNKNOWN -> "Unknown";
                case DOWN -> "Down";
                case UP -> !member.draining() ? "Up" : member.connections() == 0 ? "Drained" : "Draining";
            };
        }
    }

    static List<Cmdlet> all() {
        return List.of(
                Cmdlet.named("Get-ClientAccessArrayMember",
                        "Shows the members of arrays: behind the balancers of this process with their connections, "
                                + "else as the directory has them (an addition of this shell).")
                        .takes(SERVER, ARRAY.pipedFrom("ClientAccessArray"))
                        .example("Get-ClientAccessArrayMember", "Get-ClientAccessArrayMember -Array cas-headoffice")
                        .does(ArrayMemberCmdlets::get),
                Cmdlet.named("Suspend-ClientAccessArrayMember",
                        "Drains a member until it is resumed: balancers give it no new clients, and those that it has "
                                + "are told to connect anew, which leads them to others (an addition of this shell).")
                        .takes(SERVER.required(), ARRAY).destroys()
                        .example("Suspend-ClientAccessArrayMember cas1", "Suspend-ClientAccessArrayMember cas1 "
                                + "-Confirm:$false; Get-ClientAccessArrayMember cas1")
                        .does(ArrayMemberCmdlets::suspend),
                Cmdlet.named("Resume-ClientAccessArrayMember",
                        "Gives a drained member clients again (an addition of this shell).")
                        .takes(SERVER.required(), ARRAY).changes().example("Resume-ClientAccessArrayMember cas1")
                        .does(ArrayMemberCmdlets::resume));
    }

    private static void get(Call call, Stage out) {
        if (call.administration().balancers().standings().isEmpty()) {
            asInTheDirectory(call, out);
        } else if (Wildcard.in(call.text(SERVER))) {
            inArray(call, places(call)).filter(place -> fits(place.server, place.fqdn, call.text(SERVER)))
                    .forEach(place -> out.accept(view(place)));
        } else {
            chosen(call).forEach(place -> out.accept(view(place)));
        }
    }

    /// Where the balancers run elsewhere: who is a member and who is suspended, of which they hear there too.
    private static void asInTheDirectory(Call call, Stage out) {
        String server = call.text(SERVER);
        List<ClientAccessArray> arrays = call.text(ARRAY).isEmpty() ? call.organization().arrays().all()
                : List.of(call.organization().arrays().get("Array", call.text(ARRAY)));
        List<ExchangeServer> servers = call.organization().servers().all().stream()
                .filter(one -> server.isEmpty() || isCalled(one, server) || fits(one.name(), one.fqdn(), server))
                .toList();
        List<String> suspended = call.organization().servers().suspended();
        boolean found = false;
        for (ClientAccessArray array : arrays) {
            for (ExchangeServer one : servers) {
                if (array.members().contains(one.name())) {
                    found = true;
                    out.accept(view(one, array, suspended.contains(one.name())));
                }
            }
        }
        if (!found && !server.isEmpty() && !Wildcard.in(server)) {
            throw new ShellException("-Server '" + server + "': no array has this member. Get-ClientAccessArray shows "
                    + "those there are.");
        }
        if (found) {
            call.warn("No balancer runs in this process: whether members answer and how many connections they have is "
                    + "not known here.");
        }
    }

    private static boolean fits(String name, String fqdn, String wildcards) {
        var names = new Wildcard(wildcards);
        return Wildcard.in(wildcards) && (names.matches(name) || names.matches(fqdn));
    }

    private static boolean isCalled(ExchangeServer server, String identity) {
        return identity.equalsIgnoreCase(server.name()) || identity.equalsIgnoreCase(server.fqdn());
    }

    private static void suspend(Call call, Stage out) {
        if (beyondBalancers(call, true)) {
            return;
        }
        for (Place place : chosen(call)) {
            boolean last = places(call).stream().noneMatch(other -> other.array.equals(place.array)
                    && other.takesConnections() && !other.equals(place));
            if (last && !place.member.draining()) {
                call.warn("No other member of '" + place.array + "' takes connections: clients that connect while '"
                        + place.server + "' is suspended are refused.");
            }
            String action = "Giving '" + place.server + "' no new clients through '" + place.array + "'; those of its "
                    + place.member.connections() + " connections are told to connect anew.";
            if (call.proceeds(action) && call.really(action)) {
                note(call, place, true);
                call.administration().balancers().drain(place.balancer.address(), place.member.member().name());
            }
        }
    }

    private static void resume(Call call, Stage out) {
        if (beyondBalancers(call, false)) {
            return;
        }
        for (Place place : chosen(call)) {
            String action = "Giving '" + place.server + "' clients again through '" + place.array + "'.";
            if (call.proceeds(action) && call.really(action)) {
                note(call, place, false);
                call.administration().balancers().endDrain(place.balancer.address(), place.member.member().name());
            }
        }
    }

    /// A server that no balancer of this process leads to: whoever runs it looks into the directory.
    private static boolean beyondBalancers(Call call, boolean suspended) {
        String identity = call.text(SERVER);
        boolean balances = !call.administration().balancers().standings().isEmpty();
        if (balances && (places(call).stream().anyMatch(place -> place.isCalled(identity))
                || !call.text(ARRAY).isEmpty())) {
            return false;
        }
        Optional<ExchangeServer> server = call.organization().servers().with(ServerRole.CLIENT_ACCESS).stream()
                .filter(one -> isCalled(one, identity)).filter(one -> isIn(call, one)).findFirst();
        if (server.isEmpty()) {
            return false;
        }
        String name = server.get().name();
        if (suspended) {
            warnOfLast(call, name);
        }
        String action = suspended ? "Having '" + name + "' tell its clients to connect anew."
                : "Having '" + name + "' take clients again.";
        if (call.proceeds(action) && call.really(action)) {
            call.told(call.organization().servers().suspend(name, suspended));
        }
        return true;
    }

    private static boolean isIn(Call call, ExchangeServer server) {
        return call.text(ARRAY).isEmpty()
                || call.organization().arrays().get("Array", call.text(ARRAY)).members().contains(server.name());
    }

    private static void warnOfLast(Call call, String server) {
        List<String> suspended = call.organization().servers().suspended();
        call.organization().arrays().all().stream().filter(array -> array.members().contains(server))
                .filter(array -> array.members().stream()
                        .allMatch(member -> member.equals(server) || suspended.contains(member)))
                .forEach(array -> call.warn("No other member of '" + array.name() + "' takes connections: clients that "
                        + "connect while '" + server + "' is suspended are refused."));
    }

    /// An address that is no server of the organisation is drained at the balancer alone.
    private static void note(Call call, Place place, boolean suspended) {
        if (!place.fqdn.isEmpty()) {
            call.told(call.organization().servers().suspend(place.server, suspended));
        }
    }

    private static List<Place> chosen(Call call) {
        List<Place> all = places(call);
        String server = call.text(SERVER);
        List<Place> found = inArray(call, all).filter(place -> server.isEmpty() || place.isCalled(server)).toList();
        if (found.isEmpty() && !server.isEmpty()) {
            throw new ShellException("-Server '" + server + "': " + (all.isEmpty()
                    ? "no Client Access server has this name, or not in this array. Members that are no servers of "
                            + "the organisation are known to the process of their balancer: only a node with the "
                            + "balancer role has any."
                    : "no balancer of this process has this member. Members: "
                            + String.join(", ", all.stream().map(Place::server).toList()) + "."));
        }
        return found;
    }

    private static Stream<Place> inArray(Call call, List<Place> all) {
        String array = call.text(ARRAY).isEmpty() ? "" : arrayName(call, all);
        return all.stream().filter(place -> array.isEmpty() || place.array.equalsIgnoreCase(array));
    }

    /// By any identity of the directory, or by what is shown for a balancer without an array.
    private static String arrayName(Call call, List<Place> all) {
        String given = call.text(ARRAY);
        return all.stream().map(Place::array).filter(given::equalsIgnoreCase).findFirst()
                .orElseGet(() -> call.organization().arrays().get("Array", given).name());
    }

    private static List<Place> places(Call call) {
        var places = new ArrayList<Place>();
        List<ExchangeServer> servers = call.organization().servers().all();
        List<ClientAccessArray> arrays = call.organization().arrays().all();
        for (Balancers.Standing balancer : call.administration().balancers().standings()) {
            String array = arrays.stream().filter(one -> has(call, one.fqdn(), balancer.address())).findFirst()
                    .map(ClientAccessArray::name).orElse(balancer.address().getHostAddress());
            for (MemberView member : balancer.members()) {
                ExchangeServer server = servers.stream()
                        .filter(one -> one.name().equalsIgnoreCase(member.member().name())
                                || has(call, one.fqdn(), member.member().address())).findFirst().orElse(null);
                places.add(new Place(server == null ? member.member().address().getHostAddress() : server.name(),
                        server == null ? "" : server.fqdn(), array, balancer, member));
            }
        }
        return places;
    }

    private static boolean has(Call call, String fqdn, InetAddress address) {
        try {
            return call.administration().records().published(fqdn).contains(address);
        } catch (IOException unknown) {
            call.verbose("The addresses of '" + fqdn + "' could not be found out: " + unknown.getMessage());
            return false;
        }
    }

    private static ShellObject view(Place place) {
        var properties = new LinkedHashMap<String, @Nullable Object>();
        properties.put("Server", place.server);
        properties.put("Fqdn", place.fqdn);
        properties.put("Array", place.array);
        properties.put("State", place.state());
        properties.put("Connections", (long) place.member.connections());
        properties.put("Clients", (long) place.member.clients());
        properties.put("Suspended", place.member.draining());
        properties.put("Address", place.member.member().address().getHostAddress());
        properties.put("BalancerAddress", place.balancer.address().getHostAddress());
        return view(place.server, properties);
    }

    private static ShellObject view(ExchangeServer member, ClientAccessArray array, boolean suspended) {
        var properties = new LinkedHashMap<String, @Nullable Object>();
        properties.put("Server", member.name());
        properties.put("Fqdn", member.fqdn());
        properties.put("Array", array.name());
        properties.put("State", suspended ? "Draining" : "Unknown");
        properties.put("Connections", null);
        properties.put("Clients", null);
        properties.put("Suspended", suspended);
        properties.put("Address", null);
        properties.put("BalancerAddress", null);
        return view(member.name(), properties);
    }

    private static ShellObject view(String server, Map<String, @Nullable Object> properties) {
        return new ShellObject("ClientAccessArrayMember", server, properties,
                List.of("Server", "Array", "State", "Connections", "Clients"));
    }
}
