package org.gatehouse.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.gatehouse.mapi.id.AddressBookEntryId;
import org.gatehouse.mapi.property.Cell;
import org.gatehouse.mapi.property.ErrorCode;
import org.gatehouse.mapi.property.PropertyProblem;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.property.PropertyType;
import org.gatehouse.mapi.property.PropertyValue;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.mapi.property.Value;
import org.gatehouse.wire.ByteWriter;

/// The properties of a mailbox, or of the public store, itself ([MS-OXCSTOR] 2.2.2.1).
final class StoreObject implements PropertyObject {
    private static final PropertyTag STORE_RECORD_KEY = PropertyTag.of(0x0ffa, PropertyType.BINARY);
    private static final PropertyTag MAILBOX_OWNER_NAME = PropertyTag.of(0x661c, PropertyType.STRING);
    private static final PropertyTag USER_ENTRY_ID = PropertyTag.of(0x6619, PropertyType.BINARY);
    /// What Exchange allows one extended rule by default ([MS-OXCSTOR] 2.2.2.1.1.1), bytes.
    private static final int EXTENDED_RULE_BYTES_MAX = 32 << 10;
    private static final List<PropertyTag> OWN = List.of(Tags.ENTRY_ID, Tags.STORE_ENTRY_ID,
            Tags.RECORD_KEY, STORE_RECORD_KEY, Tags.MAPPING_SIGNATURE, Tags.OBJECT_TYPE, Tags.MAILBOX_OWNER_ENTRY_ID,
            MAILBOX_OWNER_NAME, USER_ENTRY_ID, Tags.MESSAGE_SIZE, Tags.CONTENT_COUNT, Tags.VALID_FOLDER_MASK,
            Tags.EXTENDED_RULE_SIZE_LIMIT, Tags.STORE_STATE, Tags.SERIALIZED_REPLID_GUID_MAP,
            Tags.ADDRESS_BOOK_MESSAGE_ID);
    /// PidTagStoreState of a mailbox with search folders ([MS-OXCSTOR] 2.2.2.1.1.5, product note 7).
    private static final int HAS_SEARCHES = 0x0100_0000;
    /// The map is told as far as it fits a value (2.2.2.1.1.13 of the earlier text, MS-OXCSTOR_R4003005).
    private static final int REPLICAS_TOLD_MAX = 1_000;

    private final SqlMailboxSession session;
    private final Mailbox mailbox;

    StoreObject(SqlMailboxSession session) {
        this.session = session;
        this.mailbox = session.mailbox();
    }

    private PropertyBag bag() {
        session.mayRead();
        return BagCodec.decode(mailbox.ownProperties(() -> mailbox.engine.read(sql -> sql.one(
                "SELECT props FROM mailbox WHERE mb = ?", row -> row.getBytes(1), mailbox.mb))
                .orElseThrow(() -> new MailboxException(ErrorCode.OBJECT_DELETED, "the mailbox was deleted"))));
    }

