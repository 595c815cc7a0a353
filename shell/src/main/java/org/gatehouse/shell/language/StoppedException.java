package org.gatehouse.shell.language;

/// The person stopped the text. Not a failure of a command, so no part of a pipeline reports it or goes on after it.
public final class StoppedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StoppedException() {
        super("stopped", null, false, false);
    }
}
