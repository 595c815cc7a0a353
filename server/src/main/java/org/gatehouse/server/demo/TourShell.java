package org.gatehouse.server.demo;

import java.io.PrintStream;
import org.gatehouse.server.demo.Tour.StepFailed;
import org.gatehouse.shell.cmdlets.Engine;

/// Runs the tour's commands in the management shell and checks what they say.
final class TourShell {
    private final Engine engine;
    private final PrintStream out;

    TourShell(DemoOrganization organization, PrintStream out) {
        this.engine = new Engine(organization.administration());
        this.out = out;
    }

    /// Shows a command and what it did.
    void run(String command) throws StepFailed {
        out.println("  PS> " + command);
        var console = new TourConsole(out);
        if (engine.run(command, console).status() != 0) {
            throw new StepFailed(command + " failed");
        }
    }

    /// Shows a command, which has to say a text.
    void expect(String command, String text) throws StepFailed {
        out.println("  PS> " + command);
        var console = new TourConsole(out);
        if (engine.run(command, console).status() != 0 || !console.said().contains(text)) {
            throw new StepFailed(command + " did not say " + text);
        }
    }

    /// Whether a command says a text; nothing is shown.
    boolean says(String command, String text) {
        var console = silent();
        return engine.run(command, console).status() == 0 && console.said().contains(text);
    }

    /// Whether an object is there; nothing is shown.
    boolean has(String get, String identity) {
        var console = silent();
        return engine.run(get + " " + identity + " | Format-List Name", console).status() == 0
                && console.said().contains("Name");
    }

    /// Sets a variable to a secret, which is never shown.
    void secret(String variable, String text) throws StepFailed {
        String command = "$" + variable + " = ConvertTo-SecureString '" + text + "' -AsPlainText -Force";
        if (engine.run(command, silent()).status() != 0) {
            throw new StepFailed("setting $" + variable + " failed");
        }
    }

    private static TourConsole silent() {
        return new TourConsole(new PrintStream(java.io.OutputStream.nullOutputStream(), false,
                java.nio.charset.StandardCharsets.UTF_8));
    }
}
