package org.gatehouse.bench;

import java.time.Duration;
import org.gatehouse.shell.Console;

/// Keeps what cmdlets say, for the message when one fails. Nobody answers questions.
final class QuietConsole implements Console {
    private static final int WIDTH = 200;

    private final StringBuilder said = new StringBuilder();

    String said() {
        return said.toString();
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
        said.append(text).append('\n');
    }

    @Override
    public void warning(String text) {
        output(text);
    }

    @Override
    public void verbose(String text) {
        output(text);
    }

    @Override
    public void error(String text) {
        output(text);
    }

    @Override
    public Answer confirm(String question) {
        throw new IllegalStateException("nobody answers: " + question);
    }

    @Override
    public char[] read(String prompt, boolean secret) {
        throw new IllegalStateException("nobody answers: " + prompt);
    }

    @Override
    public void file(String path, String content, boolean append) {
        throw new IllegalStateException("no files here: " + path);
    }

    @Override
    public String contents(String path, String encoding, int linesMax) {
        throw new IllegalStateException("no files here: " + path);
    }

    /// Nobody asks here for anything that takes a while.
    @Override
    public void pause(Duration time) {}
}
