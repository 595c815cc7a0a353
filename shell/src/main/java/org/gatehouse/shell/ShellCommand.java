package org.gatehouse.shell;

import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import org.gatehouse.wire.MalformedException;

/// `gatehouse shell`: its options, and what it does with them.
public final class ShellCommand {
    /// Wrong options; commands that failed give 1.
    public static final int USAGE = 2;

    public static final String HELP = """
            usage: gatehouse shell [--data DIR | --connect URL] [-c COMMAND | -f FILE]

            Opens the management shell on a running process. Without -c and -f it is interactive.

              --data DIR            the process that runs on this data folder, on this computer
              --connect URL         a process over TLS, as in gatehouse://cas1.corp.example:5986
              --user NAME           who signs in with --connect; an administrator of the organisation
              --password-file FILE  the password's file; asked for otherwise
              --trust FILE          certificates (PEM) to trust with --connect, instead of the system's
              -c COMMAND            runs a command and leaves; status 0 when nothing failed
              -f FILE               runs a file of commands and leaves (- for the standard input)
              --width COLUMNS       of results with -c and -f; 120 if not given
            """;

    private static final List<String> OPTIONS = List.of("--data", "--connect", "--user", "--password-file", "--trust",
            "-c",
            "-f", "--width");
    private static final int PORT_PRESET = 5986;

    private final Map<String, String> options = new HashMap<>();
    private final PrintStream out;
    private final PrintStream messages;

    private ShellCommand(PrintStream out, PrintStream messages) {
        this.out = out;
        this.messages = messages;
    }

    /// @param arguments what follows `gatehouse shell`
    /// @param dataPreset the folder taken when neither --data nor --connect is given
    /// @return the exit status
    public static int run(List<String> arguments, Path dataPreset, PrintStream out, PrintStream messages) {
        return new ShellCommand(out, messages).start(arguments, dataPreset);
    }

    private int start(List<String> arguments, Path dataPreset) {
        for (int i = 0; i < arguments.size(); i++) {
            String option = arguments.get(i);
            if (option.equals("--help") || option.equals("-h")) {
                out.print(HELP);
                return 0;
            }
            if (!OPTIONS.contains(option)) {
                return usage("'" + option + "' is not an option of gatehouse shell.");
            }
            if (i + 1 >= arguments.size()) {
                return usage(option + " needs a value.");
            }
            if (options.put(option, arguments.get(++i)) != null) {
                return usage(option + " is given twice.");
            }
        }
        if (options.containsKey("--data") && options.containsKey("--connect")) {
            return usage("--data and --connect cannot be given together.");
        }
        if (options.containsKey("-c") && options.containsKey("-f")) {
            return usage("-c and -f cannot be given together.");
        }
        try (ShellClient client = connect(dataPreset)) {
            return converse(client);
        } catch (IOException | GeneralSecurityException | IllegalArgumentException failed) {
            messages.println("gatehouse shell: " + failed.getMessage());
            return 1;
        } catch (MalformedException other) {
            messages.println("gatehouse shell: what answers is no gatehouse process of this version: "
                    + other.getMessage());
            return 1;
        }
    }

    private int usage(String what) {
        messages.println("gatehouse shell: " + what + " 'gatehouse shell --help' lists the options.");
        return USAGE;
    }

    private int converse(ShellClient client) throws IOException {
        String text = text();
        if (text == null) {
            try (var terminal = Terminal.ofProcess(client, history())) {
                return terminal.converse();
            }
        }
        String columns = options.getOrDefault("--width", "120");
        if (!columns.matches("\\d{2,4}")) {
            return usage("--width '" + columns + "' is not a number of columns from 10 to 9999.");
        }
        var console = new PlainConsole(out, messages, Integer.parseInt(columns));
        int status = client.run(text, console).status();
        return status == 0 && console.failed() ? 1 : status;
    }

    private @org.jspecify.annotations.Nullable String text() throws IOException {
        if (options.containsKey("-c")) {
            return options.get("-c");
        }
        String file = options.get("-f");
        if (file == null) {
            return null;
        }
        if (file.equals("-")) {
            return new String(System.in.readAllBytes(), StandardCharsets.UTF_8);
        }
        Path path = Path.of(file);
        if (!Files.isReadable(path)) {
            throw new IOException("the file '" + file + "' of -f cannot be read.");
        }
        return Files.readString(path);
    }

    private static Path history() {
        String home = System.getenv("XDG_CONFIG_HOME");
        Path configuration = home == null || home.isEmpty() ? Path.of(System.getProperty("user.home"), ".config")
                : Path.of(home);
        return configuration.resolve("gatehouse").resolve("shell-history");
    }

    private ShellClient connect(Path dataPreset) throws IOException, GeneralSecurityException {
        String url = options.get("--connect");
        if (url == null) {
            return ShellClient.local(Path.of(options.getOrDefault("--data", dataPreset.toString())));
        }
        URI uri = URI.create(url.contains("://") ? url : "gatehouse://" + url);
        if (uri.getHost() == null) {
            throw new IOException("--connect '" + url + "' names no host; write it as gatehouse://host:" + PORT_PRESET
                    + ".");
        }
        String user = options.get("--user");
        if (user == null) {
            throw new IOException("--connect needs --user: an administrator of the organisation.");
        }
        char[] password = password(user);
        try {
            return ShellClient.remote(uri.getHost(), uri.getPort() < 0 ? PORT_PRESET : uri.getPort(), tls(), user,
                    password);
        } finally {
            Arrays.fill(password, '\0');
        }
    }

    private char[] password(String user) throws IOException {
        String file = options.get("--password-file");
        if (file != null) {
            if (!Files.isReadable(Path.of(file))) {
                throw new IOException("the file '" + file + "' of --password-file cannot be read.");
            }
            return Files.readString(Path.of(file)).strip().toCharArray();
        }
        char[] read = java.util.Optional.ofNullable(System.console()).filter(java.io.Console::isTerminal)
                .map(console -> console.readPassword("Password of %s: ", user)).orElse(null);
        if (read == null) {
            throw new IOException("the password cannot be asked for without a terminal; give --password-file FILE.");
        }
        return read;
    }

    private SSLSocketFactory tls() throws IOException, GeneralSecurityException {
        String file = options.get("--trust");
        if (file == null) {
            return SSLContext.getDefault().getSocketFactory();
        }
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        try (var in = new FileInputStream(file)) {
            int number = 0;
            for (Certificate certificate : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                trusted.setCertificateEntry("trusted" + number++, certificate);
            }
        } catch (FileNotFoundException unreadable) {
            throw new IOException("the file '" + file + "' of --trust cannot be read.", unreadable);
        } catch (CertificateException other) {
            throw new IOException("the file '" + file + "' of --trust holds something else than certificates (PEM).",
                    other);
        }
        if (trusted.size() == 0) {
            throw new IOException("the file '" + file + "' of --trust holds no certificate.");
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context.getSocketFactory();
    }
}
