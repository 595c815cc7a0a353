package org.gatehouse.shell.language;

import java.util.List;

/// Statements to be run for each object: `{ $_.Name -like 'x*' }`.
public record ScriptBlock(List<Statement> statements, String source) {
    public ScriptBlock {
        statements = List.copyOf(statements);
    }

    @Override
    public String toString() {
        return source;
    }
}
