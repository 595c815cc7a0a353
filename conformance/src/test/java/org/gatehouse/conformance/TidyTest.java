package org.gatehouse.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// House rules that a reader would otherwise have to remember.
class TidyTest {
    private static final Path ROOT = Path.of(System.getProperty("gatehouse.root", "..")).toAbsolutePath().normalize();
    private static final int LINE_COLUMNS_MAX = 120;
    private static final int FILE_LINES_MAX = 500;
    private static final Pattern BANNED_NAME = Pattern.compile(".*(Impl|Manager|Helper|Utils?|Common|Base)\\.java");
    private static final Pattern REMINDER = Pattern.compile("\\b(TODO|FIXME|XXX|HACK)\\b");
    private static final Pattern SLEEP = Pattern.compile("\\bThread\\.sleep\\(|TimeUnit\\.[A-Z]+\\.sleep\\(");
    private static final Pattern CITATION = Pattern.compile("\\[(MS-[A-Z0-9]+|C706)\\]|RFC ?\\d+");

    private record Source(Path path, List<String> lines) {
        String name() {
            return ROOT.relativize(path).toString();
        }

        String text() {
            return String.join("\n", lines);
        }
    }

    @Test
    void linesAndFilesKeepTheirMeasure() {
        var wrong = new ArrayList<String>();
        for (Source source : sources()) {
            if (source.lines().size() > FILE_LINES_MAX) {
                wrong.add(source.name() + ": " + source.lines().size() + " lines");
            }
            for (int i = 0; i < source.lines().size(); i++) {
                if (source.lines().get(i).length() > LINE_COLUMNS_MAX) {
                    wrong.add(source.name() + ":" + (i + 1) + ": " + source.lines().get(i).length() + " columns");
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void methodsKeepTheirMeasure() {
        assertThat(sources().stream().flatMap(source -> MethodLengths.over(source.lines(), 60).stream()
                .map(found -> source.name() + ": " + found)).toList()).isEmpty();
    }

    @Test
    void namesSayWhatThingsAre() {
        assertThat(sources().stream().map(Source::name).filter(name -> BANNED_NAME.matcher(name).matches()).toList())
                .isEmpty();
    }

    @Test
    void nobodyLeavesReminders() {
        assertThat(matching(sources(), REMINDER)).isEmpty();
    }

    @Test
    void nobodySleepsInTests() {
        assertThat(matching(sources().stream().filter(source -> source.name().contains("/src/test/")).toList(), SLEEP))
                .isEmpty();
    }

    @Test
    void wireTypesNameTheirSection() {
        assertThat(sources().stream()
                .filter(source -> source.name().matches("(mapi|dcerpc)/src/main/java/.*"))
                .filter(source -> !source.name().endsWith("package-info.java"))
                .filter(source -> !CITATION.matcher(source.text()).find()).map(Source::name).toList()).isEmpty();
    }

    @Test
    void everyPackageIsNullMarked() {
        assertThat(sources().stream().filter(source -> source.name().contains("/src/main/java/"))
                .map(source -> source.path().resolveSibling("package-info.java")).distinct()
                .filter(info -> !Files.exists(info) || !read(info).text().contains("@NullMarked"))
                .map(info -> ROOT.relativize(info).toString()).toList()).isEmpty();
    }

    @Test
    void decisionsAreNumberedOnce() throws IOException {
        Path decisions = ROOT.resolve("docs/decisions");
        try (Stream<Path> files = Files.list(decisions)) {
            List<String> numbers = files.map(file -> file.getFileName().toString())
                    .filter(name -> name.matches("\\d{4}-.*\\.md")).map(name -> name.substring(0, 4)).toList();
            assertThat(numbers).isNotEmpty().doesNotHaveDuplicates();
        }
    }

    private static List<String> matching(List<Source> sources, Pattern pattern) {
        var found = new ArrayList<String>();
        for (Source source : sources) {
            if (source.path().endsWith("TidyTest.java")) {
                continue;
            }
            for (int i = 0; i < source.lines().size(); i++) {
                if (pattern.matcher(source.lines().get(i)).find()) {
                    found.add(source.name() + ":" + (i + 1) + ": " + source.lines().get(i).strip());
                }
            }
        }
        return found;
    }

    private static List<Source> sources() {
        try (Stream<Path> files = Files.walk(ROOT)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> !file.toString().contains("/target/")).sorted().map(TidyTest::read).toList();
        } catch (IOException failure) {
            throw new java.io.UncheckedIOException(failure);
        }
    }

    private static Source read(Path file) {
        try {
            return new Source(file, Files.readAllLines(file));
        } catch (IOException failure) {
            throw new java.io.UncheckedIOException(failure);
        }
    }
}
