package org.gatehouse.shell.cmdlets;

import org.gatehouse.shell.ShellException;

/// An error that ends the statement, because -ErrorAction Stop was asked for.
final class StopException extends ShellException {
    private static final long serialVersionUID = 1L;

    StopException(String what) {
        super(what);
    }
}
