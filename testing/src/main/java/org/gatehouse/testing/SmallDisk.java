package org.gatehouse.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assertions;

/// A folder with memory of its own that may become full. Making one takes root.
public final class SmallDisk implements AutoCloseable {
    private final Path folder;

    private SmallDisk(Path folder) {
        this.folder = folder;
    }

    /// @param megabytes how much the folder may keep
    public static SmallDisk at(Path folder, int megabytes) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        Assertions.assertEquals(0, ended("mount", "-t", "tmpfs", "-o", "size=" + megabytes + "m", "gatehouse",
                folder.toString()), "a mount of memory at " + folder);
        return new SmallDisk(folder);
    }

    private static int ended(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start().waitFor();
    }

    /// Leaves no room.
    public void fill() throws IOException, InterruptedException {
        int _ = ended("dd", "if=/dev/zero", "of=" + filler(), "bs=1M");
        // What is left after whole blocks.
        int _ = ended("dd", "if=/dev/zero", "of=" + filler(), "bs=4k", "oflag=append", "conv=notrunc");
    }

    /// Gives room again.
    public void makeRoom() throws IOException {
        Files.delete(filler());
    }

    private Path filler() {
        return folder.resolve("filler");
    }

    /// What was kept is gone, at the latest with the last process that holds it.
    @Override
    public void close() throws IOException {
        try {
            int _ = ended("umount", "-l", folder.toString());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while " + folder + " is taken away", interrupted);
        }
    }
}
