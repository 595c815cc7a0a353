package org.gatehouse.directory.ldap;

import com.unboundid.ldap.listener.LDAPListener;
import com.unboundid.ldap.listener.LDAPListenerClientConnection;
import com.unboundid.ldap.listener.LDAPListenerConfig;
import com.unboundid.ldap.listener.LDAPListenerExceptionHandler;
import com.unboundid.ldap.listener.LDAPListenerRequestHandler;
import com.unboundid.ldap.listener.StartTLSRequestHandler;
import com.unboundid.ldap.sdk.LDAPException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.InstantSource;
import javax.net.ssl.SSLContext;
import org.gatehouse.directory.Directory;
import org.gatehouse.directory.DirectoryException;
import org.gatehouse.directory.DirectoryException.Reason;
import org.gatehouse.directory.organization.Layout;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// LDAP v3 server (RFC 4511) over a [Directory]: one plain port with StartTLS, and optionally one with TLS from the
/// start.
public final class LdapFront implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LdapFront.class);
    private final LDAPListener plain;
    private final @Nullable LDAPListener tls;
    private final LdapPeers peers;

    private LdapFront(LDAPListener plain, @Nullable LDAPListener tls, LdapPeers peers) {
        this.plain = plain;
        this.tls = tls;
        this.peers = peers;
    }

    /// Where to listen and what to allow.
    ///
    /// @param port 0 chooses a free one
    /// @param tlsPort negative for none; 0 chooses a free one
    /// @param plainBinds whether passwords may come without TLS; for loopback only
    public record Settings(InetAddress address, int port, int tlsPort, boolean plainBinds, LdapLimits limits) {
        /// The usual limits.
        public static Settings of(InetAddress address, int port, int tlsPort, boolean plainBinds) {
            return new Settings(address, port, tlsPort, plainBinds, LdapLimits.DEFAULT);
        }
    }

    /// Starts listening.
    ///
    /// @param tls certificate and key; without it there is neither StartTLS nor a TLS port
    /// @throws DirectoryException when a port is in use; names it
    public static LdapFront start(Settings settings, Directory directory, Layout layout, LdapSignIn signIn,
            @Nullable SSLContext tls, InstantSource clock) {
        var peers = new LdapPeers(settings.limits(), clock);
        var handler = handler(settings, directory, new RootEntry(directory, layout, tls != null), signIn, false);
        LDAPListenerRequestHandler first = tls == null ? handler
                : new StartTLSRequestHandler(tls.getSocketFactory(), handler);
        @Nullable LDAPListener plain = null;
        try {
            plain = listen(settings, settings.port(), first, peers, null);
            LDAPListener secure = tls == null || settings.tlsPort() < 0 ? null : listen(settings, settings.tlsPort(),
                    handler(settings, directory, new RootEntry(directory, layout, false), signIn, true), peers, tls);
            return new LdapFront(plain, secure, peers);
        } catch (DirectoryException refused) {
            if (plain != null) {
                plain.shutDown(true);
            }
            peers.close();
            throw refused;
        }
    }

    private static LdapRequestHandler handler(Settings settings, Directory directory, RootEntry root, LdapSignIn signIn,
            boolean tls) {
        return new LdapRequestHandler(directory, root, signIn, settings.plainBinds(), tls,
                settings.limits().searchEntriesMax());
    }

    public int port() {
        return plain.getListenPort();
    }

    /// The TLS port; negative without one.
    public int tlsPort() {
        return tls == null ? -1 : tls.getListenPort();
    }

    @Override
    public void close() {
        plain.shutDown(true);
        if (tls != null) {
            tls.shutDown(true);
        }
        peers.close();
    }

    private static LDAPListener listen(Settings settings, int port, LDAPListenerRequestHandler handler, LdapPeers peers,
            @Nullable SSLContext tls) {
        var config = new LDAPListenerConfig(port, new TimedRequestHandler(peers, handler));
        config.setListenAddress(settings.address());
        config.setMaxMessageSizeBytes(settings.limits().messageBytesMax());
        config.setServerSocketFactory(new LdapDoor(peers, tls));
        config.setExceptionHandler(new ClosingHandler());
        var listener = new LDAPListener(config);
        try {
            listener.startListening();
            return listener;
        } catch (IOException failure) {
            throw new DirectoryException(Reason.UNAVAILABLE, "LDAP cannot listen on " + settings.address()
                    .getHostAddress() + " port " + port + ": " + failure.getMessage()
                    + ". Stop what uses it, or configure another.", failure);
        }
    }

    /// A connection that could not be taken up would otherwise stay open and keep its place.
    private static final class ClosingHandler implements LDAPListenerExceptionHandler {
        @Override
        public void connectionCreationFailure(@Nullable Socket socket, Throwable cause) {
            LOG.debug("ldap connection not taken up", cause);
            if (socket != null) {
                try {
                    socket.close();
                } catch (IOException failed) {
                    LOG.debug("closing", failed);
                }
            }
        }

        @Override
        public void connectionTerminated(LDAPListenerClientConnection connection, @Nullable LDAPException cause) {
            LOG.debug("ldap connection ended", cause);
        }
    }
}
