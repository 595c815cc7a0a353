package org.gatehouse.access.emsmdb;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.gatehouse.access.emsmdb.ServerObject.WithProperties;
import org.gatehouse.mapi.property.ErrorCode;
import org.gatehouse.mapi.property.PropertyName;
import org.gatehouse.mapi.property.PropertyProblem;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.property.PropertyType;
import org.gatehouse.mapi.property.PropertyValue;

/// Sets properties as a client asks for it: what cannot be one is a problem of its own, and the others are set
/// ([MS-OXCPRPT] 3.2.5.4, [MS-OXCDATA] 2.7).
final class PropertyChanges {
    private PropertyChanges() {}

    static List<PropertyProblem> set(WithProperties target, List<PropertyValue> values) {
        Set<Integer> nameless = nameless(target, values);
        var problems = new ArrayList<PropertyProblem>();
        var settable = new ArrayList<PropertyValue>();
        var places = new ArrayList<Integer>();
        for (int i = 0; i < values.size(); i++) {
            PropertyTag tag = values.get(i).tag();
            OptionalInt error = error(values.get(i), nameless);
            if (error.isPresent()) {
                problems.add(new PropertyProblem(i, tag, error.getAsInt()));
            } else {
                settable.add(values.get(i));
                places.add(i);
            }
        }
        for (PropertyProblem problem : target.properties().set(settable)) {
            problems.add(new PropertyProblem(places.get(problem.index()), problem.tag(), problem.error()));
        }
        return problems;
    }

    private static OptionalInt error(PropertyValue value, Set<Integer> nameless) {
        if (value.tag().id() == 0) { // stands for no property, as in the answer of RopGetPropertyIdsFromNames
            return OptionalInt.of(ErrorCode.INVALID_PARAMETER);
        }
        if (value.value().type() == PropertyType.ERROR_CODE) { // stands for a value that could not be had
            return OptionalInt.of(ErrorCode.UNSUPPORTED_PROPERTY);
        }
        return nameless.contains(value.tag().id()) ? OptionalInt.of(ErrorCode.UNREGISTERED_NAMED_PROPERTY)
                : OptionalInt.empty();
    }

    private static Set<Integer> nameless(WithProperties target, List<PropertyValue> values) {
        List<Integer> named = values.stream().map(PropertyValue::tag).filter(PropertyTag::isNamed)
                .map(PropertyTag::id).distinct().toList();
        if (named.isEmpty()) {
            return Set.of();
        }
        List<PropertyName> names = target.logon().mailbox().propertyNames(named);
        var nameless = new HashSet<Integer>();
        for (int i = 0; i < named.size(); i++) {
            if (names.get(i) instanceof PropertyName.Unnamed) {
                nameless.add(named.get(i));
            }
        }
        return nameless;
    }
}
