package org.gatehouse.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/// Where a node keeps what it keeps. Folders are the owner's only, since keys and mail are inside.
public record DataFolder(Path root) {
    private static final String OWNER_ONLY = "rwx------";

    /// Creates the folder and its parts when missing.
    ///
    /// @throws IOException when it cannot be written, naming the folder
    public static DataFolder open(Path root) throws IOException {
        var folder = new DataFolder(root.toAbsolutePath().normalize());
        for (Path part : new Path[] {folder.root, folder.databases(), folder.keys(), folder.logs()}) {
            if (!Files.isDirectory(part)) {
                Files.createDirectories(part, PosixFilePermissions.asFileAttribute(
                        PosixFilePermissions.fromString(OWNER_ONLY)));
            }
        }
        if (!Files.isWritable(folder.root)) {
            throw new IOException(folder.root + " cannot be written by this account");
        }
        return folder;
    }

    public Path directoryFile() {
        return root.resolve("directory.db");
    }

    /// One file per mailbox or public folder database.
    public Path databases() {
        return root.resolve("databases");
    }

    public Path keys() {
        return root.resolve("keys");
    }

    public Path logs() {
        return root.resolve("logs");
    }

    /// The records of the DNS zone in folders of an earlier version; the directory has them now.
    public Path zoneFile() {
        return root.resolve("zone.txt");
    }

    /// The zone as a DNS server without a directory has read it last.
    public Path keptZone() {
        return root.resolve("zone.kept");
    }

    /// The members of the site's array as the balancer has read them last.
    public Path members() {
        return root.resolve("members.kept");
    }

    public Path adminSocket() {
        return root.resolve("admin.sock");
    }

    public Path endpoints() {
        return root.resolve("endpoints.json");
    }

    /// The root certificate for clients to import.
    public Path rootCertificate() {
        return root.resolve("root-certificate.pem");
    }
}
