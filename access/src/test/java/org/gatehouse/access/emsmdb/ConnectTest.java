package org.gatehouse.access.emsmdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import org.gatehouse.access.StrictBudgets;
import org.gatehouse.access.log.ClientAccessLog;
import org.gatehouse.dcerpc.AuthLevel;
import org.gatehouse.dcerpc.RpcFault;
import org.gatehouse.dcerpc.RpcStatus;
import org.gatehouse.mapi.emsmdb.AuxiliaryBlock;
import org.gatehouse.mapi.emsmdb.AuxiliaryBuffer;
import org.gatehouse.mapi.emsmdb.EcDoAsyncWaitEx;
import org.gatehouse.mapi.emsmdb.EcDoConnectEx;
import org.gatehouse.mapi.emsmdb.EmsmdbError;
import org.gatehouse.mapi.emsmdb.ExtendedBuffer;
import org.gatehouse.mapi.emsmdb.ProtocolVersion;
import org.gatehouse.mapi.emsmdb.Versions;
import org.gatehouse.security.throttling.Allowance;
import org.gatehouse.security.throttling.Budgets;
import org.gatehouse.store.DatabaseHost;
import org.gatehouse.store.MailboxDatabase;
import org.gatehouse.wire.Bytes;
import org.gatehouse.wire.ndr.ContextHandle;
import org.junit.jupiter.api.Test;

/// EcDoConnectEx, the asynchronous handle and the end of sessions, without a store ([MS-OXCRPC] 3.1.4, 3.3.4).
class ConnectTest {
    private static final UUID DATABASE = new UUID(1, 1);

    private final TestDirectory directory = new TestDirectory();
    private final AccessDirectory.User ann = directory.add("ann", DATABASE, TestDirectory.SITE);
    private final List<ClientAccessLog.Entry> log = new ArrayList<>();
    private final AssociationGroup group = new AssociationGroup();
    private RpcSettings settings = RpcSettings.defaults();

    private EmsmdbService service(Limits limits) {
        return new EmsmdbService(new SessionDesk(new AccessNode(new ServerNode("CAS1", "cas1.corp.test", "/cn=CAS1",
                "Corp", TestDirectory.SITE, true, false), directory, new NoDatabases(), new NoSubmission(),
                () -> settings, limits, InstantSource.system(), log::add, Budgets.unlimited())));
    }

    private EmsmdbClient client(String account, AuthLevel level) {
        return new EmsmdbClient(service(Limits.defaults()), group, TestDirectory.identity(account), level);
    }

    @Test
    void aUserGetsASessionWithTheAnnouncedVersion() {
        var client = client("ann", AuthLevel.PRIVACY);
        EcDoConnectEx.Response response = client.connect(ann.legacyDn());
        assertThat(response.result()).isZero();
        assertThat(response.session()).isNotEqualTo(ContextHandle.NONE);
        assertThat(response.serverVersion().normalized()).isEqualTo(Versions.SERVER);
        assertThat(response.bestVersion().normalized()).isEqualTo(EmsmdbClient.OUTLOOK_2010);
        assertThat(response.displayName()).isEqualTo("ANN");
        assertThat(response.pollMillisMax()).isEqualTo(60_000);
        assertThat(AuxiliaryBuffer.read(ExtendedBuffer.readOne(response.auxiliary())))
                .contains(new AuxiliaryBlock.OrganisationInfo(false));
        assertThat(client.disconnect().session()).isEqualTo(ContextHandle.NONE);
        assertThat(log).extracting(ClientAccessLog.Entry::operation).containsExactly("Connect", "Disconnect");
    }

    @Test
    void theDisplayNameIsInTheCodePageThatTheClientNames() { // [MS-OXCRPC] 3.1.4.1, ulCpid; 4.1: an ANSI string
        directory.addWithDn("j\u00f6rg", "/o=Corp/cn=joerg");
        var service = service(Limits.defaults());
        var client = new EmsmdbClient(service, group, TestDirectory.identity("j\u00f6rg"), AuthLevel.PRIVACY);
        for (var name : Map.of(1252, "6af6726700", 65_001, "6ac3b6726700").entrySet()) {
            var request = new EcDoConnectEx.Request("/o=Corp/cn=joerg", 0, 0, name.getKey(), 1033, 1033, -1,
                    ProtocolVersion.Words.of(EmsmdbClient.OUTLOOK_2010), 0, Bytes.EMPTY, 0x1008);
            Bytes answer = service.call(client.call(EcDoConnectEx.OPERATION, request.write(),
                    new CompletableFuture<>()));
            assertThat(answer.hex()).contains(name.getValue());
        }
    }

