package org.gatehouse.store;

import static java.util.Map.entry;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.gatehouse.mapi.id.PredecessorChangeList;
import org.gatehouse.mapi.id.Xid;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.property.PropertyType;
import org.gatehouse.mapi.property.PropertyValue;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.mapi.property.Value;
import org.gatehouse.wire.ByteWriter;
import org.jspecify.annotations.Nullable;

/// What of a message its properties are computed from, whether it is a row or a draft.
///
/// @param mid 0 before the first save and for embedded messages
/// @param bytes the size, worked out when it is asked for
/// @param flags as the row holds them
record MessageView(Mailbox mailbox, long mid, long fid, boolean associated, long cn, LongSupplier bytes, int flags,
        int status, boolean writable, PropertyBag bag) {
    /// [MS-OXCMSG] 2.2.1.6.
    static final int READ = 0x1;
    static final int UNMODIFIED = 0x2;
    static final int SUBMITTED = 0x4;
    static final int UNSENT = 0x8;
    static final int HAS_ATTACHMENTS = 0x10;
    static final int FROM_ME = 0x20;
    static final int ASSOCIATED = 0x40;
    static final int RESEND = 0x80;
    static final int NOTIFY_READ = 0x100;
    static final int NOTIFY_UNREAD = 0x200;
    static final int EVER_READ = 0x400;
    /// What clients may set of PidTagMessageFlags before the first save; the others are always the server's.
    static final int SETTABLE = READ | UNSENT | RESEND;

    private static final PropertyTag STORE_RECORD_KEY = PropertyTag.of(0x0ffa, PropertyType.BINARY);
    private static final PropertyTag TRUST_SENDER = PropertyTag.of(0x0e79, PropertyType.INTEGER32);
    private static final PropertyTag HAS_NAMED_PROPERTIES = PropertyTag.of(0x664a, PropertyType.BOOLEAN);

    /// Computed for every message, by tag. Null means there is none in this state. Read-only to callers.
    private static final Map<PropertyTag, Function<MessageView, @Nullable Value>> COMPUTED = Map.ofEntries(
            entry(Tags.MID, MessageView::wireId),
            entry(Tags.INST_ID, MessageView::wireId),
            entry(Tags.INSTANCE_NUM, _ -> new Value.Int32(0)),
            entry(Tags.FOLDER_ID, view -> view.fid == 0 ? null : new Value.Int64(view.mailbox.id(view.fid).wire())),
            entry(Tags.ENTRY_ID, MessageView::entryId),
            entry(Tags.RECORD_KEY, MessageView::entryId),
            entry(Tags.INSTANCE_KEY, view -> view.ifSaved(
                    new Value.Binary(new ByteWriter(12).i64(view.mid).i32(0).toBytes()))),
            entry(Tags.PARENT_ENTRY_ID, view -> view.fid == 0 ? null
                    : new Value.Binary(view.mailbox.folderEntryId(view.fid))),
            entry(Tags.SOURCE_KEY, view -> view.ifSaved(new Value.Binary(view.mailbox.globalId(view.mid)))),
            entry(Tags.PARENT_SOURCE_KEY, view -> view.fid == 0 ? null
                    : new Value.Binary(view.mailbox.globalId(view.fid))),
            entry(Tags.CHANGE_KEY, view -> view.ifSaved(new Value.Binary(view.mailbox.globalId(view.cn)))),
            entry(Tags.PREDECESSOR_CHANGE_LIST, view -> view.ifSaved(new Value.Binary(PredecessorChangeList.EMPTY
                    .with(view.mailbox.xid(view.cn)).encode()))),
            entry(Tags.CHANGE_NUMBER, view -> view.ifSaved(
                    new Value.Int64(view.mailbox.id(view.cn).wire()))),
            entry(Tags.STORE_ENTRY_ID, view -> new Value.Binary(view.mailbox.storeEntryId())),
            entry(STORE_RECORD_KEY, view -> new Value.Binary(view.mailbox.storeRecordKey())),
            entry(Tags.MAPPING_SIGNATURE, view -> new Value.Binary(view.mailbox.mappingSignature())),
            entry(Tags.OBJECT_TYPE, _ -> new Value.Int32(5)),
            entry(Tags.MESSAGE_SIZE, view ->
                    new Value.Int32((int) Math.min(view.bytes.getAsLong(), Integer.MAX_VALUE))),
            entry(Tags.HAS_ATTACHMENTS, view -> new Value.Bool((view.flags & HAS_ATTACHMENTS) != 0)),
            entry(Tags.MESSAGE_FLAGS, view -> new Value.Int32(view.flags | (view.associated ? ASSOCIATED : 0))),
            entry(Tags.READ, view -> new Value.Bool((view.flags & READ) != 0)),
            entry(Tags.MESSAGE_STATUS, view -> new Value.Int32(view.status)),
            entry(Tags.NATIVE_BODY, view -> new Value.Int32(BodyRules.best(view.bag).code())),
            entry(Tags.CONVERSATION_ID, view -> Conversation.id(view.bag).orElse(null)),
            entry(Tags.ASSOCIATED, view -> new Value.Bool(view.associated)),
            // [MS-OXCPRPT] 2.2.1.1: modify, read, delete.
            entry(Tags.ACCESS, view -> new Value.Int32(view.mid == 0 ? 0x3 : 0x7)),
            entry(Tags.ACCESS_LEVEL, view -> new Value.Int32(view.writable ? 1 : 0)),
            entry(TRUST_SENDER, _ -> new Value.Int32(1)),
            entry(HAS_NAMED_PROPERTIES, view -> new Value.Bool(
                    view.bag.entries().stream().anyMatch(each -> each.tag().isNamed()))));

    private static final Map<Integer, Function<MessageView, @Nullable Value>> BY_ID = byId();
    private static final List<PropertyTag> COMPUTED_TAGS = COMPUTED.keySet().stream().sorted().toList();

    private static Map<Integer, Function<MessageView, @Nullable Value>> byId() {
        var byId = new HashMap<Integer, Function<MessageView, @Nullable Value>>();
        COMPUTED.forEach((tag, function) -> byId.put(tag.id(), function));
        return byId;
    }

    static boolean isComputed(PropertyTag tag) {
        return BY_ID.containsKey(tag.id());
    }

    Optional<Value> computed(PropertyTag tag) {
        var function = BY_ID.get(tag.id());
        return function == null ? Optional.empty() : Optional.ofNullable(function.apply(this));
    }

    /// Tags of all values: computed ones, then the bag's.
    List<PropertyTag> tags() {
        var tags = new ArrayList<PropertyTag>();
        computed().forEach(value -> tags.add(value.tag()));
        bag.entries().stream().map(PropertyBag.Entry::tag).filter(tag -> !isComputed(tag)).forEach(tags::add);
        return tags;
    }

    /// All computed values that there are, by tag.
    List<PropertyValue> computed() {
        var values = new ArrayList<PropertyValue>(COMPUTED_TAGS.size());
        for (PropertyTag tag : COMPUTED_TAGS) {
            computed(tag).ifPresent(value -> values.add(new PropertyValue(tag, value)));
        }
        return values;
    }

    static List<PropertyTag> computedTags() {
        return COMPUTED_TAGS;
    }

    private @Nullable Value ifSaved(Value value) {
        return mid == 0 ? null : value;
    }

    private @Nullable Value wireId() {
        return mid == 0 ? null : new Value.Int64(mailbox.id(mid).wire());
    }

    private @Nullable Value entryId() {
        return mid == 0 ? null : new Value.Binary(mailbox.messageEntryId(fid, mid));
    }
}