    private Optional<Value> computed(PropertyTag tag) {
        for (var entry : DefaultFolders.OF_STORE.entrySet()) {
            if (entry.getKey().id() == tag.id()) {
                return mailbox.isPublic() ? Optional.empty()
                        : Optional.of(new Value.Binary(
                                mailbox.folderEntryId(mailbox.special(entry.getValue()).counter())));
            }
        }
        if (tag.id() == Tags.ENTRY_ID.id() || tag.id() == Tags.STORE_ENTRY_ID.id()) {
            return Optional.of(new Value.Binary(mailbox.storeEntryId()));
        } else if (tag.id() == Tags.RECORD_KEY.id() || tag.id() == STORE_RECORD_KEY.id()) {
            return Optional.of(new Value.Binary(mailbox.storeRecordKey()));
        } else if (tag.id() == Tags.MAPPING_SIGNATURE.id()) {
            return Optional.of(new Value.Binary(mailbox.mappingSignature()));
        } else if (tag.id() == Tags.OBJECT_TYPE.id()) {
            return Optional.of(new Value.Int32(1));
        } else if (tag.id() == Tags.VALID_FOLDER_MASK.id()) {
            // All seven of PidTagIpmSubtreeEntryId and its kin are valid.
            return mailbox.isPublic() ? Optional.empty() : Optional.of(new Value.Int32(0xff));
        } else if (tag.id() == USER_ENTRY_ID.id()) {
            return Optional.of(new Value.Binary(AddressBookEntryId.ofUser(session.caller().legacyDn()).encode()));
        } else if (tag.id() == Tags.MAILBOX_OWNER_ENTRY_ID.id()) {
            return mailbox.isPublic() ? Optional.empty()
                    : Optional.of(new Value.Binary(AddressBookEntryId.ofUser(mailbox.key.legacyDn()).encode()));
        } else if (tag.id() == MAILBOX_OWNER_NAME.id()) {
            return mailbox.isPublic() ? Optional.empty() : Optional.of(new Value.Text(mailbox.key.displayName()));
        } else if (tag.id() == Tags.MESSAGE_SIZE.id()) {
            long bytes = sum("bytes");
            return Optional.of(tag.equals(Tags.MESSAGE_SIZE) ? new Value.Int32((int) Math.min(bytes, Integer.MAX_VALUE))
                    : new Value.Int64(bytes));
        } else if (tag.id() == Tags.EXTENDED_RULE_SIZE_LIMIT.id()) {
            return mailbox.isPublic() ? Optional.empty() : Optional.of(new Value.Int32(EXTENDED_RULE_BYTES_MAX));
        } else if (tag.id() == Tags.CONTENT_COUNT.id()) {
            return Optional.of(new Value.Int32((int) sum("items")));
        }
        return state(tag);
    }

    private Optional<Value> state(PropertyTag tag) {
        if (tag.id() == Tags.STORE_STATE.id()) {
            boolean searches = mailbox.engine.one("SELECT COUNT(*) FROM search_folder WHERE mb = ?",
                    row -> row.getLong(1), mailbox.mb).orElse(0L) > 0;
            return Optional.of(new Value.Int32(searches ? HAS_SEARCHES : 0));
        } else if (tag.id() == Tags.SERIALIZED_REPLID_GUID_MAP.id()) {
            var pairs = new ByteWriter();
            ReplicaIds.all(mailbox).entrySet().stream().limit(REPLICAS_TOLD_MAX)
                    .forEach(pair -> pairs.u16(pair.getKey()).guid(pair.getValue()));
            return Optional.of(new Value.Binary(pairs.toBytes()));
        } else if (tag.id() == Tags.ADDRESS_BOOK_MESSAGE_ID.id() && mailbox.isPublic()) {
            return addressBookMessage();
        }
        return Optional.empty();
    }

    /// The first message of the local site's offline address book folder, for those who may read it
    /// ([MS-OXCSTOR] 2.2.2.2.2).
    private Optional<Value> addressBookMessage() {
        long fid = mailbox.special(SpecialFolder.PUBLIC_LOCAL_OFFLINE_ADDRESS_BOOK).counter();
        return mailbox.engine.read(sql -> {
            boolean readable = FolderRow.find(sql, session, fid)
                    .filter(row -> row.may(FolderRights.READ_ANY)).isPresent();
            return readable ? sql.one("SELECT MIN(mid) FROM message WHERE mb = ? AND fid = ? AND associated = 0",
                    row -> row.getLong(1), mailbox.mb, fid).filter(mid -> mid > 0)
                    .map(mid -> new Value.Int64(mailbox.id(mid).wire())) : Optional.<Value>empty();
        });
    }

    private long sum(String column) {
        return mailbox.engine.read(sql -> sql.one("SELECT COALESCE(SUM(" + column + "), 0) FROM folder WHERE mb = ?",
                row -> row.getLong(1), mailbox.mb)).orElse(0L);
    }

    /// The name of a store that nobody has named ([MS-OXCSTOR] 2.2.2.1.2.3).
    private Value usualName() {
        return new Value.Text(mailbox.isPublic() ? "Public Folders" : "Mailbox - " + mailbox.key.displayName());
    }

