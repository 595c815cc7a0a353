package org.gatehouse.directory.organization;

/// What administrators want of a database, for every process that opens it.
///
/// @param mounted whether it is to be mounted
/// @param request rises with each request; 0 before the first one
public record MountState(boolean mounted, long request) {
    private static final String MOUNTED = "mounted ";
    private static final String DISMOUNTED = "dismounted ";

    static final MountState NONE = new MountState(false, 0);

    static MountState parse(String text) {
        for (String word : new String[] {MOUNTED, DISMOUNTED}) {
            if (text.startsWith(word) && text.substring(word.length()).matches("[0-9]{1,18}")) {
                return new MountState(word.equals(MOUNTED), Long.parseLong(text.substring(word.length())));
            }
        }
        return NONE;
    }

    MountState next(boolean wanted) {
        return new MountState(wanted, request + 1);
    }

    String text() {
        return (mounted ? MOUNTED : DISMOUNTED) + request;
    }

    /// Whether somebody has dismounted it, and nobody mounted it since.
    public boolean isDismounted() {
        return request > 0 && !mounted;
    }
}
