package org.gatehouse.shell.language;

import org.gatehouse.shell.ShellException;

/// The text is not of the language. The message carries the line, a mark under the place, and what was expected.
public final class ParseException extends ShellException {
    private static final long serialVersionUID = 1L;

    private final boolean incomplete;

    ParseException(String what, boolean incomplete) {
        super(what);
        this.incomplete = incomplete;
    }

    /// Whether more text could make it right: an interactive shell then asks for the next line.
    public boolean incomplete() {
        return incomplete;
    }
}
