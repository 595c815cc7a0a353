package org.gatehouse.directory.ldap;

import com.unboundid.asn1.ASN1OctetString;
import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.FullLDAPInterface;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.RDN;
import com.unboundid.ldap.sdk.ReadOnlyEntry;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.RootDSE;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchResult;
import com.unboundid.ldap.sdk.controls.SimplePagedResultsControl;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.gatehouse.directory.Directory;
import org.gatehouse.directory.DirectoryException;
import org.gatehouse.directory.DirectoryException.Reason;
import org.gatehouse.directory.Query;

/// [Directory] at the far end of LDAP: our own front, or an Active Directory.
public final class LdapDirectory implements Directory {
    /// Active Directory gives what it computes only to those who name it.
    private static final String[] EVERYTHING = {"*", "canonicalName"};
    private final FullLDAPInterface server;

    /// @param server a connection that is bound already; one connection, since paging cookies belong to it
    public LdapDirectory(FullLDAPInterface server) {
        this.server = server;
    }

    @Override
    public Page search(Query query) {
        var request = new SearchRequest(query.base().toString(), query.scope(), query.filter(),
                query.attributes().isEmpty() ? EVERYTHING : query.attributes().toArray(String[]::new));
        request.setTimeLimitSeconds((int) Math.max(1, query.timeLimit().toSeconds()));
        try {
            request.addControl(new SimplePagedResultsControl(query.pageSize(), cookie(query.cookie()), true));
            SearchResult result = server.search(request);
            var entries = new ArrayList<ReadOnlyEntry>();
            result.getSearchEntries().forEach(entry -> entries.add(new ReadOnlyEntry(entry)));
            SimplePagedResultsControl page = SimplePagedResultsControl.get(result);
            return new Page(entries, page == null || !page.moreResultsToReturn() || page.getCookie() == null ? ""
                    : Base64.getEncoder().encodeToString(page.getCookie().getValue()));
        } catch (LDAPException refused) {
            throw LdapResults.refusal(refused);
        }
    }

    @Override
    public Optional<ReadOnlyEntry> get(DN dn) {
        if (dn.isNullDN()) {
            return Optional.empty();
        }
        try {
            return Optional.ofNullable(server.getEntry(dn.toString(), EVERYTHING)).map(ReadOnlyEntry::new);
        } catch (LDAPException refused) {
            if (refused.getResultCode().equals(ResultCode.NO_SUCH_OBJECT)) {
                return Optional.empty();
            }
            throw LdapResults.refusal(refused);
        }
    }

    @Override
    public ReadOnlyEntry add(DN dn, List<Attribute> attributes) {
        try {
            server.add(new Entry(dn, attributes));
        } catch (LDAPException refused) {
            throw LdapResults.refusal(refused);
        }
        return changed(dn);
    }

    @Override
    public ReadOnlyEntry modify(DN dn, List<Modification> modifications) {
        try {
            server.modify(dn.toString(), modifications);
        } catch (LDAPException refused) {
            throw LdapResults.refusal(refused);
        }
        return changed(dn);
    }

    @Override
    public ReadOnlyEntry rename(DN dn, RDN newName, DN newParent) {
        try {
            server.modifyDN(dn.toString(), newName.toString(), true, newParent.toString());
        } catch (LDAPException refused) {
            throw LdapResults.refusal(refused);
        }
        return changed(new DN(newName, newParent));
    }

    @Override
    public void delete(DN dn) {
        try {
            server.delete(dn.toString());
        } catch (LDAPException refused) {
            throw LdapResults.refusal(refused);
        }
    }

    /// The server's highestCommittedUSN ([MS-ADTS] 3.1.1.3.2.17).
    @Override
    public long changeCounter() {
        try {
            RootDSE root = server.getRootDSE();
            Long usn = root == null ? null : root.getAttributeValueAsLong("highestCommittedUSN");
            if (usn == null) {
                throw new DirectoryException(Reason.UNAVAILABLE,
                        "The LDAP server does not tell its highestCommittedUSN. Name an Active Directory server.");
            }
            return usn;
        } catch (LDAPException refused) {
            throw LdapResults.refusal(refused);
        }
    }

    private ReadOnlyEntry changed(DN dn) {
        return get(dn).orElseThrow(() -> new DirectoryException(Reason.UNAVAILABLE,
                "'" + dn + "' was changed, but cannot be read back."));
    }

    private static ASN1OctetString cookie(String cookie) {
        try {
            return new ASN1OctetString(Base64.getDecoder().decode(cookie));
        } catch (IllegalArgumentException foreign) {
            throw new DirectoryException(Reason.INVALID, "The paging cookie is not one of this directory.", foreign);
        }
    }
}
