package org.gatehouse.web.autodiscover;

import java.util.Optional;

/// Addresses of services over HTTPS, as they are reached from inside or from outside. What is empty is not served.
///
/// @param webServices Exchange Web Services
/// @param addressBookFiles the folder of the offline address book
/// @param controlPanel the pages for a user's own settings
public record Services(Optional<String> webServices, Optional<String> addressBookFiles, Optional<String> controlPanel,
        Optional<WebMail> webMail, Optional<String> activeSync) {
    public static final Services NONE = new Services(Optional.empty(), Optional.empty(), Optional.empty(),
            Optional.empty(), Optional.empty());

    /// @param methods how people sign in there, as OWAUrl's attribute has it: `Basic, Fba`
    public record WebMail(String url, String methods) {}
}
