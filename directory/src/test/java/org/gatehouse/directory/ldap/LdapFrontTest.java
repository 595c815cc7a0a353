package org.gatehouse.directory.ldap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchScope;
import com.unboundid.ldap.sdk.extensions.StartTLSExtendedRequest;
import com.unboundid.ldap.sdk.extensions.WhoAmIExtendedRequest;
import com.unboundid.ldap.sdk.extensions.WhoAmIExtendedResult;
import com.unboundid.util.ssl.SSLUtil;
import com.unboundid.util.ssl.TrustAllTrustManager;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.gatehouse.directory.DirectoryCredentials;
import org.gatehouse.directory.Guids;
import org.gatehouse.directory.MemoryDirectory;
import org.gatehouse.directory.Names;
import org.gatehouse.directory.Schema;
import org.gatehouse.directory.Schema.Syntax;
import org.gatehouse.directory.addressbook.AddressBook;
import org.gatehouse.directory.organization.DatabaseObject;
import org.gatehouse.directory.organization.Layout;
import org.gatehouse.directory.organization.NewMailbox;
import org.gatehouse.directory.organization.Organization;
import org.gatehouse.directory.organization.OrganizationSetup;
import org.gatehouse.directory.organization.ServerRole;
import org.gatehouse.security.certificates.CertificateAuthority;
import org.gatehouse.security.signin.FailedSignIns;
import org.gatehouse.testing.Mutations;
import org.gatehouse.testing.Outside;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("NullAway.Init")
final class LdapFrontTest {
    private static final Layout LAYOUT = new Layout("Org", "corp.example", "CORP");
    private static final String ADMIN = "CN=Administrator,CN=Users,DC=corp,DC=example";
    private static final String AGGREGATE = "CN=Aggregate,CN=Schema,CN=Configuration,DC=corp,DC=example";
    /// [MS-ADTS] 3.1.1.2.2.2: the numbers of the syntaxes that values here have.
    private static final Map<String, Syntax> SYNTAXES = Map.of("1.3.6.1.4.1.1466.115.121.1.40", Syntax.OCTETS,
            "1.3.6.1.4.1.1466.115.121.1.12", Syntax.DISTINGUISHED_NAME, "1.3.6.1.4.1.1466.115.121.1.27", Syntax.NUMBER,
            "1.2.840.113556.1.4.906", Syntax.NUMBER, "1.3.6.1.4.1.1466.115.121.1.24", Syntax.TIME,
            "1.3.6.1.4.1.1466.115.121.1.53", Syntax.TIME);
    private final MemoryDirectory directory = new MemoryDirectory(InstantSource.system(), UUID::randomUUID);
    private static final CertificateAuthority AUTHORITY =
            CertificateAuthority.create("Org", InstantSource.system(), new SecureRandom());
    @TempDir
    Path folder;
    private LdapFront front;

    @BeforeEach
    void start() {
        OrganizationSetup.prepare(directory, LAYOUT, UUID.randomUUID());
        OrganizationSetup.addAdministrator(directory, LAYOUT, "Administrator", "Adm1n.pass".toCharArray());
        var organization = new Organization(directory, LAYOUT, UUID::randomUUID);
        organization.sites().create("HeadOffice", List.of());
        organization.servers().register("EX1", "ex1.corp.example", "HeadOffice", Set.of(ServerRole.values()));
        organization.arrays().create("outlook", "outlook.corp.example", "HeadOffice");
        organization.databases().create(DatabaseObject.Kind.MAILBOX, "DB1", "EX1", Map.of());
        organization.mailboxes().create(NewMailbox.of("Ann", "ann@corp.example", "Us3r.pass".toCharArray(), ""));
        var signIn = new LdapSignIn(directory, new DirectoryCredentials(directory, directory, LAYOUT),
                new FailedSignIns(FailedSignIns.Limits.DEFAULT, InstantSource.system()),
                new AddressBook(organization)::isOrganizationAdministrator);
        front = LdapFront.start(LdapFront.Settings.of(InetAddress.getLoopbackAddress(), 0, 0, false), directory, LAYOUT,
                signIn, AUTHORITY.issue(List.of("localhost"), List.of(InetAddress.getLoopbackAddress()))
                        .serverContext(), InstantSource.system());
    }

    @AfterEach
    void stop() {
        front.close();
    }

