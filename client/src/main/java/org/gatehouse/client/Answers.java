package org.gatehouse.client;

import java.io.IOException;
import org.gatehouse.wire.MalformedException;

/// The edge behind which nobody has to expect [MalformedException]: what a server answered that cannot be read is a
/// failure of its connection.
final class Answers {
    private Answers() {}

    /// Asks and reads.
    @FunctionalInterface
    interface Question<T> {
        T ask() throws IOException;
    }

    static <T> T of(Question<T> question) throws IOException {
        try {
            return question.ask();
        } catch (MalformedException bad) {
            throw new IOException("the server's answer cannot be read: " + bad.getMessage(), bad);
        }
    }
}
