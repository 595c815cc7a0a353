package org.gatehouse.directory.organization;

import java.util.List;

/// What a change gave, with warnings for the person who asked for it.
///
/// @param description what was done, or would be in a rehearsal: `Create client access array 'x' (...)`
/// @param sentOn whose clients will be sent to another site
public record Outcome<T>(T value, String description, List<String> warnings, List<SentOn> sentOn) {
    public Outcome {
        warnings = List.copyOf(warnings);
        sentOn = List.copyOf(sentOn);
    }

    /// One by which nobody is sent to another site.
    public Outcome(T value, String description, List<String> warnings) {
        this(value, description, warnings, List.of());
    }
}
