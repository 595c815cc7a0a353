package org.gatehouse.directory.organization;

import static org.gatehouse.wire.MalformedException.require;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.gatehouse.security.kerberos.EncryptionType;
import org.gatehouse.security.kerberos.KerberosKey;
import org.gatehouse.security.kerberos.ServiceKey;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;
import org.gatehouse.wire.Bytes;
import org.gatehouse.wire.MalformedException;

/// A credential by which a server takes Kerberos tickets that are not for its own account (ASA): those for the names of
/// an array belong to an account that all members share.
///
/// @param userName `DOMAIN\account`, or the first service name of a keytab
/// @param set when it was given to the server
/// @param password empty where keys came without one
/// @param keys to try on tickets
public record AlternateServiceAccount(String userName, Instant set, String password, List<ServiceKey> keys) {
    /// How many a server keeps: the latest, and the one before it for tickets that are still about.
    public static final int KEPT_MAX = 2;
    /// Of one credential; a keytab has one for each name, version and type.
    public static final int KEYS_MAX = 500;
    private static final int FORMAT = 1;

    public AlternateServiceAccount {
        keys = List.copyOf(keys);
    }

    /// Without its secrets.
    @Override
    public String toString() {
        return userName;
    }

    /// Credentials as they are kept, newest first.
    static byte[] encode(List<AlternateServiceAccount> accounts) {
        var out = new ByteWriter().u8(FORMAT).u8(accounts.size());
        for (AlternateServiceAccount account : accounts) {
            text(out, account.userName);
            out.i64(account.set.toEpochMilli());
            text(out, account.password);
            out.u16(account.keys.size());
            for (ServiceKey key : account.keys) {
                out.i32(key.keyVersion()).u8(key.key().type().wire()).bytes(key.key().value());
            }
        }
        return out.toArray();
    }

    static List<AlternateServiceAccount> decode(byte[] kept) {
        ByteReader in = Bytes.wrap(kept).reader();
        require(in.u8() == FORMAT, "service accounts of another format");
        var accounts = new ArrayList<AlternateServiceAccount>();
        for (int left = in.u8(); left > 0; left--) {
            String userName = text(in);
            Instant set = Instant.ofEpochMilli(in.i64());
            String password = text(in);
            var keys = in.list(in.u16(), 1 + Integer.BYTES, AlternateServiceAccount::key);
            accounts.add(new AlternateServiceAccount(userName, set, password, keys));
        }
        return accounts;
    }

    private static ServiceKey key(ByteReader in) {
        int version = in.i32();
        EncryptionType type = EncryptionType.of(in.u8())
                .orElseThrow(() -> new MalformedException("service account's key of an unknown type"));
        return new ServiceKey(version, new KerberosKey(type, in.bytes(type.keyBytes())));
    }

    private static void text(ByteWriter out, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.u16(bytes.length).bytes(bytes);
    }

    private static String text(ByteReader in) {
        return new String(in.bytes(in.u16()), StandardCharsets.UTF_8);
    }
}
