package org.gatehouse.shell;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.gatehouse.shell.remoting.FrameChannel;
import org.gatehouse.shell.remoting.RemoteShell;
import org.jline.terminal.Size;
import org.jline.terminal.impl.ExternalTerminal;

/// A person at a terminal in memory, whose shell talks over pipes to a process with the organisation.
final class Typist implements AutoCloseable {
    private static final long SECONDS_MAX = 120;
    private static final int PIPE_BYTES = 1 << 20;

    private final Screen screen = new Screen();
    private final PipedOutputStream keys = new PipedOutputStream();
    private final ExternalTerminal terminal;
    private final CompletableFuture<Integer> status = new CompletableFuture<>();
    private int seen;

    Typist(Administration administration, Path history) throws IOException {
        var toProcess = new PipedOutputStream();
        var toShell = new PipedOutputStream();
        var atProcess = new FrameChannel(new PipedInputStream(toProcess, PIPE_BYTES), toShell, toShell::close,
                FrameChannel.REQUEST_BYTES_MAX);
        var atShell = new FrameChannel(new PipedInputStream(toShell, PIPE_BYTES), toProcess, toProcess::close,
                FrameChannel.RESPONSE_BYTES_MAX);
        // Platform threads: pipes of the JDK notice the death of a writer by its thread.
        Thread.ofPlatform().daemon().start(() -> serve(new RemoteShell(atProcess, administration,
                task -> Thread.ofPlatform().daemon().start(task))));
        ShellClient client = ShellClient.opened(atShell);
        terminal = new ExternalTerminal("test", "xterm", new PipedInputStream(keys, PIPE_BYTES), screen,
                StandardCharsets.UTF_8);
        terminal.setSize(Size.of(200, 50));
        Thread.ofPlatform().daemon().start(() -> {
            try (client; var shell = new Terminal(client, terminal, history)) {
                status.complete(shell.converse());
            } catch (IOException | RuntimeException failed) {
                status.completeExceptionally(failed);
            }
        });
    }

    private void serve(RemoteShell shell) {
        try {
            shell.serve();
        } catch (IOException gone) {
            screen.gone = true;
        }
    }

    Typist type(String text) throws IOException {
        keys.write(text.getBytes(StandardCharsets.UTF_8));
        keys.flush();
        return this;
    }

    /// Waits until the text is on the screen, after what was seen before; gives what came up to its end.
    String sees(String text) throws InterruptedException {
        String all = screen.awaits(text, seen, TimeUnit.SECONDS.toMillis(SECONDS_MAX));
        int end = all.indexOf(text, seen) + text.length();
        String came = all.substring(seen, end);
        seen = end;
        return came;
    }

    /// All that came, with colours and cursor movements.
    String raw() {
        return screen.shown();
    }

    int leaves() throws Exception {
        return status.get(SECONDS_MAX, TimeUnit.SECONDS);
    }

    @Override
    public void close() throws IOException {
        keys.close();
        terminal.close();
    }

    /// What was printed, without colours and cursor movements.
    private static final class Screen extends OutputStream {
        private final StringBuilder shown = new StringBuilder();
        private volatile boolean gone;

        @Override
        public synchronized void write(int character) {
            shown.append((char) (character & 0xFF));
            notifyAll();
        }

        private String text() {
            return shown.toString().replaceAll("\u001b(\\[[0-9;?]*([a-zA-Z]|$)|[=>]|$)", "");
        }

        synchronized String shown() {
            return shown.toString();
        }

        synchronized String awaits(String text, int from, long millis) throws InterruptedException {
            long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
            String all = text();
            while (all.indexOf(text, from) < 0) {
                long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
                if (left <= 0) {
                    throw new AssertionError("'" + text + "' did not come" + (gone ? "; the process left" : "")
                            + ":\n" + all.substring(Math.min(from, all.length())));
                }
                wait(left);
                all = text();
            }
            return all;
        }
    }
}
