package org.gatehouse.shell.language;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.PatternSyntaxException;
import org.gatehouse.shell.ShellException;

/// Regular expressions of people, whose backtracking is bounded.
final class Pattern {
    private final java.util.regex.Pattern pattern;

    Pattern(String written, boolean caseMatters) {
        try {
            int flags = caseMatters ? 0
                    : java.util.regex.Pattern.CASE_INSENSITIVE | java.util.regex.Pattern.UNICODE_CASE;
            pattern = java.util.regex.Pattern.compile(written, flags);
        } catch (PatternSyntaxException wrong) {
            throw new ShellException("'" + written + "' is not a regular expression: " + wrong.getDescription()
                    + ". Use -like for wildcards, or put a backslash before characters such as ( [ . and \\.");
        }
    }

    Matcher matcher(String text) {
        return pattern.matcher(new Counted(text, new int[1], 0, text.length()));
    }

    boolean found(String text) {
        return guarded(() -> matcher(text).find());
    }

    String replace(String text, String with) {
        return guarded(() -> {
            String replaced = matcher(text).replaceAll(with.replaceAll("\\$(?![0-9{])", "\\\\\\$"));
            Values.requireLength(replaced.length());
            return replaced;
        });
    }

    List<Object> split(String text) {
        return guarded(() -> {
            var parts = new ArrayList<Object>();
            Matcher matcher = matcher(text);
            int from = 0;
            while (matcher.find()) {
                if (matcher.end() > 0) {
                    parts.add(text.substring(from, matcher.start()));
                    from = matcher.end();
                }
            }
            parts.add(text.substring(from));
            Values.requireItems(parts.size());
            return parts;
        });
    }

    /// The library's own failures on odd patterns are the person's mistakes here.
    private static <T> T guarded(java.util.function.Supplier<T> work) {
        try {
            return work.get();
        } catch (StackOverflowError tooDeep) {
            throw new ShellException("The regular expression is too deep for this text; use a simpler one.");
        } catch (IllegalArgumentException | IndexOutOfBoundsException wrong) {
            throw new ShellException("The replacement text is not right: " + wrong.getMessage()
                    + ". Write $$ for a dollar sign.");
        }
    }

    /// Text that lets only so many of its characters be looked at.
    private record Counted(String text, int[] looked, int from, int to) implements CharSequence {
        @Override
        public int length() {
            return to - from;
        }

        @Override
        public char charAt(int index) {
            if (++looked[0] > Limits.MATCH_STEPS_MAX) {
                throw new ShellException("The regular expression takes too long on this text; use a simpler one.");
            }
            return text.charAt(from + index);
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return new Counted(text, looked, from + start, from + end);
        }

        @Override
        public String toString() {
            return text.substring(from, to);
        }
    }
}
