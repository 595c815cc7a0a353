package org.gatehouse.server;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.gatehouse.access.nspi.NspiService;
import org.gatehouse.access.rfr.RfrService;
import org.gatehouse.client.EndpointMap;
import org.gatehouse.client.HttpSignIn;
import org.gatehouse.client.HttpsConnection;
import org.gatehouse.client.MailboxClient;
import org.gatehouse.client.MapiSession;
import org.gatehouse.client.ProxiedServer;
import org.gatehouse.client.RpcConnection;
import org.gatehouse.dcerpc.SyntaxId;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.security.certificates.TrustedRoots;
import org.gatehouse.shell.OutlookTrials;

/// Goes Outlook's way with the client room: over TCP from the endpoint mapper, over HTTP through Outlook Anywhere's
/// proxy, to the Inbox.
final class OutlookProbes implements OutlookTrials {
    private static final int UNAUTHORIZED = 401;

    private final List<MessagingServer> running;
    private final Path rootCertificate;

    /// @param running the servers of this process, whose ports others are taken to have too
    /// @param rootCertificate that of the organisation's authority
    OutlookProbes(List<MessagingServer> running, Path rootCertificate) {
        this.running = running;
        this.rootCertificate = rootCertificate;
    }

    @Override
    public void run(Wanted wanted, Duration stepMax, Consumer<Step> told) {
        var steps = new Steps(told);
        switch (wanted.protocol()) {
            case TCP -> overTcp(wanted, stepMax, steps);
            case HTTP -> overHttp(wanted, stepMax, steps);
        }
    }

    /// Takes steps, and tells of them.
    private record Steps(Consumer<Step> told) {
        /// @param needed what an earlier step found; empty when it found nothing
        <N, T> Optional<T> take(String scenario, Optional<N> needed, Taking<N, T> taking) {
            if (needed.isEmpty()) {
                return skip(scenario, "a step before it failed");
            }
            long begun = System.nanoTime();
            try {
                T found = taking.take(needed.get());
                tell(scenario, Outcome.SUCCESS, begun, "");
                return Optional.of(found);
            } catch (IOException failed) {
                tell(scenario, Outcome.FAILURE, begun, failed.getMessage() == null
                        ? failed.getClass().getSimpleName() : failed.getMessage());
                return Optional.empty();
            }
        }

        <T> Optional<T> skip(String scenario, String why) {
            told.accept(new Step(scenario, Outcome.SKIPPED, Duration.ZERO, why));
            return Optional.empty();
        }

        private void tell(String scenario, Outcome outcome, long begun, String error) {
            told.accept(new Step(scenario, outcome, Duration.ofNanos(System.nanoTime() - begun), error));
        }
    }

    private interface Taking<N, T> {
        T take(N needed) throws IOException;
    }

    private interface Connecting {
        MapiSession connect(org.gatehouse.client.Account account) throws IOException;
    }

    private static void overTcp(Wanted wanted, InetSocketAddress mapper, Duration max, Steps steps) {
        Optional<InetSocketAddress> begin = Optional.of(mapper);
        Optional<InetSocketAddress> mail = steps.take("EndpointMapper::RpcClientAccess", begin, at ->
                EndpointMap.find(at, MapiSession.SERVICE, max));
        Optional<InetSocketAddress> book = steps.take("EndpointMapper::AddressBook", begin, at ->
                EndpointMap.find(at, NspiService.INTERFACE, max));
        var _ = steps.take("RFRI::Bind", book, at -> bound(at, RfrService.INTERFACE, max));
        var _ = steps.take("NSPI::Bind", book, at -> bound(at, NspiService.INTERFACE, max));
        var _ = steps.take("RpcClientAccess::Bind", mail, at -> bound(at, MapiSession.SERVICE, max));
        logon(wanted, steps, mail, account -> MapiSession.connect(mail.orElseThrow(), account,
                wanted.account().orElseThrow().userDn(), max));
    }

    private void overTcp(Wanted wanted, Duration max, Steps steps) {
        int port = running.stream().findFirst().map(server -> server.ports().mapper().getPort())
                .orElse(ServiceProbes.MAPPER_PORT);
        overTcp(wanted, new InetSocketAddress(wanted.address(), port), max, steps);
    }

