package org.gatehouse.access.nspi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.gatehouse.access.StrictBudgets;
import org.gatehouse.access.rfr.Referrals;
import org.gatehouse.access.rfr.RfrService;
import org.gatehouse.dcerpc.AuthLevel;
import org.gatehouse.dcerpc.RpcFault;
import org.gatehouse.dcerpc.RpcStatus;
import org.gatehouse.mapi.nspi.NspiStatus;
import org.gatehouse.security.Identity;
import org.gatehouse.security.throttling.Allowance;
import org.gatehouse.security.throttling.Component;
import org.gatehouse.security.throttling.Entry;
import org.gatehouse.security.throttling.Line;
import org.gatehouse.security.throttling.Measure;
import org.gatehouse.wire.Bytes;
import org.gatehouse.wire.ndr.ContextHandle;
import org.gatehouse.wire.ndr.NdrReader;
import org.gatehouse.wire.ndr.NdrWriter;
import org.junit.jupiter.api.Test;

/// What clients of the Address Book service see of their users' budgets ([MS-OXNSPI] 3.1.4.1, [MS-OXABREF] 3.1.4).
class ThrottledAddressBookTest {
    private static final Identity ANN = new Identity("CORP", "ann", "NTLM");
    private static final Identity BOB = new Identity("CORP", "bob", "NTLM");
    private static final UUID SERVER = new UUID(3, 4);
    private static final OptionalInt FREE = OptionalInt.empty();
    private static final AddressBookLimits LIMITS = new AddressBookLimits(100, 50, 100, 1_000, 100, 100, 100, 10);

    private final StrictBudgets strict = new StrictBudgets();
    private final NspiService nspi = new NspiService(new AddressBookDesk(SampleAddressBook.small(), SERVER, LIMITS,
            strict.budgets), AuthLevel.CONNECT);
    private final RfrService rfr = new RfrService(new Referrals() {
        @Override
        public Optional<String> liveAddressBookEndpoint(String userDn) {
            return Optional.of("array.corp.example");
        }

        @Override
        public Optional<String> fqdnOf(String serverDn) {
            return Optional.empty();
        }
    }, AuthLevel.CONNECT, strict.budgets);
    private final NspiCalls calls = new NspiCalls();

    private static Allowance connections(int max) {
        return new Allowance("Strict", OptionalInt.of(max), FREE, FREE, FREE);
    }

    private NspiCalls.Bound bind(Identity caller) {
        return calls.bind(nspi, caller, 1252, SERVER);
    }

    private void queryColumns(ContextHandle handle) {
        NdrReader response = calls.call(nspi, 16, Optional.of(ANN), new NdrWriter().contextHandle(handle).i32(0)
                .i32(0));
        assertThat(response.pointer()).as("columns").isTrue();
    }

    private NdrReader newDsa(Optional<Identity> caller) {
        return calls.call(rfr, 0, caller, new NdrWriter().i32(0).stringBytes(Bytes.ofHex("2f")).pointer(false)
                .pointer(true).pointer(false));
    }

    private static void assertTooBusy(ThrowingCallable call, String limit) {
        assertThatThrownBy(call).isInstanceOfSatisfying(RpcFault.class, fault -> {
            assertThat(fault.status()).isEqualTo(RpcStatus.SERVICE_TOO_BUSY);
            assertThat(fault).hasMessageContaining("throttled").hasMessageContaining(limit)
                    .hasMessageContaining("'Strict'");
        });
    }

    @Test
    void whoIsOverBudgetIsToldThatTheServerIsTooBusyAndKeepsTheSession() {
        NspiCalls.Bound bound = bind(ANN);
        strict.allow(StrictBudgets.cas(0));
        assertTooBusy(() -> queryColumns(bound.handle()), "RCAPercentTimeInCAS");
        assertTooBusy(() -> bind(ANN), "RCAPercentTimeInCAS");
        assertTooBusy(() -> newDsa(Optional.of(ANN)), "RCAPercentTimeInCAS");
        assertThat(strict.pauses).as("asked again at once").containsExactly(Duration.ofSeconds(2),
                Duration.ofSeconds(2));
        assertThat(bind(BOB).status()).isEqualTo(NspiStatus.SUCCESS);
        strict.allow(StrictBudgets.cas(100));
        strict.now += StrictBudgets.SECOND;
        queryColumns(bound.handle());
        assertThat(calls.unbind(nspi, ANN, bound.handle())).isEqualTo(NspiStatus.UNBIND_SUCCESS);
    }

    @Test
    void sessionsAboveTheLimitLackAResourceAndMailboxSessionsAreCountedApart() {
        strict.allow(connections(2));
        assertThat(strict.budgets.of(ANN, Component.RCA).open(Line.MAIN)).isInstanceOf(Entry.Granted.class);
        NspiCalls.Bound first = bind(ANN);
        assertThat(bind(ANN).status()).isEqualTo(NspiStatus.SUCCESS);
        assertThat(bind(ANN)).isEqualTo(new NspiCalls.Bound(ContextHandle.NONE, NspiStatus.OUT_OF_RESOURCES));
        assertThat(strict.budgets.refusals(Component.RCA, Measure.CONCURRENCY)).isEqualTo(1);
        queryColumns(first.handle());
        calls.unbind(nspi, ANN, first.handle());
        assertThat(bind(ANN).status()).isEqualTo(NspiStatus.SUCCESS);
    }

    @Test
    void aBindThatFailsTakesNoPlace() {
        strict.allow(connections(1));
        assertThat(calls.bind(nspi, ANN, 1200, SERVER).status()).isEqualTo(NspiStatus.INVALID_CODEPAGE);
        assertThat(bind(ANN).status()).isEqualTo(NspiStatus.SUCCESS);
        assertThat(nspi.openSessions()).isEqualTo(1);
    }

    @Test
    void timeOfTheDirectoryIsChargedToWhoAsks() {
        strict.allow(new Allowance("Strict", FREE, OptionalInt.of(1), FREE, FREE));
        strict.tick = StrictBudgets.SECOND;
        newDsa(Optional.of(ANN));
        assertTooBusy(() -> newDsa(Optional.of(ANN)), "RCAPercentTimeInAD");
    }

    @Test
    void whoDoesNotSignInIsHeldToTheAnonymousBudgetOfTheAddress() {
        strict.allow(StrictBudgets.cas(0));
        assertTooBusy(() -> newDsa(Optional.empty()), "AnonymousPercentTimeInCAS");
    }
}
