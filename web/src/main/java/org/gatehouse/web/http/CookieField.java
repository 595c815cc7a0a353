package org.gatehouse.web.http;

import java.util.Optional;

/// Reads a Cookie header field (RFC 6265 4.2.1, 5.4): one cookie, without a list of all of them.
final class CookieField {
    private CookieField() {}

    /// The value of the first cookie of that name, as the client sent it. What is no pair is passed over.
    static Optional<String> value(String field, String name) {
        for (int from = 0, end; from < field.length(); from = end + 1) {
            int semicolon = field.indexOf(';', from);
            end = semicolon < 0 ? field.length() : semicolon;
            int start = from;
            while (start < end && isBlank(field.charAt(start))) {
                start++;
            }
            if (field.startsWith(name, start) && start + name.length() < end
                    && field.charAt(start + name.length()) == '=') {
                return Optional.of(field.substring(start + name.length() + 1, end).strip());
            }
        }
        return Optional.empty();
    }

    private static boolean isBlank(char each) {
        return each == ' ' || each == '\t';
    }
}
