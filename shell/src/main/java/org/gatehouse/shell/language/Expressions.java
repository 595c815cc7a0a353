package org.gatehouse.shell.language;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// Reads expressions, the loosest operator first.
final class Expressions {
    private static final Set<String> LOGICAL = Set.of("and", "or", "xor");
    static final Set<String> COMPARING = Set.of("eq", "ne", "gt", "ge", "lt", "le", "like", "notlike", "match",
            "notmatch",
            "contains", "notcontains", "in", "notin", "replace", "split", "join", "is", "isnot");

    private final Cursor in;
    private final Strings strings;
    private final Parser parser;

    Expressions(Cursor in, Strings strings, Parser parser) {
        this.in = in;
        this.strings = strings;
        this.parser = parser;
    }

    /// Whether what follows is an expression rather than a command.
    boolean startsHere() {
        char next = in.peek();
        return switch (next) {
            case '$', '(', '{', '[', '!', '@', ',' -> true;
            case '-', '+' -> Character.isDigit(in.peek(1)) || in.peek(1) == '$' || in.peek(1) == '('
                    || notFollows();
            case '.' -> Character.isDigit(in.peek(1));
            default -> Strings.singleQuote(next) || Strings.doubleQuote(next) || number();
        };
    }

    private boolean notFollows() {
        return in.text.regionMatches(true, in.at, "-not", 0, 4) && !Cursor.namePart(in.peek(4));
    }

    /// A word that is a number as a whole: `2GB` is, `7zip` is a command.
    private boolean number() {
        if (!Character.isDigit(in.peek())) {
            return false;
        }
        int end = in.at;
        while (end < in.text.length() && (Cursor.namePart(in.text.charAt(end)) || dotInNumber(end))) {
            end++;
        }
        return Numbers.parse(in.text.substring(in.at, end)) != null;
    }

    private boolean dotInNumber(int at) {
        return in.text.charAt(at) == '.' && at + 1 < in.text.length() && Character.isDigit(in.text.charAt(at + 1));
    }

    Expression expression() {
        in.enter();
        Expression left = comparison();
        while (true) {
            int at = in.at;
            String operator = operator(LOGICAL);
            if (operator.isEmpty()) {
                in.leave();
                return left;
            }
            left = new Expression.Binary(operator, left, comparison(), at);
        }
    }

    private Expression comparison() {
        Expression left = additive();
        while (true) {
            int at = in.at;
            String operator = operator(COMPARING);
            if (operator.isEmpty()) {
                return left;
            }
            left = new Expression.Binary(operator, left, additive(), at);
        }
    }

    /// A named operator of the set, without its dash and case prefix, consumed; or nothing.
    private String operator(Set<String> wanted) {
        int before = in.at;
        in.skipBlanks();
        if (in.peek() == '-' && Cursor.nameStart(in.peek(1))) {
            in.at++;
            String name = in.name().toLowerCase(Locale.ROOT);
            if (wanted.contains(name)) {
                in.skipLines();
                return name;
            }
            boolean prefixed = name.length() > 2 && (name.charAt(0) == 'c' || name.charAt(0) == 'i');
            if (prefixed && wanted.contains(name.substring(1)) && wanted.equals(COMPARING)) {
                in.skipLines();
                return name.charAt(0) == 'c' ? name : name.substring(1);
            }
        }
        in.at = before;
        return "";
    }

    private Expression additive() {
        Expression left = multiplicative();
        while (true) {
            int before = in.at;
            in.skipBlanks();
            char next = in.peek();
            boolean sum = next == '+' || next == '-' && !Cursor.nameStart(in.peek(1));
            if (!sum || in.peek(1) == '=') {
                in.at = before;
                return left;
            }
            int at = in.at++;
            in.skipLines();
            left = new Expression.Binary(String.valueOf(next), left, multiplicative(), at);
        }
    }

    private Expression multiplicative() {
        Expression left = format();
        while (true) {
            int before = in.at;
            in.skipBlanks();
            char next = in.peek();
            if (next != '*' && next != '/' && next != '%') {
                in.at = before;
                return left;
            }
            int at = in.at++;
            in.skipLines();
            left = new Expression.Binary(String.valueOf(next), left, format(), at);
        }
    }

    private Expression format() {
        Expression left = range();
        while (true) {
            int at = in.at;
            if (operator(Set.of("f")).isEmpty()) {
                return left;
            }
            left = new Expression.Binary("f", left, range(), at);
        }
    }

    private Expression range() {
        Expression left = items();
        int before = in.at;
        in.skipBlanks();
        if (in.starts("..")) {
            int at = in.at;
            in.at += 2;
            in.skipLines();
            return new Expression.Binary("..", left, items(), at);
        }
        in.at = before;
        return left;
    }

    private Expression items() {
        int start = in.at;
        var items = new ArrayList<Expression>();
        boolean leading = in.peek() == ',';
        if (!leading) {
            items.add(unary());
        }
        while (true) {
            int before = in.at;
            in.skipBlanks();
            if (in.peek() != ',') {
                in.at = before;
                break;
            }
            in.at++;
            in.skipLines();
            items.add(unary());
        }
        return items.size() == 1 && !leading ? items.getFirst() : new Expression.Items(List.copyOf(items), start);
    }

