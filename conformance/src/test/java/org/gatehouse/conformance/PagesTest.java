package org.gatehouse.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.gatehouse.shell.cmdlets.Catalog;
import org.gatehouse.shell.cmdlets.Cmdlet;
import org.gatehouse.shell.language.ParseException;
import org.gatehouse.shell.language.Parser;
import org.junit.jupiter.api.Test;

/// The pages that people read: links lead somewhere, every page is found from the index, and the commands are those of
/// the shell.
class PagesTest {
    private static final Pattern LINK = Pattern.compile("\\[[^\\]]*]\\(([^)]+)\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.*)$");
    /// The first word of a command: at the beginning of a line, or behind what begins one within it.
    private static final Pattern COMMAND = Pattern.compile("(?:^|[|;({=])\\s*([A-Z][a-z]+-[A-Z][A-Za-z]+)([^|;(){}]*)");
    private static final Pattern PARAMETER = Pattern.compile("(?<=\\s)-([A-Za-z]+)");
    /// What every cmdlet takes.
    private static final Set<String> ALWAYS = Set.of("confirm", "whatif", "erroraction", "verbose", "outvariable");
    private static final Catalog CATALOG = new Catalog();

    @Test
    void linksLeadSomewhere() throws IOException {
        var broken = new ArrayList<String>();
        for (Path page : pages()) {
            Matcher link = LINK.matcher(Files.readString(page));
            while (link.find()) {
                if (!link.group(1).startsWith("https://") && !leads(page, link.group(1))) {
                    broken.add(SourceTree.ROOT.relativize(page) + ": " + link.group(1));
                }
            }
        }
        assertThat(broken).isEmpty();
    }

    @Test
    void everyPageIsInTheIndex() throws IOException {
        Path docs = SourceTree.ROOT.resolve("docs");
        String index = Files.readString(docs.resolve("README.md"));
        try (Stream<Path> files = Files.walk(docs)) {
            assertThat(files.filter(Files::isRegularFile).map(file -> docs.relativize(file).toString())
                    .filter(name -> !name.equals("README.md"))).allMatch(name -> index.contains("(" + name + ")"));
        }
    }

    @Test
    void commandsAreThoseOfTheShell() throws IOException {
        var wrong = new ArrayList<String>();
        int checked = 0;
        for (Path page : pages()) {
            for (String command : commands(Files.readString(page))) {
                checked++;
                trouble(command).ifPresent(why ->
                        wrong.add(SourceTree.ROOT.relativize(page) + ": " + command + ": " + why));
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(checked).isGreaterThan(50);
    }

    @Test
    void examplesAreOfTheShell() {
        assertThat(CATALOG.all()).allSatisfy(cmdlet -> assertThat(cmdlet.examples()).as(cmdlet.name())
                .allSatisfy(example -> assertThat(trouble(example)).as(example).isEmpty()));
    }

    private static List<Path> pages() throws IOException {
        var pages = new ArrayList<Path>();
        try (Stream<Path> here = Files.list(SourceTree.ROOT); Stream<Path> docs = Files.walk(
                SourceTree.ROOT.resolve("docs"))) {
            Stream.concat(here, docs).filter(file -> file.toString().endsWith(".md")).sorted().forEach(pages::add);
        }
        return pages;
    }

    private static boolean leads(Path page, String link) throws IOException {
        String[] parts = link.split("#", 2);
        Path target = parts[0].isEmpty() ? page : page.resolveSibling(parts[0]);
        return Files.exists(target) && (parts.length == 1 || HEADING.matcher(Files.readString(target)).results()
                .map(heading -> heading.group(1).toLowerCase(Locale.ROOT).replaceAll("[^\\w\\- ]", "")
                        .replace(' ', '-')).anyMatch(parts[1]::equals));
    }

    /// The lines of blocks of code that begin with a cmdlet, each with those that go on further in.
    private static List<String> commands(String page) {
        var commands = new ArrayList<String>();
        boolean fenced = false;
        boolean goesOn = false;
        for (String line : page.split("\n")) {
            fenced ^= line.startsWith("```");
            String text = fenced ? line : line.startsWith("    ") ? line.substring(4) : "";
            if (goesOn && text.startsWith(" ")) {
                commands.add(commands.removeLast() + text);
            } else {
                goesOn = COMMAND.matcher(text).lookingAt() || text.startsWith("\"") && COMMAND.matcher(text).find();
                if (goesOn) {
                    commands.add(text);
                }
            }
        }
        return commands;
    }

    private static Optional<String> trouble(String command) {
        try {
            var _ = Parser.parse(command);
        } catch (ParseException unreadable) {
            return Optional.ofNullable(unreadable.getMessage());
        }
        Matcher each = COMMAND.matcher(command.replaceAll("\"[^\"]*\"|'[^']*'", "text").replaceAll("#.*", ""));
        while (each.find()) {
            Optional<Cmdlet> cmdlet = CATALOG.find(each.group(1));
            if (cmdlet.isEmpty()) {
                return Optional.of("there is no " + each.group(1));
            }
            for (Matcher word = PARAMETER.matcher(each.group(2)); word.find();) {
                String name = word.group(1).toLowerCase(Locale.ROOT);
                if (!ALWAYS.contains(name) && !List.of("eq", "like", "and", "or").contains(name) && cmdlet.get()
                        .parameters().stream().noneMatch(one -> one.name().toLowerCase(Locale.ROOT).equals(name))) {
                    return Optional.of(each.group(1) + " has no -" + word.group(1));
                }
            }
        }
        return Optional.empty();
    }
}
