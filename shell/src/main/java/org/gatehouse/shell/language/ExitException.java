package org.gatehouse.shell.language;

import org.gatehouse.shell.ShellException;

/// `exit`: the session ends with a status.
public final class ExitException extends ShellException {
    private static final long serialVersionUID = 1L;

    private final int status;

    public ExitException(int status) {
        super("exit " + status);
        this.status = status;
    }

    public int status() {
        return status;
    }
}
