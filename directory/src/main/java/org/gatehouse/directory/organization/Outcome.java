package org.gatehouse.directory.organization;

import java.util.List;

/// What a change gave, with warnings for the person who asked for it.
///
/// @param description what was done, or would be in a rehearsal: `Create client access array 'x' (...)`
public record Outcome<T>(T value, String description, List<String> warnings) {
    public Outcome {
        warnings = List.copyOf(warnings);
    }
}
