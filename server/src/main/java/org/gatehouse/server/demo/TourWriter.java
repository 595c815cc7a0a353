package org.gatehouse.server.demo;

import java.io.IOException;
import java.time.Duration;
import org.gatehouse.server.demo.DemoPlan.Person;
import org.gatehouse.server.demo.Tour.StepFailed;

/// Somebody who writes numbered messages while an administrator works, and what is told of how that went.
final class TourWriter implements AutoCloseable {
    /// How long an answer may take: far more than it does, since the computer may be slow.
    static final Duration TIMEOUT = Duration.ofSeconds(60);
    /// As fast as somebody who is in a hurry would notice a pause.
    private static final Duration PACE = Duration.ofMillis(10);
    /// Before anything is told of a step, so that what it did is seen.
    private static final int BETWEEN = 10;

    private final TourText text;
    private final Person person;
    private final SteadyWriter writer;
    private long start;
    private int before;
    private int sessions;

    /// @param subject what the messages are called, besides their numbers
    TourWriter(TourText text, Person person, String subject, SteadyWriter.Connect connect) {
        this.text = text;
        this.person = person;
        this.writer = new SteadyWriter(subject, PACE, connect);
    }

    /// What happens from here on is told next.
    void watch() throws IOException, InterruptedException {
        writer.await(BETWEEN);
        start = System.nanoTime();
        before = writer.written();
        sessions = writer.sessions();
    }

    /// Tells what was noticed since, once some more messages are acknowledged.
    ///
    /// @return how often there was a new session meanwhile
    int tell() throws IOException, InterruptedException {
        writer.await(BETWEEN);
        int anew = writer.sessions() - sessions;
        text.say(person.displayName() + " wrote " + (writer.written() - before) + " numbered messages meanwhile. "
                + "Longest wait from one to the next: " + writer.longestMillis(start) + " ms; "
                + (anew == 0 ? "the session went on." : anew == 1 ? "connected anew once, without being asked anything."
                        : "connected anew " + anew + " times, without being asked anything."));
        return anew;
    }

    /// The same, of what must not end a session.
    void tellUnnoticed() throws IOException, InterruptedException, StepFailed {
        if (tell() > 0) {
            throw new StepFailed("the session of " + person.displayName() + " ended");
        }
    }

    /// Ends the writing, looks for every message, and removes them.
    void finish() throws IOException, InterruptedException {
        writer.end();
        int twice = writer.check();
        text.say("All " + writer.written() + " acknowledged messages are there, 0 lost"
                + (twice == 0 ? "." : "; " + twice + " twice, whose first answer was cut off."));
        writer.clear();
    }

    @Override
    public void close() {
        writer.close();
    }
}
