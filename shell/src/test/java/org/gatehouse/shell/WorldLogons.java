package org.gatehouse.shell;

import java.util.ArrayList;
import java.util.List;

/// Has the logons that a test gives it.
public final class WorldLogons implements LogonRegister {
    public final List<String> here = new ArrayList<>();
    public final List<Logon> open = new ArrayList<>();

    @Override
    public List<String> servers() {
        return here;
    }

    @Override
    public List<Logon> logons() {
        return open;
    }
}
