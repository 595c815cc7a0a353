package org.gatehouse.directory.organization;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.RDN;
import com.unboundid.ldap.sdk.ReadOnlyEntry;
import java.util.List;
import java.util.Optional;
import org.gatehouse.directory.Directory;
import org.gatehouse.directory.DirectoryException;
import org.gatehouse.directory.DirectoryException.Reason;
import org.gatehouse.directory.Query;

/// A directory whose connection breaks before a chosen change; reads go on.
final class CutOffDirectory implements Directory {
    private final Directory real;
    private int changesLeft = Integer.MAX_VALUE;

    CutOffDirectory(Directory real) {
        this.real = real;
    }

    /// So many changes are made; the next one fails.
    void cutOffAfter(int changes) {
        changesLeft = changes;
    }

    void mend() {
        changesLeft = Integer.MAX_VALUE;
    }

    private void count() {
        if (changesLeft == 0) {
            throw new DirectoryException(Reason.UNAVAILABLE, "cut off");
        }
        changesLeft--;
    }

    @Override
    public Page search(Query query) {
        return real.search(query);
    }

    @Override
    public Optional<ReadOnlyEntry> get(DN dn) {
        return real.get(dn);
    }

    @Override
    public ReadOnlyEntry add(DN dn, List<Attribute> attributes) {
        count();
        return real.add(dn, attributes);
    }

    @Override
    public ReadOnlyEntry modify(DN dn, List<Modification> modifications) {
        count();
        return real.modify(dn, modifications);
    }

    @Override
    public ReadOnlyEntry rename(DN dn, RDN newName, DN newParent) {
        count();
        return real.rename(dn, newName, newParent);
    }

    @Override
    public void delete(DN dn) {
        count();
        real.delete(dn);
    }

    @Override
    public long changeCounter() {
        return real.changeCounter();
    }
}
