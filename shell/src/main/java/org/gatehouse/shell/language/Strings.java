package org.gatehouse.shell.language;

import java.util.ArrayList;
import java.util.List;

/// Quoted strings, variables, and the bare words of arguments.
final class Strings {
    private final Cursor in;
    private final Parser parser;

    Strings(Cursor in, Parser parser) {
        this.in = in;
        this.parser = parser;
    }

    static boolean singleQuote(char c) {
        return c == '\'' || c == '\u2018' || c == '\u2019';
    }

    /// PowerShell takes typographic quotes as quotes, which is what pasted commands contain.
    static boolean doubleQuote(char c) {
        return c == '"' || c == '\u201c' || c == '\u201d';
    }

    static boolean hereFollows(Cursor in) {
        return in.peek() == '@' && (singleQuote(in.peek(1)) || doubleQuote(in.peek(1)));
    }

    Expression single() {
        int start = in.at++;
        var value = new StringBuilder();
        while (true) {
            if (in.ended()) {
                throw in.incomplete("The string that starts here has no closing quote (').", start);
            }
            char next = in.peek();
            in.at++;
            if (singleQuote(next)) {
                if (!singleQuote(in.peek())) {
                    break;
                }
                in.at++;
            }
            value.append(next);
        }
        return new Expression.Literal(value.toString(), value.toString(), start);
    }

    Expression expandable() {
        int start = in.at++;
        var parts = new Parts(start);
        while (true) {
            if (in.ended()) {
                throw in.incomplete("The string that starts here has no closing quote (\").", start);
            }
            char next = in.peek();
            if (doubleQuote(next)) {
                in.at++;
                if (!doubleQuote(in.peek())) {
                    return parts.expression();
                }
                parts.literal.append(next);
                in.at++;
            } else {
                piece(parts);
            }
        }
    }

    /// `@'`, lines, and `'@` at the beginning of a line: the lines as they stand. With `@"` variables are honoured.
    Expression here() {
        int start = in.at;
        boolean expands = doubleQuote(in.peek(1));
        in.at += 2;
        while (in.peek() == ' ' || in.peek() == '\t') {
            in.at++;
        }
        if (in.peek() != '\n') {
            throw in.error("No characters are allowed after a here-string header but before the end of the line.");
        }
        var parts = new Parts(start);
        boolean first = true;
        while (true) {
            if (in.ended()) {
                throw in.incomplete("The here-string that starts here has no closing " + (expands ? "\"@" : "'@")
                        + " at the beginning of a line.", start);
            }
            boolean closes = in.peek() == '\n' && in.peek(2) == '@'
                    && (expands ? doubleQuote(in.peek(1)) : singleQuote(in.peek(1)));
            if (closes) {
                in.at += 3;
                return parts.expression();
            }
            if (first || !expands) {
                parts.literal.append(first ? "" : in.peek());
                in.at++;
            } else {
                piece(parts);
            }
            first = false;
        }
    }

    /// One escape, variable, subexpression or plain character.
    private void piece(Parts parts) {
        char next = in.peek();
        if (next == '`' && in.at + 1 < in.text.length()) {
            in.at++;
            escape(parts);
        } else if (next == '$' && (in.peek(1) == '(' || in.peek(1) == '{' || Cursor.namePart(in.peek(1)))) {
            parts.add(in.peek(1) == '(' ? parser.subexpression() : variable());
        } else {
            parts.literal.append(next);
            in.at++;
        }
    }

    private void escape(Parts parts) {
        char escaped = in.peek();
        in.at++;
        switch (escaped) {
            case 'n' -> parts.literal.append('\n');
            case 't' -> parts.literal.append('\t');
            case 'r' -> parts.literal.append('\r');
            case '0' -> parts.literal.append('\uFFFD');
            default -> parts.literal.append(escaped);
        }
    }

    /// `$name`, `$scope:name`, `${any name}`, `$_`, `$?`.
    Expression variable() {
        int start = in.at++;
        if (in.peek() == '{') {
            int end = in.text.indexOf('}', in.at);
            if (end < 0) {
                throw in.incomplete("The variable's name has no closing brace (}).", start);
            }
            String name = in.text.substring(in.at + 1, end);
            in.at = end + 1;
            return new Expression.Variable(name, start);
        }
        if (in.peek() == '?') {
            in.at++;
            return new Expression.Variable("?", start);
        }
        int from = in.at;
        while (Cursor.namePart(in.peek()) || (in.peek() == ':' && in.at > from && Cursor.nameStart(in.peek(1)))) {
            in.at++;
        }
        if (in.at == from) {
            throw in.error("A variable's name has to follow '$'; quote the '$' with a backtick (`$) to mean itself.");
        }
        String name = in.text.substring(from, in.at);
        return new Expression.Variable(name.substring(name.lastIndexOf(':') + 1), start);
    }

    /// A bare word of an argument: to the next blank or punctuation; variables and quotes inside are honoured.
    Expression word() {
        int start = in.at;
        var parts = new Parts(start);
        while (!in.ended() && !wordEnd(in.peek())) {
            char next = in.peek();
            if (singleQuote(next)) {
                parts.add(single());
            } else if (doubleQuote(next)) {
                parts.add(expandable());
            } else {
                piece(parts);
            }
        }
        if (in.at == start) {
            throw in.error("Unexpected '" + in.peek() + "'; quote it to mean the character itself.");
        }
        Expression word = parts.expression();
        if (word instanceof Expression.Literal(var value, var source, var at) && value instanceof String digits) {
            Object number = Numbers.parse(digits);
            String written = in.text.substring(start, in.at);
            return number != null && written.equals(digits) ? new Expression.Literal(number, digits, at) : word;
        }
        return word;
    }

    static boolean wordEnd(char c) {
        return switch (c) {
            case ' ', '\t', '\u00a0', '\n', ';', '|', '(', ')', '{', '}', ',', '&', '<', '>' -> true;
            default -> false;
        };
    }

    /// Text under way: constants gathered between values.
    private static final class Parts {
        private final List<Expression> done = new ArrayList<>();
        private final StringBuilder literal = new StringBuilder();
        private final int start;

        Parts(int start) {
            this.start = start;
        }

        void add(Expression value) {
            flush();
            done.add(value);
        }

        private void flush() {
            if (!literal.isEmpty()) {
                done.add(new Expression.Literal(literal.toString(), literal.toString(), start));
                literal.setLength(0);
            }
        }

        Expression expression() {
            flush();
            if (done.isEmpty()) {
                return new Expression.Literal("", "", start);
            }
            return done.size() == 1 && done.getFirst() instanceof Expression.Literal only ? only
                    : new Expression.Interpolated(List.copyOf(done), start);
        }
    }
}
