package org.gatehouse.directory.ldap;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.ReadOnlyEntry;
import java.net.InetAddress;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.function.Predicate;
import org.gatehouse.directory.Directory;
import org.gatehouse.directory.DirectoryException;
import org.gatehouse.directory.Names;
import org.gatehouse.directory.Passwords;
import org.gatehouse.security.Credentials;
import org.gatehouse.security.Identity;
import org.gatehouse.security.signin.FailedSignIns;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Checks simple binds (RFC 4513 5.1.3): by DN, UPN, `DOMAIN\account` or account name ([MS-ADTS] 5.1.1.1.1).
public final class LdapSignIn {
    private static final Logger AUDIT = LoggerFactory.getLogger("org.gatehouse.audit.signin");
    private final Directory directory;
    private final Credentials credentials;
    private final FailedSignIns failures;
    private final Predicate<Identity> administrators;

    /// @param failures shared with the other doors of the process, so that guessing at several adds up
    /// @param administrators who may change things
    public LdapSignIn(Directory directory, Credentials credentials, FailedSignIns failures,
            Predicate<Identity> administrators) {
        this.directory = directory;
        this.credentials = credentials;
        this.failures = failures;
        this.administrators = administrators;
    }

    /// Who it is, or nothing; why is only in the audit log.
    Optional<Identity> check(String name, byte[] password, InetAddress peer) {
        Optional<Credentials.Secret> secret = account(name).flatMap(account -> credentials.find("", account));
        String account = secret.map(found -> found.identity().qualified()).orElse(Names.shown(name));
        if (!failures.charge(account, peer)) {
            AUDIT.warn("ldap simple bind of {} from {} refused: too many failures", account, peer.getHostAddress());
            return Optional.empty();
        }
        Optional<Identity> identity = secret.filter(Credentials.Secret::enabled)
                .filter(found -> matches(found.ntHash(), password)).map(Credentials.Secret::identity)
                .map(found -> new Identity(found.domain(), found.account(), "Simple"));
        if (identity.isPresent()) {
            failures.refund(account, peer);
        } else {
            AUDIT.warn("ldap simple bind of {} from {} refused", account, peer.getHostAddress());
        }
        return identity;
    }

    boolean isAdministrator(Identity identity) {
        return administrators.test(identity);
    }

    private Optional<String> account(String name) {
        if (!name.contains("=") || !DN.isValidDN(name)) {
            return Optional.of(name);
        }
        return directory.get(Names.requireDn(name)).map((ReadOnlyEntry entry) -> {
            String account = entry.getAttributeValue("sAMAccountName");
            return account == null ? "" : account;
        });
    }

    private static boolean matches(byte[] ntHash, byte[] password) {
        try {
            String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(password)).toString();
            return MessageDigest.isEqual(ntHash, Passwords.ntHash(Passwords.quoted(text.toCharArray())));
        } catch (CharacterCodingException | DirectoryException noPassword) {
            return false;
        }
    }
}
