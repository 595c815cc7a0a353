package org.gatehouse.shell.cmdlets;

import java.io.IOException;
import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.List;
import org.gatehouse.directory.organization.ClientAccessArray;
import org.gatehouse.shell.ShellException;
import org.gatehouse.shell.cmdlets.Parameter.Source;
import org.gatehouse.shell.language.ShellObject;
import org.gatehouse.shell.language.Stage;
import org.gatehouse.shell.language.Values;
import org.gatehouse.shell.language.Wildcard;
import org.jspecify.annotations.Nullable;

/// The client access arrays.
final class ArrayCmdlets {
    private static final Kind<List<InetAddress>> ADDRESSES = Kind.of("IPAddress[]", (value, source) ->
            Values.items(value).stream().map(item -> Kind.ADDRESS.conversion().convert(item, source)).toList());

    private static final Parameter<String> IDENTITY = Parameter.identity(
            "The array: its name, FQDN, distinguished name, legacy DN or GUID.", Source.ARRAYS);
    private static final Parameter<String> NAME = Parameter.text("Name",
            "The array's name, at most 64 characters. The first label of the FQDN if not given.");
    private static final Parameter<String> FQDN = Parameter.text("Fqdn",
            "The DNS name that clients of the site connect to. It should be known inside only.");
    private static final Parameter<String> SITE = Parameter.of("Site", Kind.IDENTITY,
            "The Active Directory site: name, distinguished name or GUID. A site has one array at most.")
                    .from(Source.SITES);
    private static final Parameter<List<InetAddress>> PUBLISH = Parameter.of("PublishAddress", ADDRESSES,
            "Creates the DNS record too, with this address: the balancer's, or that of the only server.");
    private static final Parameter<List<InetAddress>> ADDRESS = Parameter.of("Address", ADDRESSES,
            "The address to publish: the balancer's, or that of the only server.").at(2).required();
    private static final Parameter<Boolean> FORCE = Parameter.flag("Force",
            "Removes the array although databases refer to it; their clients cannot connect afterwards.");

    private ArrayCmdlets() {}

    static List<Cmdlet> all() {
        return List.of(
                Cmdlet.named("New-ClientAccessArray",
                        "Creates the object that gives the client access servers of a site one name.")
                        .takes(NAME.at(1), FQDN.required(), SITE.required(), PUBLISH, AnyCmdlet.DOMAIN_CONTROLLER)
                                .changes()
                        .example("New-ClientAccessArray -Fqdn casarray01.contoso.com -Site \"Redmond\"",
                                "New-ClientAccessArray -Name cas-headoffice -Fqdn outlook.contoso.com -Site HeadOffice "
                                        + "-PublishAddress 192.0.2.10")
                        .does(ArrayCmdlets::create),
                Cmdlet.named("Get-ClientAccessArray", "Shows client access arrays with their computed members.")
                        .takes(IDENTITY, SITE, AnyCmdlet.DOMAIN_CONTROLLER)
                        .example("Get-ClientAccessArray", "Get-ClientAccessArray -Identity CASArray01 | Format-List")
                        .does(ArrayCmdlets::get),
                Cmdlet.named("Set-ClientAccessArray", "Renames an array, or moves it to another site.")
                        .takes(IDENTITY.required(), NAME, FQDN, SITE, AnyCmdlet.DOMAIN_CONTROLLER).changes()
                        .example("Set-ClientAccessArray -Identity \"ContosoArray\" -Name \"CASArray\"")
                                .does(ArrayCmdlets::set),
                Cmdlet.named("Remove-ClientAccessArray", "Removes an array that no database refers to.")
                        .takes(IDENTITY.required(), FORCE, AnyCmdlet.DOMAIN_CONTROLLER).destroys()
                        .example("Remove-ClientAccessArray -Identity casarray01.contoso.com")
                                .does(ArrayCmdlets::remove),
                Cmdlet.named("Publish-ClientAccessArray", "Creates or replaces the DNS record of an array.")
                        .takes(IDENTITY.required(), ADDRESS, AnyCmdlet.DOMAIN_CONTROLLER).changes()
                        .example("Publish-ClientAccessArray -Identity cas-headoffice -Address 192.0.2.10")
                        .does(ArrayCmdlets::publish));
    }

    private static void create(Call call, Stage out) {
        String fqdn = call.get(FQDN);
        if (!call.proceeds("Creating the client access array '" + fqdn + "' in site '" + call.get(SITE) + "'.")) {
            return;
        }
        ClientAccessArray array = call.told(call.organization().arrays().create(call.text(NAME), fqdn, call.get(SITE)));
        if (call.find(PUBLISH).isPresent()) {
            publish(call, array, call.get(PUBLISH));
        } else if (published(call, array.fqdn()).isEmpty()) {
            call.warn("Clients cannot find '" + array.fqdn() + "' before its DNS record exists. Create it: '"
                    + array.fqdn()
                    + ". 300 IN A <address of the balancer>', or run: Publish-ClientAccessArray -Identity "
                    + array.fqdn() + " -Address <address of the balancer>");
        }
        if (!call.whatIf()) {
            out.accept(View.array(call.organization(), array));
        }
    }