    @Test
    void anonymousPeersReadTheRootAndNothingElse() throws Exception {
        try (var connection = new LDAPConnection("127.0.0.1", front.port())) {
            var root = connection.getRootDSE();
            assertThat(root.getAttributeValue("defaultNamingContext")).isEqualTo("DC=corp,DC=example");
            assertThat(root.getAttributeValue("configurationNamingContext"))
                    .isEqualTo("CN=Configuration,DC=corp,DC=example");
            assertThat(root.supportsControl("1.2.840.113556.1.4.319")).isTrue();
            refused(ResultCode.OPERATIONS_ERROR,
                    () -> connection.search("DC=corp,DC=example", SearchScope.SUB, "(objectClass=*)"));
            refused(ResultCode.OPERATIONS_ERROR, () -> connection.delete(ADMIN));
        }
    }

    @Test
    void passwordsComeOnlyThroughTlsAndOnlyRightOnesWork() throws Exception {
        try (var connection = new LDAPConnection("127.0.0.1", front.port())) {
            refused(ResultCode.CONFIDENTIALITY_REQUIRED, () -> connection.bind(ADMIN, "Adm1n.pass"));
            connection.processExtendedOperation(new StartTLSExtendedRequest(trusting().createSSLContext()));
            for (String name : List.of(ADMIN, "CORP\\administrator", "Administrator@corp.example", "administrator")) {
                assertThat(connection.bind(name, "Adm1n.pass").getResultCode()).isEqualTo(ResultCode.SUCCESS);
            }
            refused(ResultCode.INVALID_CREDENTIALS, () -> connection.bind(ADMIN, "wrong"));
            refused(ResultCode.OPERATIONS_ERROR,
                    () -> connection.search("DC=corp,DC=example", SearchScope.SUB, "(objectClass=*)"));
            connection.getConnectionOptions().setBindWithDNRequiresPassword(false);
            refused(ResultCode.UNWILLING_TO_PERFORM, () -> connection.bind(ADMIN, ""));
        }
    }

    @Test
    void aRefusalSaysWhatIsWrongInTheProtocolsOwnCode() throws Exception {
        try (var connection = new LDAPConnection(trusting().createSSLSocketFactory(), "127.0.0.1", front.tlsPort())) {
            connection.bind(ADMIN, "Adm1n.pass");
            String ann = "CN=Ann,CN=Users,DC=corp,DC=example";
            String box = "CN=Box,CN=Users,DC=corp,DC=example";
            refused(ResultCode.INVALID_DN_SYNTAX,
                    () -> connection.search("garbage", SearchScope.SUB, "(objectClass=*)"));
            refused(ResultCode.OBJECT_CLASS_VIOLATION, () -> connection.add("dn: " + box, "objectClass: spaceship"));
            refused(ResultCode.OBJECT_CLASS_VIOLATION, () -> connection.add("dn: " + box, "cn: Box"));
            refused(ResultCode.ATTRIBUTE_OR_VALUE_EXISTS,
                    () -> connection.modify("dn: " + ann, "changetype: modify", "add: displayName",
                            "displayName: Ann"));
            refused(ResultCode.NO_SUCH_ATTRIBUTE,
                    () -> connection.modify("dn: " + ann, "changetype: modify", "delete: title"));
            refused(ResultCode.INVALID_ATTRIBUTE_SYNTAX, () -> connection.modify("dn: " + ann, "changetype: modify",
                    "replace: userAccountControl", "userAccountControl: none"));
            assertThatThrownBy(() -> connection.delete("CN=x,CN=y,CN=Users,DC=corp,DC=example"))
                    .isInstanceOfSatisfying(LDAPException.class, refusal -> assertThat(refusal.getMatchedDN())
                            .isEqualTo("CN=Users,DC=corp,DC=example"));
        }
    }

    @Test
    void anEntryIsNamedByItsGuid() throws Exception {
        String ann = "CN=Ann,CN=Users,DC=corp,DC=example";
        byte[] guid = directory.get(Names.requireDn(ann)).orElseThrow().getAttributeValueBytes("objectGUID");
        try (var connection = new LDAPConnection(trusting().createSSLSocketFactory(), "127.0.0.1", front.tlsPort())) {
            connection.bind(ADMIN, "Adm1n.pass");
            for (String name : List.of("<GUID=" + HexFormat.of().formatHex(guid) + ">",
                    "<guid=" + Guids.of(guid) + ">")) {
                assertThat(connection.search(name, SearchScope.BASE, "(objectClass=user)").getSearchEntries())
                        .singleElement().extracting(found -> found.getDN()).isEqualTo(ann);
                connection.modify("dn: " + name, "changetype: modify", "replace: title", "title: " + name);
                assertThat(connection.compare(name, "title", name).compareMatched()).isTrue();
            }
            refused(ResultCode.NO_SUCH_OBJECT, () -> connection.search("<GUID=" + UUID.randomUUID() + ">",
                    SearchScope.BASE, "(objectClass=*)"));
            for (String wrong : List.of("<GUID=12>", "<GUID=>", "<SID=S-1-5>", "<GUID=" + Guids.of(guid))) {
                refused(ResultCode.INVALID_DN_SYNTAX,
                        () -> connection.search(wrong, SearchScope.BASE, "(objectClass=*)"));
            }
        }
    }

