package org.gatehouse.directory.ldap;

import com.unboundid.asn1.ASN1OctetString;
import com.unboundid.ldap.listener.LDAPListenerClientConnection;
import com.unboundid.ldap.listener.LDAPListenerRequestHandler;
import com.unboundid.ldap.protocol.AddRequestProtocolOp;
import com.unboundid.ldap.protocol.AddResponseProtocolOp;
import com.unboundid.ldap.protocol.BindRequestProtocolOp;
import com.unboundid.ldap.protocol.BindResponseProtocolOp;
import com.unboundid.ldap.protocol.CompareRequestProtocolOp;
import com.unboundid.ldap.protocol.CompareResponseProtocolOp;
import com.unboundid.ldap.protocol.DeleteRequestProtocolOp;
import com.unboundid.ldap.protocol.DeleteResponseProtocolOp;
import com.unboundid.ldap.protocol.ExtendedRequestProtocolOp;
import com.unboundid.ldap.protocol.ExtendedResponseProtocolOp;
import com.unboundid.ldap.protocol.LDAPMessage;
import com.unboundid.ldap.protocol.ModifyDNRequestProtocolOp;
import com.unboundid.ldap.protocol.ModifyDNResponseProtocolOp;
import com.unboundid.ldap.protocol.ModifyRequestProtocolOp;
import com.unboundid.ldap.protocol.ModifyResponseProtocolOp;
import com.unboundid.ldap.protocol.ProtocolOp;
import com.unboundid.ldap.protocol.SearchRequestProtocolOp;
import com.unboundid.ldap.protocol.SearchResultDoneProtocolOp;
import com.unboundid.ldap.sdk.Control;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPResult;
import com.unboundid.ldap.sdk.RDN;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchScope;
import com.unboundid.ldap.sdk.controls.SimplePagedResultsControl;
import com.unboundid.ldap.sdk.extensions.WhoAmIExtendedRequest;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.net.ssl.SSLSocket;
import org.gatehouse.directory.Directory;
import org.gatehouse.directory.DirectoryException;
import org.gatehouse.directory.Names;
import org.gatehouse.security.Identity;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The requests of one LDAP connection (RFC 4511 4.2 to 4.12). Anonymous peers read the root DSE only, signed-in ones
/// read, administrators change.
final class LdapRequestHandler extends LDAPListenerRequestHandler {
    private static final Logger LOG = LoggerFactory.getLogger(LdapRequestHandler.class);
    private final Directory directory;
    private final AlternativeNames names;
    private final RootEntry root;
    private final LdapSignIn signIn;
    private final boolean plainBinds;
    private final boolean tls;
    private final int searchEntriesMax;
    private final @Nullable LDAPListenerClientConnection connection;
    /// A connection's requests come one after the other on its own thread.
    private Optional<Identity> identity = Optional.empty();

    /// The pattern from which [#newInstance] makes one for each connection.
    LdapRequestHandler(Directory directory, RootEntry root, LdapSignIn signIn, boolean plainBinds, boolean tls,
            int searchEntriesMax) {
        this(directory, root, signIn, plainBinds, tls, searchEntriesMax, null);
    }

    private LdapRequestHandler(Directory directory, RootEntry root, LdapSignIn signIn, boolean plainBinds, boolean tls,
            int searchEntriesMax, @Nullable LDAPListenerClientConnection connection) {
        this.directory = directory;
        this.names = new AlternativeNames(directory);
        this.root = root;
        this.signIn = signIn;
        this.plainBinds = plainBinds;
        this.tls = tls;
        this.searchEntriesMax = searchEntriesMax;
        this.connection = connection;
    }

    @Override
    public LDAPListenerRequestHandler newInstance(LDAPListenerClientConnection accepted) {
        return new LdapRequestHandler(directory, root, signIn, plainBinds, tls, searchEntriesMax, accepted);
    }

    @Override
    public LDAPMessage processBindRequest(int messageId, BindRequestProtocolOp request, List<Control> controls) {
        // A bind ends the sign-in before it, also when it fails (RFC 4511 4.2.1).
        identity = Optional.empty();
        return answer(messageId, "", BindResponseProtocolOp::new, controls, () -> bind(messageId, request));
    }

