package org.gatehouse.mapi.property;

import java.nio.charset.Charset;
import java.util.List;

/// Brings all text in a restriction into one form, Unicode or 8-bit ([MS-OXCDATA] 2.11.1, 2.12), as
/// RopGetSearchCriteria asks for it ([MS-OXCFOLD] 2.2.1.5.1, UseUnicode).
///
/// @param unicode the form to have afterwards
/// @param codePage of the 8-bit form, before or afterwards
public record RestrictionText(boolean unicode, Charset codePage) {
    public Restriction of(Restriction restriction) {
        return switch (restriction) {
            case Restriction.And(var parts) -> new Restriction.And(all(parts));
            case Restriction.Or(var parts) -> new Restriction.Or(all(parts));
            case Restriction.Not(var part) -> new Restriction.Not(of(part));
            case Restriction.Content(int low, int high, var property, var pattern) ->
                    new Restriction.Content(low, high, tag(property), value(pattern));
            case Restriction.Property(var operator, var property, var constant) ->
                    new Restriction.Property(operator, tag(property), value(constant));
            case Restriction.CompareProperties(var operator, var left, var right) ->
                    new Restriction.CompareProperties(operator, tag(left), tag(right));
            case Restriction.BitMask mask -> mask;
            case Restriction.Size(var operator, var property, int bytes) ->
                    new Restriction.Size(operator, tag(property), bytes);
            case Restriction.Exist(var property) -> new Restriction.Exist(tag(property));
            case Restriction.SubObject(var subObject, var part) -> new Restriction.SubObject(subObject, of(part));
            case Restriction.Comment(var values, var part) ->
                    new Restriction.Comment(values.stream().map(this::value).toList(), all(part));
            case Restriction.Count(int limit, var part) -> new Restriction.Count(limit, of(part));
        };
    }

    private List<Restriction> all(List<Restriction> parts) {
        return parts.stream().map(this::of).toList();
    }

    private PropertyType single() {
        return unicode ? PropertyType.STRING : PropertyType.STRING8;
    }

    /// The instance bit stays.
    private PropertyTag tag(PropertyTag tag) {
        int flags = tag.typeCode() & PropertyType.INSTANCE;
        return switch (tag.type()) {
            case STRING, STRING8 -> new PropertyTag(tag.id() << 16 | flags | single().code());
            case MULTIPLE_STRING, MULTIPLE_STRING8 ->
                    new PropertyTag(tag.id() << 16 | flags | PropertyType.MULTIPLE | single().code());
            default -> tag;
        };
    }

    private PropertyValue value(PropertyValue tagged) {
        return new PropertyValue(tag(tagged.tag()), value(tagged.value()));
    }

    private Value value(Value value) {
        return switch (value) {
            case Value.StringValue text when unicode -> new Value.Text(text.text(codePage));
            case Value.StringValue text -> text instanceof Value.Text8 ? text
                    : Value.Text8.of(text.text(codePage), codePage);
            case Value.Multiple(var element, var values) when element == PropertyType.STRING
                    || element == PropertyType.STRING8 -> new Value.Multiple(single(),
                            values.stream().map(this::value).toList());
            default -> value;
        };
    }
}
