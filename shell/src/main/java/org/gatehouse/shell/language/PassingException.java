package org.gatehouse.shell.language;

import org.gatehouse.shell.ShellException;

/// A failure of a later part of the pipeline on its way through the earlier ones, which must not take it for theirs.
public final class PassingException extends ShellException {
    private static final long serialVersionUID = 1L;

    private final ShellException original;

    private PassingException(ShellException original) {
        super(original.getMessage(), original);
        this.original = original;
    }

    static ShellException unwrapped(ShellException failure) {
        return failure instanceof PassingException passing ? passing.original : failure;
    }

    /// The next part of a pipeline, whose failures pass through.
    public static Stage through(Stage next) {
        return item -> {
            try {
                next.accept(item);
            } catch (PassingException already) {
                throw already;
            } catch (ShellException failure) {
                throw new PassingException(failure);
            }
        };
    }
}
