package org.gatehouse.server.rpc;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.gatehouse.dcerpc.association.AssociationGroups;
import org.gatehouse.dcerpc.association.AssociationLimits;
import org.gatehouse.dcerpc.association.Endpoint;
import org.gatehouse.dcerpc.rts.ProxyError;
import org.gatehouse.dcerpc.rts.VirtualConnection;
import org.gatehouse.security.Identity;
import org.gatehouse.security.certificates.CertificateAuthority;
import org.gatehouse.security.certificates.CertifiedKey;
import org.gatehouse.security.ntlm.NtlmKeys;
import org.gatehouse.security.Credentials;
import org.gatehouse.security.signin.FailedSignIns;
import org.gatehouse.security.signin.PasswordDesk;
import org.gatehouse.security.signin.SignInDesk;
import org.gatehouse.security.TargetNames;
import org.gatehouse.web.http.Access;
import org.gatehouse.web.http.BasicSignIn;
import org.gatehouse.web.http.Route;
import org.gatehouse.web.http.Scheme;
import org.gatehouse.web.http.TlsVersion;
import org.gatehouse.web.http.WebLimits;
import org.gatehouse.web.http.WebServer;
import org.gatehouse.web.rpcproxy.RpcProxy;

/// A web server with nothing but RPC over HTTP, behind which the echo service answers as `cas1:6001`.
final class ProxyFixture implements AutoCloseable {
    private static final InstantSource CLOCK = InstantSource.system();
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    final EchoService echo = new EchoService();
    final RpcTunnels tunnels;
    final Endpoint endpoint;
    /// Of another server, `mbx1:6001`.
    final RpcListener elsewhere;
    final WebServer web;
    final SSLContext trust;

    ProxyFixture(VirtualConnection.Limits limits, RpcListenerLimits listenerLimits)
            throws IOException, GeneralSecurityException {
        this(limits, listenerLimits, CLOCK);
    }

    /// @param tunnelClock of what carries RPC; web server and sign-in have the system's
    ProxyFixture(VirtualConnection.Limits limits, RpcListenerLimits listenerLimits, InstantSource tunnelClock)
            throws IOException, GeneralSecurityException {
        var random = new SecureRandom();
        var failures = new FailedSignIns(FailedSignIns.Limits.DEFAULT, CLOCK);
        Credentials accounts = (_, name) -> Optional.of(name.substring(name.lastIndexOf('\\') + 1))
                .filter(Set.of("alice", "bob")::contains).map(user -> new Credentials.Secret(
                        new Identity("CONTOSO", user, "NTLM"), NtlmKeys.ntHash("secret"), true));
        var signIns = new SignInDesk(new TargetNames("CONTOSO", "CAS1", "contoso.example", "cas1.contoso.example"),
                accounts, failures, CLOCK, random);
        var basic = new BasicSignIn(new PasswordDesk(accounts, failures, "Basic"), () -> 0, BasicSignIn.Limits.DEFAULT,
                CLOCK, random);
        CertifiedKey key = CertificateAuthority.create("Proxy Test", CLOCK, random).issue(List.of("localhost"),
                List.of(LOOPBACK));
        this.trust = trust(key);
        this.endpoint = new Endpoint(List.of(echo), new AssociationGroups(AssociationLimits.DEFAULT, random),
                Optional.of(signIns), AssociationLimits.DEFAULT);
        this.elsewhere = RpcListener.open(new InetSocketAddress(LOOPBACK, 0), endpoint, listenerLimits,
                (socket, _) -> ConnectionPreamble.Peers.of(socket), CLOCK);
        this.tunnels = new RpcTunnels((server, port) -> port != 6001
                ? new RpcTunnels.Target.Refused(ProxyError.ACCESS_DENIED) : switch (server) {
                    case "cas1" -> new RpcTunnels.Target.Served(endpoint);
                    case "mbx1" -> new RpcTunnels.Target.Relayed(elsewhere.address());
                    default -> new RpcTunnels.Target.Refused(ProxyError.ACCESS_DENIED);
                }, limits, listenerLimits, tunnelClock);
        this.web = WebServer.open(new InetSocketAddress(LOOPBACK, 0),
                List.of(Route.at(RpcProxy.PATH, new RpcProxy(tunnels)).overHttp11Only().withEndlessBodies()
                        .signedIn(() -> Access.of(Scheme.BASIC, Scheme.NTLM))),
                new WebServer.Doors(signIns, Optional.of(basic), Optional.empty()),
                new WebServer.Settings("CAS1", () -> key, TlsVersion.TLS_1_2, WebLimits.DEFAULT, _ -> false, _ -> true,
                        List::of, () -> "", CLOCK));
    }

    private static SSLContext trust(CertifiedKey key) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry("root", key.chain().getLast());
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    ProxyChannel in(String user, String query) throws IOException {
        return new ProxyChannel(this, user, "RPC_IN_DATA", query, 1L << 30);
    }

    ProxyChannel out(String user, String query, int length) throws IOException {
        return new ProxyChannel(this, user, "RPC_OUT_DATA", query, length);
    }

    @Override
    public void close() {
        tunnels.close();
        web.close();
        elsewhere.close();
    }
}
