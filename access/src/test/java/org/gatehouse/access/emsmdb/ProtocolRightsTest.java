package org.gatehouse.access.emsmdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.gatehouse.mapi.emsmdb.AuxiliaryBlock;
import org.gatehouse.mapi.emsmdb.AuxiliaryBuffer;
import org.gatehouse.mapi.emsmdb.EcDoConnectEx;
import org.gatehouse.mapi.emsmdb.EmsmdbError;
import org.gatehouse.mapi.emsmdb.ExtendedBuffer;
import org.gatehouse.mapi.emsmdb.ProtocolVersion;
import org.gatehouse.wire.Bytes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What Set-CASMailbox allows, over each transport and for clients on both sides of version 12.0 ([MS-OXCRPC] 3.1.4.1
/// and 3.2.4.1.3.2).
class ProtocolRightsTest {
    private static final String TCP = "ncacn_ip_tcp";
    private static final String ANYWHERE = "ncacn_http";
    private static final String HTTP = "MAPI/HTTP";
    private static final List<String> ALL = List.of(TCP, ANYWHERE, HTTP);
    private static final ProtocolVersion OLD = new ProtocolVersion(11, 0, 8303, 0);
    private static final ProtocolVersion LAST_OLD = new ProtocolVersion(11, 0, 0x7fff, 0xffff);
    private static final ProtocolVersion FIRST_NEW = new ProtocolVersion(12, 0, 0, 0);
    private static final ProtocolVersion NEW = new ProtocolVersion(15, 0, 4569, 1503);
    private static final Bytes NO_MODE = Bytes.EMPTY;
    private static final Bytes CACHED = auxiliary(AuxiliaryBlock.ClientInfo.Mode.CACHED);
    private static final Bytes CLASSIC = auxiliary(AuxiliaryBlock.ClientInfo.Mode.CLASSIC);
    private static final Bytes UNKNOWN = auxiliary(AuxiliaryBlock.ClientInfo.Mode.UNKNOWN);

    @TempDir
    private Path folder;
    private Workplace place;
    private SessionDesk desk;

    @BeforeEach
    void open() {
        place = new Workplace(folder);
        desk = new SessionDesk(new AccessNode(new ServerNode("CAS1", "cas1.corp.test", Workplace.SERVER_DN, "Corp",
                TestDirectory.SITE, true, false), place.directory, place.databases, place, RpcSettings::defaults,
                Limits.defaults(), place.clock, place.log::add, place.budgets));
        place.directory.setPublicFolders(Workplace.PUBLIC, Workplace.SERVER_DN);
    }

    @AfterEach
    void close() {
        place.close();
    }

    @Test
    void whoeverIsAllowedAllIsRefusedNothing() {
        for (String protocol : ALL) {
            for (ProtocolVersion version : List.of(OLD, FIRST_NEW, NEW)) {
                assertThat(connect(version, protocol, NO_MODE)).isZero();
            }
        }
    }

    @Test
    void withoutMapiNoTransportServesAndOlderClientsAreToldInTheirWords() {
        allow(new ProtocolRights(false, true, true, true, BlockedVersions.NONE));
        for (String protocol : ALL) {
            assertThat(connect(LAST_OLD, protocol, CACHED)).isEqualTo(0x4df);
            assertThat(connect(FIRST_NEW, protocol, CACHED)).isEqualTo(0x7d8);
            assertThat(connect(NEW, protocol, CACHED)).isEqualTo(0x7d8);
        }
        assertThat(place.log).allSatisfy(entry -> assertThat(entry.failure()).contains("MAPI is disabled"));
    }

    @Test
    void outlookAnywhereIsRefusedAloneWhereItIsBlocked() {
        allow(new ProtocolRights(true, true, false, true, BlockedVersions.NONE));
        assertThat(connect(LAST_OLD, ANYWHERE, NO_MODE)).isEqualTo(0x4df);
        assertThat(connect(FIRST_NEW, ANYWHERE, NO_MODE)).isEqualTo(0x4e0);
        for (String protocol : List.of(TCP, HTTP)) {
            assertThat(connect(OLD, protocol, NO_MODE)).isZero();
            assertThat(connect(NEW, protocol, NO_MODE)).isZero();
        }
    }

    @Test
    void mapiOverHttpIsRefusedAloneWhereItIsDisabled() {
        allow(new ProtocolRights(true, false, true, true, BlockedVersions.NONE));
        assertThat(connect(LAST_OLD, HTTP, NO_MODE)).isEqualTo(0x4df);
        assertThat(connect(FIRST_NEW, HTTP, NO_MODE)).isEqualTo(0x7d8);
        for (String protocol : List.of(TCP, ANYWHERE)) {
            assertThat(connect(NEW, protocol, NO_MODE)).isZero();
        }
    }

    @Test
    void cachedModeIsTakenFromWhatTheClientSays() { // 2.2.2.2.4 and 2.2.2.2.20
        allow(new ProtocolRights(true, true, true, false, BlockedVersions.NONE));
        Bytes byConnection = auxiliary(new AuxiliaryBlock.ClientConnectionInfo(new UUID(1, 2), 1, true, ""));
        Bytes notByConnection = auxiliary(new AuxiliaryBlock.ClientConnectionInfo(new UUID(1, 2), 1, false, ""));
        for (String protocol : ALL) {
            for (Bytes said : List.of(NO_MODE, CLASSIC, UNKNOWN, notByConnection)) {
                assertThat(connect(LAST_OLD, protocol, said)).isEqualTo(0x4df);
                assertThat(connect(FIRST_NEW, protocol, said)).isEqualTo(0x4e1);
            }
            assertThat(connect(OLD, protocol, CACHED)).isZero();
            assertThat(connect(NEW, protocol, byConnection)).isZero();
        }
    }

    @Test
    void blockedVersionsAreRefusedOneByOne() {
        allow(new ProtocolRights(true, true, true, true, BlockedVersions.ofMailbox("15.0.4569")));
        for (String protocol : ALL) {
            assertThat(connect(new ProtocolVersion(15, 0, 4568, 0xffff), protocol, CACHED)).isEqualTo(0x4df);
            assertThat(connect(new ProtocolVersion(15, 0, 4569, 0), protocol, CACHED)).isZero();
        }
    }

    @Test
    void administratorsComeForTheOrganisationAndNotAsTheUser() {
        allow(new ProtocolRights(false, false, false, false, BlockedVersions.ofMailbox("16.0.0")));
        place.directory.makeAdministrator("bob");
        assertThat(connect("bob", EcDoConnectEx.FLAG_ADMINISTRATOR, NEW, TCP, NO_MODE)).isZero();
        // Somebody else's switches are not told to those who have no business with the mailbox.
        assertThat(connect("bob", 0, NEW, TCP, NO_MODE)).isEqualTo(EmsmdbError.ACCESS_DENIED);
    }

    @Test
    void versionsOfOneUserAreReadAsTheReferencePageHasThem() {
        assertThat(BlockedVersions.ofMailbox("").ranges()).isEmpty();
        assertThat(held("15.0.4569", "14.7015.1000", "15.4568.65535", "15.4569.0", "16.0.0"))
                .containsExactly(true, true, false, false);
        assertThat(held("12.0.0", "11.32767.65535", "12.0.0")).containsExactly(true, false);
        assertThat(held("14.7015.1000", "14.7015.999", "14.7015.1000")).containsExactly(true, false);
        assertThat(held("-14.32767.65535", "11.8303.0", "14.7015.1000", "15.0.0")).containsExactly(true, true, false);
        assertThat(held("-6.0.0;10.0.0-11.5603.0", "6.0.0", "7.0.0", "11.5603.0", "11.5603.1"))
                .containsExactly(true, false, true, false);
        assertThat(held("15.0.0-", "14.32767.65535", "15.0.0")).containsExactly(false, true);
        for (String wrong : List.of("15", "old", "-", "1.2.3-4.5.6-7.8.9", "1.2.x")) {
            assertThatThrownBy(() -> BlockedVersions.ofMailbox(wrong)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    private static List<Boolean> held(String blocked, String... versions) {
        var held = new ArrayList<Boolean>();
        for (String version : versions) {
            String[] parts = version.split("\\.");
            held.add(BlockedVersions.ofMailbox(blocked).holds(new ProtocolVersion(Integer.parseInt(parts[0]), 0,
                    Integer.parseInt(parts[1]), Integer.parseInt(parts[2]))));
        }
        return held;
    }

    private void allow(ProtocolRights rights) {
        place.directory.allow("ann", rights);
    }

    private int connect(ProtocolVersion version, String protocol, Bytes auxiliary) {
        return connect("ann", 0, version, protocol, auxiliary);
    }

    private int connect(String account, int flags, ProtocolVersion version, String protocol, Bytes auxiliary) {
        var peer = new SessionDesk.Peer(Optional.of(TestDirectory.identity(account)), true,
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 40_000),
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 443), protocol);
        return switch (desk.connect(new SessionDesk.Connect(place.ann.legacyDn(), flags, 1252, 1033, 1033, version,
                auxiliary), peer)) {
            case SessionDesk.Connected.Open(Session session, _, _) -> {
                session.close();
                yield 0;
            }
            case SessionDesk.Connected.Refused(int error, _) -> error;
            case SessionDesk.Connected.Busy(String why, _) -> throw new AssertionError(why);
        };
    }

    private static Bytes auxiliary(AuxiliaryBlock.ClientInfo.Mode mode) {
        return auxiliary(new AuxiliaryBlock.ClientInfo(0, 1, "PC", "ann", Bytes.EMPTY, "", mode));
    }

    private static Bytes auxiliary(AuxiliaryBlock block) {
        return ExtendedBuffer.write(List.of(AuxiliaryBuffer.write(List.of(block))), false, false);
    }
}