    private static boolean bound(InetSocketAddress address, SyntaxId service, Duration max) throws IOException {
        RpcConnection.open(RpcConnection.Target.anonymous(address, service), max).close();
        return true;
    }

    private void overHttp(Wanted wanted, Duration max, Steps steps) {
        int port = running.stream().map(server -> server.ports().https().getPort()).filter(each -> each > 0)
                .findFirst().orElse(ServiceProbes.HTTPS_PORT);
        var proxy = new InetSocketAddress(wanted.address(), port);
        Optional<SSLContext> trust = steps.take("Certificate::Name", Optional.of(proxy), at ->
                trusted(at, wanted, max));
        Optional<SSLContext> asks = steps.take("RpcProxy::VerifyRpcProxy", trust, by -> asksWho(proxy, wanted, by,
                max));
        logon(wanted, steps, asks, account -> MapiSession.connect(new ProxiedServer(proxy, wanted.webName(),
                asks.orElseThrow(), wanted.server(), ProxiedServer.MAIL, HttpSignIn.NTLM), account,
                wanted.account().orElseThrow().userDn(), max));
    }

    /// By what the certificate is trusted: by what this computer trusts, or by the organisation's authority.
    private SSLContext trusted(InetSocketAddress proxy, Wanted wanted, Duration max) throws IOException {
        if (wanted.anyCertificate()) {
            return greeted(proxy, wanted.webName(), AnyCertificate.context(), max);
        }
        SSLContext ours = TrustedRoots.inFile(rootCertificate);
        try {
            return greeted(proxy, wanted.webName(), ours, max);
        } catch (SSLException notOurs) {
            try {
                return greeted(proxy, wanted.webName(), SSLContext.getDefault(), max);
            } catch (GeneralSecurityException unusable) {
                throw new IOException(unusable.getMessage(), unusable);
            } catch (SSLException nobodys) {
                nobodys.addSuppressed(notOurs);
                throw nobodys;
            }
        }
    }

    private static SSLContext greeted(InetSocketAddress proxy, String name, SSLContext trust, Duration max)
            throws IOException {
        HttpsConnection.open(proxy, name, trust, max).close();
        return trust;
    }

    /// A proxy that is there asks whoever comes to sign in.
    private static SSLContext asksWho(InetSocketAddress proxy, Wanted wanted, SSLContext trust, Duration max)
            throws IOException {
        try (HttpsConnection connection = HttpsConnection.open(proxy, wanted.webName(), trust, max)) {
            int status = connection.post("/rpc/rpcproxy.dll?" + wanted.server() + ":" + ProxiedServer.MAIL, Map.of(),
                    new byte[0]).status();
            if (status != UNAUTHORIZED) {
                throw new IOException("it answers " + status + " instead of asking for a sign-in"
                        + (status == 404 ? ": Outlook Anywhere is not enabled there" : ""));
            }
            return trust;
        }
    }

    private static void logon(Wanted wanted, Steps steps, Optional<?> needed, Connecting connecting) {
        if (wanted.account().isEmpty()) {
            var _ = steps.skip("Mailbox::Connect", "-MailboxCredential says as whom");
            var _ = steps.skip("Mailbox::Logon", "-MailboxCredential says as whom");
            return;
        }
        char[] password = wanted.account().get().password().reveal();
        try {
            var account = new org.gatehouse.client.Account(wanted.account().get().domain(),
                    wanted.account().get().user(), new String(password));
            Optional<MapiSession> session = steps.take("Mailbox::Connect", needed, _ -> connecting.connect(account));
            var _ = steps.take("Mailbox::Logon", session, OutlookProbes::read);
            session.ifPresent(OutlookProbes::end);
        } finally {
            Arrays.fill(password, '\0');
        }
    }

    private static int read(MapiSession session) throws IOException {
        MailboxClient mailbox = MailboxClient.logon(session);
        return mailbox.list(mailbox.inbox(), List.of(Tags.SUBJECT)).size();
    }

    private static void end(MapiSession session) {
        try {
            session.close();
        } catch (IOException gone) {
            // It was used; how it ends is nothing that was asked.
        }
    }
}
