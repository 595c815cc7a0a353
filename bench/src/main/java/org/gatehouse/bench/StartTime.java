package org.gatehouse.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/// From `./gatehouse demo` to everything answering (`endpoints.json` is there), on first and later starts.
/// `StartTime GATEHOUSE [FOLDER]`, the first being the launcher of a built checkout or distribution.
final class StartTime {
    private static final int STARTS = 6;
    private static final double TARGET_SECONDS = 3;

    private StartTime() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path folder = Path.of(arguments.length > 1 ? arguments[1] : System.getProperty("java.io.tmpdir"));
        Path root = Files.createTempDirectory(folder, "start");
        try {
            for (int start = 0; start < STARTS; start++) {
                double seconds = start(arguments[0], root);
                System.out.printf("%s start: %.2f s to ready (target %.0f, ratio %.2f)%n",
                        start == 0 ? "first" : "later", seconds, TARGET_SECONDS, seconds / TARGET_SECONDS);
            }
        } finally {
            Bench.remove(root);
        }
    }

    private static double start(String launcher, Path root) throws IOException, InterruptedException {
        Path endpoints = root.resolve("endpoints.json");
        Files.deleteIfExists(endpoints);
        long begin = System.nanoTime();
        Process demo = new ProcessBuilder(launcher, "demo", "--ports", "free", "--data", root.toString())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        try {
            while (!Files.exists(endpoints)) {
                if (!demo.isAlive()) {
                    throw new IOException("the demonstration ended with status " + demo.exitValue());
                }
                Thread.sleep(5);
            }
            double seconds = (System.nanoTime() - begin) / 1e9;
            Thread.sleep(6_000); // the tour goes on; let it end
            return seconds;
        } finally {
            demo.destroy();
            if (!demo.waitFor(20, TimeUnit.SECONDS)) {
                demo.destroyForcibly();
            }
        }
    }
}
