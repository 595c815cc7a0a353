package org.gatehouse.directory.organization;

import com.unboundid.ldap.sdk.ReadOnlyEntry;
import java.util.List;
import java.util.stream.Stream;

/// The serviceConnectionPoint by which clients inside find a Client Access server ([MS-OXDSCLI] 3.1.5.1).
///
/// @param keyword the GUID among its keywords
/// @param sites names of the sites that it answers for
public record AutodiscoverPoint(String name, String className, String uri, String keyword, List<String> sites) {
    private static final String SITE = "Site=";

    public AutodiscoverPoint {
        sites = List.copyOf(sites);
    }

    static AutodiscoverPoint read(ReadOnlyEntry entry) {
        List<String> keywords = List.of(Entries.values(entry, "keywords"));
        return new AutodiscoverPoint(Entries.text(entry, "name"), Entries.text(entry, "serviceClassName"),
                Entries.text(entry, "serviceBindingInformation"),
                keywords.stream().filter(word -> !word.startsWith(SITE)).findFirst().orElse(""),
                keywords.stream().filter(word -> word.startsWith(SITE))
                        .flatMap(word -> Stream.of(word.substring(SITE.length()))).toList());
    }
}
