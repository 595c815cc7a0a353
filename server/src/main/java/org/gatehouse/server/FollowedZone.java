package org.gatehouse.server;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPConnectionOptions;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.util.ssl.HostNameSSLSocketVerifier;
import com.unboundid.util.ssl.PEMFileTrustManager;
import com.unboundid.util.ssl.SSLUtil;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyStoreException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.gatehouse.directory.DirectoryException;
import org.gatehouse.directory.ldap.LdapDirectory;
import org.gatehouse.directory.organization.Layout;
import org.gatehouse.edge.dns.OwnZone;
import org.gatehouse.edge.dns.ZoneSettings;
import org.gatehouse.edge.dns.ZoneStore;
import org.gatehouse.server.configuration.Configuration.RemoteDirectory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The organisation's zone as a DNS server without a directory has it: read over LDAPS from another node, and read
/// again when that node's change counter has moved. While the node is away, what was read last is served.
final class FollowedZone implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FollowedZone.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final int CONNECT_MILLIS_MAX = 5_000;
    private static final long ANSWER_MILLIS_MAX = 30_000;

    private final RemoteDirectory settings;
    private final String domain;
    private final String ownFqdn;
    private final InetAddress ownAddress;
    private final OwnZone zone;
    private LDAPConnection connection;
    private DirectoryZone source;
    private long counter;
    private volatile boolean closed;

    private FollowedZone(RemoteDirectory settings, String domain, String ownFqdn, InetAddress ownAddress)
            throws IOException {
        this.settings = settings;
        this.domain = domain;
        this.ownFqdn = ownFqdn.toLowerCase(Locale.ROOT);
        this.ownAddress = ownAddress;
        this.connection = connect(settings);
        this.source = source(connection, domain);
        try {
            this.counter = new LdapDirectory(connection).changeCounter();
            this.zone = new OwnZone(ZoneSettings.of(domain, source.nameServer().orElse(ownFqdn)), new ReadOnly());
        } catch (IOException | RuntimeException failed) {
            connection.close();
            throw failed;
        }
    }

    /// Connects and reads the zone.
    ///
    /// @throws IOException naming the other node and what is wrong with it
    static FollowedZone open(RemoteDirectory settings, String domain, String ownFqdn, InetAddress ownAddress)
            throws IOException {
        var followed = new FollowedZone(settings, domain, ownFqdn, ownAddress);
        Thread.ofVirtual().name("zone follower").start(followed::follow);
        return followed;
    }

    OwnZone zone() {
        return zone;
    }

    private static DirectoryZone source(LDAPConnection connection, String domain) {
        // Of the layout only the domain decides where zones are.
        return new DirectoryZone(new LdapDirectory(connection), new Layout("Organization", domain, "X"), domain);
    }

    private static LDAPConnection connect(RemoteDirectory settings) throws IOException {
        String at = "directory.url ldaps://" + settings.host() + ":" + settings.port();
        var options = new LDAPConnectionOptions();
        options.setConnectTimeoutMillis(CONNECT_MILLIS_MAX);
        options.setResponseTimeoutMillis(ANSWER_MILLIS_MAX);
        options.setSSLSocketVerifier(new HostNameSSLSocketVerifier(false));
        try {
            var trust = new PEMFileTrustManager(settings.caFile().toFile());
            String password = Files.readString(settings.passwordFile()).strip();
            return new LDAPConnection(new SSLUtil(trust).createSSLSocketFactory(), options, settings.host(),
                    settings.port(), settings.bindDn(), password);
        } catch (KeyStoreException unreadable) {
            throw new IOException("directory.ca-file " + settings.caFile() + ": " + unreadable.getMessage(),
                    unreadable);
        } catch (GeneralSecurityException | LDAPException refused) {
            throw new IOException(at + " cannot be used: " + refused.getMessage(), refused);
        }
    }

    private void follow() {
        boolean told = false;
        while (!closed) {
            LockSupport.parkNanos(PAUSE.toNanos());
            try {
                refresh();
                told = false;
            } catch (IOException | DirectoryException away) {
                if (!told && !closed) {
                    LOG.warn("the zone {} stays as it was read last: {}", domain, away.getMessage());
                    told = true;
                }
            }
        }
    }

    private synchronized void refresh() throws IOException {
        if (closed) {
            return;
        }
        if (!connection.isConnected()) {
            connection = connect(settings);
            source = source(connection, domain);
        }
        // Read before the zone: what changes meanwhile is seen the next time.
        long now = new LdapDirectory(connection).changeCounter();
        if (now != counter) {
            zone.reload();
            counter = now;
        }
    }

    @Override
    public void close() {
        closed = true;
        synchronized (this) {
            connection.close();
        }
    }

    /// The other node's records, and this server's own address unless the zone has one.
    private final class ReadOnly implements ZoneStore {
        @Override
        public Optional<Saved> load() throws IOException {
            Saved saved = source.load().orElse(new Saved(1, java.util.List.of()));
            var lines = new ArrayList<>(saved.records());
            boolean inZone = ownFqdn.endsWith("." + domain.toLowerCase(Locale.ROOT));
            if (inZone && lines.stream().noneMatch(line -> line.toLowerCase(Locale.ROOT).startsWith(ownFqdn + "."))) {
                lines.add(ownFqdn + ". 60 IN " + (ownAddress instanceof Inet4Address ? "A " : "AAAA ")
                        + ownAddress.getHostAddress());
            }
            return Optional.of(new Saved(saved.serial(), lines));
        }

        @Override
        public void save(Saved changed) throws IOException {
            throw new IOException("the zone " + domain + " is changed where its directory is, at " + settings.host());
        }
    }
}
