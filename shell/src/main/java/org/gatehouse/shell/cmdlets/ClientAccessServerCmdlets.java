package org.gatehouse.shell.cmdlets;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.gatehouse.directory.organization.AlternateServiceAccounts;
import org.gatehouse.shell.ShellException;
import org.gatehouse.shell.cmdlets.Parameter.Source;
import org.gatehouse.shell.language.SecureText;
import org.gatehouse.shell.language.ShellObject;
import org.gatehouse.shell.language.Stage;

/// What is set of a Client Access server itself: where clients inside find Autodiscover, and its service accounts.
final class ClientAccessServerCmdlets {
    private static final Parameter<String> SERVER = Parameter.identity(
            "The Client Access server: name, FQDN, distinguished name, legacy DN or GUID.", Source.SERVERS);
    private static final Parameter<ShellObject> CREDENTIAL = Parameter.of("AlternateServiceAccountCredential",
            Kind.CREDENTIAL, "Account and password shared by the servers of the array. The one before it is kept too.");
    private static final Parameter<Boolean> CLEAN_UP = Parameter.flag(
            "CleanUpInvalidAlternateServiceAccountCredentials",
            "Takes away credentials whose password is not the account's.");
    private static final Parameter<Boolean> REMOVE = Parameter.flag("RemoveAlternateServiceAccountCredentials",
            "Takes away all credentials.");
    private static final Parameter<String> URI = Parameter.text("AutoDiscoverServiceInternalUri",
            "Where clients inside find Autodiscover, as https://mail.corp.example/Autodiscover/Autodiscover.xml; "
                    + "$null for nowhere.");
    private static final Parameter<List<String>> SCOPE = Parameter.of("AutoDiscoverSiteScope", Kind.TEXTS,
            "The sites whose clients are sent to this server first; $null for all.");

    private ClientAccessServerCmdlets() {}

    static List<Cmdlet> all() {
        return List.of(Cmdlet.named("Set-ClientAccessServer",
                "Changes Autodiscover's connection point or the alternate service account of a Client Access server.")
                .takes(SERVER.required(), CREDENTIAL, CLEAN_UP, REMOVE, URI, SCOPE.from(Source.SITES),
                        AnyCmdlet.DOMAIN_CONTROLLER).changes()
                .example("Set-ClientAccessServer cas1 -AutoDiscoverServiceInternalUri "
                        + "https://mail.contoso.com/Autodiscover/Autodiscover.xml",
                        "Set-ClientAccessServer cas1 -AlternateServiceAccountCredential (Get-Credential "
                        + "CONTOSO\\ASA$)").does(ClientAccessServerCmdlets::set));
    }

    private static void set(Call call, Stage out) {
        String server = call.get(SERVER);
        long accounts = Stream.of(call.find(CREDENTIAL).isPresent(), call.is(CLEAN_UP), call.is(REMOVE))
                .filter(given -> given).count();
        boolean autodiscover = call.find(URI).isPresent() || call.find(SCOPE).isPresent();
        if (accounts > 1 || autodiscover == (accounts == 1)) {
            throw new ShellException("Give one of -AlternateServiceAccountCredential, "
                    + "-CleanUpInvalidAlternateServiceAccountCredentials and "
                    + "-RemoveAlternateServiceAccountCredentials, or -AutoDiscoverServiceInternalUri and "
                    + "-AutoDiscoverSiteScope.");
        }
        if (autodiscover) {
            if (call.proceeds("Changing Autodiscover's service connection point of '" + server + "'.")) {
                call.told(call.organization().servers().setAutodiscover(server, call.find(URI).orElse(null),
                        call.find(SCOPE).orElse(null)));
            }
        } else if (call.proceeds("Changing the alternate service account of '" + server + "'.")) {
            setAccounts(call, server);
        }
    }

    private static void setAccounts(Call call, String server) {
        Optional<ShellObject> credential = call.find(CREDENTIAL);
        AlternateServiceAccounts accounts = call.organization().alternateServiceAccounts();
        if (credential.isPresent() && credential.get().get("Password") instanceof SecureText secret) {
            char[] password = secret.reveal();
            try {
                call.told(accounts.set(server, String.valueOf(credential.get().get("UserName")), password,
                        call.clock().instant()));
            } finally {
                Arrays.fill(password, '\0');
            }
        } else {
            call.told(call.is(CLEAN_UP) ? accounts.cleanUp(server) : accounts.remove(server));
        }
    }
}
