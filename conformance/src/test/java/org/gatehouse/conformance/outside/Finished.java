package org.gatehouse.conformance.outside;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/// A program that has ended.
///
/// @param output both streams
record Finished(int status, String output) {
    private static final long SECONDS_MAX = 300;

    /// Runs a program to its end, or fails when it does not come.
    static Finished of(ProcessBuilder program) throws IOException, InterruptedException {
        Path output = Files.createTempFile("gatehouse-outside-", ".txt");
        try {
            Process process = program.redirectErrorStream(true).redirectOutput(output.toFile()).start();
            process.getOutputStream().close();
            return await(process, output);
        } finally {
            Files.delete(output);
        }
    }

    private static Finished await(Process process, Path output) throws IOException, InterruptedException {
        boolean ended = process.waitFor(SECONDS_MAX, TimeUnit.SECONDS);
        String said = new String(Files.readAllBytes(output), StandardCharsets.UTF_8);
        if (!ended) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            throw new AssertionError("no end after " + SECONDS_MAX + " s:\n" + said);
        }
        return new Finished(process.exitValue(), said);
    }
}
