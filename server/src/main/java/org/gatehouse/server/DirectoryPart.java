package org.gatehouse.server;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import org.gatehouse.database.SqlEngine;
import org.gatehouse.directory.DirectoryCredentials;
import org.gatehouse.directory.DirectoryException;
import org.gatehouse.directory.SecretBox;
import org.gatehouse.directory.SqlDirectory;
import org.gatehouse.directory.addressbook.AddressBook;
import org.gatehouse.directory.organization.Layout;
import org.gatehouse.directory.organization.Organization;
import org.gatehouse.directory.organization.OrganizationSetup;
import org.gatehouse.security.SignIns;
import org.gatehouse.security.TargetNames;
import org.gatehouse.security.certificates.CertificateAuthority;
import org.gatehouse.security.certificates.CertifiedKey;
import org.gatehouse.security.kerberos.KerberosAcceptor;
import org.gatehouse.security.kerberos.ReplayCache;
import org.gatehouse.security.ntlm.NtlmAcceptor;
import org.gatehouse.security.signin.FailedSignIns;
import org.gatehouse.security.signin.SignInDesk;

/// The directory of this process with what hangs on it: the organisation, the address book, sign-ins, certificates.
public final class DirectoryPart implements AutoCloseable {
    private static final int NETBIOS_NAME_MAX = 15;
    private static final int PASSWORD_BYTES = 24;
    /// Each meets another object that another process has just made; there are some dozens.
    private static final int PREPARATIONS_MAX = 200;

    private final SqlEngine engine;
    private final SqlDirectory directory;
    private final Organization organization;
    private final AddressBook addressBook;
    private final DirectoryCredentials credentials;
    private final FailedSignIns failedSignIns;
    private final ReplayCache replays =
            new ReplayCache(ReplayCache.ENTRIES_MAX, KerberosAcceptor.Settings.SKEW_MAX);
    private final CertificateAuthority authority;
    private final KeptCertificates kept;
    private final InstantSource clock;
    private final SecureRandom random;

    private DirectoryPart(SqlEngine engine, SqlDirectory directory, Layout layout, CertificateAuthority authority,
            KeptCertificates kept, InstantSource clock, SecureRandom random) {
        this.engine = engine;
        this.directory = directory;
        this.organization = new Organization(directory, layout, UUID::randomUUID, directory);
        this.addressBook = new AddressBook(organization);
        this.credentials = new DirectoryCredentials(directory, directory, layout);
        this.failedSignIns = new FailedSignIns(FailedSignIns.Limits.DEFAULT, clock);
        this.authority = authority;
        this.kept = kept;
        this.clock = clock;
        this.random = random;
    }

    /// Opens the directory in the folder, preparing the organisation at first use.
    public static DirectoryPart open(DataFolder folder, Storage storage, Layout layout, InstantSource clock,
            SecureRandom random) throws IOException {
        var secrets = new SecretBox(SecretBox.keyFile(folder.keys().resolve("directory.key"), random), random);
        CertificateAuthority authority = authority(folder, layout.organization(), clock, random);
        var kept = new KeptCertificates(folder.keys(), authorityPassword(folder, random), authority, clock);
        SqlEngine engine = storage.directory(folder);
        try {
            var directory = new SqlDirectory(engine, clock, UUID::randomUUID, secrets);
            prepare(directory, layout);
            return new DirectoryPart(engine, directory, layout, authority, kept, clock, random);
        } catch (RuntimeException failed) {
            engine.close();
            throw failed;
        }
    }

    /// Another process may prepare the same organisation at the same time: then it is done when it is done again.
    private static void prepare(SqlDirectory directory, Layout layout) {
        for (int left = PREPARATIONS_MAX; ; left--) {
            try {
                OrganizationSetup.prepare(directory, layout, UUID.randomUUID());
                return;
            } catch (DirectoryException elsewhere) {
                if (left == 1 || elsewhere.reason() != DirectoryException.Reason.ALREADY_EXISTS) {
                    throw elsewhere;
                }
            }
        }
    }

    private static CertificateAuthority authority(DataFolder folder, String organization, InstantSource clock,
            SecureRandom random) throws IOException {
        Path file = folder.keys().resolve("authority.p12");
        char[] password = authorityPassword(folder, random);
        if (Files.exists(file)) {
            return CertificateAuthority.fromPkcs12(Files.readAllBytes(file), password, clock, random);
        }
        CertificateAuthority created = CertificateAuthority.create(organization, clock, random);
        writeSecret(file, created.toPkcs12(password));
        Files.writeString(folder.rootCertificate(), created.rootPem());
        return created;
    }

    private static char[] authorityPassword(DataFolder folder, SecureRandom random) throws IOException {
        return passwordFile(folder.keys().resolve("authority.password"), random).toCharArray();
    }

    /// The password in a file, generated with mode 600 when there is none.
    public static String passwordFile(Path file, SecureRandom random) throws IOException {
        byte[] bytes = new byte[PASSWORD_BYTES];
        random.nextBytes(bytes);
        String password = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        try {
            writeSecret(file, password.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            return password;
        } catch (FileAlreadyExistsException _) {
            return Files.readString(file).strip();
        }
    }

    private static void writeSecret(Path file, byte[] content) throws IOException {
        var mode = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        try (var channel = Files.newByteChannel(file,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, StandardOpenOption.SYNC), mode)) {
            channel.write(java.nio.ByteBuffer.wrap(content));
        }
    }

    public SqlDirectory directory() {
        return directory;
    }

    public Organization organization() {
        return organization;
    }

    public Layout layout() {
        return organization.layout();
    }

    public AddressBook addressBook() {
        return addressBook;
    }

    public DirectoryCredentials credentials() {
        return credentials;
    }

    public FailedSignIns failedSignIns() {
        return failedSignIns;
    }

    /// Where the clients of a server sign in, under the server's own names.
    public SignIns signIns(String serverName, String fqdn) {
        String upper = serverName.toUpperCase(Locale.ROOT);
        var names = new TargetNames(layout().netbiosDomain().toUpperCase(Locale.ROOT),
                upper.substring(0, Math.min(NETBIOS_NAME_MAX, upper.length())), layout().domain(), fqdn);
        var kerberos = new KerberosAcceptor.Settings(layout().domain(),
                organization.alternateServiceAccounts().keysOf(serverName), replays,
                KerberosAcceptor.Settings.SKEW_MAX);
        return new SignInDesk(NtlmAcceptor.Settings.of(names), kerberos, credentials, failedSignIns, clock, random);
    }

    /// A server's certificate of the organisation's authority, kept between starts.
    public CertifiedKey certificate(String server, List<String> names, List<InetAddress> addresses) {
        return kept.of(server, names, addresses);
    }

    /// A new certificate of the organisation's authority.
    public CertifiedKey certificate(List<String> names, List<InetAddress> addresses) {
        return authority.issue(names, addresses);
    }

    @Override
    public void close() {
        engine.close();
    }
}
