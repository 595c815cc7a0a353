package org.gatehouse.server.demo;

import java.io.IOException;
import java.io.InterruptedIOException;
import org.gatehouse.client.BackoffException;

/// What Outlook does when a server asks it to wait: it waits, and asks the same again in its session.
final class Patience {
    private static final int TIMES_MAX = 20;

    private Patience() {}

    /// Something that a server is asked.
    @FunctionalInterface
    interface Question<T> {
        T ask() throws IOException;
    }

    /// The answer, however often the server asks to wait before; up to a bound.
    static <T> T answer(Question<T> question) throws IOException {
        for (int time = 1; ; time++) {
            try {
                return question.ask();
            } catch (BackoffException putOff) {
                if (time == TIMES_MAX) {
                    throw putOff;
                }
                rest(putOff);
            }
        }
    }

    private static void rest(BackoffException putOff) throws IOException {
        try {
            Thread.sleep(putOff.time());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            var ended = new InterruptedIOException("interrupted while waiting as the server asked");
            ended.initCause(interrupted);
            throw ended;
        }
    }
}
