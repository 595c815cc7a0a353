package org.gatehouse.shell.cmdlets;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Parameters that any cmdlet has, and those of any cmdlet that changes something.
final class AnyCmdlet {
    private static final Kind<String> ACTION_WORD = Kind.oneOf("Continue", "SilentlyContinue", "Ignore", "Stop",
            "Inquire");
    /// Scripts also write the numbers of PowerShell's enumeration, as in `-ea 0`.
    private static final List<String> ACTIONS_BY_NUMBER = List.of("SilentlyContinue", "Stop", "Continue", "Inquire",
            "Ignore");
    private static final Kind<String> ACTION = new Kind<>(ACTION_WORD.name(), ACTION_WORD.choices(),
            (value, source) -> ACTION_WORD.conversion().convert(action(value), source));

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
    static final Parameter<String> ERROR_VARIABLE = Parameter.text("ErrorVariable",
            "A variable, without its $, to keep the cmdlet's errors in; +NAME adds to it.").or("ev");
    static final Parameter<String> OUT_VARIABLE = Parameter.text("OutVariable",
            "A variable, without its $, to keep what the cmdlet gives in; +NAME adds to it.").or("ov");
    static final Parameter<String> DOMAIN_CONTROLLER = Parameter.text("DomainController",
            "The domain controller to use. This organisation's directory is one; the name is accepted.");
    static final Parameter<Boolean> WHAT_IF = Parameter.flag("WhatIf", "Tells what would be done and changes nothing.")
            .or("wi");
    static final Parameter<Boolean> CONFIRM = Parameter.flag("Confirm",
            "Asks before each change; -Confirm:$false does not ask where the cmdlet otherwise would.").or("cf");

    static final List<Parameter<?>> OF_ALL = List.of(VERBOSE, DEBUG, ERROR_ACTION, WARNING_ACTION,
            ERROR_VARIABLE, OUT_VARIABLE);
    static final List<Parameter<?>> OF_CHANGES = joined();

    private AnyCmdlet() {}

    private static @Nullable Object action(@Nullable Object value) {
        return value instanceof Long number && number >= 0 && number < ACTIONS_BY_NUMBER.size()
                ? ACTIONS_BY_NUMBER.get(number.intValue()) : value;
    }

    private static List<Parameter<?>> joined() {
        var all = new ArrayList<Parameter<?>>(List.of(WHAT_IF, CONFIRM));
        all.addAll(OF_ALL);
        return List.copyOf(all);
    }
}
