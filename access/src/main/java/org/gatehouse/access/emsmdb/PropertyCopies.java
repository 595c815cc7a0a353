package org.gatehouse.access.emsmdb;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.gatehouse.access.emsmdb.ServerObject.AttachmentObject;
import org.gatehouse.access.emsmdb.ServerObject.FolderObject;
import org.gatehouse.access.emsmdb.ServerObject.MessageObject;
import org.gatehouse.access.emsmdb.ServerObject.WithProperties;
import org.gatehouse.mapi.id.ObjectId;
import org.gatehouse.mapi.property.Cell;
import org.gatehouse.mapi.property.ErrorCode;
import org.gatehouse.mapi.property.PropertyProblem;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.property.PropertyType;
import org.gatehouse.mapi.property.PropertyValue;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.mapi.property.Value;
import org.gatehouse.store.Folder;
import org.gatehouse.store.MailboxException;
import org.gatehouse.store.MessageContents;
import org.gatehouse.store.MessageDraft;
import org.gatehouse.store.MessageDraft.AttachmentDraft;
import org.gatehouse.store.PropertyObject;
import org.gatehouse.store.Table;
import org.gatehouse.store.ValueStream;

/// Copies and moves of properties and sub-objects between two objects of a kind ([MS-OXCPRPT] 3.2.5.7, 3.2.5.8).
final class PropertyCopies {
    private static final int MOVE = 0x01;
    private static final int NO_OVERWRITE = 0x02;
    /// Longer values are copied in steps, as streams.
    private static final int VALUE_BYTES_MAX = 1 << 20;
    private static final int STEP_BYTES = 256 << 10;
    private static final int ROWS_AT_ONCE = 1_000;
    private static final PropertyTag ATTACH_OBJECT = PropertyTag.of(0x3701, PropertyType.OBJECT);
    private static final PropertyTag MESSAGES = PropertyTag.of(0x360f, PropertyType.OBJECT);
    private static final PropertyTag FOLDERS = PropertyTag.of(0x360e, PropertyType.OBJECT);
    private static final PropertyTag ASSOCIATED = PropertyTag.of(0x3610, PropertyType.OBJECT);

    private final WithProperties source;
    private final WithProperties target;
    private final int flags;

    /// @throws MailboxException NOT_SUPPORTED for objects of different kinds, others than messages, folders and
    /// attachments, and for moves of folders' properties; INVALID_PARAMETER for unknown flags; MESSAGE_CYCLE
    PropertyCopies(WithProperties source, WithProperties target, int flags) {
        boolean alike = source instanceof FolderObject && target instanceof FolderObject
                || source instanceof MessageObject && target instanceof MessageObject
                || source instanceof AttachmentObject && target instanceof AttachmentObject;
        if (!alike) {
            throw new MailboxException(ErrorCode.NOT_SUPPORTED, "copy from " + source.kindName() + " to "
                    + target.kindName());
        }
        if ((flags & ~(MOVE | NO_OVERWRITE)) != 0) {
            throw new MailboxException(ErrorCode.INVALID_PARAMETER, "copy flags " + flags);
        }
        if (source instanceof FolderObject && (flags & MOVE) != 0) {
            throw new MailboxException(ErrorCode.NOT_SUPPORTED, "move of a folder's properties");
        }
        if (source instanceof MessageObject(var _, MessageDraft from, boolean _)
                && target instanceof MessageObject(var _, MessageDraft to, boolean _) && to.isWithin(from)) {
            throw new MailboxException(ErrorCode.MESSAGE_CYCLE, "the message is within the one copied to it");
        }
        this.source = source;
        this.target = target;
        this.flags = flags;
    }

