package org.gatehouse.conformance.outside;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What a process of ours leaves for those who look for the cause of a test's failure: its warnings and errors, and
/// where its threads stand. Bounded, since it is printed.
final class Evidence {
    private static final int LINES_MAX = 60;
    private static final int LINE_MAX = 1_000;
    /// A thread takes some ten lines; the many that wait for work are left out.
    private static final int STACKS_MAX = 80;
    private static final int STACK_MAX = 3_000;

    private Evidence() {}

    /// @param files logs; those that are not there are passed over
    static String of(Process process, List<Path> files) throws IOException, InterruptedException {
        var found = new StringBuilder();
        for (Path file : files) {
            found.append(file.getFileName()).append(":\n").append(Files.exists(file) ? troubles(file) : "not there")
                    .append('\n');
        }
        return found.append("threads:\n").append(process.isAlive() ? threads(process.pid()) : "it has ended with "
                + process.exitValue()).append('\n').toString();
    }

    /// The last lines that tell of trouble.
    private static String troubles(Path log) throws IOException {
        List<String> lines;
        try (Stream<String> all = Files.lines(log)) {
            lines = all.filter(line -> line.contains("WARN") || line.contains("ERROR")).map(line -> cut(line, LINE_MAX))
                    .toList();
        }
        return String.join("\n", lines.subList(Math.max(0, lines.size() - LINES_MAX), lines.size()));
    }

    /// Stacks of the virtual threads too, of those that are in code of ours.
    private static String threads(long process) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("gatehouse-threads-");
        Path file = folder.resolve("threads.txt");
        try {
            Finished asked = Finished.of(new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "jcmd")
                    .toString(), Long.toString(process), "Thread.dump_to_file", file.toString()));
            if (!Files.exists(file)) {
                return asked.output();
            }
            return Stream.of(Files.readString(file).split("\n\n")).filter(stack -> stack.contains("org.gatehouse"))
                    .limit(STACKS_MAX).map(stack -> cut(stack, STACK_MAX)).collect(Collectors.joining("\n\n"));
        } finally {
            Files.deleteIfExists(file);
            Files.delete(folder);
        }
    }

    private static String cut(String text, int max) {
        return text.length() <= max ? text : text.substring(0, max) + " ...";
    }
}