    private Expression unary() {
        in.enter();
        try {
            int at = in.at;
            if (in.peek() == '!' || notFollows()) {
                in.at += in.peek() == '!' ? 1 : 4;
                in.skipLines();
                return new Expression.Unary("not", unary(), at);
            }
            boolean sign = in.peek() == '-' || in.peek() == '+';
            if (sign && !Cursor.nameStart(in.peek(1))) {
                String operator = String.valueOf(in.peek());
                in.at++;
                in.skipBlanks();
                return new Expression.Unary(operator, unary(), at);
            }
            if (in.peek() == '[') {
                return cast();
            }
            return postfix();
        } finally {
            in.leave();
        }
    }

    private Expression cast() {
        int at = in.at;
        int end = in.text.indexOf(']', at);
        if (end < 0) {
            throw in.incomplete("The type name has no closing bracket (]).", at);
        }
        String type = in.text.substring(at + 1, end);
        in.at = end + 1;
        while (in.take("]")) {
            type += "]";
        }
        in.skipBlanks();
        if (in.starts("::")) {
            throw in.error("Static members are not part of this shell's language.");
        }
        return new Expression.Cast(type.toLowerCase(Locale.ROOT), unary(), at);
    }

    Expression postfix() {
        Expression value = primary();
        for (int links = 0; ; links++) {
            if (links > Limits.DEPTH_MAX) {
                throw in.error("More than " + Limits.DEPTH_MAX + " properties after each other.");
            }
            if (in.peek() == '.' && in.peek(1) != '.' && memberFollows(in.peek(1))) {
                in.at++;
                value = member(value);
            } else if (in.peek() == '[') {
                int at = in.at++;
                in.skipLines();
                Expression index = expression();
                in.skipLines();
                in.expect(']', "after the index");
                value = new Expression.Index(value, index, at);
            } else {
                return value;
            }
        }
    }

    private static boolean memberFollows(char c) {
        return Cursor.nameStart(c) || c == '$' || c == '(' || Strings.singleQuote(c) || Strings.doubleQuote(c);
    }

    private Expression member(Expression target) {
        int at = in.at;
        if (!Cursor.nameStart(in.peek())) {
            return new Expression.Member(target, primary(), at);
        }
        String name = in.name();
        if (in.peek() != '(') {
            return new Expression.Member(target, new Expression.Literal(name, name, at), at);
        }
        in.at++;
        in.skipLines();
        var arguments = new ArrayList<Expression>();
        if (in.peek() != ')') {
            Expression read = expression();
            if (read instanceof Expression.Items(var items, var itemsAt)) {
                arguments.addAll(items);
            } else {
                arguments.add(read);
            }
            in.skipLines();
        }
        in.expect(')', "after the arguments of " + name);
        return new Expression.Call(target, name, List.copyOf(arguments), at);
    }

    private Expression primary() {
        int start = in.at;
        char next = in.peek();
        if (Strings.singleQuote(next)) {
            return strings.single();
        }
        if (Strings.doubleQuote(next)) {
            return strings.expandable();
        }
        if (Strings.hereFollows(in)) {
            return strings.here();
        }
        if (next == '$') {
            return in.peek(1) == '(' ? parser.subexpression() : strings.variable();
        }
        if (next == '(') {
            in.at++;
            in.skipLines();
            Statement inside = parser.statement();
            in.skipLines();
            in.expect(')', "at the end of the expression in brackets");
            return new Expression.Grouped(inside, start);
        }
        if (next == '@' && in.peek(1) == '(') {
            in.at += 2;
            List<Statement> inside = parser.statements(')');
            in.expect(')', "at the end of the list");
            return new Expression.Sub(inside, true, start);
        }
        if (next == '@' && in.peek(1) == '{') {
            return table();
        }
        if (next == '{') {
            in.at++;
            List<Statement> inside = parser.statements('}');
            String source = in.text.substring(start + 1, in.at);
            in.expect('}', "at the end of the block");
            return new Expression.Block(inside, source, start);
        }
        return number(start);
    }

    private Expression number(int start) {
        while (Cursor.namePart(in.peek()) || !in.ended() && dotInNumber(in.at)) {
            in.at++;
        }
        String text = in.text.substring(start, in.at);
        Number value = Numbers.parse(text);
        if (value == null) {
            in.at = start;
            throw in.error(text.isEmpty() ? in.ended() ? "A value has to follow here." : "Unexpected '" + in.peek()
                    + "'."
                    : "'" + text + "' is not a value here; put text in quotes ('" + text
                            + "') or a command in brackets.");
        }
        return new Expression.Literal(value, text, start);
    }

    private Expression table() {
        int start = in.at;
        in.at += 2;
        in.skipSeparators();
        var entries = new ArrayList<Expression.Entry>();
        while (in.peek() != '}') {
            if (in.ended()) {
                throw in.incomplete("The table that starts here has no closing brace (}).", start);
            }
            int keyAt = in.at;
            String name = in.name();
            Expression key = name.isEmpty() ? primary() : new Expression.Literal(name, name, keyAt);
            in.skipBlanks();
            in.expect('=', "after a key of the table");
            in.skipLines();
            entries.add(new Expression.Entry(key, parser.statement()));
            in.skipBlanks();
            if (in.peek() != '}' && in.peek() != ';' && in.peek() != '\n') {
                throw in.error("Missing ';' or '}' after a value of the table.");
            }
            in.skipSeparators();
        }
        in.at++;
        return new Expression.Table(List.copyOf(entries), start);
    }
}
