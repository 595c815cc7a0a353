package org.gatehouse.mapi.emsmdb;

import static org.gatehouse.wire.MalformedException.require;

import java.util.ArrayList;
import java.util.List;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;
import org.gatehouse.wire.Bytes;

/// A sequence of AUX_HEADER blocks, the payload of the auxiliary parameters ([MS-OXCRPC] 2.2.2.2).
///
/// ```
/// Size (2, with this header) | Version (1) | Type (1) | block; offsets inside count from the header's start
/// ```
public final class AuxiliaryBuffer {
    private static final int HEADER_SIZE = 4;
    private static final int BLOCKS_MAX = 256;
    private static final int OS_VERSION_SIZE = 156;

    private AuxiliaryBuffer() {}

    public static List<AuxiliaryBlock> read(Bytes payload) {
        var in = payload.reader();
        var blocks = new ArrayList<AuxiliaryBlock>();
        while (in.hasRemaining()) {
            require(blocks.size() < BLOCKS_MAX, "auxiliary blocks");
            int size = in.u16();
            int version = in.u8();
            int type = in.u8();
            require(size >= HEADER_SIZE, "size of an auxiliary block");
            in.seek(in.position() - HEADER_SIZE);
            Bytes whole = in.blob(size);
            blocks.add(block(version, type, whole));
        }
        return blocks;
    }

    private static AuxiliaryBlock block(int version, int type, Bytes whole) {
        var in = whole.reader();
        in.skip(HEADER_SIZE);
        return switch (version << 8 | type) {
            case 0x0101 -> new AuxiliaryBlock.RequestId(in.u16(), in.u16());
            case 0x0102 -> clientInfo(in, whole);
            case 0x0103 -> new AuxiliaryBlock.ServerInfo(in.u16(), in.u16(), text(whole, in.u16()),
                    text(whole, in.u16()));
            case 0x0104, 0x0204 -> {
                int session = in.u16();
                in.u16();
                yield new AuxiliaryBlock.SessionInfo(session, in.guid(), version == 2 ? in.i32() : 0);
            }
            case 0x010b, 0x020b -> {
                int process = in.u16();
                in.u16();
                var guid = in.guid();
                yield new AuxiliaryBlock.ProcessInfo(process, guid, text(whole, in.u16()));
            }
            case 0x010a -> new AuxiliaryBlock.ClientControl(in.i32(), in.i32());
            case 0x0116 -> osVersion(in);
            case 0x0117 -> new AuxiliaryBlock.OrganisationInfo((in.i32() & 1) != 0);
            case 0x0118 -> {
                int client = in.u16();
                in.u16();
                yield new AuxiliaryBlock.AccountInfo(client, in.guid());
            }
            case 0x014a -> {
                var connection = in.guid();
                int context = in.u16();
                in.u16();
                yield new AuxiliaryBlock.ClientConnectionInfo(connection, in.i32(), (in.i32() & 1) != 0,
                        text(whole, context));
            }
            case 0x014b -> new AuxiliaryBlock.ServerSessionInfo(text(whole, in.u16()));
            default -> new AuxiliaryBlock.Other(version, type, in.rest());
        };
    }

    private static AuxiliaryBlock clientInfo(ByteReader in, Bytes whole) {
        int adapterKilobits = in.i32();
        int client = in.u16();
        String machineName = text(whole, in.u16());
        String userName = text(whole, in.u16());
        int addressSize = in.u16();
        Bytes address = bytes(whole, in.u16(), addressSize);
        in.u16(); // ClientIPMaskSize
        in.u16(); // ClientIPMaskOffset
        String adapterName = text(whole, in.u16());
        in.u16(); // MacAddressSize
        in.u16(); // MacAddressOffset
        var mode = switch (in.u16()) {
            case 1 -> AuxiliaryBlock.ClientInfo.Mode.CLASSIC;
            case 2 -> AuxiliaryBlock.ClientInfo.Mode.CACHED;
            default -> AuxiliaryBlock.ClientInfo.Mode.UNKNOWN;
        };
        return new AuxiliaryBlock.ClientInfo(adapterKilobits, client, machineName, userName, address, adapterName,
                mode);
    }

