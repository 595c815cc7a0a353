package org.gatehouse.directory;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.gatehouse.directory.organization.Layout;
import org.gatehouse.directory.organization.OrganizationSetup;
import org.gatehouse.security.Credentials;
import org.gatehouse.security.Identity;
import org.junit.jupiter.api.Test;

final class DirectoryCredentialsTest {
    private static final Layout LAYOUT = new Layout("Org", "corp.example", "CORP");
    private final MemoryDirectory directory = new MemoryDirectory(InstantSource.system(), UUID::randomUUID);
    private final Credentials credentials = new DirectoryCredentials(directory, directory, LAYOUT);

    @Test
    void anAccountIsFoundUnderEveryFormOfItsNameAndNoOther() {
        OrganizationSetup.prepare(directory, LAYOUT, UUID.randomUUID());
        OrganizationSetup.addAdministrator(directory, LAYOUT, "Ann", "Password".toCharArray());
        for (String[] name : new String[][] {{"", "ann"}, {"corp", "ANN"}, {"Corp.Example", "Ann"},
                {"", "ann@corp.example"}, {"anything", "ann@corp.example"}, {"", "CORP\\ann"}}) {
            Credentials.Secret secret = credentials.find(name[0], name[1]).orElseThrow();
            assertThat(secret.identity()).isEqualTo(new Identity("CORP", "Ann", "NTLM"));
            assertThat(secret.enabled()).isTrue();
            // [MS-NLMP] 4.2.2.1.2: NTOWFv1("Password")
            assertThat(HexFormat.of().formatHex(secret.ntHash())).isEqualTo("a4f49c406510bdcab6824ee7c30fd852");
        }
        for (String[] name : new String[][] {{"", ""}, {"OTHER", "ann"}, {"CORP", "CORP\\ann"}, {"", "\\ann"},
                {"", "bob"}, {"", "*"}, {"", "ann@other.example"}, {"", "a".repeat(600)}, {"", "an\0n"}}) {
            assertThat(credentials.find(name[0], name[1])).as("%s %s", name[0], name[1]).isEmpty();
        }
        directory.modify(Names.requireDn("CN=Ann,CN=Users,DC=corp,DC=example"),
                List.of(new Modification(ModificationType.REPLACE, "userAccountControl", "514")));
        assertThat(credentials.find("", "ann").orElseThrow().enabled()).isFalse();
        assertThat(credentials.account("", "ann")).hasValueSatisfying(
                account -> assertThat(account.enabled()).isFalse());
    }

    @Test
    void anAccountForWhichKerberosVouchesNeedsNoPasswordHere() {
        OrganizationSetup.prepare(directory, LAYOUT, UUID.randomUUID());
        directory.add(Names.requireDn("CN=Bea,CN=Users,DC=corp,DC=example"), List.of(
                new Attribute("objectClass", "user"), new Attribute("sAMAccountName", "Bea"),
                new Attribute("userAccountControl", "512")));
        assertThat(credentials.find("", "bea")).isEmpty();
        assertThat(credentials.account("corp.example", "bea")).hasValueSatisfying(account -> {
            assertThat(account.identity().qualified()).isEqualTo("CORP\\Bea");
            assertThat(account.enabled()).isTrue();
        });
    }
}
