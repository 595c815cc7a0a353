package org.gatehouse.conformance;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// Finds methods that are too long, by the indentation that the house style keeps: a member starts at one level, its
/// body closes with a brace at the same column.
///
/// A line that is one whole case of a `switch` does not count. A dispatch table with a line for each of a hundred
/// operations is a table, not a long method, and cutting it up would hide what the compiler proves: that it is whole.
final class MethodLengths {
    private static final Pattern OPENING = Pattern.compile("( {4}| {8})[^ @/*}].*\\) ?(.* )?\\{");
    private static final Pattern NO_MEMBER = Pattern.compile(
            ".*\\b(class|interface|enum|record)\\b.*| *(return|if|for|while|switch|try|case|synchronized)\\b.*");
    private static final Pattern BEFORE_A_MEMBER = Pattern.compile(".*[;{}]| *(@.*|///?.*)?");
    private static final Pattern WHOLE_CASE = Pattern.compile(" *case [^{]* -> [^{]*;");

    private MethodLengths() {}

    static List<String> over(List<String> lines, int max) {
        var found = new ArrayList<String>();
        for (int start = 1; start < lines.size(); start++) {
            String line = lines.get(start);
            if (!OPENING.matcher(line).matches() || NO_MEMBER.matcher(line).matches()
                    || !BEFORE_A_MEMBER.matcher(lines.get(start - 1)).matches()) {
                continue;
            }
            String close = " ".repeat(line.length() - line.stripLeading().length()) + "}";
            int end = start + 1;
            while (end < lines.size() && !lines.get(end).startsWith(close)) {
                end++;
            }
            long length = lines.subList(start, Math.min(end + 1, lines.size())).stream()
                    .filter(part -> !WHOLE_CASE.matcher(part).matches()).count();
            if (length > max) {
                found.add(line.strip() + " has " + length + " lines");
            }
        }
        return found;
    }
}
