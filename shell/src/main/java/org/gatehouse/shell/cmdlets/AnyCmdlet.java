package org.gatehouse.shell.cmdlets;

import java.util.ArrayList;
import java.util.List;

/// Parameters that any cmdlet has, and those of any cmdlet that changes something.
final class AnyCmdlet {
    static final Kind<String> ACTION = Kind.oneOf("Continue", "SilentlyContinue", "Ignore", "Stop", "Inquire");

    static final Parameter<Boolean> VERBOSE = Parameter.flag("Verbose", "Tells what is done.").or("vb");
    static final Parameter<Boolean> DEBUG = Parameter.flag("Debug", "Accepted; tells nothing more than -Verbose.")
            .or("db");
    static final Parameter<String> ERROR_ACTION = Parameter.of("ErrorAction", ACTION,
            "What happens on an error: it is shown (Continue), passed over (SilentlyContinue) or ends the text (Stop).")
            .or("ea");
    static final Parameter<String> WARNING_ACTION = Parameter.of("WarningAction", ACTION,
            "What happens on a warning: it is shown (Continue), passed over (SilentlyContinue) or ends the text "
                    + "(Stop).")
            .or("wa");
    static final Parameter<String> DOMAIN_CONTROLLER = Parameter.text("DomainController",
            "The domain controller to use. This organisation's directory is one; the name is accepted.");
    static final Parameter<Boolean> WHAT_IF = Parameter.flag("WhatIf", "Tells what would be done and changes nothing.")
            .or("wi");
    static final Parameter<Boolean> CONFIRM = Parameter.flag("Confirm",
            "Asks before each change; -Confirm:$false does not ask where the cmdlet otherwise would.").or("cf");

    static final List<Parameter<?>> OF_ALL = List.of(VERBOSE, DEBUG, ERROR_ACTION, WARNING_ACTION);
    static final List<Parameter<?>> OF_CHANGES = joined();

    private AnyCmdlet() {}

    private static List<Parameter<?>> joined() {
        var all = new ArrayList<Parameter<?>>(List.of(WHAT_IF, CONFIRM));
        all.addAll(OF_ALL);
        return List.copyOf(all);
    }
}
