package org.gatehouse.directory.ldap;

import com.unboundid.asn1.ASN1OctetString;
import com.unboundid.ldap.listener.LDAPListenerClientConnection;
import com.unboundid.ldap.protocol.SearchRequestProtocolOp;
import com.unboundid.ldap.protocol.SearchResultEntryProtocolOp;
import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.Control;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPResult;
import com.unboundid.ldap.sdk.ReadOnlyEntry;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchScope;
import com.unboundid.ldap.sdk.controls.SimplePagedResultsControl;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.gatehouse.directory.Directory;
import org.gatehouse.directory.Query;
import org.gatehouse.directory.Schema;

/// One search of an LDAP peer: pages (RFC 2696), size and time limits, choice of attributes (RFC 4511 4.5.1.8).
final class LdapSearch {
    private static final Duration TIME_MAX = Duration.ofMinutes(2);
    private static final int COOKIE_MAX = 64;
    private static final String GROUPS = "memberOf";
    private final Directory directory;
    private final Subschema subschema;
    private final LDAPListenerClientConnection connection;
    private final int messageId;
    private final SearchRequestProtocolOp request;

    LdapSearch(Directory directory, Subschema subschema, LDAPListenerClientConnection connection, int messageId,
            SearchRequestProtocolOp request) {
        this.directory = directory;
        this.subschema = subschema;
        this.connection = connection;
        this.messageId = messageId;
        this.request = request;
    }

    static Query base(DN dn, Filter filter) {
        return new Query(dn, SearchScope.BASE, filter, List.of(), 1, TIME_MAX, "");
    }

    /// @param page set to the control of the answer when the request has one
    LDAPResult run(DN base, Optional<Control> paged, Control[] page, int entriesMax) {
        try {
            int limit = request.getSizeLimit() == 0 ? Integer.MAX_VALUE : request.getSizeLimit();
            int size = Math.min(limit, Math.min(entriesMax, Query.PAGE_ENTRIES_MAX));
            String cookie = "";
            if (paged.isPresent()) {
                var asked = new SimplePagedResultsControl(paged.get().getOID(), paged.get().isCritical(),
                        paged.get().getValue());
                size = Math.min(size, asked.getSize());
                cookie = text(asked.getCookie());
            }
            if (size <= 0) {
                // A page of no entries gives the search up (RFC 2696 3).
                page[0] = new SimplePagedResultsControl(0, null, false);
                return LdapRequestHandler.result(messageId, ResultCode.SUCCESS, "");
            }
            Duration time = request.getTimeLimit() == 0 ? TIME_MAX : Duration.ofSeconds(request.getTimeLimit());
            Directory.Page found = directory.search(new Query(base, request.getScope(),
                    request.getFilter(), looked(), size, time.compareTo(TIME_MAX) < 0 ? time : TIME_MAX, cookie));
            for (ReadOnlyEntry entry : found.entries()) {
                connection.sendSearchResultEntry(messageId, selected(
                        subschema.completed(entry, request.getAttributes()), request, false));
            }
            if (paged.isPresent()) {
                page[0] = new SimplePagedResultsControl(0, found.cookie().isEmpty() ? null
                        : new ASN1OctetString(found.cookie()), false);
                return LdapRequestHandler.result(messageId, ResultCode.SUCCESS, "");
            }
            return found.cookie().isEmpty() ? LdapRequestHandler.result(messageId, ResultCode.SUCCESS, "")
                    : LdapRequestHandler.result(messageId, ResultCode.SIZE_LIMIT_EXCEEDED,
                            "There are more than " + size + " entries: ask for pages.");
        } catch (LDAPException failure) {
            return failure.toLDAPResult();
        }
    }

    /// All that is stored, and the groups of each entry where the peer would see them.
    private List<String> looked() {
        List<String> wanted = request.getAttributes();
        return wanted.isEmpty() || wanted.contains("*") || wanted.stream().anyMatch(GROUPS::equalsIgnoreCase)
                ? List.of("*", GROUPS) : List.of("*");
    }

    /// What of an entry the peer wants; the root DSE gives everything only when nothing is named.
    static SearchResultEntryProtocolOp selected(ReadOnlyEntry entry, SearchRequestProtocolOp request, boolean root) {
        List<String> wanted = request.getAttributes();
        boolean all = wanted.isEmpty() || wanted.contains("*") || root && wanted.contains("+");
        boolean computed = wanted.contains("+");
        var attributes = new ArrayList<Attribute>();
        for (Attribute attribute : entry.getAttributes()) {
            boolean named = wanted.stream().anyMatch(attribute.getName()::equalsIgnoreCase);
            if (named || (Schema.isConstructed(attribute.getBaseName()) && !root ? computed : all)) {
                attributes.add(request.typesOnly() ? new Attribute(attribute.getName()) : attribute);
            }
        }
        return new SearchResultEntryProtocolOp(entry.getDN(), attributes);
    }

    private static String text(@org.jspecify.annotations.Nullable ASN1OctetString cookie) throws LDAPException {
        if (cookie == null) {
            return "";
        }
        if (cookie.getValueLength() > COOKIE_MAX) {
            throw new LDAPException(ResultCode.UNWILLING_TO_PERFORM, "The paging cookie is not one of this server.");
        }
        return new String(cookie.getValue(), StandardCharsets.UTF_8);
    }
}
