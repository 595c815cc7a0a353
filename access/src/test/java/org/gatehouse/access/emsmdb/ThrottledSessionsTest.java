package org.gatehouse.access.emsmdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.LinkedBlockingQueue;
import org.gatehouse.access.StrictBudgets;
import org.gatehouse.access.log.ClientAccessLog;
import org.gatehouse.dcerpc.AuthLevel;
import org.gatehouse.dcerpc.RpcFault;
import org.gatehouse.mapi.emsmdb.AuxiliaryBlock;
import org.gatehouse.mapi.emsmdb.AuxiliaryBuffer;
import org.gatehouse.mapi.emsmdb.EcDoConnectEx;
import org.gatehouse.mapi.emsmdb.ExtendedBuffer;
import org.gatehouse.mapi.emsmdb.ProtocolVersion;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.mapi.rop.RopBackoff;
import org.gatehouse.mapi.rop.RopGetPropertiesSpecific;
import org.gatehouse.mapi.rop.RopLogon;
import org.gatehouse.mapi.rop.RopOpenFolder;
import org.gatehouse.mapi.rop.RopRelease;
import org.gatehouse.mapi.rop.RopRequest;
import org.gatehouse.security.throttling.Allowance;
import org.gatehouse.security.throttling.Component;
import org.gatehouse.security.throttling.Lane;
import org.gatehouse.security.throttling.Measure;
import org.gatehouse.wire.Bytes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What clients see of their users' budgets ([MS-OXCROPS] 3.1.5.1.1, 3.2.4.2; [MS-OXCRPC] 3.1.4.1, 3.2.4.4).
class ThrottledSessionsTest {
    private static final int NONE = 0xffff_ffff;
    private static final long SECOND = StrictBudgets.SECOND;
    private static final ProtocolVersion OLD = new ProtocolVersion(12, 0, 4228, 0);
    private static final ProtocolVersion NEW = new ProtocolVersion(12, 0, 4228, 1);
    private static final OptionalInt FREE = OptionalInt.empty();

    @TempDir
    private Path folder;
    private Workplace place;
    private EmsmdbService service;
    private final StrictBudgets strict = new StrictBudgets();

    @BeforeEach
    void open() {
        place = new Workplace(folder);
        place.budgets = strict.budgets;
        service = place.service(true, true);
    }

    @AfterEach
    void close() {
        place.close();
    }

    private EmsmdbClient client(String account) {
        return new EmsmdbClient(service, place.group, TestDirectory.identity(account), AuthLevel.PRIVACY);
    }

    private EmsmdbClient connected(ProtocolVersion version) {
        EmsmdbClient ann = client("ann");
        assertThat(ann.connect(place.ann.legacyDn(), EcDoConnectEx.FLAG_NO_PUBLIC_FOLDERS, version).result()).isZero();
        return ann;
    }

    private void allow(Allowance changed) {
        strict.allow(changed);
    }

    private static RopRequest read(int logonId, int index) {
        return new RopGetPropertiesSpecific.Request(logonId, index, 0, true, List.of(Tags.DISPLAY_NAME));
    }

    private EmsmdbClient.Reply logon(EmsmdbClient ann) {
        return ann.rops(List.of(NONE), List.of(), Workplace.privateLogon(place.ann.legacyDn()));
    }

    @Test
    void aRequestOverBudgetIsPutOffWithItsLogonId() {
        EmsmdbClient ann = connected(NEW);
        ann.rops(List.of(NONE), List.of(), new RopLogon.Request(7, 0, RopLogon.PRIVATE,
                RopLogon.USE_PER_MDB_REPLICA_ID_MAPPING, 0, place.ann.legacyDn()));
        allow(StrictBudgets.cas(0));
        EmsmdbClient.Reply reply = ann.rops(List.of(NONE), List.of(), read(7, 0), read(7, 0));
        assertThat(reply.responses()).containsExactly(new RopBackoff.Response(7, 10_000, List.of(), Bytes.EMPTY));
        assertThat(strict.pauses).isEmpty();
        assertThat(place.log.getLast().failure()).contains("RCAPercentTimeInCAS", "'Strict'");
    }

