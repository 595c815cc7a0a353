package org.gatehouse.security.kerberos;

import java.util.List;

/// The keys of one service, newest first; the directory implements it. Empty means that Kerberos is not offered.
@FunctionalInterface
public interface ServiceKeys {
    ServiceKeys NONE = List::of;

    List<ServiceKey> current();
}
