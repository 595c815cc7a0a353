package org.gatehouse.store;

import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.property.Restriction;
import org.gatehouse.mapi.property.Restriction.Operator;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.mapi.property.Value;

/// A condition in SQL that every row of a restriction meets, and as few others as the folder's index can tell. What it
/// lets through is still to be looked at.
///
/// @param text to be put behind `AND`
record LineSql(String text, List<Object> arguments) {
    private static final int PARTS_MAX = 8;

    LineSql {
        arguments = List.copyOf(arguments);
    }

    /// None when the index helps nothing.
    static Optional<LineSql> of(Restriction restriction, Charset codePage) {
        return switch (restriction) {
            case Restriction.And(List<Restriction> parts) -> joined(" AND ", parts.stream()
                    .flatMap(part -> of(part, codePage).stream()).limit(PARTS_MAX).toList());
            case Restriction.Or(List<Restriction> parts) -> {
                List<LineSql> each = parts.stream().flatMap(part -> of(part, codePage).stream()).toList();
                yield each.size() < parts.size() || each.size() > PARTS_MAX ? Optional.empty() : joined(" OR ", each);
            }
            case Restriction.Comment comment -> comment.part().stream().findFirst().flatMap(part -> of(part, codePage));
            case Restriction.Content content -> content(content, codePage);
            case Restriction.Property property -> property(property, codePage);
            case Restriction.Not _, Restriction.Exist _, Restriction.BitMask _, Restriction.CompareProperties _,
                 Restriction.Size _, Restriction.SubObject _, Restriction.Count _ -> Optional.empty();
        };
    }

    private static Optional<LineSql> joined(String word, List<LineSql> parts) {
        if (parts.isEmpty()) {
            return Optional.empty();
        }
        var arguments = new ArrayList<Object>();
        parts.forEach(part -> arguments.addAll(part.arguments));
        return Optional.of(new LineSql("(" + String.join(word, parts.stream().map(LineSql::text).toList()) + ")",
                arguments));
    }

    private static Optional<LineSql> content(Restriction.Content content, Charset codePage) {
        boolean accents = (content.fuzzyHigh() & (Restriction.Content.IGNORE_NON_SPACE | Restriction.Content.LOOSE))
                != 0;
        Optional<String> part = LineTest.wanted(content, codePage)
                .filter(wanted -> !accents && !wanted.isEmpty() && MessageKeys.isStorable(wanted));
        return part.flatMap(wanted -> {
            // Without the word ESCAPE, where nothing has to be escaped, SQLite compares twice as fast.
            String pattern = wanted.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%";
            String escape = pattern.indexOf('\\') < 0 ? "" : " ESCAPE '\\'";
            boolean normalized = content.property().id() == Tags.NORMALIZED_SUBJECT.id();
            boolean start = content.fuzzyLow() != Restriction.Content.SUBSTRING && !normalized;
            return column(content.property()).map(column -> new LineSql("(" + column
                    + " LIKE ?" + escape + " OR unsure & " + MessageLine.bit(content.property()) + " <> 0)",
                    List.of(start ? pattern : "%" + pattern)));
        });
    }

    private static Optional<String> column(PropertyTag tag) {
        return switch (MessageLine.bit(tag)) {
            case MessageKeys.SUBJECT, MessageKeys.NORMALIZED_SUBJECT -> Optional.of("subject_key");
            case MessageKeys.SENDER -> Optional.of("sender_key");
            case MessageKeys.MESSAGE_CLASS -> Optional.of("class_key");
            default -> Optional.empty();
        };
    }

    private static Optional<LineSql> property(Restriction.Property property, Charset codePage) {
        Value constant = Cells.kept(property.constant(), codePage).value();
        int bit = MessageLine.bit(property.property());
        if (constant instanceof Value.Text(String text)) {
            String folded = ValueOrder.folded(text);
            if (property.operator() != Operator.EQUAL || bit == MessageKeys.NORMALIZED_SUBJECT
                    || !MessageKeys.isStorable(folded)) {
                return Optional.empty();
            }
            return column(property.property()).map(column ->
                    new LineSql("(" + column + " = ? OR unsure & " + bit + " <> 0)", List.of(folded)));
        }
        if (property.property().id() == Tags.MESSAGE_DELIVERY_TIME.id()
                && constant instanceof Value.Time(long time)) {
            return relation(property.operator()).map(word -> new LineSql("delivered " + word + " ?", List.of(time)));
        }
        if (bit == MessageKeys.SUBMITTED && constant instanceof Value.Time(long time)) {
            return relation(property.operator()).map(word -> new LineSql("(submitted " + word + " ? OR unsure & "
                    + bit + " <> 0)", List.of(time)));
        }
        if (property.property().id() == Tags.READ.id() && property.operator() == Operator.EQUAL
                && constant instanceof Value.Bool(boolean read)) {
            return Optional.of(new LineSql("flags & 1 = ?", List.of(read ? 1 : 0)));
        }
        return Optional.empty();
    }

    private static Optional<String> relation(Operator operator) {
        return switch (operator) {
            case LESS -> Optional.of("<");
            case LESS_OR_EQUAL -> Optional.of("<=");
            case GREATER -> Optional.of(">");
            case GREATER_OR_EQUAL -> Optional.of(">=");
            case EQUAL -> Optional.of("=");
            case NOT_EQUAL -> Optional.of("<>");
            case MATCHES, MEMBER_OF -> Optional.empty();
        };
    }
}
