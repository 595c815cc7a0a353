package org.gatehouse.conformance.outside;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.gatehouse.server.demo.Endpoints;
import org.gatehouse.testing.Outside;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/// OpenLDAP's ldapsearch, bound over StartTLS as the account of `endpoints.json`.
@ExtendWith(SharedDemo.class)
@ResourceLock(SharedDemo.FREE)
class LdapsearchTest {
    private static final String CONFIGURATION = "CN=Configuration,DC=gatehouse,DC=test";
    private static final String DOMAIN = "DC=gatehouse,DC=test";

    @TempDir
    private Path folder;

    @Test
    void arrayIsFoundByItsClass(RunningDemo demo) throws Exception {
        Finished found = search(demo, "", CONFIGURATION, "(objectClass=msExchClientAccessArray)", "networkAddress",
                "objectClass");
        assertThat(found.status()).as(found.output()).isZero();
        assertThat(entries(found)).hasSize(1).first().asString().startsWith("dn: CN=cas-headoffice,CN=Arrays,");
        assertThat(found.output()).contains("networkAddress: ncacn_ip_tcp:outlook.gatehouse.test",
                "objectClass: msExchExchangeServer");
    }

    /// The documented trap: an array is a server by class, so that a search for servers finds it too.
    @Test
    void arrayIsAmongTheServers(RunningDemo demo) throws Exception {
        Finished found = search(demo, "", CONFIGURATION, "(objectClass=msExchExchangeServer)", "cn");
        assertThat(found.output()).contains("cn: CAS1", "cn: CAS2", "cn: MBX1", "cn: BRANCH1", "cn: cas-headoffice");
        assertThat(entries(found)).hasSize(5);
    }

    @Test
    void usersNameTheirHomeDatabaseAndNeverTheirPassword(RunningDemo demo) throws Exception {
        Finished found = search(demo, "", DOMAIN, "(&(objectClass=user)(homeMDB=*))", "cn", "homeMDB", "unicodePwd");
        assertThat(entries(found)).hasSize(5);
        assertThat(found.output()).contains("homeMDB: CN=DB-Branch,CN=Databases,", "homeMDB: CN=DB-Early,CN=Databases,")
                .doesNotContainIgnoringCase("unicodePwd:");
        Finished sought = search(demo, "", DOMAIN, "(unicodePwd=*)", "cn");
        assertThat(entries(sought)).isEmpty();
        Finished all = search(demo, "", DOMAIN, "(objectClass=*)", "*", "+");
        assertThat(all.output()).doesNotContainIgnoringCase("unicodePwd:").doesNotContainIgnoringCase("dBCSPwd:");
    }

    @Test
    void resultsComeInPages(RunningDemo demo) throws Exception {
        Finished found = search(demo, "pr=2/noprompt", DOMAIN, "(&(objectClass=user)(homeMDB=*))", "cn");
        assertThat(found.status()).as(found.output()).isZero();
        assertThat(entries(found)).hasSize(5).doesNotHaveDuplicates();
        assertThat(found.output().lines().filter(line -> line.startsWith("# pagedresults: cookie="))).hasSize(3);
    }

    @Test
    void schemaAndMembershipCanBeRead(RunningDemo demo) throws Exception {
        Finished schema = search(demo, "", "CN=Aggregate,CN=Schema," + CONFIGURATION, "(objectClass=subSchema)",
                "attributeTypes", "objectClasses");
        assertThat(schema.output()).contains("attributeTypes: ( 1.2.840.113556.1.4.221 NAME 'sAMAccountName' SYNTAX ",
                "NAME 'msExchClientAccessArray' SUP msExchExchangeServer STRUCTURAL )");
        Finished members = search(demo, "", DOMAIN, "(memberOf=CN=Organization Management,OU=Microsoft Exchange"
                + " Security Groups," + DOMAIN + ")", "memberOf");
        assertThat(entries(members)).singleElement().isEqualTo("dn: " + demo.endpoints().ldap().bindDn());
        assertThat(members.output()).contains("memberOf: CN=Organization Management,");
    }

    @Test
    void strangersLearnNothing(RunningDemo demo) throws Exception {
        Endpoints.Ldap ldap = demo.endpoints().ldap();
        Finished anonymous = demo.run(ldapsearch(), "-x", "-H", url(ldap), "-b", DOMAIN, "(cn=*)");
        assertThat(anonymous.status()).as(anonymous.output()).isNotZero();
        assertThat(entries(anonymous)).isEmpty();
        Finished wrong = demo.run(Path.of("/usr/bin/env"), "LDAPTLS_REQCERT=never", ldapsearch().toString(), "-x",
                "-ZZ", "-H", url(ldap), "-D", ldap.bindDn(), "-w", "not the password", "-b", DOMAIN);
        assertThat(wrong.status()).as(wrong.output()).isEqualTo(49);
        assertThat(wrong.output()).doesNotContain("dn: CN=");
    }

    private Finished search(RunningDemo demo, String control, String base, String filter, String... attributes)
            throws Exception {
        Endpoints.Ldap ldap = demo.endpoints().ldap();
        Path password = folder.resolve("password");
        if (!Files.exists(password)) {
            Files.createFile(password,
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(password, ldap.password());
        }
        // The demonstration's root certificate is trusted, its host is called by address, as the certificate says.
        var line = new ArrayList<>(List.of("/usr/bin/env",
                "LDAPTLS_CACERT=" + demo.data().resolve("root-certificate.pem"), "LDAPTLS_REQCERT=demand",
                ldapsearch().toString(), "-x", "-ZZ", "-LLL", "-o", "ldif-wrap=no", "-H",
                url(ldap), "-D", ldap.bindDn(), "-y", password.toString(), "-b", base));
        if (!control.isEmpty()) {
            line.addAll(List.of("-E", control));
        }
        line.add(filter);
        line.addAll(List.of(attributes));
        return Finished.of(new ProcessBuilder(demo.here(line)));
    }

    private static Path ldapsearch() {
        return Outside.program("ldapsearch", "ldap-utils");
    }

    private static String url(Endpoints.Ldap ldap) {
        return "ldap://" + ldap.address() + ":" + ldap.port();
    }

    private static List<String> entries(Finished found) {
        return found.output().lines().filter(line -> line.startsWith("dn: ")).toList();
    }
}
