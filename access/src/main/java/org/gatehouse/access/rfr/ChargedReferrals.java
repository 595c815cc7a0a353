package org.gatehouse.access.rfr;

import java.util.Optional;
import org.gatehouse.security.throttling.Work;

/// Referrals whose look-ups in the directory cost time of whoever's work asks.
public record ChargedReferrals(Referrals referrals) implements Referrals {
    @Override
    public Optional<String> liveAddressBookEndpoint(String userDn) {
        return Work.inDirectory(() -> referrals.liveAddressBookEndpoint(userDn));
    }

    @Override
    public Optional<String> fqdnOf(String serverDn) {
        return Work.inDirectory(() -> referrals.fqdnOf(serverDn));
    }
}
