package org.gatehouse.directory.ldap;

import com.unboundid.ldap.listener.LDAPListener;
import com.unboundid.ldap.listener.LDAPListenerConfig;
import com.unboundid.ldap.listener.LDAPListenerRequestHandler;
import com.unboundid.ldap.listener.StartTLSRequestHandler;
import java.io.IOException;
import java.net.InetAddress;
import javax.net.ssl.SSLContext;
import org.gatehouse.directory.Directory;
import org.gatehouse.directory.DirectoryException;
import org.gatehouse.directory.DirectoryException.Reason;
import org.gatehouse.directory.organization.Layout;
import org.jspecify.annotations.Nullable;

/// LDAP v3 server (RFC 4511) over a [Directory]: one plain port with StartTLS, and optionally one with TLS from the
/// start.
public final class LdapFront implements AutoCloseable {
    private final LDAPListener plain;
    private final @Nullable LDAPListener tls;

    private LdapFront(LDAPListener plain, @Nullable LDAPListener tls) {
        this.plain = plain;
        this.tls = tls;
    }

    /// Where to listen and what to allow.
    ///
    /// @param port 0 chooses a free one
    /// @param tlsPort negative for none; 0 chooses a free one
    /// @param plainBinds whether passwords may come without TLS; for loopback only
    public record Settings(InetAddress address, int port, int tlsPort, boolean plainBinds, int connectionsMax,
            int messageBytesMax) {
        /// The usual bounds.
        public static Settings of(InetAddress address, int port, int tlsPort, boolean plainBinds) {
            return new Settings(address, port, tlsPort, plainBinds, 1000, 1 << 20);
        }
    }

    /// Starts listening.
    ///
    /// @param tls certificate and key; without it there is neither StartTLS nor a TLS port
    /// @throws DirectoryException when a port is in use; names it
    public static LdapFront start(Settings settings, Directory directory, Layout layout, LdapSignIn signIn,
            @Nullable SSLContext tls) {
        var root = new RootEntry(directory, layout, tls != null);
        var handler = new LdapRequestHandler(directory, root, signIn, settings.plainBinds(), false);
        LDAPListenerRequestHandler first = tls == null ? handler
                : new StartTLSRequestHandler(tls.getSocketFactory(), handler);
        LDAPListener plain = listen(settings, settings.port(), first, null);
        if (tls == null || settings.tlsPort() < 0) {
            return new LdapFront(plain, null);
        }
        try {
            return new LdapFront(plain, listen(settings, settings.tlsPort(),
                    new LdapRequestHandler(directory, root, signIn, settings.plainBinds(), true), tls));
        } catch (DirectoryException refused) {
            plain.shutDown(true);
            throw refused;
        }
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
    }

    private static LDAPListener listen(Settings settings, int port, LDAPListenerRequestHandler handler,
            @Nullable SSLContext tls) {
        var config = new LDAPListenerConfig(port, handler);
        config.setListenAddress(settings.address());
        config.setMaxConnections(settings.connectionsMax());
        config.setMaxMessageSizeBytes(settings.messageBytesMax());
        if (tls != null) {
            config.setServerSocketFactory(tls.getServerSocketFactory());
        }
        var listener = new LDAPListener(config);
        try {
            listener.startListening();
            return listener;
        } catch (IOException failure) {
            throw new DirectoryException(Reason.UNAVAILABLE, "LDAP cannot listen on " + settings.address()
                    .getHostAddress() + " port " + port + ": " + failure.getMessage()
                    + ". Stop what uses the port, or configure another.", failure);
        }
    }
}
