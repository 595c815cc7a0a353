package org.gatehouse.testing;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/// Programs of others that checks run against. A missing one skips the check visibly, or fails it where
/// `-Dgatehouse.outside=required` says so (continuous integration does).
public final class Outside {
    private static final boolean REQUIRED = "required".equals(System.getProperty("gatehouse.outside"));

    private Outside() {}

    /// The program's path; ends the test when it is not installed.
    public static Path program(String name, String debianPackage) {
        Optional<Path> found = Stream.of((System.getenv("PATH") + ":/usr/sbin:/sbin").split(File.pathSeparator))
                .map(folder -> Path.of(folder, name)).filter(Files::isExecutable).findFirst();
        if (found.isEmpty()) {
            missing(name + " is not installed (Debian package " + debianPackage + ")");
        }
        return found.orElseThrow();
    }

    /// A file of a package; ends the test when it is not installed.
    public static Path file(String path, String debianPackage) {
        Path file = Path.of(path);
        if (!Files.isReadable(file)) {
            missing(path + " is not installed (Debian package " + debianPackage + ")");
        }
        return file;
    }

    /// Debian's Python with a module; ends the test when either is missing.
    public static Path python(String module, String debianPackage) {
        Path python = Path.of("/usr/bin/python3");
        if (!Files.isExecutable(python)) {
            missing("/usr/bin/python3 is not installed");
        }
        works("python module " + module + " is not installed (Debian package " + debianPackage + ")", python.toString(),
                "-c", "import " + module);
        return python;
    }

    /// Ends the test when a network namespace of its own is not to be had, as in some containers.
    public static void ownNetwork() {
        works("no network namespace of its own for an ordinary user (unshare -rn)",
                program("unshare", "util-linux").toString(), "-rn", program("ip", "iproute2").toString(), "link", "set",
                "lo", "up");
    }

    private static void works(String otherwise, String... command) {
        try {
            Process probe = new ProcessBuilder(command).redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
            if (probe.waitFor() != 0) {
                missing(otherwise);
            }
        } catch (java.io.IOException failure) {
            missing(command[0] + " does not start: " + failure.getMessage());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            missing("interrupted");
        }
    }

    /// Ends the test, or fails it where everything must be there.
    static void missing(String what) {
        if (REQUIRED) {
            Assertions.fail(what);
        }
        Assumptions.abort(what);
    }
}