    @Test
    void encryptionIsDemandedInTheWordsTheClientKnows() { // issue 2, line 6
        var client = client("ann", AuthLevel.INTEGRITY);
        assertThat(client.connect(ann.legacyDn()).result()).isEqualTo(EmsmdbError.NOT_ENCRYPTED);
        assertThat(client.connect(ann.legacyDn(), 0, new ProtocolVersion(12, 0, 3618, 0)).result())
                .isEqualTo(EmsmdbError.CLIENT_VERSION_DISALLOWED);
        assertThat(client.connect(ann.legacyDn(), 0, new ProtocolVersion(12, 0, 3619, 0)).session())
                .isEqualTo(ContextHandle.NONE);
        settings = new RpcSettings(false, 100, BlockedVersions.NONE, true);
        assertThat(client.connect(ann.legacyDn()).result()).isZero();
    }

    @Test
    void privilegeIsForAdministratorsOfTheOrganisation() {
        directory.add("root", DATABASE, TestDirectory.SITE);
        directory.makeAdministrator("root");
        assertThat(client("ann", AuthLevel.PRIVACY).connect(ann.legacyDn(), EcDoConnectEx.FLAG_ADMINISTRATOR,
                EmsmdbClient.OUTLOOK_2010).result()).isEqualTo(EmsmdbError.LOGIN_PERM);
        assertThat(client("root", AuthLevel.PRIVACY).connect(ann.legacyDn(), EcDoConnectEx.FLAG_ADMINISTRATOR,
                EmsmdbClient.OUTLOOK_2010).result()).isZero();
    }

    @Test
    void anotherUsersNameIsRefusedAndAnUnknownOneToo() {
        directory.add("bob", DATABASE, TestDirectory.SITE);
        assertThat(client("bob", AuthLevel.PRIVACY).connect(ann.legacyDn()).result())
                .isEqualTo(EmsmdbError.ACCESS_DENIED);
        assertThat(client("bob", AuthLevel.PRIVACY).connect("/o=Corp/cn=nobody").result())
                .isEqualTo(EmsmdbError.UNKNOWN_USER);
        assertThat(client("bob", AuthLevel.PRIVACY).connect("").result()).isEqualTo(EmsmdbError.ACCESS_DENIED);
        assertThat(log).allSatisfy(entry -> assertThat(entry.failure()).isNotEmpty());
    }

    @Test
    void clientsThatNeedPublicFoldersAreRefusedWithoutThem() { // [MS-OXCRPC] 3.1.4.1, ulFlags
        var old = new ProtocolVersion(11, 0, 8000, 0);
        var client = client("ann", AuthLevel.PRIVACY);
        assertThat(client.connect(ann.legacyDn(), 0, old).result()).isEqualTo(EmsmdbError.CLIENT_VERSION_DISALLOWED);
        assertThat(client.connect(ann.legacyDn(), EcDoConnectEx.FLAG_NO_PUBLIC_FOLDERS, old).result()).isZero();
        assertThat(client.connect(ann.legacyDn(), 0, new ProtocolVersion(10, 0, 0, 0)))
                .satisfies(response -> assertThat(response.result()).isEqualTo(EmsmdbError.VERSION_MISMATCH))
                .satisfies(response -> assertThat(response.bestVersion().normalized()).isEqualTo(Versions.CLIENT_MIN));
    }

