package org.gatehouse.mapi.id;

import static org.gatehouse.wire.MalformedException.require;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;
import org.gatehouse.wire.Bytes;

/// PidTagAdditionalRenEntryIdsEx: where clients find the special folders that have no property of their own
/// ([MS-OXOSFLD] 2.2.5). Blocks that we do not know are kept as they are.
///
/// @param isEnded whether an empty block says that there are no more, as some writers do
public record SpecialFolderIds(List<Block> blocks, boolean isEnded) {
    public static final int RSS_SUBSCRIPTIONS = 0x8001;
    public static final int TRACKED_MAIL_PROCESSING = 0x8002;
    public static final int TO_DO = 0x8004;
    public static final int CONVERSATION_ACTIONS = 0x8006;
    public static final int SUGGESTED_CONTACTS = 0x8008;
    public static final int CONTACT_SEARCH = 0x8009;
    public static final int BUDDY_LISTS = 0x800a;
    public static final int BUDDY_CONTACTS = 0x800b;

    private static final int SENTINEL = 0;
    private static final int ELEMENT_ENTRY_ID = 0x0001;
    private static final int ELEMENT_HEADER = 0x0002;
    private static final int ELEMENT_SENTINEL = 0x0000;
    private static final int HEADER_BYTES = 4;

    public SpecialFolderIds {
        blocks = List.copyOf(blocks);
    }

    /// What is told of one folder: a PersistData block.
    public record Block(int folder, List<Element> elements) {
        public Block {
            elements = List.copyOf(elements);
            if (folder == SENTINEL) {
                throw new IllegalArgumentException("a block that would end the list");
            }
        }

        public Optional<Bytes> entryId() {
            return elements.stream().filter(each -> each.kind == ELEMENT_ENTRY_ID).map(Element::data).findFirst();
        }
    }

    /// One PersistElement: an entry id, a header of four zeros, or something newer.
    public record Element(int kind, Bytes data) {}

    /// The usual block of a folder.
    public static Block block(int folder, Bytes entryId) {
        return new Block(folder, List.of(new Element(ELEMENT_ENTRY_ID, entryId)));
    }

    public Optional<Bytes> entryId(int folder) {
        return blocks.stream().filter(block -> block.folder == folder).findFirst().flatMap(Block::entryId);
    }

    /// This with a folder's block put in place of its earlier one.
    public SpecialFolderIds with(int folder, Bytes entryId) {
        var changed = new ArrayList<>(blocks);
        changed.removeIf(block -> block.folder == folder);
        changed.add(block(folder, entryId));
        return new SpecialFolderIds(changed, isEnded);
    }

    public static SpecialFolderIds read(ByteReader in) {
        var blocks = new ArrayList<Block>();
        while (in.hasRemaining()) {
            int folder = in.u16();
            ByteReader data = in.window(in.u16());
            if (folder == SENTINEL) {
                require(!in.hasRemaining() && !data.hasRemaining(), "special folders after their end");
                return new SpecialFolderIds(blocks, true);
            }
            blocks.add(new Block(folder, elements(data)));
        }
        return new SpecialFolderIds(blocks, false);
    }

    private static List<Element> elements(ByteReader in) {
        var elements = new ArrayList<Element>();
        while (in.hasRemaining()) {
            int kind = in.u16();
            int size = in.u16();
            elements.add(new Element(kind, in.blob(size)));
            if (kind == ELEMENT_HEADER) {
                require(size == HEADER_BYTES, "header of a special folder");
            }
            if (kind == ELEMENT_SENTINEL) {
                require(!in.hasRemaining(), "data of a special folder after its end");
            }
        }
        return elements;
    }

    public static SpecialFolderIds of(Bytes encoded) {
        return read(encoded.reader());
    }

    public Bytes encode() {
        var out = new ByteWriter();
        for (Block block : blocks) {
            int size = block.elements.stream().mapToInt(each -> HEADER_BYTES + each.data.length()).sum();
            out.u16(block.folder).u16(size);
            block.elements.forEach(each -> out.u16(each.kind).u16(each.data.length()).bytes(each.data));
        }
        return (isEnded ? out.u16(SENTINEL).u16(0) : out).toBytes();
    }
}
