package org.gatehouse.web.autodiscover;

import java.net.URI;

/// Another organisation's Autodiscover, by the URL of any of its forms.
public record OtherAutodiscover(String url) {
    /// Where it answers in plain XML.
    String plain() {
        return form(".xml");
    }

    /// Where it answers in SOAP, to clients that sign in by themselves.
    String soap() {
        return form(".svc");
    }

    private String form(String ending) {
        var there = URI.create(url);
        return there.getScheme() + "://" + there.getRawAuthority() + "/autodiscover/autodiscover" + ending;
    }
}
