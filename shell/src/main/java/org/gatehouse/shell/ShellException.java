package org.gatehouse.shell;

/// A command cannot be read or done, for a reason that a person can act on: the message names thing, value and remedy.
public class ShellException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ShellException(String what) {
        super(what);
    }

    public ShellException(String what, Throwable cause) {
        super(what, cause);
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
