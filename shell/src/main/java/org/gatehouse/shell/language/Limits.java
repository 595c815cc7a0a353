package org.gatehouse.shell.language;

/// What one command text may cost. Generous for people, small for accidents and attackers.
public final class Limits {
    public static final int TEXT_CHARS_MAX = 256 * 1024;
    /// Steps of nesting; a bracket inside a bracket costs about four.
    public static final int DEPTH_MAX = 200;
    /// Evaluated nodes of one text.
    public static final long STEPS_MAX = 20_000_000;
    public static final int LIST_ITEMS_MAX = 200_000;
    public static final int STRING_CHARS_MAX = 8 * 1024 * 1024;
    /// Characters that one regular expression may look at, which bounds its backtracking.
    public static final int MATCH_STEPS_MAX = 2_000_000;

    private Limits() {}
}
