package org.gatehouse.directory.ldap;

import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import java.util.Map;
import org.gatehouse.directory.DirectoryException;
import org.gatehouse.directory.DirectoryException.Reason;

/// LDAP result codes (RFC 4511 4.1.9) for the directory's reasons, and back.
final class LdapResults {
    private static final Map<ResultCode, Reason> REASONS = Map.ofEntries(
            Map.entry(ResultCode.NO_SUCH_OBJECT, Reason.NOT_FOUND),
            Map.entry(ResultCode.ENTRY_ALREADY_EXISTS, Reason.ALREADY_EXISTS),
            Map.entry(ResultCode.CONSTRAINT_VIOLATION, Reason.INVALID),
            Map.entry(ResultCode.OBJECT_CLASS_VIOLATION, Reason.INVALID),
            Map.entry(ResultCode.INVALID_DN_SYNTAX, Reason.INVALID),
            Map.entry(ResultCode.INVALID_ATTRIBUTE_SYNTAX, Reason.INVALID),
            Map.entry(ResultCode.NAMING_VIOLATION, Reason.INVALID),
            Map.entry(ResultCode.UNDEFINED_ATTRIBUTE_TYPE, Reason.INVALID),
            Map.entry(ResultCode.NO_SUCH_ATTRIBUTE, Reason.INVALID),
            Map.entry(ResultCode.ATTRIBUTE_OR_VALUE_EXISTS, Reason.INVALID),
            Map.entry(ResultCode.NOT_ALLOWED_ON_NONLEAF, Reason.IN_USE),
            Map.entry(ResultCode.UNWILLING_TO_PERFORM, Reason.NOT_ALLOWED),
            Map.entry(ResultCode.INSUFFICIENT_ACCESS_RIGHTS, Reason.NOT_ALLOWED),
            Map.entry(ResultCode.SIZE_LIMIT_EXCEEDED, Reason.LIMIT_EXCEEDED),
            Map.entry(ResultCode.TIME_LIMIT_EXCEEDED, Reason.LIMIT_EXCEEDED),
            Map.entry(ResultCode.ADMIN_LIMIT_EXCEEDED, Reason.LIMIT_EXCEEDED));

    private LdapResults() {}

    static ResultCode code(Reason reason) {
        return switch (reason) {
            case NOT_FOUND -> ResultCode.NO_SUCH_OBJECT;
            case ALREADY_EXISTS -> ResultCode.ENTRY_ALREADY_EXISTS;
            case AMBIGUOUS -> ResultCode.OTHER;
            case INVALID -> ResultCode.CONSTRAINT_VIOLATION;
            case IN_USE -> ResultCode.NOT_ALLOWED_ON_NONLEAF;
            case NOT_ALLOWED -> ResultCode.UNWILLING_TO_PERFORM;
            case LIMIT_EXCEEDED -> ResultCode.ADMIN_LIMIT_EXCEEDED;
            case UNAVAILABLE -> ResultCode.UNAVAILABLE;
        };
    }

    /// The code for a refusal: that of its cause where the cause knows better than the reason.
    static ResultCode code(DirectoryException refusal) {
        return refusal.reason() == Reason.INVALID && refusal.getCause() instanceof LDAPException cause
                && REASONS.containsKey(cause.getResultCode()) ? cause.getResultCode() : code(refusal.reason());
    }

    static DirectoryException refusal(LDAPException refused) {
        return new DirectoryException(REASONS.getOrDefault(refused.getResultCode(), Reason.UNAVAILABLE),
                "The LDAP server says: " + refused.getResultCode() + ": " + refused.getMessage(), refused);
    }
}
