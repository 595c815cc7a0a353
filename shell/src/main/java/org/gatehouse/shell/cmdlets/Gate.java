package org.gatehouse.shell.cmdlets;

import java.util.Optional;

/// Asked before each cmdlet of a shell, and may put it off.
@FunctionalInterface
public interface Gate {
    /// Lets every cmdlet through.
    Gate OPEN = () -> Optional.empty();

    /// @return why the cmdlet may not be run; nothing if it may
    Optional<String> pass();
}
