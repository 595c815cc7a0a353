package org.gatehouse.server.web;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.RDN;
import com.unboundid.ldap.sdk.ReadOnlyEntry;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.gatehouse.directory.Directory;
import org.gatehouse.directory.Query;

/// A directory that counts how often something is looked up in it.
record CountingDirectory(Directory real, AtomicInteger looks) implements Directory {
    CountingDirectory(Directory real) {
        this(real, new AtomicInteger());
    }

    @Override
    public Page search(Query query) {
        looks.incrementAndGet();
        return real.search(query);
    }

    @Override
    public Optional<ReadOnlyEntry> get(DN dn) {
        looks.incrementAndGet();
        return real.get(dn);
    }

    @Override
    public ReadOnlyEntry add(DN dn, List<Attribute> attributes) {
        return real.add(dn, attributes);
    }

    @Override
    public ReadOnlyEntry modify(DN dn, List<Modification> modifications) {
        return real.modify(dn, modifications);
    }

    @Override
    public ReadOnlyEntry rename(DN dn, RDN newName, DN newParent) {
        return real.rename(dn, newName, newParent);
    }

    @Override
    public void delete(DN dn) {
        real.delete(dn);
    }

    @Override
    public long changeCounter() {
        return real.changeCounter();
    }

    @Override
    public long configurationCounter() {
        return real.configurationCounter();
    }
}
