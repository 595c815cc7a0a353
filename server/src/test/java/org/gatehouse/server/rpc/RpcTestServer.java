package org.gatehouse.server.rpc;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.gatehouse.dcerpc.RpcService;
import org.gatehouse.dcerpc.association.AssociationGroups;
import org.gatehouse.dcerpc.association.AssociationLimits;
import org.gatehouse.dcerpc.association.Endpoint;
import org.gatehouse.dcerpc.epm.EndpointEntry;
import org.gatehouse.dcerpc.epm.EndpointMapperService;
import org.gatehouse.dcerpc.epm.EndpointRegistry;
import org.gatehouse.security.Credentials;
import org.gatehouse.security.Identity;
import org.gatehouse.security.SignIns;
import org.gatehouse.security.TargetNames;
import org.gatehouse.security.ntlm.NtlmKeys;
import org.gatehouse.security.signin.FailedSignIns;
import org.gatehouse.security.signin.SignInDesk;

/// An endpoint mapper, and an echo service behind a port of its own, with one account to sign in with.
final class RpcTestServer implements AutoCloseable {
    static final String DOMAIN = "CONTOSO";
    static final String USER = "alice";
    static final String PASSWORD = "Not-a-secret-1";

    final AssociationGroups groups;
    final EchoService echo = new EchoService();
    final RpcListener mapper;
    final RpcListener service;

    RpcTestServer(InetAddress address, int mapperPort, AssociationLimits limits, RpcListenerLimits listenerLimits)
            throws IOException {
        groups = new AssociationGroups(limits, new SecureRandom());
        var registry = new EndpointRegistry();
        var random = new SecureRandom();
        SignIns signIns = new SignInDesk(
                new TargetNames(DOMAIN, "CAS1", "contoso.example", "cas1.contoso.example"), credentials(),
                new FailedSignIns(FailedSignIns.Limits.DEFAULT, InstantSource.system()), InstantSource.system(),
                random);
        mapper = open(address, mapperPort, List.of(new EndpointMapperService(registry)), signIns.forEverybody(),
                limits, listenerLimits);
        service = open(address, 0, List.of(echo, new ChallengeService()), signIns, limits, listenerLimits);
        registry.register(new EndpointEntry(EndpointMapperService.ID, mapper.address().getPort(), "Endpoint Mapper"));
        registry.register(new EndpointEntry(EchoService.ID, service.address().getPort(), "Echo"));
        registry.register(new EndpointEntry(ChallengeService.ID, service.address().getPort(), "Challenge"));
    }

    static RpcTestServer start() throws IOException {
        return new RpcTestServer(InetAddress.getByName("127.0.0.1"), 0, AssociationLimits.DEFAULT,
                RpcListenerLimits.DEFAULT);
    }

    private RpcListener open(InetAddress address, int port, List<RpcService> services, SignIns signIns,
            AssociationLimits limits, RpcListenerLimits listenerLimits) throws IOException {
        return RpcListener.open(new InetSocketAddress(address, port),
                new Endpoint(services, groups, Optional.of(signIns), limits), listenerLimits,
                ConnectionPreamble.NONE, InstantSource.system());
    }

    private static Credentials credentials() {
        var secret = new Credentials.Secret(new Identity(DOMAIN, USER, "NTLM"), NtlmKeys.ntHash(PASSWORD), true);
        return (_, user) -> user.equalsIgnoreCase(USER) ? Optional.of(secret) : Optional.empty();
    }

    @Override
    public void close() {
        mapper.close();
        service.close();
    }

    /// Serves on 127.0.0.1, the endpoint mapper on 135, while the command given runs: for clients that insist on the
    /// port, in a network namespace of their own ([OwnNetwork]). Ends with the command's status.
    public static void main(String[] command) throws IOException, InterruptedException {
        int status;
        try (var _ = new RpcTestServer(InetAddress.getByName("127.0.0.1"), 135, AssociationLimits.DEFAULT,
                RpcListenerLimits.DEFAULT)) {
            status = new ProcessBuilder(command).inheritIO().start().waitFor();
        }
        System.exit(status);
    }
}
