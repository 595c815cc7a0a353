package org.gatehouse.web.autodiscover;

import java.util.Optional;
import org.gatehouse.security.throttling.Work;

/// A discovery whose look-ups in the directory cost time of whoever's work asks.
record ChargedDiscovery(Discovery discovery) implements Discovery {
    @Override
    public Found byAddress(String smtpAddress) {
        return Work.inDirectory(() -> discovery.byAddress(smtpAddress));
    }

    @Override
    public Found byLegacyDn(String legacyDn) {
        return Work.inDirectory(() -> discovery.byLegacyDn(legacyDn));
    }

    @Override
    public Owner ownerOf(String domain) {
        return Work.inDirectory(() -> discovery.ownerOf(domain));
    }

    @Override
    public Optional<String> autodiscoverUrl() {
        return Work.inDirectory(discovery::autodiscoverUrl);
    }

    @Override
    public Services outside() {
        return Work.inDirectory(discovery::outside);
    }
}
