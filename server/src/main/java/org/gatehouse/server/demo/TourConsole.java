package org.gatehouse.server.demo;

import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.gatehouse.shell.Console;

/// Where the tour's shell commands print: indented under the command. Nobody answers questions.
final class TourConsole implements Console {
    private static final int WIDTH = 110;
    private static final String INDENT = "    ";

    private final PrintStream out;
    private final StringBuilder said = new StringBuilder();

    TourConsole(PrintStream out) {
        this.out = out;
    }

    /// Everything the last command said, for the tour's own checks.
    String said() {
        return said.toString();
    }

    void forget() {
        said.setLength(0);
    }

    @Override
    public int width() {
        return WIDTH;
    }

    @Override
    public boolean interactive() {
        return false;
    }

    @Override
    public void output(String text) {
        say(text);
    }

    @Override
    public void warning(String text) {
        say("WARNING: " + text);
    }

    @Override
    public void verbose(String text) {
        say("VERBOSE: " + text);
    }

    @Override
    public void error(String text) {
        say("ERROR: " + text);
    }

    @Override
    public Answer confirm(String question) {
        throw new IllegalStateException("the tour cannot answer: " + question);
    }

    @Override
    public char[] read(String prompt, boolean secret) {
        throw new IllegalStateException("the tour cannot answer: " + prompt);
    }

    @Override
    public void file(String path, String content, boolean append) {
        throw new IllegalStateException("the tour writes no files: " + path);
    }

    @Override
    public String contents(String path, String encoding, int linesMax) {
        throw new IllegalStateException("the tour reads no files: " + path);
    }

    private void say(String text) {
        said.append(text).append('\n');
        text.lines().filter(line -> !line.isBlank()).forEach(line -> out.println(INDENT + line));
    }

    @Override
    public void pause(Duration time) {
        LockSupport.parkNanos(time.toNanos());
    }
}