    /// The properties named, sub-objects by their tags. A problem names the place in `tags` ([MS-OXCDATA] 2.7).
    List<PropertyProblem> chosen(List<PropertyTag> tags) {
        var problems = new ArrayList<PropertyProblem>();
        var asked = new ArrayList<PropertyTag>();
        var places = new ArrayList<Integer>();
        Set<Integer> subObjects = new HashSet<>();
        for (int i = 0; i < tags.size(); i++) {
            if (isSubObject(tags.get(i))) {
                subObjects.add(tags.get(i).id());
            } else {
                asked.add(tags.get(i));
                places.add(i);
            }
        }
        for (PropertyProblem each : values(asked)) {
            problems.add(new PropertyProblem(places.get(each.index()), each.tag(), each.error()));
        }
        if (!subObjects.isEmpty()) {
            subObjects(tag -> subObjects.contains(tag.id()));
        }
        return problems;
    }

    /// All but those named. What is the server's is not copied, and no problem ([MS-OXCPRPT] 3.2.5.8).
    List<PropertyProblem> allBut(List<PropertyTag> excluded, boolean withSubObjects) {
        List<PropertyTag> tags = ServerObject.without(source.properties().tags(), excluded);
        tags.removeIf(this::isSubObject);
        var problems = new ArrayList<>(values(tags));
        problems.removeIf(problem -> problem.error() == ErrorCode.COMPUTED_VALUE);
        if (withSubObjects) {
            subObjects(tag -> excluded.stream().noneMatch(each -> each.id() == tag.id()));
        }
        return problems;
    }

    private boolean isSubObject(PropertyTag tag) {
        return switch (source) {
            case MessageObject _ -> tag.id() == Tags.MESSAGE_RECIPIENTS.id()
                    || tag.id() == Tags.MESSAGE_ATTACHMENTS.id();
            case AttachmentObject(var _, AttachmentDraft draft, var _) -> tag.id() == ATTACH_OBJECT.id()
                    && draft.hasEmbeddedMessage();
            case FolderObject _ -> tag.id() == MESSAGES.id() || tag.id() == FOLDERS.id()
                    || tag.id() == ASSOCIATED.id();
            case ServerObject.Logon _ -> false;
        };
    }

    private List<PropertyProblem> values(List<PropertyTag> tags) {
        PropertyObject from = source.properties();
        PropertyObject to = target.properties();
        Set<Integer> kept = new HashSet<>();
        if ((flags & NO_OVERWRITE) != 0) {
            to.tags().forEach(tag -> kept.add(tag.id()));
        }
        List<Cell> cells = from.get(tags, VALUE_BYTES_MAX);
        var problems = new ArrayList<PropertyProblem>();
        var values = new ArrayList<PropertyValue>();
        var places = new ArrayList<Integer>();
        for (int i = 0; i < tags.size(); i++) {
            PropertyTag tag = tags.get(i);
            if (kept.contains(tag.id())) {
                continue;
            }
            switch (cells.get(i)) {
                case Cell.Present(Value value) -> {
                    values.add(new PropertyValue(tag.withType(value.type()), value));
                    places.add(i);
                }
                case Cell.Failed(int error) -> {
                    int outcome = error == ErrorCode.OUT_OF_MEMORY ? streamed(tag) : error;
                    if (outcome != ErrorCode.SUCCESS) {
                        problems.add(new PropertyProblem(i, tag, outcome));
                    }
                }
                case Cell.Absent() -> { } // nothing to copy is no failure
            }
        }
        Set<Integer> failed = new HashSet<>();
        for (PropertyProblem each : to.set(values)) {
            failed.add(each.index());
            problems.add(new PropertyProblem(places.get(each.index()), each.tag(), each.error()));
        }
        if ((flags & MOVE) != 0) {
            var moved = new ArrayList<PropertyTag>();
            for (int i = 0; i < values.size(); i++) {
                if (!failed.contains(i)) {
                    moved.add(values.get(i).tag());
                }
            }
            from.delete(moved);
        }
        return problems;
    }

