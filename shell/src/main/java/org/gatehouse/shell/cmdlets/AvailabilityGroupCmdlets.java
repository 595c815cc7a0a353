package org.gatehouse.shell.cmdlets;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.List;
import org.gatehouse.directory.organization.AvailabilityGroup;
import org.gatehouse.directory.organization.AvailabilityGroups;
import org.gatehouse.shell.ShellException;
import org.gatehouse.shell.cmdlets.Parameter.Source;
import org.gatehouse.shell.language.ShellObject;
import org.gatehouse.shell.language.Stage;
import org.gatehouse.shell.language.Values;
import org.gatehouse.shell.language.Wildcard;

/// Database availability groups and their servers.
final class AvailabilityGroupCmdlets {
    private static final Parameter<String> IDENTITY = Parameter.identity(
            "The group: name, distinguished name or GUID.", Source.NONE);
    private static final Parameter<String> NAME = Parameter.text("Name",
            "The name, of at most 15 characters and no computer's.").at(1).required();
    private static final Parameter<String> WITNESS = Parameter.text("WitnessServer",
            "Kept and shown; which copy is active is decided where the database servers are looked after.");
    private static final Parameter<String> WITNESS_DIRECTORY = Parameter.text("WitnessDirectory", "Kept and shown.");
    private static final Parameter<List<String>> ADDRESSES = Parameter.of("DatabaseAvailabilityGroupIpAddresses",
            Kind.of("IPAddress[]", (value, source) -> Values.items(value).stream()
                    .map(item -> address(Values.text(item))).toList()),
            "Kept and shown: IPv4 addresses, or Any for an address by DHCP.");
    private static final Parameter<Boolean> CROSS_SITE = Parameter.of("AllowCrossSiteRpcClientAccess", Kind.BOOLEAN,
            "Whether clients stay at the site of the copy that is preferred most while another site's is active; else "
                    + "they are sent to that. With -WhatIf the users who notice are given out.");
    private static final Parameter<String> SERVER = Parameter.of("MailboxServer", Kind.IDENTITY,
            "The mailbox server: name, FQDN, distinguished name, legacy DN or GUID.").at(2).from(Source.SERVERS)
                    .pipedFrom("MailboxServer", "ExchangeServer").required();

    private AvailabilityGroupCmdlets() {}

    static List<Cmdlet> all() {
        return List.of(
                Cmdlet.named("New-DatabaseAvailabilityGroup",
                        "Creates a group of servers between which databases are replicated.")
                        .takes(NAME, WITNESS, WITNESS_DIRECTORY, ADDRESSES, AnyCmdlet.DOMAIN_CONTROLLER).changes()
                        .example("New-DatabaseAvailabilityGroup -Name DAG1").does(AvailabilityGroupCmdlets::create),
                Cmdlet.named("Get-DatabaseAvailabilityGroup", "Shows database availability groups.")
                        .takes(IDENTITY, DatabaseCmdlets.STATUS, AnyCmdlet.DOMAIN_CONTROLLER)
                        .example("Get-DatabaseAvailabilityGroup DAG1 | Format-List")
                        .does(AvailabilityGroupCmdlets::get),
                Cmdlet.named("Set-DatabaseAvailabilityGroup", "Changes a database availability group.")
                        .takes(IDENTITY.required(), WITNESS, WITNESS_DIRECTORY, ADDRESSES, CROSS_SITE,
                                AnyCmdlet.DOMAIN_CONTROLLER).changes()
                        .example("Set-DatabaseAvailabilityGroup DAG1 -AllowCrossSiteRpcClientAccess $true")
                        .does(AvailabilityGroupCmdlets::set),
                Cmdlet.named("Remove-DatabaseAvailabilityGroup", "Removes a group that has no servers.")
                        .takes(IDENTITY.required(), AnyCmdlet.DOMAIN_CONTROLLER).destroys()
                        .example("Remove-DatabaseAvailabilityGroup DAG1").does((call, out) -> {
                            AvailabilityGroup group = named(call);
                            if (call.proceeds("Removing the database availability group '" + group.name() + "'.")) {
                                call.told(call.organization().availabilityGroups().remove(guid(group)));
                            }
                        }),
                Cmdlet.named("Add-DatabaseAvailabilityGroupServer", "Puts a mailbox server into a group.")
                        .takes(SERVER, IDENTITY.required(), AnyCmdlet.DOMAIN_CONTROLLER).changes()
                        .example("Add-DatabaseAvailabilityGroupServer DAG1 -MailboxServer MBX1").does((call, out) -> {
                            AvailabilityGroup group = named(call);
                            String server = call.organization().servers().get(SERVER.name(), call.get(SERVER)).name();
                            if (call.proceeds("Adding the server '" + server + "' to the database availability group '"
                                    + group.name() + "'.")) {
                                call.told(call.organization().availabilityGroups().addServer(guid(group), server), out);
                            }
                        }),
                Cmdlet.named("Remove-DatabaseAvailabilityGroupServer", "Takes a mailbox server out of a group.")
                        .takes(SERVER, IDENTITY.required(), AnyCmdlet.DOMAIN_CONTROLLER).destroys()
                        .example("Remove-DatabaseAvailabilityGroupServer DAG1 -MailboxServer MBX1")
                        .does((call, out) -> {
                            AvailabilityGroup group = named(call);
                            String server = call.organization().servers().get(SERVER.name(), call.get(SERVER)).name();
                            if (call.proceeds("Removing the server '" + server + "' from the database availability "
                                    + "group '" + group.name() + "'.")) {
                                call.told(call.organization().availabilityGroups().removeServer(guid(group), server),
                                        out);
                            }
                        }));
    }

