package org.gatehouse.server;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.security.cert.CertificateEncodingException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import javax.crypto.SecretKey;
import org.gatehouse.database.SqlEngine;
import org.gatehouse.directory.Directory;
import org.gatehouse.directory.DirectoryCredentials;
import org.gatehouse.directory.DirectoryException;
import org.gatehouse.directory.KeyCheck;
import org.gatehouse.directory.RememberingDirectory;
import org.gatehouse.directory.SecretBox;
import org.gatehouse.directory.SecretStore;
import org.gatehouse.directory.SqlDirectory;
import org.gatehouse.directory.SqlUsageBoard;
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
import org.gatehouse.security.throttling.UsageBoard;

/// The directory of this process with what hangs on it: the organisation, the address book, sign-ins, certificates.
public final class DirectoryPart implements AutoCloseable {
    private static final int NETBIOS_NAME_MAX = 15;
    private static final int PASSWORD_BYTES = 24;
    /// Each meets another object that another process has just made; there are some dozens.
    private static final int PREPARATIONS_MAX = 200;
    /// Between looks at a directory that may be away.
    private static final Duration LOOK_PAUSE = Duration.ofSeconds(1);

    private final SqlEngine engine;
    private final Directory directory;
    private final Consumer<Runnable> wakeups;
    private final Runnable rounds;
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

    private DirectoryPart(SqlEngine engine, SqlDirectory source, Layout layout, CertificateAuthority authority,
            KeptCertificates kept, InstantSource clock, SecureRandom random) {
        this.engine = engine;
        this.wakeups = source::onChange;
        SecretStore secrets;
        if (engine.isShared()) {
            var remembering = new RememberingDirectory(source, task -> Thread.ofVirtual().name("directory").start(task),
                    new SteadyClock(clock), RememberingDirectory.Limits.USUAL);
            this.directory = remembering;
            var looks = Rounds.every(LOOK_PAUSE, "directory", remembering::lookAfter);
            looks.startLater();
            this.rounds = looks::close;
            secrets = remembering;
        } else {
            this.directory = source;
            this.rounds = () -> { };
            secrets = source;
        }
        this.organization = new Organization(directory, layout, UUID::randomUUID, secrets);
        this.addressBook = new AddressBook(organization);
        this.credentials = new DirectoryCredentials(directory, secrets, layout);
        this.failedSignIns = new FailedSignIns(FailedSignIns.Limits.DEFAULT, new SteadyClock(clock));
        this.authority = authority;
        this.kept = kept;
        this.clock = clock;
        this.random = random;
    }

    /// Opens the directory, preparing the organisation at first use.
    ///
    /// @param founds whether this node may be the first of its organisation
    public static DirectoryPart open(DataFolder folder, Storage storage, Layout layout, boolean founds,
            InstantSource clock, SecureRandom random) throws IOException {
        SqlEngine engine = storage.directory(folder);
        try {
            var check = new KeyCheck(engine);
            // Before it has left keys of its own in a directory that another node is to found.
            if (!founds && !check.hasKey()) {
                throw notFounded();
            }
            var secrets = new SecretBox(key(folder, check, random), random);
            check.requireKey(secrets);
            CertificateAuthority authority = authority(folder, check, layout.organization(), clock, random,
                    engine.isShared());
            var kept = new KeptCertificates(folder.keys(), authorityPassword(folder, random), authority, clock);
            var directory = new SqlDirectory(engine, clock, UUID::randomUUID, secrets);
            if (!OrganizationSetup.isPrepared(directory, layout) && !founds) {
                throw notFounded();
            }
            prepare(directory, layout);
            return new DirectoryPart(engine, directory, layout, authority, kept, clock, random);
        } catch (IOException | RuntimeException failed) {
            engine.close();
            throw failed;
        }
    }

    private static IOException notFounded() {
        return new IOException("there is no organisation in this directory yet: start a node with the role"
                + " \"directory\" first, or correct database.url");
    }

    /// Made by the first node only: what another key seals nobody else opens.
    private static SecretKey key(DataFolder folder, KeyCheck check, SecureRandom random) throws IOException {
        Path file = folder.keys().resolve("directory.key");
        if (!Files.exists(file) && check.hasKey()) {
            throw new IOException(folder.keys() + " has no directory.key, and the directory was made with one: put the"
                    + " keys folder of another node, or of the copy that belongs to this directory, in its place");
        }
        return SecretBox.keyFile(file, random);
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

    /// @param shared whether other nodes have the same authority, which then is never replaced here
    private static CertificateAuthority authority(DataFolder folder, KeyCheck check, String organization,
            InstantSource clock, SecureRandom random, boolean shared) throws IOException {
        Path file = folder.keys().resolve("authority.p12");
        char[] password = authorityPassword(folder, random);
        boolean there = Files.exists(file);
        if (!there && shared && check.authority().isPresent()) {
            throw new IOException(folder.keys() + " has no authority.p12, and the organisation has an authority: put"
                    + " the keys folder of another node in its place");
        }
        CertificateAuthority authority = there
                ? CertificateAuthority.fromPkcs12(Files.readAllBytes(file), password, clock, random)
                : CertificateAuthority.create(organization, clock, random);
        if (!there) {
            writeSecret(file, authority.toPkcs12(password));
        }
        // A folder of its own may have lost its authority; clients then have to trust the new one.
        check.requireAuthority(encoded(authority), !there && !shared);
        if (!there || !Files.exists(folder.rootCertificate())) {
            Files.writeString(folder.rootCertificate(), authority.rootPem());
        }
        return authority;
    }

    private static byte[] encoded(CertificateAuthority authority) {
        try {
            return authority.root().getEncoded();
        } catch (CertificateEncodingException impossible) {
            throw new IllegalStateException(impossible);
        }
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

    public Directory directory() {
        return directory;
    }

    /// Calls `wakeup` soon after each change, whichever process made it: must not block.
    void onChange(Runnable wakeup) {
        wakeups.accept(wakeup);
    }

    /// Whether other processes change it too.
    boolean isShared() {
        return engine.isShared();
    }

    /// Where the processes that share it tell each other what they use of budgets; none for one that has it to itself.
    Optional<UsageBoard> usageBoard() {
        return isShared() ? Optional.of(new SqlUsageBoard(engine)) : Optional.empty();
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
        rounds.run();
        engine.close();
    }
}
