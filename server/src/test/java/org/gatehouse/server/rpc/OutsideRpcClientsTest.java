package org.gatehouse.server.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.gatehouse.testing.Outside;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Clients of others against our endpoint mapper and an echo service.
class OutsideRpcClientsTest {
    private static final String IMPACKET = """
            import sys
            from impacket import uuid
            from impacket import ntlm
            from impacket.dcerpc.v5 import epm, mgmt, transport, rpcrt
            mapper, domain, user, password = sys.argv[1:]
            echo = uuid.uuidtup_to_bin(('0A74EF1C-41A4-4E06-83AE-DC74FB1CDD53', '1.0'))
            def connect():
                dce = transport.DCERPCTransportFactory('ncacn_ip_tcp:127.0.0.1[%s]' % mapper).get_dce_rpc()
                dce.connect()
                return dce
            binding = epm.hept_map('127.0.0.1', echo, protocol='ncacn_ip_tcp', dce=connect())
            print('mapped', binding)
            print('entries', len(epm.hept_lookup(None, dce=connect())))
            for level in (rpcrt.RPC_C_AUTHN_LEVEL_CONNECT, rpcrt.RPC_C_AUTHN_LEVEL_PKT_INTEGRITY,
                          rpcrt.RPC_C_AUTHN_LEVEL_PKT_PRIVACY):
                rpc = transport.DCERPCTransportFactory(binding)
                rpc.set_credentials(user, password, domain)
                dce = rpc.get_dce_rpc()
                dce.set_auth_level(level)
                dce.connect(); dce.bind(echo)
                dce.call(5, b''); print(level, dce.recv().decode())
                big = bytes(range(256)) * 100
                dce.call(0, big)
                print(level, 'echo', dce.recv() == big)
                dce.disconnect()
            def refused(what, user, password, domain, level=rpcrt.RPC_C_AUTHN_LEVEL_PKT_PRIVACY):
                rpc = transport.DCERPCTransportFactory(binding)
                rpc.set_credentials(user, password, domain)
                dce = rpc.get_dce_rpc()
                dce.set_auth_level(level)
                dce.connect()
                try:
                    dce.bind(echo); dce.call(5, b''); dce.recv(); print(what, 'accepted')
                except Exception as refused:
                    print(what, 'refused:', refused)
            refused('wrong password', user, 'wrong', domain)
            refused('guest', 'Guest', '', domain)
            refused('anonymous', '', '', '')
            refused('anonymous at connect', '', '', '', rpcrt.RPC_C_AUTHN_LEVEL_CONNECT)
            ntlm.USE_NTLMv2 = False
            refused('version 1', user, password, domain)
            ntlm.USE_NTLMv2 = True
            rpc = transport.DCERPCTransportFactory('ncacn_ip_tcp:127.0.0.1[%s]' % mapper)
            rpc.set_credentials('', '', '')
            dce = rpc.get_dce_rpc()
            dce.set_auth_level(rpcrt.RPC_C_AUTHN_LEVEL_CONNECT)
            dce.connect(); dce.bind(mgmt.MSRPC_UUID_MGMT)
            print('anonymous at the mapper:', mgmt.his_server_listening(dce)['status'])
            """;

    @Test
    void impacketMapsAndSignsInAtEveryLevel() throws Exception {
        Path python = Outside.python("impacket.dcerpc.v5.epm", "python3-impacket");
        try (var server = RpcTestServer.start()) {
            Process client = new ProcessBuilder(python.toString(), "-c", IMPACKET,
                    Integer.toString(server.mapper.address().getPort()), RpcTestServer.DOMAIN, RpcTestServer.USER,
                    RpcTestServer.PASSWORD).redirectErrorStream(true).start();
            String output = new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(client.waitFor()).as(output).isZero();
            assertThat(output)
                    .contains("mapped ncacn_ip_tcp:127.0.0.1[" + server.service.address().getPort() + "]")
                    .contains("entries 3")
                    .contains("anonymous at the mapper: 0").doesNotContain("accepted");
            for (String who : List.of("wrong password", "guest", "anonymous", "anonymous at connect", "version 1")) {
                assertThat(output).contains(who + " refused: rpc_s_access_denied");
            }
            assertThat(output).contains("2 CONTOSO\\alice CONNECT", "5 CONTOSO\\alice INTEGRITY",
                    "6 CONTOSO\\alice PRIVACY", "2 echo True", "5 echo True", "6 echo True");
        }
    }

    @Test
    void rpcclientListsTheEndpoints(@TempDir Path folder) throws Exception {
        Path rpcclient = Outside.program("rpcclient", "smbclient");
        String output = OwnNetwork.run(folder, Map.of(), rpcclient.toString(), "-s", "SMB_CONF", "-U%",
                "ncacn_ip_tcp:127.0.0.1", "-c", "epmlookup");
        assertThat(output).containsPattern("ncacn_ip_tcp:127\\.0\\.0\\.1\\[135,"
                + "abstract_syntax=e1af8308-5d1f-11c9-91a4-08002b14a0fa/0x00000003\\]: Endpoint Mapper");
        assertThat(output.lines().filter(line -> line.contains(": Echo"))).hasSize(1);
    }

    @Test
    void smbtortureFindsTheManagementInterface(@TempDir Path folder) throws Exception {
        Path smbtorture = Outside.program("smbtorture", "samba-testsuite");
        String output = OwnNetwork.run(folder, Map.of(), smbtorture.toString(), "-s", "SMB_CONF", "-U%",
                "ncacn_ip_tcp:127.0.0.1", "rpc.mgmt");
        assertThat(output).contains("success: mgmt").contains("server is listening")
                .contains("server refused to stop listening")
                .contains("uuid afa8bd80-7d8a-11c9-bef4-08002b102989  version 0x00000001");
    }

    /// [C706] 14.1: Samba writes its integers the other way round when asked to, in PDUs, stubs and security trailers.
    @ParameterizedTest
    @ValueSource(strings = {"bigendian", "bigendian,sign", "bigendian,seal,spnego"})
    void bigEndianCallersAreServed(String binding, @TempDir Path folder) throws Exception {
        Path smbtorture = Outside.program("smbtorture", "samba-testsuite");
        String signIn = "-U" + RpcTestServer.DOMAIN + "/" + RpcTestServer.USER + "%" + RpcTestServer.PASSWORD;
        String mapped = OwnNetwork.run(folder, Map.of(), smbtorture.toString(), "-s", "SMB_CONF", signIn,
                "ncacn_ip_tcp:127.0.0.1[" + binding + "]", "rpc.epmapper");
        assertThat(mapped).contains("success: epmapper.Map_simple", "success: epmapper.Lookup_terminate_search")
                .contains("uuid " + EchoService.ID.uuid() + "/0x01 NDR RPC-C TCP:");
    }

    /// The others insert entries from afar, which nobody may here, or want the number of entries to be a multiple
    /// of their page (Lookup_simple).
    @Test
    void smbtortureMapsAndLooksUp(@TempDir Path folder) throws Exception {
        Path smbtorture = Outside.program("smbtorture", "samba-testsuite");
        String output = OwnNetwork.run(folder, Map.of(), smbtorture.toString(), "-s", "SMB_CONF", "-U%",
                "ncacn_ip_tcp:127.0.0.1", "rpc.epmapper");
        assertThat(output).contains("success: epmapper.Map_simple",
                "success: epmapper.Lookup_terminate_search");
    }
}
