package org.gatehouse.shell.cmdlets;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.gatehouse.directory.organization.ClientAccessArray;
import org.gatehouse.directory.organization.ServicePrincipalNames.Check;
import org.gatehouse.shell.ShellException;
import org.gatehouse.shell.cmdlets.Parameter.Source;
import org.gatehouse.shell.language.ShellObject;
import org.gatehouse.shell.language.Stage;

/// What lets an array take Kerberos tickets beside alternate service accounts: keytabs, service principal names.
final class KerberosCmdlets {
    private static final long KEYTAB_BYTES_MAX = 262_144;
    private static final Parameter<String> SERVER = Parameter.identity(
            "The Client Access server: name, FQDN, distinguished name, legacy DN or GUID.", Source.SERVERS);
    private static final Parameter<String> FILE = Parameter.text("FileName", "The keytab, a file at the server.")
            .at(2).required();
    private static final Parameter<String> ARRAY = Parameter.identity(
            "The array: name, FQDN or GUID. All if not given.", Source.ARRAYS);

    private KerberosCmdlets() {}

    static List<Cmdlet> all() {
        return List.of(
                Cmdlet.named("Import-ServiceKeytab",
                        "Gives a Client Access server the keys of a keytab file (an addition of this shell).")
                        .takes(SERVER.required(), FILE).changes()
                        .example("Import-ServiceKeytab cas1 /etc/asa.keytab").does(KerberosCmdlets::importKeytab),
                Cmdlet.named("Test-ServicePrincipalName",
                        "Shows which service principal names arrays need and who has them (an addition of this shell).")
                        .takes(ARRAY)
                        .example("Test-ServicePrincipalName | Where-Object Status -ne Registered | Format-List")
                        .does(KerberosCmdlets::test));
    }

    private static void importKeytab(Call call, Stage out) {
        byte[] file = read(call.get(FILE));
        if (call.proceeds("Giving the keys of '" + call.get(FILE) + "' to '" + call.get(SERVER) + "'.")) {
            call.told(call.organization().alternateServiceAccounts().importKeytab(call.get(SERVER), file,
                    call.clock().instant()));
        }
        Arrays.fill(file, (byte) 0);
    }

    private static byte[] read(String name) {
        try {
            Path file = Path.of(name);
            if (!Files.isRegularFile(file) || Files.size(file) > KEYTAB_BYTES_MAX) {
                throw new ShellException("-FileName '" + name + "': there is no such file at the server, or it has "
                        + "more than " + KEYTAB_BYTES_MAX + " bytes.");
            }
            return Files.readAllBytes(file);
        } catch (IOException | InvalidPathException unreadable) {
            throw new ShellException("-FileName '" + name + "': it cannot be read at the server.", unreadable);
        }
    }

    private static void test(Call call, Stage out) {
        String identity = call.text(ARRAY);
        List<ClientAccessArray> arrays = identity.isEmpty() ? call.organization().arrays().all()
                : List.of(call.organization().arrays().get(identity));
        for (ClientAccessArray array : arrays) {
            List<Check> checks = call.organization().servicePrincipalNames().check(array);
            if (checks.stream().anyMatch(check -> check.account().isEmpty())) {
                call.warn("No server of the array '" + array.name() + "' has an alternate service account with a "
                        + "password. Without keys, clients of the array use NTLM.");
            }
            checks.forEach(check -> out.accept(view(call, array, check)));
        }
    }

    private static ShellObject view(Call call, ClientAccessArray array, Check check) {
        String account = check.account().isEmpty() ? "<account>" : check.account();
        String command = switch (check.status()) {
            case REGISTERED -> "";
            case MISSING, UNKNOWN -> "setspn -S " + check.name() + " " + account;
            case DUPLICATE -> check.holders().stream().filter(holder -> !holder.equalsIgnoreCase(account))
                    .map(holder -> "setspn -D " + check.name() + " " + holder).reduce((one, two) -> one + "; " + two)
                    .orElse("");
        };
        String status = check.status().name();
        return new View(call.organization()).put("ServicePrincipalName", check.name()).put("Array", array.name())
                .put("Account", check.account()).put("Holders", check.holders())
                .put("Status", status.charAt(0) + status.substring(1).toLowerCase(Locale.ROOT))
                .put("Command", command)
                .as("ServicePrincipalName", check.name(), "ServicePrincipalName", "Status", "Command");
    }
}
