package org.gatehouse.security;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.gatehouse.wire.Bytes;

/// A client of others, run as a child process that talks in lines of hexadecimal digits.
final class ClientProgram implements AutoCloseable {
    private final Process process;
    private final BufferedReader out;
    private final Writer in;

    ClientProgram(Path python, String script, String... arguments) throws IOException {
        this(python, Map.of(), script, arguments);
    }

    /// @param environment what the client needs beside what every program gets
    ClientProgram(Path python, Map<String, String> environment, String script, String... arguments)
            throws IOException {
        var command = new ArrayList<>(List.of(python.toString(), "-c", source(script)));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().putAll(environment);
        process = builder.start();
        out = process.inputReader(StandardCharsets.US_ASCII);
        in = process.outputWriter(StandardCharsets.US_ASCII);
    }

    /// The words of the next line.
    List<String> hear() throws IOException {
        String line = out.readLine();
        if (line == null) {
            throw new IOException("the client ended");
        }
        return List.of(line.split(" "));
    }

    /// The next line's token.
    Bytes token() throws IOException {
        return bytes(hear().getFirst());
    }

    void say(Bytes... parts) throws IOException {
        for (Bytes part : parts) {
            in.write(part.isEmpty() ? "- " : part.hex() + " ");
        }
        in.write("\n");
        in.flush();
    }

    static Bytes bytes(String word) {
        return word.equals("-") ? Bytes.EMPTY : Bytes.ofHex(word);
    }

    @Override
    public void close() throws IOException {
        in.close();
        out.close();
        process.destroy();
    }

    private static String source(String script) throws IOException {
        try (InputStream file = ClientProgram.class.getResourceAsStream(script)) {
            if (file == null) {
                throw new IOException(script + " is not among the test resources");
            }
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