    private static AuxiliaryBlock osVersion(ByteReader in) {
        in.i32(); // OSVersionInfoSize
        int major = in.i32();
        int minor = in.i32();
        int build = in.i32();
        in.skip(132); // Reserved1
        return new AuxiliaryBlock.OsVersionInfo(major, minor, build, in.u16(), in.u16());
    }

    private static String text(Bytes whole, int offset) {
        if (offset == 0) {
            return "";
        }
        var in = whole.reader();
        in.seek(offset);
        return in.utf16Terminated();
    }

    private static Bytes bytes(Bytes whole, int offset, int size) {
        if (offset == 0) {
            return Bytes.EMPTY;
        }
        var in = whole.reader();
        in.seek(offset);
        return in.blob(size);
    }

    public static Bytes write(List<AuxiliaryBlock> blocks) {
        var out = new ByteWriter();
        for (AuxiliaryBlock block : blocks) {
            write(block, out);
        }
        return out.toBytes();
    }

    private static void write(AuxiliaryBlock block, ByteWriter out) {
        int start = out.size();
        out.u16(0).u8(1);
        switch (block) {
            case AuxiliaryBlock.RequestId(int session, int request) -> out.u8(0x01).u16(session).u16(request);
            case AuxiliaryBlock.ClientInfo info -> write(info, start, out);
            case AuxiliaryBlock.ServerInfo(int server, int type, String dn, String name) -> {
                int nameOffset = 12 + 2 * (dn.length() + 1);
                out.u8(0x03).u16(server).u16(type).u16(12).u16(nameOffset).utf16Terminated(dn).utf16Terminated(name);
            }
            case AuxiliaryBlock.SessionInfo(int session, var guid, int connection) -> {
                out.truncate(out.size() - 1);
                out.u8(2).u8(0x04).u16(session).u16(0).guid(guid).i32(connection);
            }
            case AuxiliaryBlock.ProcessInfo(int process, var guid, String name) ->
                    out.u8(0x0b).u16(process).u16(0).guid(guid).u16(28).u16(0).utf16Terminated(name);
            case AuxiliaryBlock.AccountInfo(int client, var account) -> out.u8(0x18).u16(client).u16(0).guid(account);
            case AuxiliaryBlock.ClientConnectionInfo(var connection, int attempts, boolean cached, String context) ->
                    out.u8(0x4a).guid(connection).u16(32).u16(0).i32(attempts).i32(cached ? 1 : 0)
                            .utf16Terminated(context);
            case AuxiliaryBlock.ClientControl(int flags, int expiryMillis) -> out.u8(0x0a).i32(flags).i32(expiryMillis);
            case AuxiliaryBlock.OsVersionInfo info -> out.u8(0x16).i32(OS_VERSION_SIZE).i32(info.major())
                    .i32(info.minor()).i32(info.build()).zeros(132).u16(info.servicePackMajor())
                    .u16(info.servicePackMinor()).i32(0);
            case AuxiliaryBlock.OrganisationInfo(boolean publicFolders) -> out.u8(0x17).i32(publicFolders ? 1 : 0);
            case AuxiliaryBlock.ServerSessionInfo(String context) -> out.u8(0x4b).u16(6).utf16Terminated(context);
            case AuxiliaryBlock.Other(int version, int type, Bytes body) -> {
                out.truncate(out.size() - 1);
                out.u8(version).u8(type).bytes(body);
            }
        }
        out.patchU16(start, out.size() - start);
    }

    private static void write(AuxiliaryBlock.ClientInfo info, int start, ByteWriter out) {
        int machineAt = 32;
        int userAt = machineAt + 2 * (info.machineName().length() + 1);
        int adapterAt = userAt + 2 * (info.userName().length() + 1);
        int addressAt = adapterAt + 2 * (info.adapterName().length() + 1);
        out.u8(0x02).i32(info.adapterKilobits()).u16(info.client()).u16(machineAt).u16(userAt)
                .u16(info.address().length()).u16(info.address().isEmpty() ? 0 : addressAt).u16(0).u16(0)
                .u16(adapterAt).u16(0).u16(0).u16(info.mode().ordinal()).u16(0);
        if (out.size() - start != machineAt) {
            throw new IllegalStateException("AUX_PERF_CLIENTINFO is laid out wrongly");
        }
        out.utf16Terminated(info.machineName()).utf16Terminated(info.userName()).utf16Terminated(info.adapterName())
                .bytes(info.address());
    }
}
