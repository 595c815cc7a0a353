package org.gatehouse.shell.remoting;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Executor;
import org.gatehouse.shell.Administration;
import org.gatehouse.shell.Console;
import org.gatehouse.shell.ShellException;
import org.gatehouse.shell.cmdlets.Completion;
import org.gatehouse.shell.cmdlets.Engine;
import org.gatehouse.shell.cmdlets.Gate;
import org.gatehouse.shell.language.Limits;
import org.gatehouse.shell.language.StoppedException;
import org.gatehouse.wire.MalformedException;

/// The process's end of one shell's connection: runs its texts one after the other on the caller's thread,
/// while another one reads.
public final class RemoteShell implements Console {
    private static final int WIDTH_MIN = 20;
    private static final int WIDTH_MAX = 1_000;
    private static final int OUTPUT_CHARS_MAX = 64 * 1024;

    private final Requests requests;
    private final FrameChannel channel;
    private final Engine engine;
    private int width = 80;
    private boolean interactive;

    /// @param readers runs one task for as long as this serves: it reads while a text runs, so that a person can stop
    /// it
    public RemoteShell(FrameChannel channel, Administration administration, Executor readers) {
        this(channel, administration, readers, Gate.OPEN);
    }

    /// @param gate asked before each cmdlet
    public RemoteShell(FrameChannel channel, Administration administration, Executor readers, Gate gate) {
        this.channel = channel;
        this.engine = new Engine(administration, gate);
        this.requests = new Requests(channel);
        readers.execute(requests);
    }

    /// Serves until the shell leaves or asks to end.
    ///
    /// @throws MalformedException when it does not speak the language
    public void serve() throws IOException {
        channel.send(new Frame.Welcome(engine.administration().organization().layout().organization()));
        try {
            while (true) {
                switch (requests.take()) {
                    case Frame.Run(var text, var columns, var asks) -> {
                        width = Math.clamp(columns, WIDTH_MIN, WIDTH_MAX);
                        interactive = asks;
                        Engine.Result result = engine.run(text, this);
                        channel.send(new Frame.Done(result.status(), result.ended()));
                        if (result.ended()) {
                            return;
                        }
                    }
                    case Frame.Complete(var text, var cursor) -> {
                        Completion.Found found = Completion.at(engine, text, Math.clamp(cursor, 0, text.length()));
                        channel.send(new Frame.Completions(found.start(), found.candidates()));
                    }
                    case Frame.Cancel(), Frame.Answer _, Frame.Contents _ -> { } // came when its text had ended
                    case Frame other -> throw new MalformedException("a request was expected, not " + other);
                }
            }
        } catch (UncheckedIOException gone) {
            throw gone.getCause();
        }
    }

    private void send(Frame frame) {
        try {
            channel.send(frame);
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    private String answer(Frame question) {
        return switch (reply(question)) {
            case Frame.Answer(var text) -> text;
            case Frame other -> throw new MalformedException("an answer was expected, not " + other);
        };
    }

    private Frame reply(Frame question) {
        send(question);
        try {
            Frame reply = requests.take();
            if (reply instanceof Frame.Cancel) {
                throw new StoppedException();
            }
            return reply;
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    @Override
    public boolean stopped() {
        return requests.stopped();
    }

    @Override
    public int width() {
        return width;
    }

    @Override
    public boolean interactive() {
        return interactive;
    }

    @Override
    public void output(String text) {
        if (stopped()) {
            throw new StoppedException();
        }
        for (int from = 0; from < text.length(); from += OUTPUT_CHARS_MAX) {
            send(new Frame.Output(text.substring(from, Math.min(text.length(), from + OUTPUT_CHARS_MAX))));
        }
    }

    @Override
    public void warning(String text) {
        send(new Frame.Warning(text));
    }

    @Override
    public void verbose(String text) {
        send(new Frame.Verbose(text));
    }

    @Override
    public void error(String text) {
        send(new Frame.Failure(text));
    }

    @Override
    public Answer confirm(String question) {
        try {
            return Answer.valueOf(answer(new Frame.Confirm(question)).toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException other) {
            return Answer.NO;
        }
    }

    @Override
    public char[] read(String prompt, boolean secret) {
        return answer(new Frame.Read(prompt, secret)).toCharArray();
    }

    @Override
    public void file(String path, String content, boolean append) {
        send(new Frame.File(path, content, append));
    }

    /// In parts, since what a process takes in one frame is less than a file may have.
    @Override
    public String contents(String path, String encoding, int linesMax) {
        var whole = new StringBuilder();
        boolean more = true;
        while (more) {
            if (!(reply(new Frame.Fetch(path, encoding, linesMax, whole.length())) instanceof Frame.Contents part)) {
                throw new MalformedException("a part of a file was expected");
            }
            if (!part.failure().isEmpty()) {
                throw new ShellException(part.failure());
            }
            if (part.text().isEmpty() && part.more() || whole.length() > Limits.STRING_CHARS_MAX) {
                throw new MalformedException("a file of " + whole.length() + " characters does not go on or end");
            }
            whole.append(part.text());
            more = part.more();
        }
        return whole.toString();
    }

    @Override
    public void progress(String activity, String status, int percent) {
        if (interactive) {
            send(new Frame.Progress(activity, status, percent));
        }
    }

    @Override
    public void clear() {
        if (interactive) {
            send(new Frame.Clear());
        }
    }

    @Override
    public void pause(Duration time) {
        requests.awaitStop(time);
        if (stopped()) {
            throw new StoppedException();
        }
    }

    /// For a log: nothing of what was typed, which may hold secrets.
    @Override
    public String toString() {
        return "RemoteShell[width=" + width + "]";
    }
}