    private static boolean isComputed(PropertyTag tag) {
        return OWN.stream().anyMatch(each -> each.id() == tag.id())
                || DefaultFolders.OF_STORE.keySet().stream().anyMatch(each -> each.id() == tag.id());
    }

    @Override
    public List<PropertyTag> tags() {
        var tags = new ArrayList<PropertyTag>(OWN);
        tags.addAll(DefaultFolders.OF_STORE.keySet().stream().sorted().toList());
        tags.removeIf(tag -> computed(tag).isEmpty());
        bag().entries().forEach(entry -> tags.add(entry.tag()));
        if (!tags.contains(Tags.DISPLAY_NAME)) {
            tags.add(Tags.DISPLAY_NAME);
        }
        return tags;
    }

    @Override
    public List<Cell> get(List<PropertyTag> tags, int bytesMax) {
        PropertyBag bag = bag();
        return tags.stream().map(tag -> cell(bag, tag, bytesMax)).toList();
    }

    private Cell cell(PropertyBag bag, PropertyTag tag, int bytesMax) {
        Optional<Value> own = tag.id() == Tags.DISPLAY_NAME.id() && !bag.has(Tags.DISPLAY_NAME)
                ? Optional.of(usualName()) : computed(tag);
        Cell cell = Cells.cell(tag, own, bag, session.caller().codePage(), _ -> Cells.tooLong());
        return cell instanceof Cell.Present(Value value) && BagCodec.size(value) > bytesMax ? Cells.tooLong() : cell;
    }

    @Override
    public List<PropertyValue> all(int bytesMax) {
        PropertyBag bag = bag();
        return SqlMailboxSession.present(tags(), tag -> cell(bag, tag, bytesMax));
    }

    private void change(java.util.function.Consumer<PropertyBag> change) {
        session.mayManage();
        mailbox.engine.write(sql -> {
            PropertyBag bag = BagCodec.decode(sql.one("SELECT props FROM mailbox WHERE mb = ?", row -> row.getBytes(1),
                    mailbox.mb).orElseThrow());
            change.accept(bag);
            byte[] changed = BagCodec.encode(bag);
            sql.afterCommit(() -> mailbox.ownPropertiesChanged(changed));
            mailbox.changed(sql, Change.OF_OWN_PROPERTIES);
            return sql.update("UPDATE mailbox SET props = ? WHERE mb = ?", changed, mailbox.mb);
        });
    }

    @Override
    public List<PropertyProblem> set(List<PropertyValue> values) {
        var problems = new ArrayList<PropertyProblem>();
        change(bag -> {
            for (int index = 0; index < values.size(); index++) {
                PropertyValue kept = Cells.kept(values.get(index), session.caller().codePage());
                if (isComputed(kept.tag())) {
                    problems.add(new PropertyProblem(index, values.get(index).tag(), ErrorCode.COMPUTED_VALUE));
                } else if (BagCodec.size(kept.value()) > SqlMailboxSession.OBJECT_VALUE_BYTES_MAX
                        || bag.count() >= mailbox.limits.propertiesMax()) {
                    problems.add(new PropertyProblem(index, values.get(index).tag(), ErrorCode.OUT_OF_MEMORY));
                } else {
                    bag.put(kept.tag(), kept.value());
                }
            }
        });
        return problems;
    }

    @Override
    public List<PropertyProblem> delete(List<PropertyTag> tags) {
        var problems = new ArrayList<PropertyProblem>();
        change(bag -> {
            for (int index = 0; index < tags.size(); index++) {
                if (isComputed(tags.get(index))) {
                    problems.add(new PropertyProblem(index, tags.get(index), ErrorCode.ACCESS_DENIED));
                } else {
                    bag.remove(tags.get(index));
                }
            }
        });
        return problems;
    }

    @Override
    public ValueStream stream(PropertyTag tag, StreamMode mode) {
        return ObjectStream.open(this, tag, mode, SqlMailboxSession.OBJECT_VALUE_BYTES_MAX);
    }
}
