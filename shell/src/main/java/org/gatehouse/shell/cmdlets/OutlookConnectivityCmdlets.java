package org.gatehouse.shell.cmdlets;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.gatehouse.directory.organization.ClientAccessArray;
import org.gatehouse.directory.organization.ExchangeServer;
import org.gatehouse.directory.organization.MailboxUser;
import org.gatehouse.directory.organization.OutlookAnywhereSettings;
import org.gatehouse.directory.organization.ServerRole;
import org.gatehouse.shell.OutlookTrials.Account;
import org.gatehouse.shell.OutlookTrials.Protocol;
import org.gatehouse.shell.OutlookTrials.Step;
import org.gatehouse.shell.OutlookTrials.Wanted;
import org.gatehouse.shell.OutlookTrials.Outcome;
import org.gatehouse.shell.ShellException;
import org.gatehouse.shell.SideBySide.End;
import org.gatehouse.shell.cmdlets.Parameter.Source;
import org.gatehouse.shell.language.SecureText;
import org.gatehouse.shell.language.ShellObject;
import org.gatehouse.shell.language.Stage;
import org.gatehouse.shell.language.Values;

/// Whether Outlook gets to its mailbox: the way is gone, step by step.
final class OutlookConnectivityCmdlets {
    private static final Parameter<String> PROTOCOL = Parameter.of("Protocol", Kind.oneOf("TCP", "HTTP"),
            "Over TCP from the endpoint mapper, or over HTTP through Outlook Anywhere.").at(1).required();
    private static final Parameter<String> TYPE = Parameter.of("RpcTestType", Kind.oneOf("Server", "Array"),
            "Each Client Access server of this process, or the array of its site; Server if not given.");
    private static final Parameter<String> ENDPOINT = Parameter.of("RpcClientAccessServer", Kind.IDENTITY,
            "This array or Client Access server instead.").from(Source.ENDPOINTS);
    private static final Parameter<String> PROXY = Parameter.text("RpcProxyServer",
            "The name of Outlook Anywhere that the certificate has to be for; the server's ExternalHostname if not "
                    + "given.");
    private static final Parameter<ShellObject> CREDENTIAL = Parameter.of("MailboxCredential", Kind.CREDENTIAL,
            "As whom the way is gone to its end. Without, it ends where one has to say who one is.");
    private static final Parameter<Boolean> ANY_CERTIFICATE = Parameter.flag("TrustAnySslCert",
            "Takes any certificate.");
    private static final Parameter<Integer> MINUTES = Parameter.of("TotalTimeoutInMinutes", Kind.INTEGER,
            "How many minutes all of it may take; 2 if not given.");
    private static final Duration STEP_MAX = Duration.ofSeconds(30);
    private static final int MINUTES_PRESET = 2;
    private static final int MINUTES_MAX = 60;

    private OutlookConnectivityCmdlets() {}

    static List<Cmdlet> all() {
        return List.of(Cmdlet.named("Test-OutlookConnectivity",
                "Goes Outlook's way to a mailbox, and tells how each step of it went.")
                .takes(PROTOCOL, TYPE, ENDPOINT, PROXY, CREDENTIAL, ANY_CERTIFICATE, MINUTES,
                        AnyCmdlet.DOMAIN_CONTROLLER)
                .example("Test-OutlookConnectivity -Protocol TCP -RpcTestType Array",
                        "Test-OutlookConnectivity -Protocol HTTP -MailboxCredential (Get-Credential CONTOSO\\anna)")
                .does(OutlookConnectivityCmdlets::test));
    }

    /// Where a way begins.
    ///
    /// @param name that clients have of it
    /// @param server behind it; of an array, a member
    /// @param trouble why there is no address; empty when there is one
    private record Place(String name, ExchangeServer server, List<InetAddress> addresses, String trouble) {}

    private static void test(Call call, Stage out) {
        int minutes = call.find(MINUTES).orElse(MINUTES_PRESET);
        if (minutes < 1 || minutes > MINUTES_MAX) {
            throw new ShellException("-TotalTimeoutInMinutes " + minutes + ": give a number from 1 to " + MINUTES_MAX
                    + ".");
        }
        Protocol protocol = call.get(PROTOCOL).equals("TCP") ? Protocol.TCP : Protocol.HTTP;
        Optional<Account> account = call.find(CREDENTIAL).map(credential -> account(call, credential));
        List<Place> places = places(call);
        var ways = new ArrayList<Way>();
        for (Place place : places) {
            place.addresses.forEach(address -> ways.add(new Way(place, new Wanted(protocol, address,
                    place.server.fqdn(), webName(call, protocol, place.server), call.is(ANY_CERTIFICATE), account),
                    new CopyOnWriteArrayList<>())));
            if (place.addresses.isEmpty()) {
                out.accept(view(call, place, place.name, new Step("Name::Resolve", Outcome.FAILURE, Duration.ZERO,
                        place.trouble)));
            }
        }
        List<End<String>> ends = call.administration().sideBySide().all(ways.stream().<Supplier<String>>map(way ->
                () -> {
                    call.administration().outlook().run(way.wanted, STEP_MAX, way.steps::add);
                    return "";
                }).toList(), Duration.ofMinutes(minutes));
        for (int index = 0; index < ways.size(); index++) {
            Way way = ways.get(index);
            String endpoint = way.place.name + " (" + way.wanted.address().getHostAddress() + ")";
            way.steps.forEach(step -> out.accept(view(call, way.place, endpoint, step)));
            if (!ends.get(index).trouble().isEmpty()) {
                out.accept(view(call, way.place, endpoint, new Step("Total", Outcome.FAILURE,
                        Duration.ofMinutes(minutes), ends.get(index).trouble())));
            }
        }
    }

