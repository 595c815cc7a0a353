package org.gatehouse.dcerpc.epm;

import static org.gatehouse.wire.MalformedException.require;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.gatehouse.dcerpc.SyntaxId;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;
import org.gatehouse.wire.Bytes;
import org.gatehouse.wire.ndr.NdrReader;
import org.gatehouse.wire.ndr.NdrWriter;

/// A protocol tower: an interface, its encoding and the way to it, floor by floor ([C706] appendix L, `twr_t` of
/// appendix N). Its octets are little-endian whatever the caller's byte order.
public record Tower(List<Floor> floors) {
    /// @param left protocol identifier and, for UUIDs, UUID and major version
    /// @param right minor version, port or address
    public record Floor(Bytes left, Bytes right) {
        int protocol() {
            return left.isEmpty() ? -1 : left.at(0);
        }
    }

    /// Protocol identifiers ([C706] appendix I).
    private static final int UUID_FLOOR = 0x0d;
    private static final int CONNECTION_ORIENTED = 0x0b;
    private static final int TCP = 0x07;
    private static final int IP = 0x09;
    private static final int FLOORS_MAX = 32;
    /// `tower_length` has this range in [MS-RPCE] 2.2.1.2.2.
    private static final int OCTETS_MAX = 2000;

    public Tower {
        floors = List.copyOf(floors);
    }

    /// The way to an interface over TCP. The floor of the address holds IPv4 only; it is zero for IPv6, and clients
    /// go to the address they have ([MS-RPCE] 2.1.1.1).
    public static Tower tcp(SyntaxId id, int port, InetAddress address) {
        byte[] ip = address instanceof Inet4Address ? address.getAddress() : new byte[4];
        return new Tower(List.of(uuidFloor(id), uuidFloor(SyntaxId.NDR),
                new Floor(protocol(CONNECTION_ORIENTED), new ByteWriter().u16(0).toBytes()),
                new Floor(protocol(TCP), new ByteWriter().u16BigEndian(port).toBytes()),
                new Floor(protocol(IP), Bytes.wrap(ip))));
    }

    /// The interface a client asks for, if it asks for a way over TCP with NDR.
    Optional<SyntaxId> tcpInterface() {
        if (floors.size() < 4 || floors.get(2).protocol() != CONNECTION_ORIENTED || floors.get(3).protocol() != TCP) {
            return Optional.empty();
        }
        return syntax(floors.get(0)).filter(
                _ -> syntax(floors.get(1)).filter(encoding -> encoding.uuid().equals(SyntaxId.NDR.uuid())).isPresent());
    }

    private static Optional<SyntaxId> syntax(Floor floor) {
        if (floor.protocol() != UUID_FLOOR || floor.left.length() != 19 || floor.right.length() < 2) {
            return Optional.empty();
        }
        ByteReader left = floor.left.reader();
        left.skip(1);
        UUID uuid = left.guid();
        return Optional.of(new SyntaxId(uuid, left.u16(), floor.right.reader().u16()));
    }

    private static Floor uuidFloor(SyntaxId id) {
        return new Floor(new ByteWriter().u8(UUID_FLOOR).guid(id.uuid()).u16(id.major()).toBytes(),
                new ByteWriter().u16(id.minor()).toBytes());
    }

    private static Bytes protocol(int identifier) {
        return new ByteWriter().u8(identifier).toBytes();
    }

    /// The octets of the tower.
    public static Tower decode(Bytes octets) {
        ByteReader in = octets.reader();
        int count = in.u16();
        require(count <= FLOORS_MAX, "tower of " + count + " floors");
        return new Tower(in.list(count, 4, floor -> new Floor(floor.blob(floor.u16()), floor.blob(floor.u16()))));
    }

    public Bytes encode() {
        var out = new ByteWriter().u16(floors.size());
        for (Floor floor : floors) {
            out.u16(floor.left.length()).bytes(floor.left).u16(floor.right.length()).bytes(floor.right);
        }
        return out.toBytes();
    }

    /// `twr_t`: `unsigned32 tower_length; [size_is(tower_length)] byte tower_octet_string[];`
    static Tower read(NdrReader in) {
        int max = in.conformance(OCTETS_MAX);
        require(in.i32() == max, "tower_length");
        return decode(in.blob(max));
    }

    void write(NdrWriter out) {
        Bytes octets = encode();
        out.i32(octets.length()).i32(octets.length()).blob(octets);
    }
}
