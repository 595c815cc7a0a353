package org.gatehouse.directory;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldap.sdk.RDN;
import java.util.List;

/// What the counter of the configuration has to do on every engine.
final class ConfigurationCounting {
    private static final DN CONFIGURATION = child("Configuration", DirectoryContract.ROOT);
    private static final DN ANN = child("Ann", DirectoryContract.USERS);
    private static final DN OTHER = child("Configuration", DirectoryContract.USERS);

    private final SqlDirectory directory;

    private ConfigurationCounting(SqlDirectory directory) {
        this.directory = directory;
    }

    static void examine(SqlDirectory directory) {
        var counting = new ConfigurationCounting(directory);
        counting.peopleAreNoConfiguration();
        counting.everyChangeOfTheConfigurationCounts();
        counting.aReferenceToSomebodyElseIsConfigurationToo();
    }

    private void peopleAreNoConfiguration() {
        directory.add(CONFIGURATION, List.of(new Attribute("objectClass", "container")));
        stays(() -> directory.add(ANN, List.of(new Attribute("objectClass", "user"))));
        stays(() -> directory.modify(ANN, List.of(new Modification(ModificationType.REPLACE, "title", "clerk"))));
        stays(() -> directory.add(OTHER, List.of(new Attribute("objectClass", "container"))));
        stays(() -> directory.delete(OTHER));
    }

    private void everyChangeOfTheConfigurationCounts() {
        DN site = child("HeadOffice", child("Sites", CONFIGURATION));
        rises(() -> directory.add(child("Sites", CONFIGURATION), container()));
        rises(() -> directory.add(site, container()));
        rises(() -> directory.modify(site, List.of(
                new Modification(ModificationType.REPLACE, "description", "here"))));
        rises(() -> directory.rename(site, new RDN("CN", "Branch"), child("Sites", CONFIGURATION)));
        rises(() -> directory.rename(child("Branch", child("Sites", CONFIGURATION)), new RDN("CN", "Away"),
                DirectoryContract.USERS));
        rises(() -> directory.rename(child("Away", DirectoryContract.USERS), new RDN("CN", "Back"), CONFIGURATION));
        rises(() -> directory.delete(child("Back", CONFIGURATION)));
    }

    private void aReferenceToSomebodyElseIsConfigurationToo() {
        DN group = child("Group", CONFIGURATION);
        rises(() -> directory.add(group, List.of(new Attribute("objectClass", "group"),
                new Attribute("member", ANN.toString()))));
        rises(() -> directory.rename(ANN, new RDN("CN", "Anna"), DirectoryContract.USERS));
        rises(() -> directory.delete(child("Anna", DirectoryContract.USERS)));
    }

    private void stays(Runnable change) {
        long whole = directory.changeCounter();
        long before = directory.configurationCounter();
        change.run();
        assertThat(directory.changeCounter()).isGreaterThan(whole);
        assertThat(directory.configurationCounter()).isEqualTo(before);
    }

    private void rises(Runnable change) {
        long before = directory.configurationCounter();
        change.run();
        assertThat(directory.configurationCounter()).isGreaterThan(before);
    }

    private static List<Attribute> container() {
        return List.of(new Attribute("objectClass", "container"));
    }

    private static DN child(String name, DN parent) {
        return new DN(new RDN("CN", name), parent);
    }
}
