package org.gatehouse.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The checkout under test.
final class SourceTree {
    static final Path ROOT = Path.of(System.getProperty("gatehouse.root", "..")).toAbsolutePath().normalize();

    private SourceTree() {}

    static String text(String path) throws IOException {
        return Files.readString(ROOT.resolve(path));
    }

    /// A page that is made from code is as the code would make it now; `-Dgatehouse.write=true` makes it anew.
    static void assertPage(String path, String wanted) throws IOException {
        Path page = ROOT.resolve(path);
        if (Boolean.getBoolean("gatehouse.write")) {
            Files.writeString(page, wanted);
        }
        assertThat(page).as("%s; -Dgatehouse.write=true makes it anew", path).hasContent(wanted);
    }
}
