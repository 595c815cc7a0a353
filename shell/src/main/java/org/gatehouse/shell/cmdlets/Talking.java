package org.gatehouse.shell.cmdlets;

import java.util.Arrays;
import java.util.List;
import org.gatehouse.shell.ShellException;
import org.gatehouse.shell.language.ExitException;
import org.gatehouse.shell.language.SecureText;
import org.gatehouse.shell.language.Values;

/// Cmdlets that talk to the person, and the words of the language that look like cmdlets.
final class Talking {
    private static final Parameter<List<?>> OBJECT = Parameter.of("Object", Kind.OBJECTS, "What to write.").at(1)
            .piped(".")
            .or("InputObject", "Message");
    private static final Parameter<Boolean> NO_NEW_LINE = Parameter.flag("NoNewline", "Does not end the line.");
    private static final Parameter<String> COLOUR = Parameter.text("ForegroundColor", "Accepted.");
    private static final Parameter<String> PROMPT = Parameter.text("Prompt", "What to ask.").at(1);
    private static final Parameter<Boolean> AS_SECURE = Parameter.flag("AsSecureString",
            "Reads a password: it is not shown.");
    private static final Parameter<String> PLAIN = Parameter.text("String", "The password as text.").at(1).piped(".")
            .required();
    private static final Parameter<Boolean> AS_PLAIN_TEXT = Parameter.flag("AsPlainText",
            "Says that the text is not encrypted.");
    private static final Parameter<Boolean> FORCE = Parameter.flag("Force", "Says that the risk of text is known.");
    private static final Parameter<String> ACTIVITY = Parameter.text("Activity", "What is done.").at(1).required();
    private static final Parameter<String> HOW_FAR = Parameter.text("Status", "How far it is, in words.").at(2);
    private static final Parameter<Integer> PERCENT = Parameter.of("PercentComplete", Kind.INTEGER,
            "How much of it is done; no bar if not given.");
    private static final Parameter<Boolean> COMPLETED = Parameter.flag("Completed", "Takes the bar away.");
    private static final Parameter<Integer> STATUS = Parameter.of("Status", Kind.INTEGER,
            "The exit status; 0 if not given.").at(1);

    private Talking() {}

    static List<Cmdlet> all() {
        return List.of(
                Cmdlet.named("Write-Output", "Passes objects on.").aliases("echo", "write").takes(OBJECT)
                        .does((call, out) -> call.get(OBJECT).forEach(out::accept)),
                Cmdlet.named("Write-Host", "Shows text to the person.").takes(OBJECT, NO_NEW_LINE, COLOUR)
                        .does((call, out) -> call.console().output(Values.text(call.find(OBJECT).orElse(List.of()))
                                + (call.is(NO_NEW_LINE) ? "" : "\n"))),
                Cmdlet.named("Write-Warning", "Shows a warning.").takes(OBJECT.required())
                        .does((call, out) -> call.warn(Values.text(call.get(OBJECT)))),
                Cmdlet.named("Write-Error", "Reports an error.").takes(OBJECT.required())
                        .does((call, out) -> call.failed(new ShellException(Values.text(call.get(OBJECT))))),
                Cmdlet.named("Write-Progress", "Shows how far something is, on an interactive terminal.")
                        .takes(ACTIVITY, HOW_FAR, PERCENT, COMPLETED)
                        .example("Write-Progress -Activity 'Counting' -Status 'DB01' -PercentComplete 50")
                        .does((call, out) -> call.console().progress(call.is(COMPLETED) ? "" : call.get(ACTIVITY),
                                call.text(HOW_FAR), Math.clamp(call.find(PERCENT).orElse(-1), -1, 100))),
                Cmdlet.named("Read-Host", "Asks the person for a line.").takes(PROMPT, AS_SECURE)
                        .example("$password = Read-Host \"Enter password\" -AsSecureString").does((call, out) -> {
                            if (!call.console().interactive()) {
                                throw new ShellException("'" + call.text(PROMPT)
                                        + "' is asked for, and nobody can answer here. "
                                        + "Give the value in the command, or run the shell interactively.");
                            }
                            char[] read = call.console().read(call.text(PROMPT), call.is(AS_SECURE));
                            out.accept(call.is(AS_SECURE) ? new SecureText(read) : new String(read));
                            Arrays.fill(read, '\0');
                        }),
                Cmdlet.named("ConvertTo-SecureString",
                        "Makes a password of text; such lines are not kept in the history.")
                        .takes(PLAIN, AS_PLAIN_TEXT, FORCE)
                        .example("$password = ConvertTo-SecureString 'text' -AsPlainText -Force").does((call, out) -> {
                            if (!call.is(AS_PLAIN_TEXT) || !call.is(FORCE)) {
                                throw new ShellException("Only plain text can be converted. Add -AsPlainText "
                                        + "-Force, or ask for "
                                        + "the password with Read-Host -AsSecureString.");
                            }
                            out.accept(new SecureText(call.get(PLAIN).toCharArray()));
                        }),
                Cmdlet.named("Clear-Host", "Clears the screen.").aliases("cls", "clear")
                        .does((call, out) -> call.console().clear()),
                Cmdlet.named("Get-Date", "The date and time now.").does((call, out) -> out.accept(call.clock()
                        .instant())),
                Cmdlet.named("exit", "Ends the session.").aliases("quit").takes(STATUS).opens((call, out) -> item -> {
                    throw new ExitException(call.find(STATUS).orElse(0));
                }));
    }
}
