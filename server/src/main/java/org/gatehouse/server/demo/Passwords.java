package org.gatehouse.server.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/// Generated passwords of the demonstration's accounts, kept so that a second start knows them. None is fixed.
final class Passwords {
    private static final int BYTES = 18;

    private final Path file;
    private final SecureRandom random;
    private final Map<String, String> byAccount;

    private Passwords(Path file, SecureRandom random, Map<String, String> byAccount) {
        this.file = file;
        this.random = random;
        this.byAccount = byAccount;
    }

    static Passwords open(Path file, SecureRandom random) throws IOException {
        Map<String, String> known = Files.exists(file)
                ? JsonMapper.builder().build().readValue(Files.readString(file), new TypeReference<>() {})
                : Map.of();
        return new Passwords(file, random, new LinkedHashMap<>(known));
    }

    /// The password of an account, generated and on disk before it is first used.
    String of(String account) throws IOException {
        String known = byAccount.get(account);
        if (known != null) {
            return known;
        }
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        String password = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        byAccount.put(account, password);
        Path draft = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(draft);
        Files.createFile(draft, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(draft, JsonMapper.builder().build().writeValueAsString(byAccount));
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        return password;
    }
}
