package org.gatehouse.shell.remoting;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.gatehouse.wire.MalformedException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Sends and receives frames, one JSON object a line in UTF-8. One reader at a time; writers take turns.
public final class FrameChannel implements Closeable {
    /// What a process takes from a shell in one line.
    public static final int REQUEST_BYTES_MAX = 2 * 1024 * 1024;
    /// What a shell takes from a process.
    public static final int RESPONSE_BYTES_MAX = 64 * 1024 * 1024;

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private final InputStream in;
    private final OutputStream out;
    private final Closeable connection;
    private final int lineBytesMax;
    private final ReentrantLock sending = new ReentrantLock();

    public FrameChannel(InputStream in, OutputStream out, Closeable connection, int lineBytesMax) {
        this.in = new BufferedInputStream(in);
        this.out = out;
        this.connection = connection;
        this.lineBytesMax = lineBytesMax;
    }

    public void send(Frame frame) throws IOException {
        byte[] json = encode(frame).getBytes(StandardCharsets.UTF_8);
        byte[] line = java.util.Arrays.copyOf(json, json.length + 1);
        line[json.length] = '\n';
        sending.lock();
        try {
            out.write(line);
            out.flush();
        } finally {
            sending.unlock();
        }
    }

    /// @throws EOFException when the peer has left
    /// @throws MalformedException when it does not speak this language
    public Frame receive() throws IOException {
        var line = new ByteArrayOutputStream();
        while (true) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException("The connection was closed.");
            }
            if (next == '\n') {
                return decode(line.toString(StandardCharsets.UTF_8));
            }
            if (line.size() >= lineBytesMax) {
                throw new MalformedException("a frame has more than " + lineBytesMax + " bytes");
            }
            line.write(next);
        }
    }

    static String encode(Frame frame) {
        ObjectNode json = MAPPER.createObjectNode();
        switch (frame) {
            case Frame.SignIn(var user, var password) -> json.put("type", "signIn").put("user", user)
                    .put("password", password);
            case Frame.Welcome(var organization) -> json.put("type", "welcome").put("organization", organization);
            case Frame.Refused(var reason) -> json.put("type", "refused").put("reason", reason);
            case Frame.Run(var text, var width, var interactive) ->
                json.put("type", "run").put("text", text).put("width", width).put("interactive", interactive);
            case Frame.Complete(var text, var cursor) -> json.put("type", "complete").put("text", text)
                    .put("cursor", cursor);
            case Frame.Answer(var text) -> json.put("type", "answer").put("text", text);
            case Frame.Cancel() -> json.put("type", "cancel");
            case Frame.Output(var text) -> json.put("type", "output").put("text", text);
            case Frame.Warning(var text) -> json.put("type", "warning").put("text", text);
            case Frame.Verbose(var text) -> json.put("type", "verbose").put("text", text);
            case Frame.Progress(var activity, var status, var percent) -> json.put("type", "progress")
                    .put("activity", activity).put("status", status).put("percent", percent);
            case Frame.Clear() -> json.put("type", "clear");
            case Frame.Failure(var text) -> json.put("type", "error").put("text", text);
            case Frame.Confirm(var question) -> json.put("type", "confirm").put("question", question);
            case Frame.Read(var prompt, var secret) -> json.put("type", "read").put("prompt", prompt)
                    .put("secret", secret);
            case Frame.File(var path, var content, var append) ->
                json.put("type", "file").put("path", path).put("content", content).put("append", append);
            case Frame.Fetch(var path, var encoding, var linesMax, var from) -> json.put("type", "fetch")
                    .put("path", path).put("encoding", encoding).put("linesMax", linesMax).put("from", from);
            case Frame.Contents(var text, var more, var failure) -> json.put("type", "contents").put("text", text)
                    .put("more", more).put("failure", failure);
            case Frame.Completions(var start, var candidates) -> {
                var array = json.put("type", "completions").put("start", start).putArray("candidates");
                candidates.forEach(array::add);
            }
            case Frame.Done(var status, var ended) -> json.put("type", "done").put("status", status)
                    .put("ended", ended);
        }
        return MAPPER.writeValueAsString(json);
    }

    static Frame decode(String line) {
        JsonNode json;
        try {
            json = MAPPER.readTree(line);
        } catch (JacksonException wrong) {
            throw new MalformedException("a frame is not JSON");
        }
        return switch (text(json, "type")) {
            case "signIn" -> new Frame.SignIn(text(json, "user"), text(json, "password"));
            case "welcome" -> new Frame.Welcome(text(json, "organization"));
            case "refused" -> new Frame.Refused(text(json, "reason"));
            case "run" -> new Frame.Run(text(json, "text"), number(json, "width"), truth(json, "interactive"));
            case "complete" -> new Frame.Complete(text(json, "text"), number(json, "cursor"));
            case "answer" -> new Frame.Answer(text(json, "text"));
            case "cancel" -> new Frame.Cancel();
            case "output" -> new Frame.Output(text(json, "text"));
            case "warning" -> new Frame.Warning(text(json, "text"));
            case "verbose" -> new Frame.Verbose(text(json, "text"));
            case "progress" -> new Frame.Progress(text(json, "activity"), text(json, "status"),
                    number(json, "percent"));
            case "clear" -> new Frame.Clear();
            case "error" -> new Frame.Failure(text(json, "text"));
            case "confirm" -> new Frame.Confirm(text(json, "question"));
            case "read" -> new Frame.Read(text(json, "prompt"), truth(json, "secret"));
            case "file" -> new Frame.File(text(json, "path"), text(json, "content"), truth(json, "append"));
            case "fetch" -> new Frame.Fetch(text(json, "path"), text(json, "encoding"), number(json, "linesMax"),
                    number(json, "from"));
            case "contents" -> new Frame.Contents(text(json, "text"), truth(json, "more"), text(json, "failure"));
            case "completions" -> new Frame.Completions(number(json, "start"), texts(json));
            case "done" -> new Frame.Done(number(json, "status"), truth(json, "ended"));
            default -> throw new MalformedException("a frame is of an unknown type");
        };
    }

    private static JsonNode field(JsonNode json, String name) {
        JsonNode field = json.get(name);
        if (field == null) {
            throw new MalformedException("a frame has no " + name);
        }
        return field;
    }

    private static String text(JsonNode json, String name) {
        JsonNode field = field(json, name);
        if (!field.isString()) {
            throw new MalformedException(name + " of a frame is not text");
        }
        return field.stringValue();
    }

    private static int number(JsonNode json, String name) {
        JsonNode field = field(json, name);
        if (!field.isInt()) {
            throw new MalformedException(name + " of a frame is not a number");
        }
        return field.intValue();
    }

    private static boolean truth(JsonNode json, String name) {
        JsonNode field = field(json, name);
        if (!field.isBoolean()) {
            throw new MalformedException(name + " of a frame is not a truth");
        }
        return field.booleanValue();
    }

    private static List<String> texts(JsonNode json) {
        var texts = new ArrayList<String>();
        for (JsonNode item : field(json, "candidates")) {
            if (!item.isString()) {
                throw new MalformedException("a candidate is not text");
            }
            texts.add(item.stringValue());
        }
        return texts;
    }

    @Override
    public void close() throws IOException {
        connection.close();
    }
}
