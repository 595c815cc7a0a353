package org.gatehouse.mapi.property;

/// What a row holds for one column ([MS-OXCDATA] 2.8.1, 2.11.5): the encoder, not the handler, picks the row's flavour.
public sealed interface Cell {
    record Present(Value value) implements Cell {}

    /// No value, and no reason: encoded as a failure with ecNotFound where the row form demands one.
    record Absent() implements Cell {}

    /// @param error an error code of [MS-OXCDATA] 2.4
    record Failed(int error) implements Cell {}
}