    @Test
    void whoWaitsAsToldIsServed() {
        EmsmdbClient ann = connected(NEW);
        int logon = logon(ann).handles().getFirst();
        allow(StrictBudgets.cas(50));
        strict.tick = SECOND;
        while (!(ann.rops(List.of(logon), List.of(Tags.DISPLAY_NAME), read(0, 0)).responses().getFirst()
                instanceof RopBackoff.Response)) {
            assertThat(strict.now).isLessThan(60 * SECOND);
        }
        strict.tick = 0;
        strict.now += 10 * SECOND;
        int waits = 0;
        while (ann.rops(List.of(logon), List.of(Tags.DISPLAY_NAME), read(0, 0)).responses().getFirst()
                instanceof RopBackoff.Response told) {
            strict.now += told.durationMillis() * 1_000_000L;
            waits++;
        }
        assertThat(waits).isBetween(2, 8);
        assertThat(strict.now).isBetween(60 * SECOND, 120 * SECOND);
        assertThat(strict.pauses).isEmpty();
    }

    /// Half of the processors are left to others by who was over budget.
    @Test
    void whoWasOverBudgetLatelyIsServedInTurn() throws InterruptedException {
        EmsmdbClient ann = connected(NEW);
        int logon = logon(ann).handles().getFirst();
        allow(StrictBudgets.cas(0));
        ann.rops(List.of(logon), List.of(Tags.DISPLAY_NAME), read(0, 0));
        allow(StrictBudgets.cas(100_000));
        strict.now += 10 * SECOND;
        var purse = strict.budgets.of(TestDirectory.identity("ann"), Component.RCA);
        var held = new ArrayList<Lane>();
        for (int lane = 0; lane < Math.max(1, Runtime.getRuntime().availableProcessors() / 2); lane++) {
            held.add(purse.lane());
        }
        var answers = new LinkedBlockingQueue<EmsmdbClient.Reply>();
        Thread call = Thread.ofPlatform().start(() ->
                answers.add(ann.rops(List.of(logon), List.of(Tags.DISPLAY_NAME), read(0, 0))));
        while (call.getState() != Thread.State.TIMED_WAITING && call.isAlive()) {
            Thread.onSpinWait();
        }
        assertThat(answers).as("it waits for its turn").isEmpty();
        held.forEach(Lane::close);
        assertThat(answers.take().responses().getFirst().returnValue()).isZero();
        call.join();
    }

    @Test
    void whatCameBeforeIsDoneAndWhatGivesUpObjectsIsDoneInAnyCase() {
        EmsmdbClient ann = connected(NEW);
        var logon = logon(ann);
        var inbox = logon.get(0, RopLogon.MailboxResponse.class).folderIds().get(4);
        allow(new Allowance("Strict", FREE, FREE, FREE, OptionalInt.of(1)));
        strict.tick = SECOND; // the first operation uses the share up
        var reply = ann.rops(List.of(logon.handles().getFirst(), NONE), List.of(),
                new RopOpenFolder.Request(0, 0, 1, inbox, 0), read(0, 0), read(0, 0));
        assertThat(reply.responses()).hasSize(2);
        assertThat(reply.get(0, RopOpenFolder.Response.class).returnValue()).isZero();
        assertThat(reply.get(1, RopBackoff.Response.class).logonId()).isZero();
        int folder = reply.handles().get(1);
        assertThat(ann.rops(List.of(folder), List.of(), new RopRelease.Request(0, 0)).responses()).isEmpty();
        allow(StrictBudgets.cas(100_000));
        strict.tick = 0;
        strict.now += SECOND;
        assertThat(ann.rops(List.of(folder), List.of(Tags.DISPLAY_NAME), read(0, 0)).responses().getFirst()
                .returnValue()).as("released").isNotZero();
    }

