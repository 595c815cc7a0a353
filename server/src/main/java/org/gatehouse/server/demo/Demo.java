package org.gatehouse.server.demo;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.gatehouse.server.DataFolder;
import org.gatehouse.server.Logs;
import org.gatehouse.server.UntilStopped;

/// `gatehouse demo`: starts the organisation, walks the tour, and stays up.
public final class Demo {
    private Demo() {}

    /// @return the exit status: 0 when every step of the tour held
    public static int run(DemoOptions options, PrintStream out, PrintStream err) throws InterruptedException {
        Path root = null;
        try {
            PortPlan ports = PortPlan.choose(options.ports(), DemoPlan.addresses());
            root = options.data().isPresent() ? options.data().get() : Files.createTempDirectory("gatehouse-demo-");
            return run(options, DataFolder.open(root), ports, out, err);
        } catch (IOException failed) {
            err.println("gatehouse: " + failed.getMessage());
            return 1;
        } finally {
            if (options.data().isEmpty() && root != null) {
                remove(root);
            }
        }
    }

    @SuppressWarnings("try") // closed early by the signal: closing twice is allowed
    private static int run(DemoOptions options, DataFolder folder, PortPlan ports, PrintStream out, PrintStream err)
            throws IOException, InterruptedException {
        long start = System.nanoTime();
        Logs.writeTo(folder.logs());
        try (DemoOrganization organization = DemoOrganization.open(folder, ports)) {
            // The folder is ours from here on; before, these could be the endpoints of a process that runs on it.
            Files.deleteIfExists(folder.endpoints());
            out.println("Gatehouse demonstration: domain " + DemoPlan.DOMAIN + ", data in " + folder.root());
            try {
                new Tour(organization, out).run();
            } catch (Tour.StepFailed | IOException | RuntimeException failed) {
                err.println("gatehouse: the tour stops here: " + failed.getMessage());
                if (failed instanceof RuntimeException) {
                    failed.printStackTrace(err);
                }
                return 1;
            }
            out.println();
            out.printf("Every step held (%.1f s). Addresses, ports and passwords: %s%n",
                    (System.nanoTime() - start) / 1e9, folder.endpoints());
            out.println("Certificates lead to " + folder.rootCertificate());
            if (options.exitAfterTour()) {
                return 0;
            }
            out.println("Shell: ./gatehouse shell --data " + folder.root() + "    Stop: Ctrl-C");
            UntilStopped.await(ending(organization, options, folder));
            return 0;
        }
    }

    private static AutoCloseable ending(DemoOrganization organization, DemoOptions options, DataFolder folder) {
        return () -> {
            organization.close();
            if (options.data().isEmpty()) { // here, since the process ends as soon as this returns
                remove(folder.root());
            }
        };
    }

    private static void remove(Path root) {
        try (Stream<Path> files = Files.walk(root)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
        } catch (IOException left) {
            System.err.println("gatehouse: " + root + " could not be removed: " + left.getMessage());
        }
    }
}
