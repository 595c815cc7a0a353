package org.gatehouse.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import org.gatehouse.server.demo.Demo;
import org.gatehouse.server.demo.DemoOptions;
import org.gatehouse.shell.ShellCommand;

/// The command line: `gatehouse demo | serve | shell`.
public final class Main {
    private static final String USAGE = """
            usage: gatehouse demo [--exit] [--data DIR] [--ports standard|high|free]
                     a whole demonstration organisation in one process on loopback, with a guided tour
                   gatehouse serve --config FILE
                     one node from a configuration file (docs/configuration.md)
                   gatehouse shell [--data DIR | --connect URL] [-c COMMAND | -f FILE]
                     the management shell of a running process
                   gatehouse --help | --version
            """;
    private static final int WRONG_USAGE = 64;

    private Main() {}

    public static void main(String[] args) throws InterruptedException {
        System.exit(run(args));
    }

    private static int run(String[] args) throws InterruptedException {
        String command = args.length == 0 || asksForHelp(args) ? "--help" : args[0];
        String[] rest = args.length == 0 ? args : Arrays.copyOfRange(args, 1, args.length);
        try {
            return switch (command) {
                case "demo" -> Demo.run(DemoOptions.parse(rest), utf8(System.out), System.err);
                case "serve" -> Serve.run(rest, utf8(System.out), System.err);
                case "shell" -> ShellCommand.run(List.of(rest), Path.of(".gatehouse"), utf8(System.out),
                        utf8(System.err));
                case "--help", "-h", "help" -> {
                    System.out.print(USAGE);
                    yield args.length == 0 ? WRONG_USAGE : 0;
                }
                case "--version" -> {
                    System.out.println("gatehouse " + version());
                    yield 0;
                }
                default -> {
                    System.err.println("gatehouse: unknown command " + command);
                    System.err.print(USAGE);
                    yield WRONG_USAGE;
                }
            };
        } catch (IllegalArgumentException wrong) {
            System.err.println("gatehouse: " + wrong.getMessage());
            return WRONG_USAGE;
        }
    }

    /// The shell has help of its own.
    private static boolean asksForHelp(String[] args) {
        return !args[0].equals("shell") && Arrays.stream(args).anyMatch(word -> word.equals("--help")
                || word.equals("-h"));
    }

    private static PrintStream utf8(PrintStream stream) {
        return new PrintStream(stream, true, StandardCharsets.UTF_8);
    }

    static String version() {
        try (InputStream in = Main.class.getResourceAsStream("version.properties")) {
            var properties = new Properties();
            properties.load(in);
            return properties.getProperty("version");
        } catch (IOException unreadable) {
            return "unknown";
        }
    }
}
