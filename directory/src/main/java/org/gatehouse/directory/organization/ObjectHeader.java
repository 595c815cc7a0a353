package org.gatehouse.directory.organization;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/// What every directory object shows of itself.
///
/// @param canonicalName the form `corp.example/Configuration/Sites/HeadOffice`
/// @param objectCategory the DN of the class in the schema partition
/// @param objectClass the class chain from `top` down
public record ObjectHeader(String name, String distinguishedName, UUID guid, String canonicalName,
        String objectCategory, List<String> objectClass, Instant whenCreated, Instant whenChanged) {
    public ObjectHeader {
        objectClass = List.copyOf(objectClass);
    }
}