    @Test
    void membershipIsShownWithoutBeingAskedForUnlikeWhatIsConstructed() throws Exception {
        try (var connection = new LDAPConnection(trusting().createSSLSocketFactory(), "127.0.0.1", front.tlsPort())) {
            connection.bind(ADMIN, "Adm1n.pass");
            var entry = connection.getEntry(ADMIN);
            assertThat(entry.getAttributeValue("memberOf")).startsWith("CN=Organization Management,");
            assertThat(entry.hasAttribute("subschemaSubentry")).isFalse();
            assertThat(connection.getEntry(ADMIN, "+").getAttributeValue("canonicalName"))
                    .isEqualTo("corp.example/Users/Administrator");
            assertThat(connection.getEntry(ADMIN, "mail", "subschemaSubentry").getAttributes()).singleElement()
                    .extracting(Attribute::getValue).isEqualTo(AGGREGATE);
        }
    }

    @Test
    void theSchemaTellsOfEverythingThatIsServed() throws Exception {
        try (var connection = new LDAPConnection(trusting().createSSLSocketFactory(), "127.0.0.1", front.tlsPort())) {
            connection.bind(ADMIN, "Adm1n.pass");
            assertThat(connection.getRootDSE().getSubschemaSubentryDN()).isEqualTo(AGGREGATE);
            var schema = com.unboundid.ldap.sdk.schema.Schema.getSchema(connection, AGGREGATE, true);
            assertThat(schema.getAttributeType("sAMAccountName").getOID()).isEqualTo("1.2.840.113556.1.4.221");
            assertThat(schema.getObjectClass("user").getOID()).isEqualTo("1.2.840.113556.1.5.9");
            for (var entry : connection.search("DC=corp,DC=example", SearchScope.SUB, "(objectClass=*)", "*", "+")
                    .getSearchEntries()) {
                for (Attribute attribute : entry.getAttributes()) {
                    var type = schema.getAttributeType(attribute.getName());
                    assertThat(type).as("%s: schema.tsv lacks it", attribute.getName()).isNotNull();
                    assertThat(type.isSingleValued() && attribute.size() > 1).as(attribute.getName()).isFalse();
                }
                assertThat(schema.getObjectClass(entry.getObjectClassValues()[entry.getObjectClassValues().length - 1]))
                        .as(entry.getDN()).isNotNull();
            }
            for (var type : schema.getAttributeTypes()) {
                Syntax syntax = Schema.syntax(type.getNameOrOID());
                assertThat(SYNTAXES.getOrDefault(type.getSyntaxOID(), Syntax.TEXT)).as(type.getNameOrOID())
                        .isEqualTo(Schema.isSecret(type.getNameOrOID()) ? Syntax.OCTETS : syntax);
            }
            assertThat(schema.getObjectClasses()).allSatisfy(type -> {
                List<String> chain = Schema.chain(type.getNameOrOID());
                assertThat(chain.getLast()).isEqualTo(type.getNameOrOID());
                assertThat(type.getSuperiorClasses()).isEqualTo(chain.size() == 1 ? new String[0]
                        : new String[] {chain.get(chain.size() - 2)});
            }).hasSize(Schema.classes().size());
        }
    }

    @Test
    void whoIsSignedInIsTold() throws Exception {
        try (var connection = new LDAPConnection(trusting().createSSLSocketFactory(), "127.0.0.1", front.tlsPort())) {
            assertThat(whoAmI(connection)).isEmpty();
            connection.bind("ann@corp.example", "Us3r.pass");
            assertThat(whoAmI(connection)).isEqualTo("u:CORP\\ann");
            assertThat(connection.getRootDSE().supportsExtendedOperation("1.3.6.1.4.1.4203.1.11.3")).isTrue();
        }
    }

    private static String whoAmI(LDAPConnection connection) throws LDAPException {
        return ((WhoAmIExtendedResult) connection.processExtendedOperation(new WhoAmIExtendedRequest()))
                .getAuthorizationID();
    }

    @Test
    void whatIsComputedIsGivenToThoseWhoNameIt() throws Exception {
        try (var connection = new LDAPConnection(trusting().createSSLSocketFactory(), "127.0.0.1", front.tlsPort())) {
            connection.bind("ann@corp.example", "Us3r.pass");
            String ann = "CN=Ann,CN=Users,DC=corp,DC=example";
            assertThat(connection.getEntry(ann).hasAttribute("canonicalName")).isFalse();
            assertThat(connection.getEntry(ann, "canonicalname").getAttributeValue("canonicalName"))
                    .isEqualTo("corp.example/Users/Ann");
        }
    }