    @Test
    void sessionsOfAUserAreCountedAndComeFree() {
        var limits = new Limits(2, 8, 64, 8, 8, 1 << 20, Duration.ofMinutes(5));
        var service = service(limits);
        var clients = new ArrayList<EmsmdbClient>();
        for (int i = 0; i < 3; i++) {
            clients.add(new EmsmdbClient(service, group, TestDirectory.identity("ann"), AuthLevel.PRIVACY));
        }
        assertThat(clients.get(0).connect(ann.legacyDn()).result()).isZero();
        assertThat(clients.get(1).connect(ann.legacyDn()).result()).isZero();
        assertThat(clients.get(2).connect(ann.legacyDn()).result()).isEqualTo(EmsmdbError.MAX_CONNECTIONS);
        clients.get(0).disconnect();
        assertThat(clients.get(2).connect(ann.legacyDn()).result()).isZero();
        assertThat(service.sessionCount()).isEqualTo(2);
    }

    @Test
    void aFullServerIsTooBusyUntilASessionEnds() { // [MS-OXCRPC] 3.2.4.4
        settings = new RpcSettings(true, 1, BlockedVersions.NONE, true);
        var service = service(Limits.defaults());
        directory.add("bob", DATABASE, TestDirectory.SITE);
        var first = new EmsmdbClient(service, group, TestDirectory.identity("ann"), AuthLevel.PRIVACY);
        var second = new EmsmdbClient(service, group, TestDirectory.identity("bob"), AuthLevel.PRIVACY);
        String bob = directory.byIdentity(TestDirectory.identity("bob")).orElseThrow().legacyDn();
        assertThat(first.connect(ann.legacyDn()).result()).isZero();
        assertThatThrownBy(() -> second.connect(bob)).isInstanceOfSatisfying(RpcFault.class,
                fault -> assertThat(fault.status()).isEqualTo(RpcStatus.SERVICE_TOO_BUSY));
        assertThat(log.getLast().status()).isEqualTo(RpcStatus.SERVICE_TOO_BUSY);
        first.disconnect();
        assertThat(second.connect(bob).result()).isZero();
    }

    @Test
    void blockedClientVersionsAreDisallowed() {
        settings = new RpcSettings(true, 100, BlockedVersions.of("-11.32767.65535; 14.4700.1000 ; 15.0.0-"), true);
        var client = client("ann", AuthLevel.PRIVACY);
        for (var blocked : List.of(new ProtocolVersion(11, 0, 8000, 0), new ProtocolVersion(14, 0, 4700, 1000),
                new ProtocolVersion(15, 0, 0, 0), new ProtocolVersion(16, 0, 4266, 1001))) {
            assertThat(client.connect(ann.legacyDn(), EcDoConnectEx.FLAG_NO_PUBLIC_FOLDERS, blocked).result())
                    .as("%s", blocked).isEqualTo(EmsmdbError.CLIENT_VERSION_DISALLOWED);
        }
        for (var allowed : List.of(new ProtocolVersion(12, 0, 4518, 1014), new ProtocolVersion(14, 0, 4700, 999),
                new ProtocolVersion(14, 0, 7015, 1000))) {
            assertThat(client.connect(ann.legacyDn(), 0, allowed).result()).as("%s", allowed).isZero();
        }
    }

    @Test
    void olderClientsAreNotToldOfPublicFolders() { // [MS-OXCRPC] 3.2.4.1.3.2
        var client = client("ann", AuthLevel.PRIVACY);
        for (int build : List.of(3117, 3118)) {
            settings = new RpcSettings(false, 100, BlockedVersions.NONE, true);
            EcDoConnectEx.Response response = client.connect(ann.legacyDn(), 0, new ProtocolVersion(12, 0, build, 0));
            assertThat(AuxiliaryBuffer.read(ExtendedBuffer.readOne(response.auxiliary())).stream()
                    .anyMatch(AuxiliaryBlock.OrganisationInfo.class::isInstance)).isEqualTo(build == 3118);
        }
    }

    @Test
    void theLossOfTheLastConnectionEndsTheSession() throws Exception {
        var service = service(Limits.defaults());
        var client = new EmsmdbClient(service, group, TestDirectory.identity("ann"), AuthLevel.PRIVACY);
        client.connect(ann.legacyDn());
        group.rundown();
        assertThat(service.sessionCount()).isZero();
        assertThatThrownBy(client::disconnect).isInstanceOf(RpcFault.class);
    }

