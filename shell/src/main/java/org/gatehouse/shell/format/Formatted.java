package org.gatehouse.shell.format;

/// What Format-Table and Format-List put out: lines for a person, no longer objects.
public record Formatted(String text) {
    @Override
    public String toString() {
        return text;
    }
}
