package org.gatehouse.edge.dns;

import org.xbill.DNS.Name;
import org.xbill.DNS.TextParseException;

/// Names as people write them, made absolute.
final class Names {
    private Names() {}

    /// @throws IllegalArgumentException when the text is no domain name; the message shows it
    static Name absolute(String text) {
        try {
            return Name.fromString(text, Name.root);
        } catch (TextParseException bad) {
            throw new IllegalArgumentException("\"" + text + "\" is no DNS name: " + bad.getMessage(), bad);
        }
    }

    static String text(Name name) {
        return name.toString(true);
    }
}