    @Test
    void aClientThatDoesNotKnowOfBackoffIsToldThatTheServerIsTooBusy() {
        EmsmdbClient ann = connected(OLD);
        int logon = logon(ann).handles().getFirst();
        allow(StrictBudgets.cas(0));
        assertThatThrownBy(() -> ann.rops(List.of(logon), List.of(), read(0, 0)))
                .isInstanceOfSatisfying(RpcFault.class, fault -> assertThat(fault.status()).isEqualTo(0x6bb));
        allow(StrictBudgets.cas(100));
        strict.now += SECOND;
        assertThat(ann.rops(List.of(logon), List.of(Tags.DISPLAY_NAME), read(0, 0)).responses().getFirst()
                .returnValue()).isZero();
    }

    @Test
    void aClientThatAsksForNewsOnlyIsAnswered() {
        EmsmdbClient ann = connected(NEW);
        allow(StrictBudgets.cas(0));
        assertThat(ann.rops(List.of(), List.of()).responses()).isEmpty();
    }

    @Test
    void whoDoesNotWaitIsMadeTo() {
        EmsmdbClient ann = connected(NEW);
        allow(StrictBudgets.cas(0));
        ann.rops(List.of(NONE), List.of(), read(0, 0));
        strict.now += SECOND;
        ann.rops(List.of(NONE), List.of(), read(0, 0));
        assertThat(strict.pauses).containsExactly(Duration.ofSeconds(2));
        assertThat(place.log.stream().filter(line -> line.failure().startsWith("throttled"))).hasSize(1);
    }

    @Test
    void othersAreServedAsEver() {
        allow(StrictBudgets.cas(0));
        EmsmdbClient bob = client("bob");
        assertThat(bob.connect(place.bob.legacyDn()).result()).isZero();
        assertThat(bob.rops(List.of(NONE), List.of(), Workplace.privateLogon(place.bob.legacyDn())).responses()
                .getFirst().returnValue()).isZero();
    }

    @Test
    void connectionsAboveTheLimitAreRefusedAndSayWhy() throws Exception {
        allow(new Allowance("Strict", OptionalInt.of(2), FREE, FREE, FREE));
        EmsmdbClient first = connected(NEW);
        connected(NEW);
        EmsmdbClient third = client("ann");
        EcDoConnectEx.Response refusal = third.connect(place.ann.legacyDn());
        assertThat(refusal.result()).isEqualTo(2614);
        String text = "throttled: CORP\\ann has as many connections or requests as RCAMaxConcurrency of throttling "
                + "policy 'Strict' allows; try again in 1 s";
        assertThat(AuxiliaryBuffer.read(ExtendedBuffer.readOne(refusal.auxiliary())))
                .containsExactly(new AuxiliaryBlock.ServerSessionInfo(text));
        ClientAccessLog.Entry line = place.log.getLast();
        assertThat(line.operation()).isEqualTo("Connect");
        assertThat(line.status()).isEqualTo(2614);
        assertThat(line.failure()).isEqualTo(text);
        assertThat(logon(first).responses().getFirst().returnValue()).as("who is in goes on").isZero();
        first.disconnect();
        assertThat(third.connect(place.ann.legacyDn()).result()).isZero();
        place.group.rundown();
        connected(NEW);
        connected(NEW);
    }

    @Test
    void timeInTheDirectoryIsChargedToWhomeverItIsFor() {
        strict.tick = SECOND;
        allow(new Allowance("Strict", FREE, OptionalInt.of(1), FREE, FREE));
        place.service(true, true);
        service = new EmsmdbService(new SessionDesk(new AccessNode(new ServerNode("CAS1", "cas1.corp.test",
                Workplace.SERVER_DN, "Corp", TestDirectory.SITE, true, true), new ChargedDirectory(place.directory),
                place.databases, place, RpcSettings::defaults, Limits.defaults(), place.clock, place.log::add,
                strict.budgets)));
        connected(NEW);
        assertThatThrownBy(() -> connected(NEW)).isInstanceOfSatisfying(RpcFault.class, fault -> {
            assertThat(fault.status()).isEqualTo(0x6bb);
            assertThat(fault).hasMessageContaining("RCAPercentTimeInAD");
        });
        assertThat(strict.budgets.refusals(Component.RCA, Measure.AD)).isEqualTo(1);
    }
}
