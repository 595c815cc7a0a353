package org.gatehouse.access.nspi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import java.util.UUID;
import org.gatehouse.dcerpc.AuthLevel;
import org.gatehouse.dcerpc.RpcFault;
import org.gatehouse.dcerpc.RpcStatus;
import org.gatehouse.mapi.nspi.NspiStatus;
import org.gatehouse.security.Identity;
import org.gatehouse.security.throttling.Budgets;
import org.gatehouse.wire.ndr.ContextHandle;
import org.gatehouse.wire.ndr.NdrReader;
import org.gatehouse.wire.ndr.NdrWriter;
import org.junit.jupiter.api.Test;

class NspiServiceTest {
    private static final UUID SERVER = new UUID(3, 4);
    private static final Identity ANN = new Identity("CORP", "ann", "NTLM");
    private static final Identity BOB = new Identity("CORP", "bob", "NTLM");

    private final NspiService service = new NspiService(new AddressBookDesk(SampleAddressBook.small(), SERVER,
            new AddressBookLimits(3, 2, 100, 1_000, 100, 100, 100, 10), Budgets.unlimited()), AuthLevel.PRIVACY);
    private final NspiCalls calls = new NspiCalls();

    private NspiCalls.Bound bind(Identity caller, int codePage) {
        return calls.bind(service, caller, codePage, SERVER);
    }

    private int unbind(ContextHandle handle) {
        return calls.unbind(service, ANN, handle);
    }

    private NdrReader call(int operation, Optional<Identity> caller, NdrWriter stub) {
        return calls.call(service, operation, caller, stub);
    }

    @Test
    void bindsAndUnbinds() {
        NspiCalls.Bound bound = bind(ANN, 1252);
        assertThat(bound.status()).isEqualTo(NspiStatus.SUCCESS);
        assertThat(service.openSessions()).isEqualTo(1);
        assertThat(unbind(bound.handle())).isEqualTo(NspiStatus.UNBIND_SUCCESS);
        assertThat(unbind(bound.handle())).isEqualTo(NspiStatus.UNBIND_FAILURE);
        assertThat(service.openSessions()).isZero();
    }

    @Test
    void limitsSessionsByUserAndInAll() {
        assertThat(bind(ANN, 1252).status()).isEqualTo(NspiStatus.SUCCESS);
        NspiCalls.Bound second = bind(ANN, 1252);
        assertThat(bind(ANN, 1252)).isEqualTo(new NspiCalls.Bound(ContextHandle.NONE, NspiStatus.LOGON_FAILED));
        assertThat(bind(BOB, 1252).status()).isEqualTo(NspiStatus.SUCCESS);
        assertThat(bind(BOB, 1252).status()).isEqualTo(NspiStatus.LOGON_FAILED);
        unbind(second.handle());
        assertThat(bind(BOB, 1252).status()).isEqualTo(NspiStatus.SUCCESS);
    }

    @Test
    void aRundownGivesTheSessionsBack() throws Exception {
        bind(ANN, 1252);
        bind(BOB, 1252);
        calls.runDown();
        calls.runDown();
        assertThat(service.openSessions()).isZero();
    }

    @Test
    void refusesUnicodeAsACodePageAndCallersWithoutAName() {
        assertThat(bind(ANN, 1200).status()).isEqualTo(NspiStatus.INVALID_CODEPAGE);
        assertThat(call(0, Optional.empty(), new NdrWriter().i32(0x20).i32(0).i32(0).i32(0).i32(0).i32(0).i32(0)
                .i32(1252).i32(0).i32(0).pointer(false)).pointer()).isFalse();
        assertThat(service.openSessions()).isZero();
    }

    @Test
    void operationsOutsideTheWireAndForeignHandlesAreFaults() {
        assertThatThrownBy(() -> call(15, Optional.of(ANN), new NdrWriter()))
                .isInstanceOfSatisfying(RpcFault.class,
                        fault -> assertThat(fault.status()).isEqualTo(RpcStatus.OPERATION_RANGE));
        var columns = new NdrWriter().contextHandle(new ContextHandle(0, new UUID(9, 9))).i32(0).i32(0);
        assertThatThrownBy(() -> call(16, Optional.of(ANN), columns)).isInstanceOfSatisfying(RpcFault.class,
                fault -> assertThat(fault.status()).isEqualTo(RpcStatus.CONTEXT_MISMATCH));
    }
}