    @Override
    public LDAPMessage processSearchRequest(int messageId, SearchRequestProtocolOp request, List<Control> controls) {
        var paged = controls.stream().filter(control ->
                control.getOID().equals(SimplePagedResultsControl.PAGED_RESULTS_OID)).findFirst();
        var page = new Control[1];
        LDAPMessage done = answer(messageId, request.getBaseDN(), SearchResultDoneProtocolOp::new,
                controls.stream().filter(control -> paged.isEmpty() || !control.equals(paged.get())).toList(), () -> {
                    if (request.getBaseDN().isEmpty() && request.getScope().equals(SearchScope.BASE)) {
                        return searchRoot(messageId, request);
                    }
                    requireSignedIn();
                    return new LdapSearch(directory, new Subschema(root.layout().subschema()), connection(), messageId,
                            request).run(names.named(request.getBaseDN()), paged, page, searchEntriesMax);
                });
        return page[0] == null ? done : new LDAPMessage(messageId, done.getProtocolOp(), page[0]);
    }

    @Override
    public LDAPMessage processCompareRequest(int messageId, CompareRequestProtocolOp request, List<Control> controls) {
        return answer(messageId, request.getDN(), CompareResponseProtocolOp::new, controls, () -> {
            requireSignedIn();
            DN dn = names.named(request.getDN());
            Filter filter = Filter.createEqualityFilter(request.getAttributeName(),
                    request.getAssertionValue().getValue());
            if (directory.get(dn).isEmpty()) {
                throw new DirectoryException(DirectoryException.Reason.NOT_FOUND, "'" + dn + "' does not exist.");
            }
            boolean same = !directory.search(LdapSearch.base(dn, filter)).entries().isEmpty();
            return result(messageId, same ? ResultCode.COMPARE_TRUE : ResultCode.COMPARE_FALSE, "");
        });
    }

    @Override
    public LDAPMessage processAddRequest(int messageId, AddRequestProtocolOp request, List<Control> controls) {
        return change(messageId, request.getDN(), AddResponseProtocolOp::new, controls,
                () -> directory.add(Names.requireDn(request.getDN()), request.getAttributes()));
    }

    @Override
    public LDAPMessage processModifyRequest(int messageId, ModifyRequestProtocolOp request, List<Control> controls) {
        return change(messageId, request.getDN(), ModifyResponseProtocolOp::new, controls,
                () -> directory.modify(names.named(request.getDN()), request.getModifications()));
    }

    @Override
    public LDAPMessage processDeleteRequest(int messageId, DeleteRequestProtocolOp request, List<Control> controls) {
        return change(messageId, request.getDN(), DeleteResponseProtocolOp::new, controls,
                () -> directory.delete(names.named(request.getDN())));
    }

    @Override
    public LDAPMessage processModifyDNRequest(int messageId, ModifyDNRequestProtocolOp request,
            List<Control> controls) {
        return change(messageId, request.getDN(), ModifyDNResponseProtocolOp::new, controls, () -> {
            DN dn = names.named(request.getDN());
            DN newName = Names.requireDn(request.getNewRDN());
            DN old = dn.getParent();
            if (newName.getRDNs().length != 1) {
                throw new DirectoryException(DirectoryException.Reason.INVALID,
                        "'" + Names.shown(request.getNewRDN()) + "' is not one relative name.");
            }
            RDN name = newName.getRDN();
            String superior = request.getNewSuperiorDN();
            directory.rename(dn, name, superior != null ? names.named(superior) : old != null ? old : DN.NULL_DN);
        });
    }

    @Override
    public LDAPMessage processExtendedRequest(int messageId, ExtendedRequestProtocolOp request,
            List<Control> controls) {
        boolean whoAmI = request.getOID().equals(WhoAmIExtendedRequest.WHO_AM_I_REQUEST_OID);
        LDAPMessage answer = answer(messageId, "", ExtendedResponseProtocolOp::new, controls, () -> whoAmI
                ? result(messageId, ResultCode.SUCCESS, "") : result(messageId, ResultCode.PROTOCOL_ERROR,
                        "The extended operation " + request.getOID() + " is not supported."));
        return whoAmI && answer.getExtendedResponseProtocolOp().getResultCode() == ResultCode.SUCCESS_INT_VALUE
                ? new LDAPMessage(messageId, whoAmI()) : answer;
    }

    /// RFC 4532 2.2, with the account as Active Directory writes it ([MS-ADTS] 3.1.1.3.4.2.4).
    private ExtendedResponseProtocolOp whoAmI() {
        String name = identity.map(signedIn -> "u:" + signedIn.qualified()).orElse("");
        return new ExtendedResponseProtocolOp(ResultCode.SUCCESS_INT_VALUE, null, null, null, null,
                new ASN1OctetString(name));
    }

