package org.gatehouse.store;

import java.nio.charset.Charset;
import java.sql.SQLException;
import java.text.Normalizer;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.gatehouse.mapi.property.ErrorCode;
import org.gatehouse.mapi.property.PropertyValue;
import org.gatehouse.mapi.property.Restriction;
import org.gatehouse.mapi.property.Restriction.Operator;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.mapi.property.Value;
import org.gatehouse.wire.Bytes;

/// Decides whether rows meet a restriction ([MS-OXCDATA] 2.12). One matcher per pass over a table, since
/// [Restriction.Count] counts. A property that is not there meets nothing but Not.
final class RowMatcher {
    private final Restriction restriction;
    private final Charset codePage;
    private final TextOrder text;
    private final java.util.IdentityHashMap<Restriction.Count, Integer> counted = new java.util.IdentityHashMap<>();

    /// @throws MailboxException TOO_COMPLEX when it holds an operator that only directories know
    RowMatcher(Restriction restriction, Charset codePage) {
        this(restriction, codePage, TextOrder.PLAIN);
    }

    /// @param text what is before and what behind
    RowMatcher(Restriction restriction, Charset codePage, TextOrder text) {
        this.restriction = restriction;
        this.codePage = codePage;
        this.text = text;
        check(restriction);
    }

    private static void check(Restriction part) {
        switch (part) {
            case Restriction.And(List<Restriction> parts) -> parts.forEach(RowMatcher::check);
            case Restriction.Or(List<Restriction> parts) -> parts.forEach(RowMatcher::check);
            case Restriction.Not(Restriction inner) -> check(inner);
            case Restriction.Property property -> check(property.operator());
            case Restriction.CompareProperties compare -> check(compare.operator());
            case Restriction.Size size -> check(size.operator());
            case Restriction.SubObject sub -> check(sub);
            case Restriction.Comment comment -> comment.part().forEach(RowMatcher::check);
            case Restriction.Count count -> check(count.part());
            case Restriction.Content content -> check(content);
            case Restriction.BitMask _, Restriction.Exist _ -> { }
        }
    }

    private static void check(Restriction.SubObject sub) {
        if (sub.subObject().id() != Tags.MESSAGE_RECIPIENTS.id()
                && sub.subObject().id() != Tags.MESSAGE_ATTACHMENTS.id()) {
            throw new MailboxException(ErrorCode.TOO_COMPLEX, "parts of " + sub.subObject());
        }
        check(sub.part());
    }

    private static void check(Restriction.Content content) {
        if (content.fuzzyLow() > Restriction.Content.PREFIX) {
            throw new MailboxException(ErrorCode.TOO_COMPLEX, "FuzzyLevelLow " + content.fuzzyLow());
        }
    }

    /// Whether a property of a single instance ([org.gatehouse.mapi.property.PropertyType#INSTANCE]) is in it.
    static boolean namesInstances(Restriction part) {
        return switch (part) {
            case Restriction.And(List<Restriction> parts) -> parts.stream().anyMatch(RowMatcher::namesInstances);
            case Restriction.Or(List<Restriction> parts) -> parts.stream().anyMatch(RowMatcher::namesInstances);
            case Restriction.Not(Restriction inner) -> namesInstances(inner);
            case Restriction.Property property -> SortKeys.isInstance(property.property());
            case Restriction.CompareProperties compare -> SortKeys.isInstance(compare.left())
                    || SortKeys.isInstance(compare.right());
            case Restriction.Size size -> SortKeys.isInstance(size.property());
            case Restriction.SubObject _ -> false;
            case Restriction.Comment comment -> comment.part().stream().anyMatch(RowMatcher::namesInstances);
            case Restriction.Count count -> namesInstances(count.part());
            case Restriction.Content content -> SortKeys.isInstance(content.property());
            case Restriction.BitMask mask -> SortKeys.isInstance(mask.property());
            case Restriction.Exist exist -> SortKeys.isInstance(exist.property());
        };
    }

    private static void check(Operator operator) {
        if (operator == Operator.MATCHES || operator == Operator.MEMBER_OF) {
            throw new MailboxException(ErrorCode.TOO_COMPLEX, operator + " is not for mailbox tables");
        }
    }

    boolean matches(RowValues row) throws SQLException {
        return matches(restriction, row);
    }

