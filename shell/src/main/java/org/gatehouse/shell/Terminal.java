package org.gatehouse.shell;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.gatehouse.shell.language.ParseException;
import org.gatehouse.shell.language.Parser;
import org.gatehouse.shell.language.StoppedException;
import org.jline.reader.Candidate;
import org.jline.reader.Completer;
import org.jline.reader.CompletingParsedLine;
import org.jline.reader.EOFError;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.ParsedLine;
import org.jline.reader.SyntaxError;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Size;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;
import org.jline.utils.InfoCmp;

/// The interactive shell: editing, history, completion and colours on the person's terminal.
final class Terminal implements Console, AutoCloseable {
    private static final int WIDTH_UNKNOWN = 120;
    private static final int HEIGHT_UNKNOWN = 40;
    private static final int BAR_COLUMNS = 25;
    private static final int PER_CENT = 100;

    private final org.jline.terminal.Terminal terminal;
    private final LineReader lines;
    private final LineReader answers;
    private final ShellClient client;
    private boolean progressShown;

    /// On the terminal that the process was started from.
    static Terminal ofProcess(ShellClient client, Path history) throws IOException {
        var terminal = TerminalBuilder.builder().system(true).nativeSignals(true).build();
        if (terminal.getSize().getColumns() <= 0) {
            // Serial lines and scripts do not say how wide they are.
            terminal.setSize(Size.of(WIDTH_UNKNOWN, HEIGHT_UNKNOWN));
        }
        return new Terminal(client, terminal, history);
    }

    Terminal(ShellClient client, org.jline.terminal.Terminal terminal, Path history) {
        this.client = client;
        this.terminal = terminal;
        lines = LineReaderBuilder.builder().terminal(terminal).appName("gatehouse").parser(new Lines())
                .completer(new Candidates()).variable(LineReader.SECONDARY_PROMPT_PATTERN, ">> ")
                .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
                .option(LineReader.Option.CASE_INSENSITIVE, true)
                .history(new History()).build();
        try {
            prepare(history);
            lines.setVariable(LineReader.HISTORY_FILE, history);
        } catch (IOException refused) {
            warning("What you type is not kept for the next shell: '" + history + "' cannot be written.");
        }
        answers = LineReaderBuilder.builder().terminal(terminal).option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
                .variable(LineReader.DISABLE_HISTORY, true).build();
    }

