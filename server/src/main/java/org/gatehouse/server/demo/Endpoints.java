package org.gatehouse.server.demo;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/// What `endpoints.json` tells: where everything answers and who may sign in. Readable by its owner only.
public record Endpoints(String domain, Dns dns, Ldap ldap, List<ArrayEndpoint> arrays, List<ServerEndpoint> servers,
        List<User> users) {
    public record Dns(String address, int port) {}

    public record Ldap(String address, int port, String bindDn, String password) {}

    public record ArrayEndpoint(String name, String fqdn, String site, String address, Map<String, Integer> ports) {}

    public record ServerEndpoint(String name, String fqdn, String site, List<String> roles, String address,
            Map<String, Integer> ports) {}

    public record User(String account, String upn, String password, String legacyExchangeDN, String database) {}

    /// Writes the file whole or not at all: readers see the old one or the new one.
    public void write(Path file) throws IOException {
        Path draft = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(draft);
        Files.createFile(draft, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.write(draft, JsonMapper.builder().build().writerWithDefaultPrettyPrinter().writeValueAsString(this)
                .getBytes(StandardCharsets.UTF_8));
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
