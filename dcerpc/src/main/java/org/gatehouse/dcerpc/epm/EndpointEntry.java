package org.gatehouse.dcerpc.epm;

import java.util.Optional;
import java.util.UUID;
import org.gatehouse.dcerpc.SyntaxId;

/// An interface that can be reached over TCP at the address at which the mapper itself was reached ([C706] appendix O,
/// `ept_entry_t`).
///
/// @param object the object it serves, or empty for all
/// @param annotation for people, at most 63 characters of ASCII
public record EndpointEntry(SyntaxId id, Optional<UUID> object, int port, String annotation) {
    static final int ANNOTATION_LENGTH_MAX = 63;

    public EndpointEntry {
        if (annotation.length() > ANNOTATION_LENGTH_MAX || !annotation.chars().allMatch(c -> c >= ' ' && c < 0x7f)) {
            throw new IllegalArgumentException("annotation '" + annotation + "' is not short ASCII text");
        }
    }

    /// An entry for all objects.
    public EndpointEntry(SyntaxId id, int port, String annotation) {
        this(id, Optional.empty(), port, annotation);
    }
}
