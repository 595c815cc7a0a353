package org.gatehouse.access.nspi;

import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.property.PropertyValue;
import org.gatehouse.mapi.property.Restriction;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.mapi.property.Value;
import org.gatehouse.wire.Bytes;
import org.jspecify.annotations.Nullable;

/// The objects of the address list for which a restriction is true ([MS-OXNSPI] 3.1.4.1.10, [MS-OXCDATA] 2.12).
///
/// A name that begins or is as asked narrows the search by the name index; everything else reads the list through.
/// Text compares as display names do, without case, accents and width, whatever the restriction's fuzzy level says.
final class Matching {
    /// What the service does not evaluate, which it answers with TooComplex.
    static final class TooComplexException extends Exception {
        private static final long serialVersionUID = 1L;

        TooComplexException(String what) {
            super(what);
        }
    }

    private static final Set<Integer> DNS =
            Set.of(Tags.EMAIL_ADDRESS.id(), Tags.ADDRESS_BOOK_OBJECT_DISTINGUISHED_NAME.id());

    private final AddressBookSnapshot book;
    private final AddressTable table;
    private final AddressBookProperties properties;
    private final Charset codePage;
    private final Map<String, Set<AddressBookEntry>> resolved = new HashMap<>();

    Matching(AddressBookSnapshot book, AddressTable table, AddressBookProperties properties, Charset codePage) {
        this.book = book;
        this.table = table;
        this.properties = properties;
        this.codePage = codePage;
    }

    /// The matching objects in display order, at most `max`.
    List<AddressBookEntry> find(Restriction restriction, int max) throws TooComplexException {
        var found = new ArrayList<AddressBookEntry>();
        for (AddressBookEntry entry : candidates(restriction)) {
            if (test(restriction, entry)) {
                found.add(entry);
                if (found.size() == max) {
                    break;
                }
            }
        }
        return found;
    }

    static int nodes(Restriction restriction) {
        return switch (restriction) {
            case Restriction.And(var parts) -> 1 + parts.stream().mapToInt(Matching::nodes).sum();
            case Restriction.Or(var parts) -> 1 + parts.stream().mapToInt(Matching::nodes).sum();
            case Restriction.Not(var part) -> 1 + nodes(part);
            case Restriction.SubObject(var _, var part) -> 1 + nodes(part);
            case Restriction.Comment(var _, var part) -> 1 + part.stream().mapToInt(Matching::nodes).sum();
            case Restriction.Count(var _, var part) -> 1 + nodes(part);
            case Restriction.Content _, Restriction.Property _, Restriction.CompareProperties _, Restriction.BitMask _,
                    Restriction.Size _, Restriction.Exist _ -> 1;
        };
    }

    static int depth(Restriction restriction) {
        return switch (restriction) {
            case Restriction.And(var parts) -> 1 + parts.stream().mapToInt(Matching::depth).max().orElse(0);
            case Restriction.Or(var parts) -> 1 + parts.stream().mapToInt(Matching::depth).max().orElse(0);
            case Restriction.Not(var part) -> 1 + depth(part);
            case Restriction.SubObject(var _, var part) -> 1 + depth(part);
            case Restriction.Comment(var _, var part) -> 1 + part.stream().mapToInt(Matching::depth).max().orElse(0);
            case Restriction.Count(var _, var part) -> 1 + depth(part);
            case Restriction.Content _, Restriction.Property _, Restriction.CompareProperties _, Restriction.BitMask _,
                    Restriction.Size _, Restriction.Exist _ -> 1;
        };
    }

    /// A part of the list, in display order, that holds every match.
    private List<AddressBookEntry> candidates(Restriction restriction) {
        return narrowed(restriction).map(found -> found.stream().map(entry -> table.position(entry.guid()))
                .flatMap(Optional::stream).sorted().map(table.entries()::get).toList()).orElse(table.entries());
    }

    /// What an index finds of the objects that can match; empty where none tells and the list has to be read through.
    private Optional<Collection<AddressBookEntry>> narrowed(Restriction restriction) {
        return switch (restriction) {
            case Restriction.And(var parts) -> parts.stream().map(this::narrowed).flatMap(Optional::stream)
                    .min(Comparator.comparingInt(Collection::size));
            case Restriction.Or(var parts) -> any(parts);
            case Restriction.Property(var operator, var tag, var constant)
                    when operator == Restriction.Operator.EQUAL -> named(tag, constant, true);
            case Restriction.Content(int fuzzyLow, int _, var tag, var pattern)
                    when fuzzyLow != Restriction.Content.SUBSTRING ->
                    named(tag, pattern, fuzzyLow == Restriction.Content.FULL);
            case Restriction.Not _, Restriction.Content _, Restriction.Property _, Restriction.CompareProperties _,
                    Restriction.BitMask _, Restriction.Size _, Restriction.Exist _, Restriction.SubObject _,
                    Restriction.Comment _, Restriction.Count _ -> Optional.empty();
        };
    }

    private Optional<Collection<AddressBookEntry>> any(List<Restriction> parts) {
        var all = new LinkedHashSet<AddressBookEntry>();
        for (Restriction part : parts) {
            Optional<Collection<AddressBookEntry>> found = narrowed(part);
            if (found.isEmpty()) {
                return Optional.empty();
            }
            all.addAll(found.get());
        }
        return Optional.of(all);
    }