    private static List<InetAddress> published(Call call, String fqdn) {
        try {
            return call.administration().records().published(fqdn);
        } catch (IOException unknown) {
            call.verbose("Whether '" + fqdn + "' has a DNS record could not be found out: " + unknown.getMessage());
            return List.of();
        }
    }

    private static void get(Call call, Stage out) {
        String site = call.find(SITE).map(identity -> call.organization().sites().get("Site", identity).name())
                .orElse("");
        named(call, call.text(IDENTITY)).stream()
                .filter(array -> site.isEmpty() || array.site().equalsIgnoreCase(site))
                .forEach(array -> out.accept(View.array(call.organization(), array)));
    }

    private static List<ClientAccessArray> named(Call call, String identity) {
        var arrays = call.organization().arrays();
        if (identity.isEmpty()) {
            return arrays.all();
        }
        if (Wildcard.in(identity)) {
            var wildcard = new Wildcard(identity);
            return arrays.all().stream().filter(array -> wildcard.matches(array.name())).toList();
        }
        return List.of(arrays.get(identity));
    }

    private static void set(Call call, Stage out) {
        ClientAccessArray array = call.organization().arrays().get(call.get(IDENTITY));
        for (Parameter<String> parameter : List.of(NAME, FQDN)) {
            if (call.find(parameter).filter(String::isBlank).isPresent()) {
                throw new ShellException("-" + parameter.name() + " is empty; give it a value, or leave it out to keep "
                        + "what the array has.");
            }
        }
        if (call.find(NAME).isEmpty() && call.find(FQDN).isEmpty() && call.find(SITE).isEmpty()) {
            call.warn("Nothing was changed: give -Name, -Fqdn or -Site a value.");
            return;
        }
        if (call.proceeds("Changing the client access array '" + array.name() + "'.")) {
            call.told(call.organization().arrays().set(array.header().guid().toString(), call.text(NAME),
                    call.text(FQDN), call.text(SITE)));
        }
    }

    private static void remove(Call call, Stage out) {
        ClientAccessArray array = call.organization().arrays().get(call.get(IDENTITY));
        if (!call.proceeds("Removing the client access array '" + array.name() + "' (" + array.fqdn() + ").")) {
            return;
        }
        call.told(call.organization().arrays().remove(array.name(), call.is(FORCE)));
        List<InetAddress> left = published(call, array.fqdn());
        if (!left.isEmpty()) {
            call.warn("The DNS record '" + array.fqdn() + "' is still there, with " + addresses(left)
                    + ". Remove it in the zone when no profile uses the name any more.");
        }
    }

    private static void publish(Call call, Stage out) {
        ClientAccessArray array = call.organization().arrays().get(call.get(IDENTITY));
        if (call.proceeds("Publishing '" + array.fqdn() + "' with " + addresses(call.get(ADDRESS)) + ".")) {
            publish(call, array, call.get(ADDRESS));
            if (!call.whatIf()) {
                var properties = new LinkedHashMap<String, @Nullable Object>();
                properties.put("Name", array.name());
                properties.put("Fqdn", array.fqdn());
                properties.put("Address", addresses(call.get(ADDRESS)));
                out.accept(new ShellObject("HostRecord", array.fqdn(), properties, List.of()));
            }
        }
    }

    private static void publish(Call call, ClientAccessArray array, List<InetAddress> addresses) {
        long families = addresses.stream().map(InetAddress::getClass).distinct().count();
        if (addresses.size() > families) {
            call.warn("'" + array.fqdn()
                    + "' gets several addresses of one kind. Clients then find a dead server half of "
                    + "the time and wait up to 30 seconds; publish the one address of a balancer instead.");
        }
        if (!call.really("Publish the DNS record '" + array.fqdn() + "' with " + addresses(addresses) + ".")) {
            return;
        }
        try {
            call.administration().records().publish(array.fqdn(), addresses);
        } catch (IOException refused) {
            throw new ShellException("The array '" + array.name() + "' has no DNS record: '" + array.fqdn()
                    + "' could not be "
                    + "published: " + refused.getMessage() + ". Zones that can be changed here: "
                    + String.join(", ", call.administration().records().zones())
                            + ". Create the record there by hand: '"
                    + array.fqdn() + ". 300 IN A " + addresses(addresses) + "'.", refused);
        }
    }

    private static String addresses(List<InetAddress> addresses) {
        return String.join(", ", addresses.stream().map(InetAddress::getHostAddress).toList());
    }
}
