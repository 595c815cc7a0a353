package org.gatehouse.shell;

import java.io.Closeable;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.gatehouse.shell.language.StoppedException;
import org.gatehouse.shell.remoting.Frame;
import org.gatehouse.shell.remoting.FrameChannel;
import org.gatehouse.wire.MalformedException;

/// The person's end of a connection to the process that runs commands.
public final class ShellClient implements Closeable {
    /// For the connection, and again for each answer until the process has said welcome.
    private static final int HELLO_MILLIS_MAX = 30_000;

    private final FrameChannel channel;
    private final String organization;
    private volatile boolean cancelled;

    private ShellClient(FrameChannel channel, String organization) {
        this.channel = channel;
        this.organization = organization;
    }

    /// What a text came to: 0 when nothing failed, and whether the process ends the session.
    public record Result(int status, boolean ended) {}

    /// Reaches the process that runs on a data folder.
    ///
    /// @throws IOException when none runs; says the remedy
    public static ShellClient local(Path dataFolder) throws IOException {
        return local(dataFolder, HELLO_MILLIS_MAX);
    }

    static ShellClient local(Path dataFolder, int helloMillisMax) throws IOException {
        Path socket = dataFolder.resolve("admin.sock");
        String remedy = "No gatehouse process runs on '" + dataFolder + "'. Start one, with 'gatehouse demo --data "
                + dataFolder + "' or 'gatehouse serve'";
        if (!Files.exists(socket)) {
            throw new IOException(remedy + " (there is no " + socket + ").");
        }
        SocketChannel connection = SocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            connection.connect(UnixDomainSocketAddress.of(socket));
        } catch (IOException nobody) {
            connection.close();
            throw new IOException(remedy + ", or use the account that it runs as (" + socket + ": "
                    + nobody.getMessage()
                    + ").", nobody);
        }
        var channel = new FrameChannel(Channels.newInputStream(connection), Channels.newOutputStream(connection),
                connection, FrameChannel.RESPONSE_BYTES_MAX);
        try {
            awaitAnswer(connection, socket, helloMillisMax);
            return opened(channel);
        } catch (IOException | RuntimeException failed) {
            connection.close();
            throw failed;
        }
    }

    /// A process that hangs takes connections and says nothing; sockets of files have no time-out of their own.
    private static void awaitAnswer(SocketChannel connection, Path socket, int helloMillisMax) throws IOException {
        try (Selector selector = Selector.open()) {
            connection.configureBlocking(false);
            connection.register(selector, SelectionKey.OP_READ);
            if (selector.select(helloMillisMax) == 0) {
                throw new IOException("The process on '" + socket + "' took the connection and did not answer within "
                        + helloMillisMax + " ms. It hangs, or is stopped: look at its log, or start it again.");
            }
        }
        connection.configureBlocking(true);
    }

    /// Reaches a process over TLS and signs in. The server's certificate has to name the host.
    ///
    /// @param password not wiped here
    /// @throws IOException that says what failed and what to do
    public static ShellClient remote(String host, int port, SSLSocketFactory tls, String user, char[] password)
            throws IOException {
        return remote(host, port, tls, user, password, HELLO_MILLIS_MAX);
    }

    static ShellClient remote(String host, int port, SSLSocketFactory tls, String user, char[] password,
            int helloMillisMax) throws IOException {
        var plain = new java.net.Socket();
        try {
            plain.connect(new java.net.InetSocketAddress(host, port), helloMillisMax);
            plain.setSoTimeout(helloMillisMax);
            var connection = (SSLSocket) tls.createSocket(plain, host, port, true);
            SSLParameters parameters = connection.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            connection.setSSLParameters(parameters);
            connection.startHandshake();
            var channel = new FrameChannel(connection.getInputStream(), connection.getOutputStream(), connection,
                    FrameChannel.RESPONSE_BYTES_MAX);
            channel.send(new Frame.SignIn(user, new String(password)));
            ShellClient client = opened(channel);
            plain.setSoTimeout(0);
            return client;
        } catch (RefusedException said) {
            throw said;
        } catch (IOException failed) {
            plain.close();
            throw new IOException("Cannot open a shell on " + host + ":" + port + ": "
                    + ConnectFailure.explained(host, failed, helloMillisMax), failed);
        } catch (RuntimeException failed) {
            plain.close();
            throw failed;
        }
    }

    /// The process answered, and said no.
    private static final class RefusedException extends IOException {
        private static final long serialVersionUID = 1L;

        RefusedException(String reason) {
            super(reason);
        }
    }

    /// Waits for the welcome.
    static ShellClient opened(FrameChannel channel) throws IOException {
        return switch (channel.receive()) {
            case Frame.Welcome(var organization) -> new ShellClient(channel, organization);
            case Frame.Refused(var reason) -> {
                channel.close();
                throw new RefusedException(reason);
            }
            case Frame other -> throw new MalformedException("a welcome was expected, not " + other);
        };
    }

    /// The organisation's name.
    public String organization() {
        return organization;
    }

    /// Runs a text; what it says and asks goes through the console.
    public Result run(String text, Console console) throws IOException {
        cancelled = false;
        var files = new RunningFiles(text, console);
        channel.send(new Frame.Run(text, console.width(), console.interactive()));
        while (true) {
            switch (channel.receive()) {
                case Frame.Output(var shown) -> console.output(shown);
                case Frame.Warning(var shown) -> console.warning(shown);
                case Frame.Verbose(var shown) -> console.verbose(shown);
                case Frame.Progress(var activity, var status, var percent) ->
                    console.progress(activity, status, percent);
                case Frame.Failure(var shown) -> console.error(shown);
                case Frame.Confirm(var question) -> ask(() -> new Frame.Answer(console.confirm(question).name()));
                case Frame.Read(var prompt, var secret) -> ask(() -> {
                    char[] read = console.read(prompt, secret);
                    var answer = new String(read);
                    Arrays.fill(read, '\0');
                    return new Frame.Answer(answer);
                });
                case Frame.Clear() -> console.clear();
                case Frame.File file -> files.write(file);
                case Frame.Fetch wanted -> ask(() -> files.read(wanted));
                case Frame.Done(var status, var ended) -> {
                    return new Result(status, ended);
                }
                case Frame.Refused(var reason) -> throw new IOException(reason);
                case Frame other -> throw new MalformedException("a result was expected, not " + other);
            }
        }
    }

    /// A question that crossed a cancel on its way needs no answer: its text has ended.
    private void ask(Supplier<Frame> person) throws IOException {
        if (cancelled) {
            return;
        }
        try {
            channel.send(person.get());
        } catch (StoppedException byPerson) {
            cancel();
        }
    }

    /// Ends the running text from another thread; [#run] returns when the process has stopped it.
    public void cancel() throws IOException {
        cancelled = true;
        channel.send(new Frame.Cancel());
    }

    public Frame.Completions complete(String text, int cursor) throws IOException {
        channel.send(new Frame.Complete(text, cursor));
        return channel.receive() instanceof Frame.Completions found ? found : new Frame.Completions(cursor,
                List.of());
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