    private static void prepare(Path history) throws IOException {
        Files.createDirectories(history.toAbsolutePath().getParent());
        if (!Files.exists(history)) {
            Files.createFile(history,
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        }
    }

    /// Reads and runs until the person leaves; gives the exit status.
    int converse() throws IOException {
        terminal.writer().println("Organisation: " + client.organization()
                + ". Get-Command lists commands, Get-Help explains "
                + "them, exit leaves.");
        while (true) {
            String text;
            try {
                text = lines.readLine("[GMS] > ");
            } catch (UserInterruptException cleared) {
                continue;
            } catch (EndOfFileException left) {
                return 0;
            }
            if (!text.isBlank()) {
                ShellClient.Result result = run(text);
                if (result.ended()) {
                    return result.status();
                }
            }
        }
    }

    /// Ctrl-C ends the text, not the shell.
    private ShellClient.Result run(String text) throws IOException {
        var before = terminal.handle(org.jline.terminal.Terminal.Signal.INT, _ -> {
            try {
                client.cancel();
            } catch (IOException gone) {
                // The thread that runs the text hears of it too.
            }
        });
        try {
            return client.run(text, this);
        } finally {
            clearProgress();
            terminal.handle(org.jline.terminal.Terminal.Signal.INT, before);
        }
    }

    /// Whether a line may be kept: one with a password in it may not.
    static boolean keeps(String line) {
        String text = line.toLowerCase(Locale.ROOT);
        return !text.contains("-asplaintext") && !text.contains("convertto-securestring");
    }

    private void say(String text, int colour) {
        clearProgress();
        terminal.writer().println(new AttributedStringBuilder()
                .styled(AttributedStyle.DEFAULT.foreground(colour), text).toAnsi(terminal));
        terminal.flush();
    }

    @Override
    public int width() {
        return Math.max(terminal.getSize().getColumns(), 0) == 0 ? WIDTH_UNKNOWN : terminal.getSize().getColumns();
    }

    @Override
    public boolean interactive() {
        return true;
    }

    /// One line, drawn again and again; none on a terminal that cannot clear one.
    @Override
    public void progress(String activity, String status, int percent) {
        if (terminal.getStringCapability(InfoCmp.Capability.clr_eol) == null) {
            return;
        }
        clearProgress();
        if (!activity.isEmpty()) {
            String bar = percent < 0 ? "" : " [" + "o".repeat(Math.min(percent, PER_CENT) * BAR_COLUMNS / PER_CENT)
                    + " ".repeat(BAR_COLUMNS - Math.min(percent, PER_CENT) * BAR_COLUMNS / PER_CENT) + "] " + percent
                    + "%";
            String line = (activity + bar + " " + status).replaceAll("\\p{Cntrl}", " ");
            terminal.writer().print(line.substring(0, Math.min(line.length(), Math.max(width() - 1, 1))));
            terminal.flush();
            progressShown = true;
        }
    }

    private void clearProgress() {
        if (progressShown) {
            progressShown = false;
            terminal.puts(InfoCmp.Capability.carriage_return);
            terminal.puts(InfoCmp.Capability.clr_eol);
            terminal.flush();
        }
    }

    @Override
    public void clear() {
        terminal.puts(InfoCmp.Capability.clear_screen);
        terminal.flush();
    }

    /// Commands pause at the process, not here.
    @Override
    public void pause(Duration time) {}

    @Override
    public void output(String text) {
        clearProgress();
        terminal.writer().print(text);
        terminal.flush();
    }

    @Override
    public void warning(String text) {
        say("WARNING: " + text, AttributedStyle.YELLOW);
    }

    @Override
    public void verbose(String text) {
        say("VERBOSE: " + text, AttributedStyle.CYAN);
    }

    @Override
    public void error(String text) {
        say(text, AttributedStyle.RED);
    }

    @Override
    public Answer confirm(String question) {
        output("\nConfirm\nAre you sure you want to perform this action?\n" + question + "\n");
        while (true) {
            String answer;
            try {
                answer = answers.readLine("[Y] Yes  [A] Yes to All  [N] No  [L] No to All  (default is \"Y\"): ");
            } catch (UserInterruptException stopped) {
                throw new StoppedException();
            } catch (EndOfFileException none) {
                return Answer.NO_TO_ALL;
            }
            switch (answer.strip().toLowerCase(Locale.ROOT)) {
                case "", "y", "yes" -> {
                    return Answer.YES;
                }
                case "a" -> {
                    return Answer.YES_TO_ALL;
                }
                case "n", "no" -> {
                    return Answer.NO;
                }
                case "l" -> {
                    return Answer.NO_TO_ALL;
                }
                default -> output("Answer Y, A, N or L.\n");
            }
        }
    }

    @Override
    public char[] read(String prompt, boolean secret) {
        clearProgress();
        try {
            String shown = prompt.isEmpty() ? "" : prompt + ": ";
            return (secret ? answers.readLine(shown, '*') : answers.readLine(shown)).toCharArray();
        } catch (UserInterruptException stopped) {
            throw new StoppedException();
        } catch (EndOfFileException none) {
            return new char[0];
        }
    }

    @Override
    public void file(String path, String content, boolean append) {
        try {
            LocalFiles.write(path, content, append);
        } catch (IOException refused) {
            error("Export-Csv : the file '" + path + "' cannot be written: " + refused);
        }
    }

    @Override
    public String contents(String path, String encoding, int linesMax) {
        return LocalFiles.read(path, encoding, linesMax);
    }

    @Override
    public void close() throws IOException {
        terminal.close();
    }

    /// Keeps what was typed, but no passwords.
    private static final class History extends org.jline.reader.impl.history.DefaultHistory {
        @Override
        public void add(java.time.Instant time, String line) {
            if (keeps(line)) {
                super.add(time, line);
            }
        }
    }

    private final class Candidates implements Completer {
        @Override
        public void complete(LineReader reader, ParsedLine line, List<Candidate> candidates) {
            try {
                client.complete(line.line(), line.cursor()).candidates()
                        .forEach(text -> candidates.add(new Candidate(text)));
            } catch (IOException gone) {
                // The next command says that the connection is gone.
            }
        }
    }

    /// Asks for another line while a bracket or quote is open, and finds the word under the cursor.
    private static final class Lines implements org.jline.reader.Parser {
        @Override
        public ParsedLine parse(String line, int cursor, ParseContext context) throws SyntaxError {
            if (context == ParseContext.ACCEPT_LINE) {
                try {
                    Parser.parse(line);
                } catch (ParseException wrong) {
                    if (wrong.incomplete()) {
                        throw new EOFError(-1, cursor, "more is needed");
                    }
                }
            }
            return new Word(line, cursor, start(line, cursor));
        }

        private static int start(String line, int cursor) {
            int start = cursor;
            boolean quoted = line.substring(0, cursor).chars().filter(c -> c == '\'' || c == '"').count() % 2 == 1;
            while (start > 0 && (quoted ? line.charAt(start - 1) != '\'' && line.charAt(start - 1) != '"'
                    : !Character.isWhitespace(line.charAt(start - 1)) && "|;({".indexOf(line.charAt(start - 1)) < 0)) {
                start--;
            }
            return quoted ? start - 1 : start;
        }
    }

    private record Word(String line, int cursor, int start) implements CompletingParsedLine {
        @Override
        public String word() {
            return line.substring(start, cursor);
        }

        @Override
        public int wordCursor() {
            return cursor - start;
        }

        /// Candidates come with the quotes that they need.
        @Override
        public CharSequence escape(CharSequence candidate, boolean complete) {
            return candidate;
        }

        @Override
        public int rawWordCursor() {
            return wordCursor();
        }

        @Override
        public int rawWordLength() {
            return word().length();
        }

        @Override
        public int wordIndex() {
            return 0;
        }

        @Override
        public List<String> words() {
            return List.of(word());
        }
    }
}
