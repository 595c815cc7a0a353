package org.gatehouse.directory.ldap;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.ReadOnlyEntry;
import com.unboundid.ldap.sdk.controls.SimplePagedResultsControl;
import com.unboundid.ldap.sdk.extensions.StartTLSExtendedRequest;
import com.unboundid.ldap.sdk.extensions.WhoAmIExtendedRequest;
import java.util.ArrayList;
import java.util.List;
import org.gatehouse.directory.Directory;
import org.gatehouse.directory.organization.Layout;

/// The root DSE (RFC 4512 5.1, [MS-ADTS] 3.1.1.3.2): what anybody may read. It names nothing that is not there: no SASL
/// mechanism, and StartTLS only where a connection may begin TLS.
record RootEntry(Directory directory, Layout layout, boolean startTls) {
    /// `+` names every attribute that is computed (RFC 3673).
    private static final String ALL_OPERATIONAL = "1.3.6.1.4.1.4203.1.5.1";

    ReadOnlyEntry read() {
        var attributes = new ArrayList<Attribute>();
        attributes.add(new Attribute("objectClass", "top"));
        attributes.add(new Attribute("supportedLDAPVersion", "3"));
        attributes.add(new Attribute("namingContexts", layout.domainContext().toString(),
                layout.configurationContext().toString(), layout.schemaContext().toString()));
        attributes.add(new Attribute("defaultNamingContext", layout.domainContext().toString()));
        attributes.add(new Attribute("rootDomainNamingContext", layout.domainContext().toString()));
        attributes.add(new Attribute("configurationNamingContext", layout.configurationContext().toString()));
        attributes.add(new Attribute("schemaNamingContext", layout.schemaContext().toString()));
        attributes.add(new Attribute(Subschema.POINTER, layout.subschema().toString()));
        attributes.add(new Attribute("supportedFeatures", ALL_OPERATIONAL));
        attributes.add(new Attribute("supportedControl", SimplePagedResultsControl.PAGED_RESULTS_OID));
        attributes.add(new Attribute("highestCommittedUSN", Long.toString(directory.changeCounter())));
        attributes.add(new Attribute("vendorName", "Gatehouse"));
        attributes.add(new Attribute("supportedExtension", startTls
                ? List.of(StartTLSExtendedRequest.STARTTLS_REQUEST_OID, WhoAmIExtendedRequest.WHO_AM_I_REQUEST_OID)
                : List.of(WhoAmIExtendedRequest.WHO_AM_I_REQUEST_OID)));
        return new ReadOnlyEntry("", attributes);
    }
}