    private boolean matches(Restriction part, RowValues row) throws SQLException {
        return switch (part) {
            case Restriction.And(List<Restriction> parts) -> {
                for (Restriction each : parts) {
                    if (!matches(each, row)) {
                        yield false;
                    }
                }
                yield true;
            }
            case Restriction.Or(List<Restriction> parts) -> {
                for (Restriction each : parts) {
                    if (matches(each, row)) {
                        yield true;
                    }
                }
                yield false;
            }
            case Restriction.Not(Restriction inner) -> !matches(inner, row);
            case Restriction.Content content -> content(content, row);
            case Restriction.Property property -> property(property, row);
            case Restriction.CompareProperties compare -> {
                Optional<Value> left = row.value(compare.left());
                Optional<Value> right = row.value(compare.right());
                yield left.isPresent() && right.isPresent()
                        && holds(compare.operator(), text.compare(compare.operator(), left.get(), right.get()));
            }
            case Restriction.BitMask mask -> row.value(mask.property())
                    .filter(value -> value instanceof Value.Int32(int bits)
                            && (bits & mask.mask()) == 0 == mask.isZero()).isPresent();
            case Restriction.Size size -> row.value(size.property()).filter(value -> holds(size.operator(),
                    OptionalInt.of(Long.compare(BagCodec.size(value), size.bytes())))).isPresent();
            case Restriction.Exist exist -> row.value(exist.property()).isPresent();
            case Restriction.SubObject sub -> {
                for (RowValues inner : row.parts(sub.subObject())) {
                    if (matches(sub.part(), inner)) {
                        yield true;
                    }
                }
                yield false;
            }
            case Restriction.Comment comment -> comment.part().isEmpty() || matches(comment.part().getFirst(), row);
            case Restriction.Count count -> count(count, row);
        };
    }

    private boolean count(Restriction.Count count, RowValues row) throws SQLException {
        int before = counted.getOrDefault(count, 0);
        if (before >= count.limit() || !matches(count.part(), row)) {
            return false;
        }
        counted.put(count, before + 1);
        return true;
    }

    private boolean property(Restriction.Property property, RowValues row) throws SQLException {
        Optional<Value> value = row.value(property.property());
        if (value.isEmpty()) {
            return false;
        }
        Value constant = kept(property.constant());
        // A multi-valued property meets a single constant when one of its values does ([MS-OXCDATA] 2.12.5).
        if (value.get() instanceof Value.Multiple many && !(constant instanceof Value.Multiple)) {
            return many.values().stream().anyMatch(each ->
                    holds(property.operator(), text.compare(property.operator(), each, constant)));
        }
        return holds(property.operator(), text.compare(property.operator(), value.get(), constant));
    }

    private Value kept(PropertyValue constant) {
        return Cells.kept(constant, codePage).value();
    }

    static boolean holds(Operator operator, OptionalInt order) {
        if (order.isEmpty()) {
            return false;
        }
        int sign = order.getAsInt();
        return switch (operator) {
            case LESS -> sign < 0;
            case LESS_OR_EQUAL -> sign <= 0;
            case GREATER -> sign > 0;
            case GREATER_OR_EQUAL -> sign >= 0;
            case EQUAL -> sign == 0;
            case NOT_EQUAL -> sign != 0;
            case MATCHES, MEMBER_OF -> false;
        };
    }

    private boolean content(Restriction.Content content, RowValues row) throws SQLException {
        Optional<Value> value = row.value(content.property());
        Value pattern = kept(content.pattern());
        if (value.isEmpty()) {
            return false;
        }
        if (value.get() instanceof Value.Multiple many) {
            return many.values().stream().anyMatch(each -> contains(content, each, pattern));
        }
        return contains(content, value.get(), pattern);
    }

    private static boolean contains(Restriction.Content content, Value value, Value pattern) {
        int kind = content.fuzzyLow();
        if (value instanceof Value.Binary(Bytes whole) && pattern instanceof Value.Binary(Bytes part)) {
            return contains(kind, whole.hex(), part.hex(), 2);
        }
        if (value instanceof Value.Text(String whole) && pattern instanceof Value.Text(String part)) {
            return contains(kind, folded(whole, content.fuzzyHigh()), folded(part, content.fuzzyHigh()), 1);
        }
        return false;
    }

    /// @param unit characters that make one element
    static boolean contains(int kind, String whole, String part, int unit) {
        return switch (kind) {
            case Restriction.Content.SUBSTRING -> {
                int at = whole.indexOf(part);
                while (at >= 0 && at % unit != 0) {
                    at = whole.indexOf(part, at + 1);
                }
                yield at >= 0;
            }
            case Restriction.Content.PREFIX -> whole.startsWith(part);
            default -> whole.equals(part);
        };
    }

    private static String folded(String text, int how) {
        boolean loose = (how & Restriction.Content.LOOSE) != 0;
        String folded = text;
        if (loose || (how & Restriction.Content.IGNORE_NON_SPACE) != 0) {
            folded = Normalizer.normalize(folded, Normalizer.Form.NFD).replaceAll("\\p{Mn}+", "");
        }
        return loose || (how & Restriction.Content.IGNORE_CASE) != 0 ? ValueOrder.folded(folded) : folded;
    }
}
