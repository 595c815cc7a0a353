package org.gatehouse.server;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPConnectionOptions;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.RDN;
import com.unboundid.ldap.sdk.ReadOnlyEntry;
import com.unboundid.util.ssl.HostNameSSLSocketVerifier;
import com.unboundid.util.ssl.PEMFileTrustManager;
import com.unboundid.util.ssl.SSLUtil;
import java.io.IOException;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyStoreException;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;
import org.gatehouse.directory.Directory;
import org.gatehouse.directory.DirectoryException;
import org.gatehouse.directory.DirectoryException.Reason;
import org.gatehouse.directory.Query;
import org.gatehouse.directory.ldap.LdapDirectory;
import org.gatehouse.server.configuration.Configuration.RemoteDirectory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The directory of other nodes, over LDAPS: of the first one that answers, and of the next one when that is lost. One
/// connection, which is made anew when it is wanted.
final class DirectoryLink implements Directory, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DirectoryLink.class);
    private static final int CONNECT_MILLIS_MAX = 5_000;
    private static final long ANSWER_MILLIS_MAX = 30_000;

    private final RemoteDirectory settings;
    private @Nullable LDAPConnection connection;
    private boolean closed;

    DirectoryLink(RemoteDirectory settings) {
        this.settings = settings;
    }

    private synchronized LdapDirectory linked() {
        LDAPConnection now = connection;
        if (now == null || !now.isConnected()) {
            now = connect();
            connection = now;
        }
        return new LdapDirectory(now);
    }

    private LDAPConnection connect() {
        if (closed) {
            throw new DirectoryException(Reason.UNAVAILABLE, "The link to the directory is closed.");
        }
        var reasons = new StringJoiner("; ");
        for (RemoteDirectory.Host host : settings.hosts()) {
            try {
                LDAPConnection made = connect(host);
                LOG.info("the directory is read at {}", host);
                return made;
            } catch (IOException refused) {
                reasons.add(refused.getMessage());
            }
        }
        throw new DirectoryException(Reason.UNAVAILABLE, reasons.toString());
    }

    private LDAPConnection connect(RemoteDirectory.Host host) throws IOException {
        var options = new LDAPConnectionOptions();
        options.setConnectTimeoutMillis(CONNECT_MILLIS_MAX);
        options.setResponseTimeoutMillis(ANSWER_MILLIS_MAX);
        options.setSSLSocketVerifier(new HostNameSSLSocketVerifier(false));
        try {
            var trust = new PEMFileTrustManager(settings.caFile().toFile());
            String password = Files.readString(settings.passwordFile()).strip();
            return new LDAPConnection(new SSLUtil(trust).createSSLSocketFactory(), options, host.name(), host.port(),
                    settings.bindDn(), password);
        } catch (KeyStoreException unreadable) {
            throw new IOException("directory.ca-file " + settings.caFile() + ": " + unreadable.getMessage(),
                    unreadable);
        } catch (GeneralSecurityException | LDAPException refused) {
            throw new IOException("directory.url " + host + " cannot be used: " + refused.getMessage(), refused);
        }
    }

    @Override
    public Page search(Query query) {
        return linked().search(query);
    }

    @Override
    public Optional<ReadOnlyEntry> get(DN dn) {
        return linked().get(dn);
    }

    @Override
    public ReadOnlyEntry add(DN dn, List<Attribute> attributes) {
        return linked().add(dn, attributes);
    }

    @Override
    public ReadOnlyEntry modify(DN dn, List<Modification> modifications) {
        return linked().modify(dn, modifications);
    }

    @Override
    public ReadOnlyEntry rename(DN dn, RDN newName, DN newParent) {
        return linked().rename(dn, newName, newParent);
    }

    @Override
    public void delete(DN dn) {
        linked().delete(dn);
    }

    @Override
    public long changeCounter() {
        return linked().changeCounter();
    }

    @Override
    public long configurationCounter() {
        return linked().configurationCounter();
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (connection != null) {
            connection.close();
        }
    }
}
