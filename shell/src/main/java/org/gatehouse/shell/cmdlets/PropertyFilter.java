package org.gatehouse.shell.cmdlets;

import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.gatehouse.shell.ShellException;
import org.gatehouse.shell.language.Expression;
import org.gatehouse.shell.language.Parser;
import org.gatehouse.shell.language.ScriptBlock;
import org.gatehouse.shell.language.Statement;

/// The text of -Filter, as in `Title -like 'Manager*' -and Office -eq 'Paris'`: a condition over bare property names.
final class PropertyFilter {
    /// A quoted text, left alone; or a bare word before an operator.
    private static final Pattern NAMES = Pattern.compile(
            "'(?:[^']|'')*'|\"[^\"]*\"|(?<![$\\w.-])([A-Za-z]\\w*)(?=\\s+-(?:eq|ne|like|notlike|gt|ge|lt|le|match)\\b)",
            Pattern.CASE_INSENSITIVE);

    private PropertyFilter() {}

    /// The properties that it compares, as they are written.
    static List<String> names(String filter) {
        return NAMES.matcher(filter).results().map(found -> found.group(1)).filter(Objects::nonNull).distinct()
                .toList();
    }

    static ScriptBlock parse(String filter) {
        var text = new StringBuilder();
        Matcher matcher = NAMES.matcher(filter);
        while (matcher.find()) {
            matcher.appendReplacement(text, Matcher.quoteReplacement(
                    matcher.group(1) == null ? matcher.group() : "$_." + matcher.group(1)));
        }
        matcher.appendTail(text);
        List<Statement> statements = Parser.parse(text.toString());
        boolean condition = statements.size() == 1
                && statements.getFirst() instanceof Statement.Pipeline(var elements, var at)
                && elements.size() == 1 && elements.getFirst() instanceof Statement.Element.Value(var value,
                        var valueAt)
                && (value instanceof Expression.Binary || value instanceof Expression.Unary
                        || value instanceof Expression.Grouped);
        if (!condition) {
            throw new ShellException("-Filter '" + filter
                    + "' is not a condition; write it as in Title -like 'Manager*'.");
        }
        return new ScriptBlock(statements, filter);
    }
}
