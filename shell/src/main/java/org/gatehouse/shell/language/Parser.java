package org.gatehouse.shell.language;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.gatehouse.shell.language.Statement.Argument;
import org.gatehouse.shell.language.Statement.Element;

/// Reads a text into statements. Nothing is run before the whole text has been read.
public final class Parser {
    private static final Set<String> OTHER_KEYWORDS = Set.of("while", "for", "do", "function", "filter", "switch",
            "try", "trap", "throw", "param", "class");

    private final Cursor in;
    private final Strings strings;
    private final Expressions expressions;

    private Parser(String text) {
        in = new Cursor(text);
        strings = new Strings(in, this);
        expressions = new Expressions(in, strings, this);
    }

    /// @throws ParseException when the text is not of the language
    public static List<Statement> parse(String text) {
        var parser = new Parser(text);
        List<Statement> statements = parser.statements(Cursor.END);
        if (!parser.in.ended()) {
            throw parser.in.error("Unexpected '" + parser.in.peek() + "'; there is no matching opening bracket.");
        }
        return statements;
    }

    /// Statements up to (and without) a closing bracket or the end.
    List<Statement> statements(char close) {
        in.enter();
        var statements = new ArrayList<Statement>();
        in.skipSeparators();
        while (!in.ended() && in.peek() != close && in.peek() != ')' && in.peek() != '}') {
            statements.add(statement());
            in.skipBlanks();
            if (!in.ended() && in.peek() != '\n' && in.peek() != ';' && in.peek() != ')' && in.peek() != '}') {
                throw in.error("Unexpected '" + in.peek()
                        + "' after the end of a statement; separate statements by ';'.");
            }
            in.skipSeparators();
        }
        in.leave();
        return List.copyOf(statements);
    }

    Statement statement() {
        in.enter();
        Statement read = keyword();
        in.leave();
        return read;
    }

    private Statement keyword() {
        int start = in.at;
        String word = in.name().toLowerCase(java.util.Locale.ROOT);
        if (!word.isEmpty()) {
            in.skipBlanks();
            if (word.equals("if") && in.peek() == '(') {
                return conditional(start);
            }
            if (word.equals("foreach") && in.peek() == '(') {
                return forEach(start);
            }
            if (OTHER_KEYWORDS.contains(word)) {
                throw in.wrong("'" + word + "' is not part of this shell's language; use pipelines, if and foreach.",
                        start);
            }
            in.at = start;
        }
        return assignmentOrPipeline();
    }

    private Statement conditional(int start) {
        var branches = new ArrayList<Statement.Branch>();
        List<Statement> otherwise = List.of();
        branches.add(branch());
        while (true) {
            int before = in.at;
            in.skipLines();
            String word = in.name();
            if (word.equalsIgnoreCase("elseif")) {
                in.skipLines();
                branches.add(branch());
            } else if (word.equalsIgnoreCase("else")) {
                in.skipLines();
                otherwise = braced();
                break;
            } else {
                in.at = before;
                break;
            }
        }
        return new Statement.If(List.copyOf(branches), otherwise, start);
    }

    private Statement.Branch branch() {
        in.expect('(', "before the condition");
        in.skipLines();
        Statement condition = statement();
        in.skipLines();
        in.expect(')', "after the condition");
        in.skipLines();
        return new Statement.Branch(condition, braced());
    }

    private Statement forEach(int start) {
        in.expect('(', "after foreach");
        in.skipLines();
        if (in.peek() != '$' || !(strings.variable() instanceof Expression.Variable(var name, var at))) {
            throw in.error("A variable has to follow 'foreach (', as in: foreach ($database in Get-MailboxDatabase) "
                    + "{ ... }");
        }
        in.skipLines();
        if (!in.name().equalsIgnoreCase("in")) {
            throw in.error("Missing 'in' after the variable of foreach.");
        }
        in.skipLines();
        Statement items = statement();
        in.skipLines();
        in.expect(')', "after the items of foreach");
        in.skipLines();
        return new Statement.ForEach(name, items, braced(), start);
    }

    private List<Statement> braced() {
        in.expect('{', "before the block");
        List<Statement> body = statements('}');
        in.expect('}', "at the end of the block");
        return body;
    }

