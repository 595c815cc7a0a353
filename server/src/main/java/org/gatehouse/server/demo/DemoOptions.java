package org.gatehouse.server.demo;

import java.nio.file.Path;
import java.util.Optional;

/// `gatehouse demo [--exit] [--data DIR] [--ports standard|high|free]`.
///
/// @param data where everything is kept; a temporary folder, removed at the end, when empty
public record DemoOptions(boolean exitAfterTour, Optional<Path> data, PortPlan.Choice ports) {
    public static final String USAGE = "usage: gatehouse demo [--exit] [--data DIR] [--ports standard|high|free]";

    /// @throws IllegalArgumentException naming the word that is wrong
    public static DemoOptions parse(String[] words) {
        boolean exit = false;
        Optional<Path> data = Optional.empty();
        PortPlan.Choice ports = PortPlan.Choice.byPrivilege();
        for (int i = 0; i < words.length; i++) {
            switch (words[i]) {
                case "--exit" -> exit = true;
                case "--data" -> data = Optional.of(Path.of(following(words, i++)));
                case "--ports" -> ports = PortPlan.Choice.of(following(words, i++));
                default -> throw new IllegalArgumentException("demo: unknown option " + words[i] + "; " + USAGE);
            }
        }
        return new DemoOptions(exit, data, ports);
    }

    private static String following(String[] words, int at) {
        if (at + 1 >= words.length || words[at + 1].isEmpty()) {
            throw new IllegalArgumentException("demo: " + words[at] + " needs a value; " + USAGE);
        }
        return words[at + 1];
    }
}
