package org.gatehouse.server.edge;

import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// The program `nft`, which changes the kernel's rules.
final class Nftables {
    /// Far more than a transaction of ours takes.
    private static final Duration TIME_MAX = Duration.ofSeconds(20);
    private static final int SAID_MAX = 1 << 20;
    private static final int SHOWN_MAX = 400;

    private final Path program;
    private final Duration timeMax;

    /// @param timeMax after which it is ended
    Nftables(Path program, Duration timeMax) {
        this.program = program;
        this.timeMax = timeMax;
    }

    /// @throws IOException when it is not installed
    static Nftables find() throws IOException {
        // Not every user's PATH has the folders of administrators.
        return new Nftables(Stream.of((System.getenv("PATH") + ":/usr/sbin:/sbin").split(":"))
                .map(folder -> Path.of(folder, "nft")).filter(Files::isExecutable).findFirst()
                .orElseThrow(() -> new IOException("balancer.plane = \"kernel\" needs the program nft (Debian package "
                        + "nftables). Install it, or balance with balancer.plane = \"portable\".")), TIME_MAX);
    }

    /// Carries a script out as one transaction: wholly or not at all.
    void run(String script) throws IOException {
        run(script, List.of("-f", "-"));
    }

    /// Has the kernel look at a script, and changes nothing.
    void check(String script) throws IOException {
        run(script, List.of("-c", "-f", "-"));
    }

    /// A table without what is in its sets; empty when there is none.
    ///
    /// @param table its family and name
    Optional<String> list(String table) throws IOException {
        if (!run("", List.of("list", "tables")).lines().toList().contains("table " + table)) {
            return Optional.empty();
        }
        var words = new ArrayList<>(List.of("-t", "list", "table"));
        words.addAll(List.of(table.split(" ")));
        return Optional.of(run("", words));
    }

    private String run(String input, List<String> words) throws IOException {
        var command = new ArrayList<>(List.of(program.toString()));
        command.addAll(words);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        // Its pipes have no time-out of their own: they end with it.
        CompletableFuture<Process> ended = process.onExit().orTimeout(timeMax.toNanos(), TimeUnit.NANOSECONDS);
        var _ = ended.whenComplete((_, late) -> {
            if (late != null) {
                process.destroyForcibly(); // which closes the pipes
            }
        });
        try {
            try (Writer in = process.outputWriter(StandardCharsets.UTF_8)) {
                in.write(input);
            }
            String said = new String(process.getInputStream().readNBytes(SAID_MAX), StandardCharsets.UTF_8);
            ended.join();
            if (process.exitValue() != 0) {
                throw refused(said);
            }
            return said;
        } catch (IOException | CompletionException broken) {
            if (ended.isCompletedExceptionally()) {
                throw new IOException("nft did not end within " + timeMax.toSeconds() + " s", broken);
            }
            throw broken;
        } finally {
            process.destroyForcibly();
        }
    }

    private static IOException refused(String said) {
        if (said.contains("Operation not permitted")) {
            return new IOException("the kernel lets this user change no rules: balancer.plane = \"kernel\" needs root "
                    + "or the capability CAP_NET_ADMIN (AmbientCapabilities=CAP_NET_ADMIN in a systemd unit)");
        }
        String shown = said.strip();
        return new IOException("nft refuses the rules: "
                + (shown.length() > SHOWN_MAX ? shown.substring(0, SHOWN_MAX) + "..." : shown));
    }
}