    private Statement assignmentOrPipeline() {
        int start = in.at;
        var elements = new ArrayList<Element>();
        Element first = element();
        if (first instanceof Element.Value(var target, var at)) {
            in.skipBlanks();
            for (String operator : List.of("+=", "-=", "=")) {
                if (in.starts(operator)) {
                    return assignment(target, operator, start);
                }
            }
        }
        elements.add(first);
        in.skipBlanks();
        while (in.peek() == '|') {
            if (in.peek(1) == '|') {
                throw in.error("'||' is not part of this shell's language.");
            }
            in.at++;
            in.skipLines();
            Element next = element();
            if (next instanceof Element.Value) {
                throw in.wrong("An expression can only be the first part of a pipeline; a command has to follow '|'.",
                        next.at());
            }
            elements.add(next);
            in.skipBlanks();
        }
        if (in.peek() == '>' || in.peek() == '<' || in.peek() == '&') {
            throw in.error("'" + in.peek()
                    + "' is not part of this shell's language; quote it to mean the character itself.");
        }
        return new Statement.Pipeline(List.copyOf(elements), start);
    }

    private Statement assignment(Expression target, String operator, int start) {
        if (!(target instanceof Expression.Variable) && !(target instanceof Expression.Member)
                && !(target instanceof Expression.Index)) {
            throw in.error("Only a variable, a property or an item can be assigned to.");
        }
        in.at += operator.length();
        in.skipLines();
        if (in.ended()) {
            throw in.error("A value has to follow '" + operator + "'.");
        }
        return new Statement.Assignment(target, operator, statement(), start);
    }

    private Element element() {
        if (in.ended()) {
            throw in.error("A command has to follow here.");
        }
        int start = in.at;
        if (in.peek() == '&') {
            in.at++;
            in.skipBlanks();
            Expression called = expressions.postfix();
            return new Element.Command(called, arguments(), start);
        }
        if (expressions.startsHere()) {
            return new Element.Value(expressions.expression(), start);
        }
        if (in.peek() == '.' && in.peek(1) == ' ') {
            throw in.error("Dot-sourcing is not part of this shell's language; run a file with gatehouse shell -f "
                    + "FILE.");
        }
        return new Element.Command(strings.word(), arguments(), start);
    }

    private List<Argument> arguments() {
        var arguments = new ArrayList<Argument>();
        while (true) {
            in.skipBlanks();
            char next = in.peek();
            if (in.ended() || next == '\n' || next == ';' || next == '|' || next == ')' || next == '}') {
                return List.copyOf(arguments);
            }
            if (next == '<' || next == '>' || next == '&') {
                throw in.error("'" + next
                        + "' is not part of this shell's language; quote it to mean the character itself.");
            }
            arguments.add(argument());
        }
    }

    private Argument argument() {
        int start = in.at;
        if ((in.peek() == '-' || in.peek() == '\u2013') && (Cursor.nameStart(in.peek(1)) || in.peek(1) == '?')) {
            in.at++;
            String name = in.name();
            if (name.isEmpty()) {
                name = String.valueOf(in.peek());
                in.at++;
            }
            if (in.peek() == ':') {
                in.at++;
                in.skipBlanks();
                return new Argument.Named(name, items(), start);
            }
            if (in.ended() || Strings.wordEnd(in.peek())) {
                return new Argument.Named(name, null, start);
            }
            in.at = start;
        }
        return new Argument.Positional(items(), start);
    }

    /// A value or several by commas.
    private Expression items() {
        int start = in.at;
        Expression first = value();
        var items = new ArrayList<Expression>();
        items.add(first);
        while (true) {
            int before = in.at;
            in.skipBlanks();
            if (in.peek() != ',') {
                in.at = before;
                break;
            }
            in.at++;
            in.skipLines();
            items.add(value());
        }
        return items.size() == 1 ? first : new Expression.Items(List.copyOf(items), start);
    }

    /// One argument: brackets, variables and quoted strings as in expressions, anything else a bare word.
    private Expression value() {
        if (in.ended()) {
            throw in.error("A value has to follow here.");
        }
        char next = in.peek();
        boolean variable = next == '$' && (Cursor.namePart(in.peek(1)) || in.peek(1) == '(' || in.peek(1) == '{');
        if (next == '(' || next == '{' || Strings.hereFollows(in)
                || next == '@' && (in.peek(1) == '(' || in.peek(1) == '{')
                || Strings.singleQuote(next) || Strings.doubleQuote(next)) {
            return expressions.postfix();
        }
        if (variable) {
            int before = in.at;
            Expression read = expressions.postfix();
            if (in.ended() || Strings.wordEnd(in.peek())) {
                return read;
            }
            in.at = before;
        }
        return strings.word();
    }

    /// `$( ... )`.
    Expression subexpression() {
        int start = in.at;
        in.at += 2;
        List<Statement> inside = statements(')');
        in.expect(')', "at the end of the subexpression");
        return new Expression.Sub(inside, false, start);
    }
}
