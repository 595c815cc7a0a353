package org.gatehouse.shell;

import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;

/// Results to one stream, all else to another; nobody answers questions.
final class PlainConsole implements Console {
    private final PrintStream out;
    private final PrintStream messages;
    private final int width;
    private boolean failed;

    PlainConsole(PrintStream out, PrintStream messages, int width) {
        this.out = out;
        this.messages = messages;
        this.width = width;
    }

    /// Whether something could not be done on this side.
    boolean failed() {
        return failed;
    }

    @Override
    public int width() {
        return width;
    }

    @Override
    public boolean interactive() {
        return false;
    }

    @Override
    public void output(String text) {
        out.print(text);
        out.flush();
    }

    @Override
    public void warning(String text) {
        messages.println("WARNING: " + text);
    }

    @Override
    public void verbose(String text) {
        messages.println("VERBOSE: " + text);
    }

    @Override
    public void error(String text) {
        messages.println(text);
    }

    @Override
    public Answer confirm(String question) {
        return Answer.NO;
    }

    @Override
    public char[] read(String prompt, boolean secret) {
        return new char[0];
    }

    @Override
    public void file(String path, String content, boolean append) {
        try {
            LocalFiles.write(path, content, append);
        } catch (IOException refused) {
            failed = true;
            error("Export-Csv : the file '" + path + "' cannot be written: " + refused);
        }
    }

    @Override
    public String contents(String path, String encoding, int linesMax) {
        return LocalFiles.read(path, encoding, linesMax);
    }

    /// Commands pause at the process, not here.
    @Override
    public void pause(Duration time) {}
}