    /// @param steps those that are over; they come while it is gone
    private record Way(Place place, Wanted wanted, List<Step> steps) {}

    private static Account account(Call call, ShellObject credential) {
        MailboxUser user = call.organization().mailboxes().get(Values.text(credential.get("UserName")));
        if (!(credential.get("Password") instanceof SecureText password)) {
            throw new ShellException("-MailboxCredential: it has no password.");
        }
        return new Account(call.organization().layout().netbiosDomain(), user.samAccountName(), password,
                user.legacyExchangeDn());
    }

    private static String webName(Call call, Protocol protocol, ExchangeServer server) {
        if (protocol == Protocol.TCP) {
            return "";
        }
        return call.find(PROXY).orElseGet(() -> call.organization().outlookAnywhere().of(server.name())
                .map(OutlookAnywhereSettings::externalHostname).filter(name -> !name.isEmpty())
                .orElse(server.fqdn()));
    }

    private static List<Place> places(Call call) {
        List<ClientAccessArray> arrays = call.organization().arrays().all();
        String endpoint = call.text(ENDPOINT);
        if (!endpoint.isEmpty()) {
            Optional<ClientAccessArray> array = arrays.stream().filter(each -> each.name().equalsIgnoreCase(endpoint)
                    || each.fqdn().equalsIgnoreCase(endpoint)
                    || each.header().guid().toString().equalsIgnoreCase(endpoint)).findFirst();
            return List.of(array.isPresent() ? place(call, array.get())
                    : place(call, call.organization().servers().get("RpcClientAccessServer", endpoint)));
        }
        List<ExchangeServer> here = call.organization().servers().with(ServerRole.CLIENT_ACCESS).stream()
                .filter(server -> call.administration().services().runs(server.name())).toList();
        if (here.isEmpty()) {
            throw new ShellException("This process runs no Client Access server: name a server or an array with "
                    + "-RpcClientAccessServer.");
        }
        if (!call.text(TYPE).equals("Array")) {
            return here.stream().map(server -> place(call, server)).toList();
        }
        List<Place> ofSites = arrays.stream().filter(array -> here.stream().anyMatch(server ->
                server.site().equalsIgnoreCase(array.site()))).map(array -> place(call, array)).toList();
        if (ofSites.isEmpty()) {
            throw new ShellException("-RpcTestType Array: there is no array in the site of "
                    + String.join(", ", here.stream().map(ExchangeServer::name).toList())
                    + ". New-ClientAccessArray creates one.");
        }
        return ofSites;
    }

    private static Place place(Call call, ExchangeServer server) {
        List<InetAddress> addresses = call.organization().servers().rpcAddress(server)
                .map(InetSocketAddress::getAddress).stream().toList();
        return new Place(server.fqdn(), server, addresses, "the server has never been started: the directory has no "
                + "address of it");
    }

    private static Place place(Call call, ClientAccessArray array) {
        ExchangeServer member = call.organization().servers().with(ServerRole.CLIENT_ACCESS).stream()
                .filter(server -> array.members().contains(server.name())).findFirst().orElseThrow(() ->
                        new ShellException("The array '" + array.name() + "' has no members."));
        End<List<InetAddress>> found = call.administration().sideBySide().<List<InetAddress>>all(List.of(() ->
                resolved(call, array)), STEP_MAX).getFirst();
        return new Place(array.fqdn(), member, found instanceof End.Done<List<InetAddress>>(List<InetAddress> addresses,
                Duration _) ? addresses : List.of(), found.trouble());
    }

    /// Of a zone that others look after, the computer's own resolver knows.
    private static List<InetAddress> resolved(Call call, ClientAccessArray array) {
        try {
            List<InetAddress> published = call.administration().records().published(array.fqdn());
            return published.isEmpty() ? List.of(InetAddress.getAllByName(array.fqdn())) : published;
        } catch (UnknownHostException none) {
            throw new ShellException("the name does not resolve: Publish-ClientAccessArray writes its record", none);
        } catch (IOException unknown) {
            throw new ShellException("its record could not be read: " + unknown.getMessage(), unknown);
        }
    }

    private static ShellObject view(Call call, Place place, String endpoint, Step step) {
        String result = switch (step.outcome()) {
            case SUCCESS -> "Success";
            case FAILURE -> "*FAILURE*";
            case SKIPPED -> "Skipped";
        };
        return new View(call.organization()).put("ClientAccessServer", place.server.name())
                .put("ServiceEndpoint", endpoint).put("Scenario", step.scenario()).put("Result", result)
                .put("Latency", step.outcome() == Outcome.SKIPPED ? null : step.took()).put("Error", step.error())
                .put("Identity", endpoint + "\\" + step.scenario()).put("IsValid", true)
                .as("OutlookConnectivityOutcome", endpoint + "\\" + step.scenario(), "ServiceEndpoint", "Scenario",
                        "Result", "Error");
    }
}
