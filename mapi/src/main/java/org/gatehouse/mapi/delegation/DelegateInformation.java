package org.gatehouse.mapi.delegation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.property.PropertyType;
import org.gatehouse.mapi.property.PropertyValue;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.mapi.property.Value;
import org.gatehouse.wire.Bytes;

/// The Delegate Information object, a message in the folder "Freebusy Data" ([MS-OXODLGT] 2.2.2). What the delegates
/// may do is in the permission lists of the folders, and who may send on whose behalf in the directory (3.1.4.3).
///
/// @param wantsCopy whether the delegator gets meeting requests too
/// @param wantsInfo whether those are only to be looked at
/// @param dontMail whether no delegate gets them
public record DelegateInformation(boolean wantsCopy, boolean wantsInfo, boolean dontMail, List<Delegate> delegates) {
    public static final String MESSAGE_CLASS = "IPM.Microsoft.ScheduleData.FreeBusy";
    public static final String SUBJECT = "LocalFreebusy";
    /// What there is to ask for.
    public static final List<PropertyTag> TAGS = List.of(Tags.SCHEDULE_INFO_DELEGATOR_WANTS_COPY,
            Tags.SCHEDULE_INFO_DELEGATOR_WANTS_INFO, Tags.SCHEDULE_INFO_DONT_MAIL_DELEGATES,
            Tags.SCHEDULE_INFO_DELEGATE_NAMES, Tags.SCHEDULE_INFO_DELEGATE_NAMES_W,
            Tags.SCHEDULE_INFO_DELEGATE_ENTRY_IDS, Tags.DELEGATE_FLAGS);
    private static final int SHOW_PRIVATE = 1;

    public DelegateInformation {
        delegates = List.copyOf(delegates);
    }

    /// One who acts for another.
    ///
    /// @param entryId in the address book
    /// @param seesPrivate whether clients show private messages to this delegate; servers give them out alike
    public record Delegate(String name, Bytes entryId, boolean seesPrivate) {}

    /// The entry ids count (2.2.2.2.5); the other lists may be shorter.
    ///
    /// @param properties of the message
    public static DelegateInformation of(Function<PropertyTag, Optional<Value>> properties) {
        List<Value> names = list(properties, Tags.SCHEDULE_INFO_DELEGATE_NAMES_W);
        List<Value> known = names.isEmpty() ? list(properties, Tags.SCHEDULE_INFO_DELEGATE_NAMES) : names;
        List<Value> flags = list(properties, Tags.DELEGATE_FLAGS);
        var delegates = new ArrayList<Delegate>();
        for (Value each : list(properties, Tags.SCHEDULE_INFO_DELEGATE_ENTRY_IDS)) {
            int at = delegates.size();
            if (each instanceof Value.Binary(Bytes entryId)) {
                delegates.add(new Delegate(at < known.size() && known.get(at) instanceof Value.Text(String name) ? name
                        : "", entryId, at < flags.size() && flags.get(at) instanceof Value.Int32(int bits)
                        && (bits & SHOW_PRIVATE) != 0));
            }
        }
        return new DelegateInformation(truth(properties, Tags.SCHEDULE_INFO_DELEGATOR_WANTS_COPY),
                truth(properties, Tags.SCHEDULE_INFO_DELEGATOR_WANTS_INFO),
                truth(properties, Tags.SCHEDULE_INFO_DONT_MAIL_DELEGATES), delegates);
    }

    private static boolean truth(Function<PropertyTag, Optional<Value>> properties, PropertyTag tag) {
        return properties.apply(tag).filter(value -> value instanceof Value.Bool(boolean truth) && truth).isPresent();
    }

    private static List<Value> list(Function<PropertyTag, Optional<Value>> properties, PropertyTag tag) {
        return properties.apply(tag).map(value -> value instanceof Value.Multiple many ? many.values()
                : List.<Value>of()).orElse(List.of());
    }

    /// The properties that say so; the lists are left out when there is nobody in them.
    public List<PropertyValue> properties() {
        var values = new ArrayList<>(List.of(
                new PropertyValue(Tags.SCHEDULE_INFO_DELEGATOR_WANTS_COPY, new Value.Bool(wantsCopy)),
                new PropertyValue(Tags.SCHEDULE_INFO_DELEGATOR_WANTS_INFO, new Value.Bool(wantsInfo)),
                new PropertyValue(Tags.SCHEDULE_INFO_DONT_MAIL_DELEGATES, new Value.Bool(dontMail))));
        if (!delegates.isEmpty()) {
            Value names = many(PropertyType.STRING, each -> new Value.Text(each.name));
            values.add(new PropertyValue(Tags.SCHEDULE_INFO_DELEGATE_NAMES, names));
            values.add(new PropertyValue(Tags.SCHEDULE_INFO_DELEGATE_NAMES_W, names));
            values.add(new PropertyValue(Tags.SCHEDULE_INFO_DELEGATE_ENTRY_IDS,
                    many(PropertyType.BINARY, each -> new Value.Binary(each.entryId))));
            values.add(new PropertyValue(Tags.DELEGATE_FLAGS,
                    many(PropertyType.INTEGER32, each -> new Value.Int32(each.seesPrivate ? SHOW_PRIVATE : 0))));
        }
        return values;
    }

    private Value many(PropertyType type, Function<Delegate, Value> value) {
        return new Value.Multiple(type, delegates.stream().map(value).toList());
    }
}