    @Test
    void operationsOffTheWireAreOutOfRange() { // [MS-OXCRPC] 3.1.4.7 to 3.1.4.15
        var client = client("ann", AuthLevel.PRIVACY);
        var service = service(Limits.defaults());
        for (int operation : new int[] {0, 2, 3, 5, 7, 8, 9, 12, 13}) {
            assertThatThrownBy(() -> service.call(client.call(operation, Bytes.EMPTY, new CompletableFuture<>())))
                    .isInstanceOfSatisfying(RpcFault.class, fault -> assertThat(fault.status()).isEqualTo(0x1c010002));
        }
        assertThat(service.call(client.call(6, Bytes.EMPTY, new CompletableFuture<>())))
                .isEqualTo(Bytes.ofHex("00000000"));
    }

    @Test
    void aWaitEndsWithTheSessionAndASecondOneIsRejected() throws Exception {
        var client = client("ann", AuthLevel.PRIVACY);
        client.connect(ann.legacyDn());
        ContextHandle handle = client.connectAsync().asynchronous();
        var first = new CompletableFuture<EcDoAsyncWaitEx.Response>();
        var parked = new Parked();
        Thread.ofVirtual().start(() -> first.complete(client.await(handle, parked)));
        assertThat(parked.reached.await(100, TimeUnit.SECONDS)).isTrue();
        assertThat(client.await(handle, new CompletableFuture<>()).result()).isEqualTo(EmsmdbError.REJECTED);
        client.disconnect();
        assertThat(first.get(100, TimeUnit.SECONDS)).isEqualTo(new EcDoAsyncWaitEx.Response(0, EmsmdbError.REJECTED));
        assertThat(client.await(handle, new CompletableFuture<>()).result()).isEqualTo(EmsmdbError.REJECTED);
    }

    /// What is known of the directory's settings holds for the whole of a call.
    @Test
    void aDirectoryThatGoesAwayMeanwhileTakesNobodysPlace() {
        var strict = new StrictBudgets();
        strict.allow(new Allowance("Strict", OptionalInt.of(1), OptionalInt.empty(), OptionalInt.empty(),
                OptionalInt.empty()));
        var reads = new AtomicInteger();
        var away = new AtomicBoolean(true);
        var service = new EmsmdbService(new SessionDesk(new AccessNode(new ServerNode("CAS1", "cas1.corp.test",
                "/cn=CAS1", "Corp", TestDirectory.SITE, true, false), directory, new NoDatabases(), new NoSubmission(),
                () -> {
                    if (reads.incrementAndGet() == 2 && away.get()) {
                        throw new IllegalStateException("the directory is away");
                    }
                    return settings;
                }, Limits.defaults(), InstantSource.system(), log::add, strict.budgets)));
        var client = new EmsmdbClient(service, group, TestDirectory.identity("ann"), AuthLevel.PRIVACY);
        try {
            client.connect(ann.legacyDn());
            client.disconnect();
        } catch (IllegalStateException half) {
            assertThat(service.sessionCount()).isZero();
        }
        away.set(false);
        assertThat(client.connect(ann.legacyDn()).result()).isZero();
    }

    @Test
    void asynchronousHandlesGoWithTheirSession() { // a client whose connection lasts has only so many
        var client = client("ann", AuthLevel.PRIVACY);
        client.connect(ann.legacyDn());
        assertThat(client.connectAsync().result()).isZero();
        assertThat(client.connectAsync().result()).isZero();
        assertThat(group.size()).isEqualTo(3);
        client.disconnect();
        assertThat(group.size()).isZero();
    }

