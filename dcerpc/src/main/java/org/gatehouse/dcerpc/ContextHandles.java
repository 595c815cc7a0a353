package org.gatehouse.dcerpc;

import java.util.Optional;
import org.gatehouse.wire.ndr.ContextHandle;

/// The context handles of one association group ([C706] 2.3.1, appendix N). Thread-safe.
///
/// When the last connection of the group goes away, each open handle's state is closed once: the rundown
/// ([C706] 5.1.6). A handle of another group is not found; one of another
/// interface is, if the kind is the same (AsyncEMSMDB waits on handles that EMSMDB gave, [MS-OXCRPC] 3.3.4.1).
public interface ContextHandles {
    /// Opens a handle on a state.
    ///
    /// @param kind separates handle types: a lookup with another kind finds nothing
    /// @throws RpcFault when the group holds too many
    <T extends AutoCloseable> ContextHandle open(Class<T> kind, T state);

    <T extends AutoCloseable> Optional<T> find(Class<T> kind, ContextHandle handle);

    /// Forgets a handle without closing its state, and returns the state if this call was the one that forgot it.
    <T extends AutoCloseable> Optional<T> release(Class<T> kind, ContextHandle handle);
}