    /// Copies one long value; the error, or success.
    private int streamed(PropertyTag asked) {
        try {
            PropertyTag tag = source.properties().tags().stream().filter(each -> each.id() == asked.id()).findFirst()
                    .orElse(asked);
            ValueStream in = source.properties().stream(tag, PropertyObject.StreamMode.READ);
            ValueStream out = target.properties().stream(tag, PropertyObject.StreamMode.CREATE);
            for (long at = 0; at < in.size(); at += STEP_BYTES) {
                out.write(at, in.read(at, STEP_BYTES));
            }
            out.commit();
            if ((flags & MOVE) != 0) {
                source.properties().delete(List.of(tag));
            }
            return ErrorCode.SUCCESS;
        } catch (MailboxException refused) {
            return refused.error();
        }
    }

    private void subObjects(java.util.function.Predicate<PropertyTag> wanted) {
        switch (source) {
            case MessageObject from when target instanceof MessageObject to ->
                    partsOf(from.draft(), to.draft(), wanted);
            case AttachmentObject from when target instanceof AttachmentObject to && wanted.test(ATTACH_OBJECT)
                    && from.draft().hasEmbeddedMessage() -> embedded(from.draft(), to);
            case FolderObject from when target instanceof FolderObject to ->
                    contents(from.folder(), to.folder(), wanted);
            default -> { }
        }
    }

    /// Recipients and attachments. NoOverwrite keeps those that are there.
    private void partsOf(MessageDraft from, MessageDraft to, java.util.function.Predicate<PropertyTag> wanted) {
        MessageContents whole = from.contents();
        boolean overwrite = (flags & NO_OVERWRITE) == 0;
        boolean recipients = wanted.test(Tags.MESSAGE_RECIPIENTS) && (overwrite || to.recipients().isEmpty());
        boolean attachments = wanted.test(Tags.MESSAGE_ATTACHMENTS) && (overwrite || to.attachments().isEmpty());
        to.take(whole, recipients, attachments);
        if ((flags & MOVE) != 0) {
            if (recipients) {
                from.removeAllRecipients();
            }
            if (attachments) {
                from.attachments().forEach(from::deleteAttachment);
            }
        }
    }

    private static void embedded(AttachmentDraft from, AttachmentObject to) {
        try (MessageDraft inside = from.embeddedMessage(false); MessageDraft copy = to.draft().embeddedMessage(true)) {
            copy.fill(inside.contents());
            copy.save(MessageDraft.SaveMode.NORMAL);
        }
    }

    /// Messages and folders of a folder. Those copied before an error stay copied.
    ///
    /// @throws MailboxException FOLDER_CYCLE, before anything is copied ([MS-OXCPRPT] 3.2.5.8)
    private static void contents(Folder from, Folder to, java.util.function.Predicate<PropertyTag> wanted) {
        if (wanted.test(FOLDERS)) {
            requireOutside(from, to);
        }
        if (wanted.test(MESSAGES)) {
            copyMessages(from, to, false);
        }
        if (wanted.test(ASSOCIATED)) {
            copyMessages(from, to, true);
        }
        if (wanted.test(FOLDERS)) {
            try (Table folders = from.hierarchy(false)) {
                for (Table.Row row : rows(folders)) {
                    String name = row.cells().getFirst() instanceof Cell.Present(Value.Text(String text)) ? text : "";
                    from.copyFolder(row.id(), to, name, true);
                }
            }
        }
    }

    private static void requireOutside(Folder from, Folder to) {
        try (Table below = from.hierarchy(true)) {
            if (rows(below).stream().anyMatch(row -> row.id().equals(to.id()))) {
                throw new MailboxException(ErrorCode.FOLDER_CYCLE, "the folder is within the one copied to it");
            }
        }
    }

    private static void copyMessages(Folder from, Folder to, boolean associated) {
        try (Table messages = from.contents(associated)) {
            List<ObjectId> ids = rows(messages).stream().map(Table.Row::id).toList();
            if (!ids.isEmpty()) {
                from.copyMessages(ids, to);
            }
        }
    }

    private static List<Table.Row> rows(Table table) {
        var rows = new ArrayList<Table.Row>();
        for (int at = 0; at < table.count(); at += ROWS_AT_ONCE) {
            rows.addAll(table.rows(at, ROWS_AT_ONCE, List.of(Tags.DISPLAY_NAME)));
        }
        return rows;
    }
}
