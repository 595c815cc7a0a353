package org.gatehouse.shell.remoting;

import java.util.List;

/// What shell and process say to each other. A process answers each request with any number of frames and one
/// [Done], [Completions] or [Refused]; a question waits for its [Answer].
public sealed interface Frame {
    /// The first frame over TLS.
    record SignIn(String user, String password) implements Frame {
        @Override
        public String toString() {
            return "SignIn[" + user + "]";
        }
    }

    /// The process is ready for requests.
    record Welcome(String organization) implements Frame {}

    /// The process will not go on; the connection ends.
    record Refused(String reason) implements Frame {}

    /// Runs a text.
    ///
    /// @param width columns of the person's terminal
    /// @param interactive whether questions can be answered
    record Run(String text, int width, boolean interactive) implements Frame {}

    /// What could stand at the cursor.
    record Complete(String text, int cursor) implements Frame {}

    /// What the person said to a question. The word is one of the answers' names for [Confirm], free for [Read].
    record Answer(String text) implements Frame {
        @Override
        public String toString() {
            return "Answer[]";
        }
    }

    /// Ends the running text; without one it means nothing.
    record Cancel() implements Frame {}

    record Output(String text) implements Frame {}

    record Warning(String text) implements Frame {}

    record Verbose(String text) implements Frame {}

    /// How far something is that takes a while; sent to interactive shells only.
    ///
    /// @param activity what is done; empty: it has ended
    /// @param percent of it that is done; below zero where that is not known
    record Progress(String activity, String status, int percent) implements Frame {}

    /// The screen is to be cleared; sent to interactive shells only.
    record Clear() implements Frame {}

    record Failure(String text) implements Frame {}

    record Confirm(String question) implements Frame {}

    record Read(String prompt, boolean secret) implements Frame {}

    /// A file to be written where the person is.
    record File(String path, String content, boolean append) implements Frame {}

    /// A part of a file to be read where the person is.
    ///
    /// @param encoding a word of -Encoding; empty to go by the file
    /// @param linesMax how many lines from its beginning are wanted
    /// @param from how many characters the process has; 0 reads the file anew
    record Fetch(String path, String encoding, int linesMax, int from) implements Frame {}

    /// What [Fetch] asked for.
    ///
    /// @param more whether the file goes on
    /// @param failure why it could not be read; else empty
    record Contents(String text, boolean more, String failure) implements Frame {
        @Override
        public String toString() {
            return "Contents[]";
        }
    }

    /// @param start where in the text the candidates begin
    record Completions(int start, List<String> candidates) implements Frame {
        public Completions {
            candidates = List.copyOf(candidates);
        }
    }

    /// The end of a text.
    record Done(int status, boolean ended) implements Frame {}
}