    private Optional<Collection<AddressBookEntry>> named(PropertyTag tag, PropertyValue value, boolean whole) {
        String text = text(value.value());
        if (text == null || text.isEmpty()) {
            return Optional.empty();
        }
        if (tag.id() == Tags.ANR.id()) {
            return Optional.of(resolve(text));
        }
        if (whole && DNS.contains(tag.id())) {
            return Optional.of(book.byDn(text).stream().toList());
        }
        if (!NameIndex.PROPERTIES.contains(tag.id())) {
            return Optional.empty();
        }
        return Optional.of(whole ? book.named(text, _ -> true, Integer.MAX_VALUE)
                : book.startingWith(text, _ -> true, Integer.MAX_VALUE));
    }

    private Set<AddressBookEntry> resolve(String text) {
        return resolved.computeIfAbsent(text, typed -> NameResolution.all(book, typed));
    }

    private boolean test(Restriction restriction, AddressBookEntry entry) throws TooComplexException {
        return switch (restriction) {
            case Restriction.And(var parts) -> {
                for (Restriction part : parts) {
                    if (!test(part, entry)) {
                        yield false;
                    }
                }
                yield true;
            }
            case Restriction.Or(var parts) -> {
                for (Restriction part : parts) {
                    if (test(part, entry)) {
                        yield true;
                    }
                }
                yield false;
            }
            case Restriction.Not(var part) -> !test(part, entry);
            case Restriction.Exist(var tag) -> properties.value(entry, tag.id(), false) != null;
            case Restriction.Content(int fuzzyLow, int _, var tag, var pattern) ->
                    content(entry, tag, fuzzyLow, pattern.value());
            case Restriction.Property(var operator, var tag, var constant) ->
                    compare(entry, tag, operator, constant.value());
            case Restriction.BitMask(boolean isZero, var tag, int mask) ->
                    properties.value(entry, tag.id(), false) instanceof Value.Int32(int bits)
                            && (bits & mask) == 0 == isZero;
            case Restriction.CompareProperties _, Restriction.Size _, Restriction.SubObject _, Restriction.Comment _,
                    Restriction.Count _ -> throw new TooComplexException(restriction.getClass().getSimpleName());
        };
    }

    private boolean content(AddressBookEntry entry, PropertyTag tag, int fuzzyLow, Value pattern)
            throws TooComplexException {
        String text = text(pattern);
        if (text == null) {
            throw new TooComplexException("content restriction on " + pattern.type());
        }
        if (tag.id() == Tags.ANR.id()) {
            return resolve(text).contains(entry);
        }
        String wanted = DisplayOrder.key(text);
        return texts(entry, tag).stream().map(DisplayOrder::key).anyMatch(held -> switch (fuzzyLow) {
            case Restriction.Content.FULL -> held.equals(wanted);
            case Restriction.Content.PREFIX -> held.startsWith(wanted);
            default -> held.contains(wanted);
        });
    }

    private boolean compare(AddressBookEntry entry, PropertyTag tag, Restriction.Operator operator, Value constant)
            throws TooComplexException {
        String text = text(constant);
        if (tag.id() == Tags.ANR.id() && text != null) {
            return resolve(text).contains(entry);
        }
        Value held = properties.value(entry, tag.id(), false);
        if (text != null) {
            String wanted = DisplayOrder.key(text);
            for (String each : texts(entry, tag)) {
                if (holds(operator, DisplayOrder.key(each).compareTo(wanted))) {
                    return true;
                }
            }
            return false;
        }
        return switch (constant) {
            case Value.Int32(int number) -> held instanceof Value.Int32(int there)
                    && holds(operator, Integer.compare(there, number));
            case Value.Bool(boolean flag) -> held instanceof Value.Bool(boolean there)
                    && holds(operator, Boolean.compare(there, flag));
            case Value.Binary(Bytes bytes) -> held instanceof Value.Binary(Bytes there)
                    && holds(operator, there.compareTo(bytes));
            default -> throw new TooComplexException("comparison with " + constant.type());
        };
    }

    private static boolean holds(Restriction.Operator operator, int order) throws TooComplexException {
        return switch (operator) {
            case LESS -> order < 0;
            case LESS_OR_EQUAL -> order <= 0;
            case GREATER -> order > 0;
            case GREATER_OR_EQUAL -> order >= 0;
            case EQUAL -> order == 0;
            case NOT_EQUAL -> order != 0;
            case MATCHES, MEMBER_OF -> throw new TooComplexException("operator " + operator);
        };
    }

    private List<String> texts(AddressBookEntry entry, PropertyTag tag) {
        if (properties.isLink(tag.id())) {
            return properties.targets(entry, tag.id());
        }
        return switch (properties.value(entry, tag.id(), false)) {
            case Value.Text(String one) -> List.of(one);
            case Value.Multiple(var _, var several) -> several.stream().map(this::text)
                    .filter(java.util.Objects::nonNull).collect(Collectors.toList());
            case null, default -> List.of();
        };
    }

    private @Nullable String text(Value value) {
        return switch (value) {
            case Value.Text(String text) -> text;
            case Value.Text8 text -> text.text(codePage);
            default -> null;
        };
    }
}
