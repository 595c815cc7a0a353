package org.gatehouse.shell.cmdlets;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import org.gatehouse.shell.ShellException;
import org.gatehouse.shell.language.SecureText;
import org.gatehouse.shell.language.ShellObject;
import org.gatehouse.shell.language.Stage;
import org.gatehouse.shell.language.Values;

/// A user's name with a password, asked for or made of values.
final class CredentialCmdlets {
    /// The type that such an object has.
    static final String TYPE = "PSCredential";
    private static final String FULL_TYPE = "System.Management.Automation." + TYPE;
    private static final Parameter<String> USER_NAME = Parameter.text("Credential", "The user: DOMAIN\\name.").at(1)
            .or("UserName");
    private static final Parameter<String> TYPE_NAME = Parameter.text("TypeName", "The type: " + FULL_TYPE + ".")
            .at(1).required();
    private static final Parameter<List<?>> ARGUMENTS = Parameter.of("ArgumentList", Kind.OBJECTS,
            "A user name and a password.").at(2).required();

    private CredentialCmdlets() {}

    static List<Cmdlet> all() {
        return List.of(
                Cmdlet.named("Get-Credential", "Asks the person for a password.").takes(USER_NAME)
                        .example("Get-Credential CONTOSO\\ASA$").does(CredentialCmdlets::ask),
                Cmdlet.named("New-Object", "Makes a credential of a name and a password.")
                        .takes(TYPE_NAME, ARGUMENTS)
                        .example("New-Object " + FULL_TYPE + " -ArgumentList 'CONTOSO\\ASA$',$password")
                        .does(CredentialCmdlets::make));
    }

    private static void ask(Call call, Stage out) {
        if (!call.console().interactive()) {
            throw new ShellException("A password is asked for, and nobody can answer here. Make the credential with "
                    + "New-Object " + FULL_TYPE + " -ArgumentList 'user',$password.");
        }
        String user = call.text(USER_NAME);
        if (user.isEmpty()) {
            user = new String(call.console().read("User", false));
        }
        char[] password = call.console().read("Password for user " + user, true);
        out.accept(credential(user, new SecureText(password)));
        Arrays.fill(password, '\0');
    }

    private static void make(Call call, Stage out) {
        String type = call.get(TYPE_NAME);
        List<?> arguments = call.get(ARGUMENTS);
        if (!type.equalsIgnoreCase(FULL_TYPE) && !type.equalsIgnoreCase(TYPE)) {
            throw new ShellException("-TypeName '" + type + "': the only type that can be made here is " + FULL_TYPE
                    + ".");
        }
        if (arguments.size() != 2 || !(arguments.get(1) instanceof SecureText password)) {
            throw new ShellException("-ArgumentList: a user name and a password are wanted, as in 'CONTOSO\\ASA$',"
                    + "(Read-Host \"Password\" -AsSecureString).");
        }
        out.accept(credential(Values.text(arguments.getFirst()), password));
    }

    private static ShellObject credential(String user, SecureText password) {
        var properties = new LinkedHashMap<String, Object>();
        properties.put("UserName", user);
        properties.put("Password", password);
        return new ShellObject(TYPE, FULL_TYPE, properties, List.of("UserName", "Password"));
    }
}
