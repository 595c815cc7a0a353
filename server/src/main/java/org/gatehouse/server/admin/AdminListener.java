package org.gatehouse.server.admin;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.gatehouse.security.Credentials;
import org.gatehouse.security.Identity;
import org.gatehouse.security.ntlm.NtlmKeys;
import org.gatehouse.security.signin.FailedSignIns;
import org.gatehouse.security.throttling.Budgets;
import org.gatehouse.security.throttling.Cmdlets;
import org.gatehouse.security.throttling.Component;
import org.gatehouse.security.throttling.Entry;
import org.gatehouse.security.throttling.Line;
import org.gatehouse.security.throttling.Place;
import org.gatehouse.security.throttling.Refusal;
import org.gatehouse.shell.Administration;
import org.gatehouse.shell.cmdlets.Gate;
import org.gatehouse.shell.remoting.Frame;
import org.gatehouse.shell.remoting.FrameChannel;
import org.gatehouse.shell.remoting.RemoteShell;
import org.gatehouse.wire.MalformedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Shells from other computers: TLS, then the name and password of an administrator of the organisation.
public final class AdminListener implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(AdminListener.class);
    private static final Logger AUDIT = LoggerFactory.getLogger("org.gatehouse.audit.signin");
    private static final int SESSIONS_MAX = 32;
    private static final int BACKLOG = 32;
    private static final int SIGN_IN_MILLIS_MAX = 30_000;
    private static final int IDLE_MILLIS_MAX = 3_600_000;

    private final SSLServerSocket listener;
    private final SignIn signIn;
    private final Administration administration;
    private final AdminSessions sessions = new AdminSessions(SESSIONS_MAX);
    private final Set<SSLSocket> open = ConcurrentHashMap.newKeySet();

    private AdminListener(SSLServerSocket listener, SignIn signIn, Administration administration) {
        this.listener = listener;
        this.signIn = signIn;
        this.administration = administration;
    }

    /// Who may come in.
    ///
    /// @param administrator whether an account may act for the whole organisation
    /// @param budgets to which administrators are held: with so many shells as PowerShellMaxConcurrency allows
    public record SignIn(Credentials credentials, FailedSignIns failures, Predicate<Identity> administrator,
            Budgets budgets) {}

    public static AdminListener open(InetSocketAddress address, SSLContext tls, SignIn signIn,
            Administration administration)
            throws IOException {
        var listener = (SSLServerSocket) tls.getServerSocketFactory().createServerSocket(address.getPort(), BACKLOG,
                address.getAddress());
        listener.setEnabledProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
        var admin = new AdminListener(listener, signIn, administration);
        Thread.ofVirtual().name("admin listener").start(admin::acceptAll);
        return admin;
    }

    public int port() {
        return listener.getLocalPort();
    }

    private void acceptAll() {
        while (!listener.isClosed()) {
            try {
                var peer = (SSLSocket) listener.accept();
                open.add(peer);
                peer.setSoTimeout(SIGN_IN_MILLIS_MAX);
                var channel = new FrameChannel(peer.getInputStream(), peer.getOutputStream(), () -> {
                    open.remove(peer);
                    peer.close();
                }, FrameChannel.REQUEST_BYTES_MAX);
                sessions.start(peer.getInetAddress().getHostAddress(), channel, frames -> serve(peer, frames));
            } catch (SocketException closed) {
                return;
            } catch (IOException failed) {
                LOG.warn("the admin listener did not accept: {}", failed.getMessage());
            }
        }
    }

    private void serve(SSLSocket peer, FrameChannel frames) throws IOException {
        // The socket's time-out holds for each read; this one for the whole sign-in, however slowly it drips in.
        Thread watch = Thread.ofVirtual().start(() -> cutLater(peer));
        Frame first;
        try {
            first = frames.receive();
        } finally {
            watch.interrupt();
        }
        if (!(first instanceof Frame.SignIn(var user, var password))) {
            throw new MalformedException("a sign-in was expected");
        }
        Optional<Identity> identity = check(user, password, peer.getInetAddress());
        if (identity.isEmpty()) {
            frames.send(new Frame.Refused("The sign-in of '" + printable(user)
                    + "' was refused. Check name and password; only "
                    + "administrators of the organisation may open a shell, and after many failures one has to wait."));
            return;
        }
        switch (signIn.budgets().of(identity.get(), Component.POWERSHELL).open(Line.MAIN)) {
            case Entry.Refused<Place>(Refusal why) -> {
                AUDIT.warn("shell of {} from {} refused: {}", printable(why.owner()),
                        peer.getInetAddress().getHostAddress(), why.text());
                frames.send(new Frame.Refused("The shell was refused: " + why.text() + "."));
            }
            case Entry.Granted<Place>(Place place) -> {
                try (place) {
                    open(peer, frames, identity.get());
                }
            }
        }
    }

    private void open(SSLSocket peer, FrameChannel frames, Identity identity) throws IOException {
        try (Cmdlets.Shell shell = signIn.budgets().cmdlets().shell(identity)) {
            Optional<String> refusal = shell.open();
            if (refusal.isPresent()) {
                AUDIT.warn("shell of {} from {} refused: {}", printable(identity.qualified()),
                        peer.getInetAddress().getHostAddress(), refusal.get());
                frames.send(new Frame.Refused("The shell was refused: " + refusal.get() + "."));
                return;
            }
            run(peer, frames, identity, new Gate() {
                @Override
                public Optional<String> pass(boolean destructive) {
                    return shell.begin(destructive);
                }

                @Override
                public void leave() {
                    shell.end();
                }
            });
        }
    }

    private void run(SSLSocket peer, FrameChannel frames, Identity identity, Gate gate) throws IOException {
        peer.setSoTimeout(IDLE_MILLIS_MAX);
        LOG.info("{} opened a shell from {}", identity.qualified(), peer.getInetAddress().getHostAddress());
        new RemoteShell(frames, administration, AdminSessions.READERS, gate).serve();
    }

    private static void cutLater(SSLSocket peer) {
        try {
            Thread.sleep(SIGN_IN_MILLIS_MAX);
            peer.close();
        } catch (InterruptedException inTime) {
            Thread.currentThread().interrupt();
        } catch (IOException gone) {
            LOG.debug("{} was gone already", peer, gone);
        }
    }

    /// Says nothing about which part was wrong; the audit log does.
    private Optional<Identity> check(String user, String password, InetAddress peer) {
        Optional<Credentials.Secret> account = signIn.credentials().find("", user);
        String name = account.map(secret -> secret.identity().qualified()).orElse(user);
        if (!signIn.failures().charge(name, peer)) {
            return refused(name, peer, "too many failures");
        }
        byte[] given = NtlmKeys.ntHash(password);
        // An unknown account takes as long as a known one.
        byte[] kept = account.map(Credentials.Secret::ntHash).orElseGet(() -> new byte[given.length]);
        boolean right = MessageDigest.isEqual(given, kept) && account.isPresent();
        Arrays.fill(given, (byte) 0);
        if (!right) {
            return refused(name, peer, account.isPresent() ? "wrong password" : "unknown account");
        }
        if (!account.get().enabled()) {
            return refused(name, peer, "account disabled");
        }
        if (!signIn.administrator().test(account.get().identity())) {
            return refused(name, peer, "not an administrator");
        }
        signIn.failures().refund(name, peer);
        AUDIT.info("shell sign-in of {} from {}", printable(name), peer.getHostAddress());
        return Optional.of(account.get().identity());
    }

    private static Optional<Identity> refused(String name, InetAddress peer, String why) {
        AUDIT.warn("shell sign-in of {} from {} refused: {}", printable(name), peer.getHostAddress(), why);
        return Optional.empty();
    }

    private static String printable(String name) {
        return name.substring(0, Math.min(name.length(), 256)).replaceAll("\\p{Cntrl}", "?");
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (SSLSocket peer : open) {
            peer.close();
        }
    }
}
