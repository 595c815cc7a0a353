package org.gatehouse.shell.cmdlets;

import java.util.Optional;

/// Asked before each cmdlet of a shell, and may put it off.
@FunctionalInterface
public interface Gate {
    /// Lets every cmdlet through.
    Gate OPEN = _ -> Optional.empty();

    /// @param destructive whether the cmdlet asks before it does what cannot be undone
    /// @return why the cmdlet may not be run; nothing if it may
    Optional<String> pass(boolean destructive);

    /// A cmdlet that has passed has ended.
    default void leave() {}
}
