package org.gatehouse.directory;

import java.time.InstantSource;
import java.util.UUID;

final class MemoryDirectoryTest implements DirectoryContract {
    private final MemoryDirectory directory = new MemoryDirectory(InstantSource.system(), UUID::randomUUID);

    @Override
    public Directory directory() {
        return directory;
    }
}
