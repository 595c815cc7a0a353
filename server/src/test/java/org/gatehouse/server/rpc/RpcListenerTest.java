package org.gatehouse.server.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.gatehouse.dcerpc.association.AssociationLimits;
import org.gatehouse.testing.Outside;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Calls that park, context handles and faults, seen by impacket signed in with privacy.
@Timeout(600)
class RpcListenerTest {
    private static final String SIGN_IN = """
            import sys
            from impacket import uuid
            from impacket.dcerpc.v5 import transport, rpcrt
            port, domain, user, password = sys.argv[1:]
            echo = uuid.uuidtup_to_bin(('0A74EF1C-41A4-4E06-83AE-DC74FB1CDD53', '1.0'))
            def connect():
                rpc = transport.DCERPCTransportFactory('ncacn_ip_tcp:127.0.0.1[%s]' % port)
                rpc.set_credentials(user, password, domain)
                dce = rpc.get_dce_rpc()
                dce.set_auth_level(rpcrt.RPC_C_AUTHN_LEVEL_PKT_PRIVACY)
                dce.connect(); dce.bind(echo)
                return dce
            """;

    private static String python(RpcTestServer server, String script) throws Exception {
        Path python = Outside.python("impacket.dcerpc.v5.transport", "python3-impacket");
        Process client = new ProcessBuilder(python.toString(), "-c", SIGN_IN + script,
                Integer.toString(server.service.address().getPort()), RpcTestServer.DOMAIN, RpcTestServer.USER,
                RpcTestServer.PASSWORD).redirectErrorStream(true).start();
        String output = new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(client.waitFor()).as(output).isZero();
        return output;
    }

    @Test
    void aParkedCallHoldsUpNoOtherConnectionAndEndsWithItsOwn() throws Exception {
        try (var server = RpcTestServer.start()) {
            String output = python(server, """
                    parked = connect(); parked.call(1, b'')
                    other = connect(); other.call(0, b'abcd'); print(other.recv())
                    parked.disconnect()
                    """);
            assertThat(output).contains("b'abcd'");
            assertThat(server.echo.unparked.get(100, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void aHandleIsRunDownWhenItsConnectionGoes() throws Exception {
        try (var server = RpcTestServer.start()) {
            String output = python(server, """
                    first = connect(); first.call(2, b''); handle = first.recv()
                    first.call(3, handle); print('same', first.recv() == handle)
                    second = connect()
                    try:
                        second.call(3, handle); second.recv(); print('foreign handle accepted')
                    except Exception as fault:
                        print('fault', fault)
                    first.disconnect()
                    """);
            assertThat(output).contains("same True").contains("fault").contains("context_mismatch")
                    .doesNotContain("accepted");
            server.service.close();
            assertThat(server.echo.runDown.await(100, TimeUnit.SECONDS)).isTrue();
            assertThat(server.echo.runDowns).hasValue(1);
        }
    }

    @Test
    void faultsKeepTheirStatusAndBugsSayNothing() throws Exception {
        try (var server = RpcTestServer.start()) {
            String output = python(server, """
                    rpc = connect()
                    for operation in (3, 4, 6, 7):
                        try:
                            rpc.call(operation, b''); rpc.recv()
                        except Exception as fault:
                            print(operation, fault)
                    """);
            assertThat(output).contains("4 ").contains("1234").contains("nca_s_fault_unspec")
                    .contains("nca_s_op_rng_error").doesNotContain("a bug on purpose");
        }
    }

    /// Each of them has a call in flight for as long as nothing happens.
    @Test
    void clientsThatAllWaitForEventsLeaveRoomForCalls() throws Exception {
        RpcListenerLimits usual = RpcListenerLimits.DEFAULT;
        var few = new RpcListenerLimits(3, 2, 2, usual.strangerIdleMax(), usual.pduTimeMax(), usual.writeTimeMax(),
                usual.lingerTimeMax(), usual.drainTimeMax(), usual.quietMin(), usual.sweepInterval(), 2, 1 << 16);
        try (var server = new RpcTestServer(InetAddress.getLoopbackAddress(), 0, AssociationLimits.DEFAULT, few)) {
            for (int call = 0; call < 3 + 2; call++) {
                assertThat(server.service.takeCall()).as("call %d", call).isTrue();
            }
            assertThat(server.service.takeCall()).isFalse();
            for (int call = 0; call < 3 + 2; call++) {
                server.service.releaseCall();
            }
        }
    }
}