    @Test
    void usersReadButOnlyAdministratorsChange() throws Exception {
        try (var connection = new LDAPConnection(trusting().createSSLSocketFactory(), "127.0.0.1", front.tlsPort())) {
            connection.bind("ann@corp.example", "Us3r.pass");
            String ann = "CN=Ann,CN=Users,DC=corp,DC=example";
            assertThat(connection.getEntry(ann).getAttributeValue("homeMDB")).startsWith("CN=DB1,CN=Databases,");
            assertThat(connection.getEntry(ann).hasAttribute("unicodePwd")).isFalse();
            assertThat(connection.compare(ann, "sAMAccountName", "ANN").compareMatched()).isTrue();
            assertThat(connection.compare(ann, "unicodePwd", "x").compareMatched()).isFalse();
            refused(ResultCode.INSUFFICIENT_ACCESS_RIGHTS, () -> connection.modify("dn: " + ann, "changetype: modify",
                    "replace: title", "title: boss"));
            connection.bind(ADMIN, "Adm1n.pass");
            connection.modify("dn: " + ann, "changetype: modify", "replace: title", "title: boss");
            connection.modifyDN(ann, "CN=Anna", true);
            assertThat(connection.getEntry("CN=Anna,CN=Users,DC=corp,DC=example").getAttributeValue("title"))
                    .isEqualTo("boss");
            refused(ResultCode.INVALID_DN_SYNTAX, () -> connection.delete("nonsense"));
        }
    }

    @Test
    void ldapsearchFindsTheArrayByPages() throws Exception {
        Path program = Outside.program("ldapsearch", "ldap-utils");
        Path pem = Files.writeString(folder.resolve("root.pem"), AUTHORITY.rootPem());
        Path password = Files.writeString(folder.resolve("password"), "Adm1n.pass");
        var command = new ProcessBuilder(program.toString(), "-LLL", "-o", "ldif-wrap=no", "-x", "-ZZ", "-H",
                "ldap://127.0.0.1:" + front.port(), "-D", ADMIN, "-y", password.toString(), "-E", "pr=2/noprompt",
                "-b", LAYOUT.configurationContext().toString(), "(objectClass=msExchExchangeServer)", "objectClass",
                "networkAddress", "legacyExchangeDN").redirectErrorStream(true);
        command.environment().put("LDAPTLS_CACERT", pem.toString());
        Process process = command.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        assertThat(output).contains("dn: CN=outlook,CN=Arrays,", "objectClass: msExchClientAccessArray",
                "networkAddress: ncacn_ip_tcp:outlook.corp.example", "dn: CN=EX1,CN=Servers,",
                "/cn=Configuration/cn=Servers/cn=outlook");
    }

    @Test
    void mangledMessagesEndTheirConnectionAndDisturbNobody() throws Exception {
        // A bind request of RFC 4511 4.2: version 3, name cn=x, simple password "y".
        byte[] golden = java.util.HexFormat.of().parseHex("30" + "11" + "020101" + "600c" + "020103" + "0404636e3d78"
                + "800179");
        long before = directory.changeCounter();
        var random = new Random(Mutations.seed());
        var open = new ArrayList<Socket>();
        for (int round = 0; round < Mutations.rounds(100); round++) {
            var socket = new Socket(InetAddress.getLoopbackAddress(), front.port());
            open.add(socket);
            try {
                socket.getOutputStream().write(Mutations.mutate(golden, random));
                socket.shutdownOutput();
            } catch (IOException closedByTheServer) {
                assertThat(closedByTheServer).isNotNull();
            }
        }
        try (var connection = new LDAPConnection(trusting().createSSLSocketFactory(), "127.0.0.1", front.tlsPort())) {
            connection.bind(ADMIN, "Adm1n.pass");
            assertThat(connection.getEntry(ADMIN)).isNotNull();
        }
        for (Socket socket : open) {
            socket.close();
        }
        assertThat(directory.changeCounter()).isEqualTo(before);
    }

    private static SSLUtil trusting() {
        return new SSLUtil(new TrustAllTrustManager());
    }

    private static void refused(ResultCode code, org.assertj.core.api.ThrowableAssert.ThrowingCallable attempt) {
        assertThatThrownBy(attempt).isInstanceOfSatisfying(LDAPException.class,
                refusal -> assertThat(refusal.getResultCode()).as(refusal.getMessage()).isEqualTo(code));
    }
}
