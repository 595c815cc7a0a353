package org.gatehouse.shell.language;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.gatehouse.shell.ShellException;
import org.jspecify.annotations.Nullable;

/// The variables that live from one command text to the next, and the steps that the running text may still take.
public final class Session {
    private static final int VARIABLES_MAX = 1_000;
    private static final Set<String> READ_ONLY = Set.of("true", "false", "?", "error");

    private final Map<String, @Nullable Object> variables = new LinkedHashMap<>();
    private final ErrorList errors = new ErrorList();
    private long stepsLeft = Limits.STEPS_MAX;
    private boolean failed;
    private BooleanSupplier stopped = () -> false;

    public Session() {
        variables.put("erroractionpreference", "Continue");
        variables.put("warningpreference", "Continue");
        variables.put("verbosepreference", "SilentlyContinue");
        variables.put("confirmpreference", "High");
    }

    /// Gives a new command text its full allowance.
    ///
    /// @param stop asked at each step; the text ends with [StoppedException] when it says so
    public void begin(BooleanSupplier stop) {
        stepsLeft = Limits.STEPS_MAX;
        stopped = stop;
    }

    void step() {
        if (stopped.getAsBoolean()) {
            throw new StoppedException();
        }
        if (--stepsLeft < 0) {
            throw new ShellException("The command was stopped after " + Limits.STEPS_MAX
                    + " steps. Select fewer objects, or split the work.");
        }
    }

    public @Nullable Object get(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "null" -> null;
            case "true" -> true;
            case "false" -> false;
            case "error" -> errors;
            default -> variables.get(name.toLowerCase(Locale.ROOT));
        };
    }

    public void set(String name, @Nullable Object value) {
        String key = name.toLowerCase(Locale.ROOT);
        if (key.equals("null")) {
            return;
        }
        if (READ_ONLY.contains(key)) {
            throw new ShellException("Cannot overwrite variable " + name + " because it is read-only.");
        }
        if (variables.size() >= VARIABLES_MAX && !variables.containsKey(key)) {
            throw new ShellException("There are " + VARIABLES_MAX + " variables already; start a new session.");
        }
        variables.put(key, value);
    }

    /// Told of an error that does not end its pipeline, also of one that nobody is told of.
    public void fail() {
        failed = true;
    }

    /// Keeps what has failed in `$Error`.
    public ShellObject remember(String message) {
        ShellObject record = ErrorList.record(message);
        errors.put(record);
        return record;
    }

    /// Whether the pipeline that runs has failed so far; another one's state takes its place.
    boolean failed(boolean next) {
        boolean now = failed;
        failed = next;
        return now;
    }

    /// Sets `$?`: whether the last pipeline succeeded.
    void outcome(boolean good) {
        variables.put("?", good);
    }

    public Iterable<String> names() {
        return variables.keySet();
    }
}
