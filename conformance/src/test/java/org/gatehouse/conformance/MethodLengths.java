package org.gatehouse.conformance;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// Finds methods that are too long, by the indentation that the house style keeps: a member starts at one level, its
/// body closes with a brace at the same column.
final class MethodLengths {
    private static final Pattern OPENING = Pattern.compile("( {4}| {8})[^ @/*}].*\\) ?(.* )?\\{");
    private static final Pattern TYPE = Pattern.compile(".*\\b(class|interface|enum|record)\\b.*");

    private MethodLengths() {}

    static List<String> over(List<String> lines, int max) {
        var found = new ArrayList<String>();
        for (int start = 0; start < lines.size(); start++) {
            String line = lines.get(start);
            if (!OPENING.matcher(line).matches() || TYPE.matcher(line).matches()) {
                continue;
            }
            String close = " ".repeat(line.length() - line.stripLeading().length()) + "}";
            int end = start + 1;
            while (end < lines.size() && !lines.get(end).startsWith(close)) {
                end++;
            }
            if (end - start + 1 > max) {
                found.add(line.strip() + " has " + (end - start + 1) + " lines");
            }
        }
        return found;
    }
}
