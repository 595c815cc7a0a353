package org.gatehouse.shell;

import java.time.Duration;

/// Where a command talks to the person: the terminal at the other end of the connection, or a test's record.
public interface Console {
    /// Columns of the person's terminal.
    int width();

    /// Whether somebody can answer questions.
    boolean interactive();

    /// Lines of results, each with its line end.
    void output(String text);

    void warning(String text);

    void verbose(String text);

    void error(String text);

    /// Asks before something destructive. Only called when interactive.
    Answer confirm(String question);

    /// Reads a line; a secret one is not shown. Only called when interactive. The caller wipes it.
    char[] read(String prompt, boolean secret);

    /// Writes a file where the person is, not where the server is.
    ///
    /// @param append whether to add to a file that is there
    void file(String path, String content, boolean append);

    /// Reads a text file where the person is, not where the server is.
    ///
    /// @param encoding a word of -Encoding; empty to go by the file
    /// @param linesMax how many lines from its beginning are wanted
    /// @throws ShellException that says why it cannot be read
    String contents(String path, String encoding, int linesMax);

    /// Shows how far something is that takes a while, in place of what was shown before. Not kept on the screen, and
    /// not shown where nobody looks.
    ///
    /// @param activity what is done; empty: it has ended
    /// @param percent of it that is done; below zero where that is not known
    default void progress(String activity, String status, int percent) {}

    /// Clears the screen, where there is one.
    default void clear() {}

    /// Lets time pass before something is looked at again; ends at once when the person wants the text to end.
    void pause(Duration time);

    /// Whether the person wants the running text to end.
    default boolean stopped() {
        return false;
    }

    /// What a person says to a question.
    enum Answer { YES, YES_TO_ALL, NO, NO_TO_ALL }
}
