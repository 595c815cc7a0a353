package org.gatehouse.directory.organization;

import java.util.EnumSet;
import java.util.Set;

/// A service of a Client Access server on HTTPS, and the URLs by which clients are told of it.
///
/// @param server the server's name
/// @param internalUrl for clients inside the network; empty is told to none
/// @param externalUrl for clients outside; empty is told to none
/// @param authentication how people may sign in there
/// @param tokenChecking whether that has to be bound to the TLS channel
public record VirtualDirectory(ObjectHeader header, Kind kind, String server, String internalUrl, String externalUrl,
        Set<HttpAuthentication> authentication, TokenChecking tokenChecking) {

    /// What is served there.
    public enum Kind {
        AUTODISCOVER("msExchAutoDiscoverVirtualDirectory", "Autodiscover", "/Autodiscover/Autodiscover.xml"),
        MAPI("msExchMapiVirtualDirectory", "mapi", "/mapi");

        private final String objectClass;
        private final String path;
        private final String preset;

        Kind(String objectClass, String path, String preset) {
            this.objectClass = objectClass;
            this.path = path;
            this.preset = preset;
        }

        String objectClass() {
            return objectClass;
        }

        /// The first part of the path below the server's root.
        public String path() {
            return path;
        }

        /// `mapi (Default Web Site)`.
        String commonName() {
            return path + " (" + VirtualDirectories.WEB_SITE + ")";
        }

        /// The path that a new one's URL has.
        String preset() {
            return preset;
        }

        /// Ways to sign in that it can have.
        public Set<HttpAuthentication> allowed() {
            return switch (this) {
                case AUTODISCOVER -> EnumSet.of(HttpAuthentication.BASIC, HttpAuthentication.DIGEST,
                        HttpAuthentication.WINDOWS_INTEGRATED, HttpAuthentication.WS_SECURITY,
                        HttpAuthentication.OAUTH);
                case MAPI -> EnumSet.of(HttpAuthentication.BASIC, HttpAuthentication.NTLM,
                        HttpAuthentication.NEGOTIATE, HttpAuthentication.OAUTH);
            };
        }

        /// Those that a new one has.
        public Set<HttpAuthentication> presetAuthentication() {
            return switch (this) {
                case AUTODISCOVER -> EnumSet.of(HttpAuthentication.BASIC, HttpAuthentication.WINDOWS_INTEGRATED);
                case MAPI -> EnumSet.of(HttpAuthentication.BASIC, HttpAuthentication.NTLM,
                        HttpAuthentication.NEGOTIATE);
            };
        }
    }

    public VirtualDirectory {
        authentication = Set.copyOf(authentication);
    }

    /// `EX1\mapi (Default Web Site)`.
    public String identity() {
        return server + "\\" + header.name();
    }
}
