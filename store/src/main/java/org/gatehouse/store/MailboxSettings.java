package org.gatehouse.store;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.gatehouse.mapi.configuration.CategoryList;
import org.gatehouse.mapi.configuration.ConfigurationDictionary;
import org.gatehouse.mapi.configuration.ViewDefinition;
import org.gatehouse.mapi.configuration.WorkingHours;
import org.gatehouse.mapi.delegation.DelegateInformation;
import org.gatehouse.mapi.id.MessageEntryId;
import org.gatehouse.mapi.id.ObjectId;
import org.gatehouse.mapi.property.Cell;
import org.gatehouse.mapi.property.ErrorCode;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.property.PropertyValue;
import org.gatehouse.mapi.property.Restriction;
import org.gatehouse.mapi.property.SortOrder;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.mapi.property.Value;
import org.gatehouse.wire.Bytes;
import org.gatehouse.wire.MalformedException;

/// What a user's clients keep in the mailbox for each other and for other protocols ([MS-OXOCFG], [MS-OXODLGT]). What
/// is not there, what the session's caller may not read and what is malformed is none.
public record MailboxSettings(MailboxSession session) {
    /// The size of a document, and more views than anybody keeps.
    private static final int VALUE_BYTES_MAX = 1 << 20;
    private static final int MESSAGES_MAX = 1_000;
    private static final String CONFIGURATION = "IPM.Configuration.";
    /// Of PidTagFreeBusyEntryIds ([MS-OXOSFLD] 2.2.6), the one of the Delegate Information object.
    private static final int DELEGATE_INFORMATION = 1;

    /// A named view of a folder.
    public record View(String name, ViewDefinition definition, List<String> heads) {}

    public Optional<CategoryList> categories() {
        return document(SpecialFolder.CALENDAR, CategoryList.MESSAGE_CLASS, Tags.ROAMING_XML_STREAM, CategoryList::of);
    }

    public Optional<WorkingHours> workingHours() {
        return document(SpecialFolder.CALENDAR, WorkingHours.MESSAGE_CLASS, Tags.ROAMING_XML_STREAM, WorkingHours::of);
    }

    /// @param name what follows `IPM.Configuration.` in the message class, such as `Calendar`
    public Optional<ConfigurationDictionary> dictionary(SpecialFolder folder, String name) {
        return document(folder, CONFIGURATION + name, Tags.ROAMING_DICTIONARY, ConfigurationDictionary::of);
    }

    /// Those who act for the mailbox's owner.
    public Optional<DelegateInformation> delegates() {
        try {
            Folder root = special(SpecialFolder.ROOT);
            if (value(root, Tags.FREE_BUSY_ENTRY_IDS).orElse(null) instanceof Value.Multiple ids
                    && ids.values().size() > DELEGATE_INFORMATION
                    && ids.values().get(DELEGATE_INFORMATION) instanceof Value.Binary(Bytes entryId)
                    && !entryId.isEmpty()) {
                ObjectId id = session.own(MessageEntryId.of(entryId).message()).orElseThrow(() ->
                        new MailboxException(ErrorCode.NOT_FOUND, "another mailbox's message"));
                try (MessageDraft message = session.openMessage(id, false)) {
                    return Optional.of(DelegateInformation.of(tag -> value(message, tag)));
                }
            }
        } catch (MailboxException | MalformedException none) {
            return Optional.empty();
        }
        return Optional.empty();
    }

    /// The views kept at a folder.
    public List<View> views(ObjectId folder) {
        try {
            Folder opened = session.openFolder(folder);
            return messages(opened, ViewDefinition.MESSAGE_CLASS).stream().flatMap(id -> view(opened, id).stream())
                    .toList();
        } catch (MailboxException none) {
            return List.of();
        }
    }

    private static Optional<View> view(Folder folder, ObjectId id) {
        try (MessageDraft message = folder.openMessage(id, false)) {
            if (value(message, Tags.VIEW_DESCRIPTOR_BINARY).orElse(null) instanceof Value.Binary(Bytes definition)) {
                return Optional.of(new View(text(message, Tags.VIEW_DESCRIPTOR_NAME), ViewDefinition.of(definition),
                        ViewDefinition.heads(text(message, Tags.VIEW_DESCRIPTOR_STRINGS))));
            }
        } catch (MailboxException | MalformedException none) {
            return Optional.empty();
        }
        return Optional.empty();
    }

    private <T> Optional<T> document(SpecialFolder where, String messageClass, PropertyTag tag,
            Function<Bytes, T> reader) {
        try {
            Folder folder = special(where);
            for (ObjectId id : messages(folder, messageClass)) {
                try (MessageDraft message = folder.openMessage(id, false)) {
                    if (value(message, tag).orElse(null) instanceof Value.Binary(Bytes document)) {
                        return Optional.of(reader.apply(document));
                    }
                }
            }
        } catch (MailboxException | MalformedException none) {
            return Optional.empty();
        }
        return Optional.empty();
    }

    private Folder special(SpecialFolder folder) {
        return session.openFolder(Objects.requireNonNull(session.specialFolders().get(folder)));
    }

    /// The last saved first, where clients made two at once.
    private static List<ObjectId> messages(Folder folder, String messageClass) {
        try (Table table = folder.contents(true)) {
            table.restrict(Optional.of(new Restriction.Property(Restriction.Operator.EQUAL, Tags.MESSAGE_CLASS,
                    new PropertyValue(Tags.MESSAGE_CLASS, new Value.Text(messageClass)))));
            table.sort(List.of(new SortOrder(Tags.LAST_MODIFICATION_TIME, SortOrder.Direction.DESCENDING)));
            return table.rows(0, MESSAGES_MAX, List.of(Tags.MID)).stream().map(Table.Row::id).toList();
        }
    }

    private static Optional<Value> value(PropertyObject object, PropertyTag tag) {
        return object.get(List.of(tag), VALUE_BYTES_MAX).getFirst() instanceof Cell.Present(Value value)
                ? Optional.of(value) : Optional.empty();
    }

    private static String text(PropertyObject object, PropertyTag tag) {
        return value(object, tag).orElse(null) instanceof Value.Text(String text) ? text : "";
    }
}
