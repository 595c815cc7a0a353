package org.gatehouse.mapi.configuration;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;
import org.gatehouse.wire.Bytes;

/// PidTagExtendedFolderFlags: what programs keep at a folder ([MS-OXOCFG] 2.2.7.1, [MS-OXOSRCH] 2.2.2.1.2). Parts that
/// are not known are kept.
public record ExtendedFolderFlags(List<Part> parts) {
    private static final int EXTENDED_FLAGS = 0x01;
    private static final int SEARCH_FOLDER_ID = 0x02;
    private static final int SEARCH_FOLDER_TAG = 0x03;
    private static final int TO_DO_FOLDER_VERSION = 0x05;
    private static final int PART_BYTES_MIN = 2;
    private static final int GUID_BYTES = 16;

    public ExtendedFolderFlags {
        parts = List.copyOf(parts);
    }

    /// @param data at most 255 bytes
    public record Part(int id, Bytes data) {
        public Part {
            if (id < 0 || id > 0xff || data.length() > 0xff) {
                throw new IllegalArgumentException("part " + id + " of " + data.length() + " bytes");
            }
        }
    }

    public static ExtendedFolderFlags of(Bytes encoded) {
        ByteReader in = encoded.reader();
        var parts = new ArrayList<Part>();
        while (in.hasRemaining()) {
            parts.add(new Part(in.u8(), in.blob(in.u8())));
        }
        return new ExtendedFolderFlags(parts);
    }

    public Bytes encode() {
        var out = new ByteWriter(PART_BYTES_MIN * parts.size());
        parts.forEach(part -> out.u8(part.id).u8(part.data.length()).bytes(part.data));
        return out.toBytes();
    }

    private Optional<Bytes> data(int id, int bytes) {
        return parts.stream().filter(part -> part.id == id && part.data.length() == bytes).map(Part::data).findFirst();
    }

    private OptionalInt number(int id) {
        return data(id, Integer.BYTES).map(data -> OptionalInt.of(data.reader().i32())).orElse(OptionalInt.empty());
    }

    /// How the number of messages is shown, among others.
    public OptionalInt extendedFlags() {
        return number(EXTENDED_FLAGS);
    }

    /// PidTagSearchFolderId of the definition that the folder stands for.
    public Optional<UUID> searchFolderId() {
        return data(SEARCH_FOLDER_ID, GUID_BYTES).map(data -> data.reader().guid());
    }

    /// PidTagSearchFolderTag of the definition.
    public OptionalInt searchFolderTag() {
        return number(SEARCH_FOLDER_TAG);
    }

    public OptionalInt toDoFolderVersion() {
        return number(TO_DO_FOLDER_VERSION);
    }
}