    private LDAPResult bind(int messageId, BindRequestProtocolOp request) {
        if (request.getVersion() != 3) {
            return result(messageId, ResultCode.PROTOCOL_ERROR, "Only LDAP version 3 is spoken here.");
        }
        ASN1OctetString password = request.getSimplePassword();
        if (request.getCredentialsType() != BindRequestProtocolOp.CRED_TYPE_SIMPLE || password == null) {
            return result(messageId, ResultCode.AUTH_METHOD_NOT_SUPPORTED, "Use a simple bind over TLS.");
        }
        byte[] value = password.getValue();
        if (value.length == 0) {
            // A name without a password would look like success to careless callers (RFC 4513 5.1.2).
            return request.getBindDN().isEmpty() ? result(messageId, ResultCode.SUCCESS, "")
                    : result(messageId, ResultCode.UNWILLING_TO_PERFORM, "A bind with a name needs a password.");
        }
        if (!plainBinds && !isEncrypted()) {
            return result(messageId, ResultCode.CONFIDENTIALITY_REQUIRED, "Passwords need TLS: use StartTLS or LDAPS.");
        }
        identity = signIn.check(request.getBindDN(), value, connection().getSocket().getInetAddress());
        return identity.isPresent() ? result(messageId, ResultCode.SUCCESS, "")
                : result(messageId, ResultCode.INVALID_CREDENTIALS, "The name or the password is wrong.");
    }

    private LDAPResult searchRoot(int messageId, SearchRequestProtocolOp request) {
        var entry = root.read();
        try {
            if (request.getFilter().matchesEntry(entry)) {
                connection().sendSearchResultEntry(messageId, LdapSearch.selected(entry, request, true));
            }
            return result(messageId, ResultCode.SUCCESS, "");
        } catch (LDAPException failure) {
            return failure.toLDAPResult();
        }
    }

    private LDAPMessage change(int messageId, String target, Function<LDAPResult, ProtocolOp> response,
            List<Control> controls, Runnable deed) {
        return answer(messageId, target, response, controls, () -> {
            requireSignedIn();
            if (identity.filter(signIn::isAdministrator).isEmpty()) {
                return result(messageId, ResultCode.INSUFFICIENT_ACCESS_RIGHTS,
                        "Only members of Organization Management change the directory.");
            }
            deed.run();
            return result(messageId, ResultCode.SUCCESS, "");
        });
    }

    /// @param target the name that the request is about
    private LDAPMessage answer(int messageId, String target, Function<LDAPResult, ProtocolOp> response,
            List<Control> controls, Supplier<LDAPResult> deed) {
        LDAPResult result;
        Optional<Control> unknown = controls.stream().filter(Control::isCritical).findFirst();
        try {
            result = unknown.isEmpty() ? deed.get() : result(messageId, ResultCode.UNAVAILABLE_CRITICAL_EXTENSION,
                    "The control " + unknown.get().getOID() + " is not supported.");
        } catch (DirectoryException refusal) {
            result = refused(messageId, target, refusal);
        } catch (RuntimeException bug) {
            LOG.error("an LDAP request failed", bug);
            result = result(messageId, ResultCode.OTHER, "An internal error, which the server's log explains.");
        }
        return new LDAPMessage(messageId, response.apply(result));
    }

    private LDAPResult refused(int messageId, String target, DirectoryException refusal) {
        if (refusal.reason() == DirectoryException.Reason.NOT_ALLOWED && identity.isEmpty()) {
            return result(messageId, ResultCode.OPERATIONS_ERROR, text(refusal));
        }
        ResultCode code = LdapResults.code(refusal);
        return new LDAPResult(messageId, code, text(refusal), code.equals(ResultCode.NO_SUCH_OBJECT)
                ? lastFound(target) : null, (List<String>) null, null);
    }

    /// The nearest entry above a name that there is: matchedDN (RFC 4511 4.1.9). Null without one.
    private @Nullable String lastFound(String target) {
        try {
            for (DN above = Names.requireDn(target).getParent(); above != null; above = above.getParent()) {
                if (directory.get(above).isPresent()) {
                    return above.toString();
                }
            }
        } catch (DirectoryException unreadable) {
            LOG.debug("no matchedDN", unreadable);
        }
        return null;
    }

    private void requireSignedIn() {
        if (identity.isEmpty()) {
            // What Active Directory says to anonymous peers is operationsError ([MS-ADTS] 3.1.1.3.1.3).
            throw new DirectoryException(DirectoryException.Reason.NOT_ALLOWED,
                    "A successful bind must come first on this connection.");
        }
    }

    private boolean isEncrypted() {
        return tls || connection().getSocket() instanceof SSLSocket;
    }

    private LDAPListenerClientConnection connection() {
        if (connection == null) {
            throw new IllegalStateException("the pattern handles no requests");
        }
        return connection;
    }

    static LDAPResult result(int messageId, ResultCode code, String message) {
        return new LDAPResult(messageId, code, message, null, (List<String>) null, null);
    }

    private static String text(DirectoryException refusal) {
        return refusal.getMessage() == null ? "" : refusal.getMessage();
    }
}