    @Test
    void eachAsynchronousHandleOfASessionHasAWaitOfItsOwn() { // MS-OXCRPC_R1343
        var limits = new Limits(2, 8, 64, 8, 8, 1 << 20, Duration.ofMillis(1));
        var client = new EmsmdbClient(service(limits), group, TestDirectory.identity("ann"), AuthLevel.PRIVACY);
        client.connect(ann.legacyDn());
        ContextHandle first = client.connectAsync().asynchronous();
        ContextHandle second = client.connectAsync().asynchronous();
        assertThat(second).isNotEqualTo(first);
        var cancelled = new CompletableFuture<Object>() {
            @Override
            public CompletableFuture<Object> whenComplete(BiConsumer<? super Object, ? super Throwable> action) {
                // While the first waits: it has not looked yet.
                assertThat(client.await(second, new CompletableFuture<>()))
                        .isEqualTo(new EcDoAsyncWaitEx.Response(0, 0));
                assertThat(client.await(first, new CompletableFuture<>()).result()).isEqualTo(EmsmdbError.REJECTED);
                return super.whenComplete(action);
            }
        };
        assertThat(client.await(first, cancelled)).isEqualTo(new EcDoAsyncWaitEx.Response(0, 0));
        assertThat(client.await(first, new CompletableFuture<>())).isEqualTo(new EcDoAsyncWaitEx.Response(0, 0));
    }

    @Test
    void waitsEndWithExitingWhenTheServerGoes() throws Exception { // MS-OXCRPC_R1345
        var service = service(Limits.defaults());
        var client = new EmsmdbClient(service, group, TestDirectory.identity("ann"), AuthLevel.PRIVACY);
        client.connect(ann.legacyDn());
        ContextHandle handle = client.connectAsync().asynchronous();
        var first = new CompletableFuture<EcDoAsyncWaitEx.Response>();
        var parked = new Parked();
        Thread.ofVirtual().start(() -> first.complete(client.await(handle, parked)));
        assertThat(parked.reached.await(100, TimeUnit.SECONDS)).isTrue();
        service.exit();
        var exiting = new EcDoAsyncWaitEx.Response(0, EmsmdbError.EXITING);
        assertThat(first.get(100, TimeUnit.SECONDS)).isEqualTo(exiting);
        assertThat(client.await(handle, new CompletableFuture<>())).isEqualTo(exiting);
        assertThat(client.connect(ann.legacyDn()).result()).isZero();
        assertThat(client.await(client.connectAsync().asynchronous(), new CompletableFuture<>())).isEqualTo(exiting);
    }

    /// Never cancelled; tells when a wait has taken its place and looks after it.
    private static final class Parked extends CompletableFuture<Object> {
        private final CountDownLatch reached = new CountDownLatch(1);

        @Override
        public CompletableFuture<Object> whenComplete(BiConsumer<? super Object, ? super Throwable> action) {
            reached.countDown();
            return super.whenComplete(action);
        }
    }

    @Test
    void aWaitWithoutEventsReturnsAfterItsTime() {
        var limits = new Limits(2, 8, 64, 8, 8, 1 << 20, Duration.ofMillis(30));
        var client = new EmsmdbClient(service(limits), group, TestDirectory.identity("ann"), AuthLevel.PRIVACY);
        client.connect(ann.legacyDn());
        assertThat(client.await(client.connectAsync().asynchronous(), new CompletableFuture<>()))
                .isEqualTo(new EcDoAsyncWaitEx.Response(0, 0));
    }

    @Test
    void aCancelledWaitIsAFault() {
        var client = client("ann", AuthLevel.PRIVACY);
        client.connect(ann.legacyDn());
        ContextHandle handle = client.connectAsync().asynchronous();
        assertThatThrownBy(() -> client.await(handle, CompletableFuture.completedFuture(0)))
                .isInstanceOf(RpcFault.class);
    }

    private static final class NoSubmission implements Submission {
        @Override
        public int admit(String owner, int recipients, long bytes) {
            return 0;
        }

        @Override
        public long messageBytesMax(String owner) {
            return Long.MAX_VALUE;
        }

        @Override
        public void queued(UUID database, UUID mailbox, org.gatehouse.mapi.id.ObjectId message) {
            throw new AssertionError("nothing is submitted here");
        }
    }

    private static final class NoDatabases implements DatabaseHost {
        @Override
        public void close() {
            // none to close
        }

        @Override
        public void mount(UUID guid, String name, Kind kind, boolean create) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void dismount(UUID guid) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Optional<MailboxDatabase> mounted(UUID guid) {
            return Optional.empty();
        }
    }
}