    private static AvailabilityGroups.Wanted wanted(Call call, boolean crossSite) {
        return new AvailabilityGroups.Wanted(call.find(WITNESS), call.find(WITNESS_DIRECTORY), call.find(ADDRESSES),
                crossSite ? call.find(CROSS_SITE) : java.util.Optional.empty());
    }

    private static AvailabilityGroup named(Call call) {
        return call.organization().availabilityGroups().get(call.get(IDENTITY));
    }

    private static String guid(AvailabilityGroup group) {
        return group.header().guid().toString();
    }

    private static String address(String text) {
        return text.equalsIgnoreCase("Any") ? "0.0.0.0" : switch (Kind.ADDRESS.conversion().convert(text, null)) {
            case Inet4Address address -> address.getHostAddress();
            case InetAddress other -> throw new ShellException("'" + other.getHostAddress()
                    + "' is no IPv4 address, as in 192.0.2.10");
        };
    }

    private static void create(Call call, Stage out) {
        if (call.proceeds("Creating the database availability group '" + call.get(NAME) + "'.")) {
            AvailabilityGroup made = call.told(call.organization().availabilityGroups().create(call.get(NAME),
                    wanted(call, false)));
            if (!call.whatIf()) {
                out.accept(view(call, made));
            }
        }
    }

    private static void get(Call call, Stage out) {
        String identity = call.text(IDENTITY);
        var groups = call.organization().availabilityGroups();
        var wildcard = new Wildcard(identity.isEmpty() ? "*" : identity);
        (identity.isEmpty() || Wildcard.in(identity)
                ? groups.all().stream().filter(group -> wildcard.matches(group.name())).toList()
                : List.of(groups.get(identity))).forEach(group -> out.accept(view(call, group)));
    }

    private static void set(Call call, Stage out) {
        AvailabilityGroup group = named(call);
        if (call.proceeds("Changing the database availability group '" + group.name() + "'.")) {
            call.told(call.organization().availabilityGroups().set(guid(group), wanted(call, true)), out);
        }
    }

    private static ShellObject view(Call call, AvailabilityGroup group) {
        return new View(call.organization()).put("Servers", group.servers())
                .put("WitnessServer", group.witnessServer()).put("WitnessDirectory", group.witnessDirectory())
                .put("DatabaseAvailabilityGroupIpv4Addresses", group.addresses())
                .put("AllowCrossSiteRpcClientAccess", group.allowsCrossSiteRpcClientAccess())
                .header(group.header(), "0.10 (14.0.100.0)")
                .as("DatabaseAvailabilityGroup", group.name(), "Name", "Member Servers:Servers");
    }
}
