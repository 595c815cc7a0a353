package org.gatehouse.mapi.body;

/// What RTF is made of ([MSFT-RTF], Formal Syntax; [MS-OXRTFEX] 2.1).
sealed interface RtfToken {
    /// `{`
    record Open() implements RtfToken {}

    /// `}`
    record Close() implements RtfToken {}

    /// A control word.
    ///
    /// @param parameter 1 when there is none, which is what a toggle without a parameter means
    record Word(String name, boolean hasParameter, int parameter) implements RtfToken {}

    /// A backslash and one character that is no letter.
    record Symbol(char character) implements RtfToken {}

    /// One byte of text, raw or as `\'hh`.
    record Octet(int value) implements RtfToken {}

    /// Bytes behind `\binN`: never text.
    record Binary(int count) implements RtfToken {}
}
