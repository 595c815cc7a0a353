package org.gatehouse.server.rpc;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
import org.gatehouse.security.kerberos.KerberosAcceptor;
import org.gatehouse.security.kerberos.Keytab;
import org.gatehouse.security.kerberos.ReplayCache;
import org.gatehouse.security.kerberos.ServiceKey;
import org.gatehouse.security.kerberos.ServiceKeys;
import org.gatehouse.security.ntlm.NtlmAcceptor;
import org.gatehouse.security.ntlm.NtlmKeys;
import org.gatehouse.security.signin.FailedSignIns;
import org.gatehouse.security.signin.SignInDesk;
import org.gatehouse.testing.KerberosRealm;
import org.gatehouse.wire.Bytes;

/// An endpoint mapper, and an echo service behind a port of its own, with one account to sign in with.
final class RpcTestServer implements AutoCloseable {
    static final String DOMAIN = "CONTOSO";
    static final String USER = "alice";
    static final String PASSWORD = "Not-a-secret-1";
    static final String REALM = "CONTOSO.EXAMPLE";
    static final String HOST = "cas1.contoso.example";
    /// In the environment of [#main]: the empty folder for a Kerberos realm that the server and its client then share.
    static final String REALM_FOLDER = "GATEHOUSE_TEST_REALM";

    final AssociationGroups groups;
    final EchoService echo = new EchoService();
    private final InstantSource clock;
    final RpcListener mapper;
    final RpcListener service;

    RpcTestServer(InetAddress address, int mapperPort, AssociationLimits limits, RpcListenerLimits listenerLimits)
            throws IOException {
        this(address, mapperPort, limits, listenerLimits, ServiceKeys.NONE, InstantSource.system());
    }

    /// @param clock of its connections; who signs in has the system's
    private RpcTestServer(InetAddress address, int mapperPort, AssociationLimits limits,
            RpcListenerLimits listenerLimits, ServiceKeys keys, InstantSource clock) throws IOException {
        this.clock = clock;
        groups = new AssociationGroups(limits, new SecureRandom());
        var registry = new EndpointRegistry();
        var random = new SecureRandom();
        var names = new TargetNames(DOMAIN, "CAS1", REALM.toLowerCase(Locale.ROOT), HOST);
        Duration skew = KerberosAcceptor.Settings.SKEW_MAX;
        SignIns signIns = new SignInDesk(NtlmAcceptor.Settings.of(names),
                new KerberosAcceptor.Settings(names.dnsDomain(), keys, new ReplayCache(1000, skew), skew),
                credentials(), new FailedSignIns(FailedSignIns.Limits.DEFAULT, InstantSource.system()),
                InstantSource.system(), random);
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

    /// One whose connections are as old as a clock says that the test moves.
    static RpcTestServer start(RpcListenerLimits listenerLimits, InstantSource clock) throws IOException {
        return new RpcTestServer(InetAddress.getByName("127.0.0.1"), 0, AssociationLimits.DEFAULT, listenerLimits,
                ServiceKeys.NONE, clock);
    }

    private RpcListener open(InetAddress address, int port, List<RpcService> services, SignIns signIns,
            AssociationLimits limits, RpcListenerLimits listenerLimits) throws IOException {
        return RpcListener.open(new InetSocketAddress(address, port),
                new Endpoint(services, groups, Optional.of(signIns), limits), listenerLimits,
                ConnectionPreamble.NONE, clock);
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
        String folder = System.getenv(REALM_FOLDER);
        int status;
        if (folder == null) {
            status = serve(ServiceKeys.NONE, Map.of(), command);
        } else {
            try (var realm = KerberosRealm.start(Path.of(folder), REALM)) {
                realm.addWithPassword(USER, PASSWORD);
                Path keytab = realm.addServices("host/" + HOST);
                List<ServiceKey> keys = Keytab.decode(Bytes.wrap(Files.readAllBytes(keytab))).entries().stream()
                        .map(Keytab.Entry::usable).flatMap(Optional::stream).toList();
                status = serve(() -> keys, realm.environment(), command);
            }
        }
        System.exit(status);
    }

    private static int serve(ServiceKeys keys, Map<String, String> environment, String... command)
            throws IOException, InterruptedException {
        try (var _ = new RpcTestServer(InetAddress.getByName("127.0.0.1"), 135, AssociationLimits.DEFAULT,
                RpcListenerLimits.DEFAULT, keys, InstantSource.system())) {
            var builder = new ProcessBuilder(command).inheritIO();
            builder.environment().putAll(environment);
            return builder.start().waitFor();
        }
    }
}
