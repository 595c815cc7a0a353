package org.gatehouse.directory.organization;

import org.gatehouse.directory.Directory;

/// What the faces share: entries by their many identities, and headers read from them.
final class Entries {
    private final Directory directory;
    private final Layout layout;

    Entries(Directory directory, Layout layout) {
        this.directory = directory;
        this.layout = layout;
    }

    Directory directory() {
        return directory;
    }

    Layout layout() {
        return layout;
    }
}
