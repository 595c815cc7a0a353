package org.gatehouse.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldap.sdk.RDN;
import com.unboundid.ldap.sdk.ReadOnlyEntry;
import com.unboundid.ldap.sdk.SearchScope;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.gatehouse.directory.DirectoryException.Reason;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What every implementation of [Directory] does, be it in SQL, in memory or at the far end of an LDAP connection.
public interface DirectoryContract {
    DN ROOT = Names.requireDn("DC=corp,DC=example");
    DN USERS = Names.requireDn("CN=Users,DC=corp,DC=example");

    /// Empty when the test begins.
    Directory directory();

    @BeforeEach
    default void addTheTop() {
        directory().add(ROOT, List.of(new Attribute("objectClass", "domainDNS")));
        directory().add(USERS, List.of(new Attribute("objectClass", "container")));
    }

    @Test
    default void anAddedEntryComesBackWithItsClassChainAndWhatTheDirectorySets() throws LDAPException {
        user("Ann Bee", new Attribute("mail", "ann@corp.example"));
        ReadOnlyEntry entry = directory().get(Names.requireDn("cn=ann  bee,cn=USERS,dc=corp,dc=example")).orElseThrow();
        assertThat(entry.getObjectClassValues()).containsExactly("top", "person", "organizationalPerson", "user");
        assertThat(entry.getAttributeValue("MAIL")).isEqualTo("ann@corp.example");
        assertThat(entry.getAttributeValue("cn")).isEqualTo("Ann Bee");
        assertThat(entry.getAttributeValue("canonicalName")).isEqualTo("corp.example/Users/Ann Bee");
        assertThat(entry.getAttributeValue("objectCategory"))
                .isEqualTo("CN=Person,CN=Schema,CN=Configuration,DC=corp,DC=example");
        assertThat(entry.getAttributeValueBytes("objectGUID")).hasSize(16);
        assertThat(entry.getAttributeValueAsDate("whenCreated")).isNotNull();
        assertThat(entry.getAttributeValueAsLong("uSNChanged")).isPositive();
    }

    @Test
    default void anEntryNeedsAParentAKnownClassAndAFreeName() {
        user("Ann");
        refused(Reason.ALREADY_EXISTS, () -> user("ann"));
        refused(Reason.NOT_FOUND, () -> directory().add(Names.requireDn("CN=x,CN=nowhere," + ROOT),
                List.of(new Attribute("objectClass", "user"))));
        refused(Reason.INVALID, () -> directory().add(child("x"), List.of(new Attribute("objectClass", "spaceship"))));
        refused(Reason.INVALID, () -> directory().add(child("x"), List.of(new Attribute("mail", "no@class.example"))));
        refused(Reason.INVALID, () -> directory().add(Names.requireDn("OU=x," + ROOT),
                List.of(new Attribute("objectClass", "user"))));
        assertThat(directory().get(child("x"))).isEmpty();
    }

    @Test
    default void searchesKeepToTheirScope() {
        user("Ann");
        assertThat(names(ROOT, SearchScope.BASE, "(objectClass=*)")).containsExactly("corp");
        assertThat(names(ROOT, SearchScope.ONE, "(objectClass=*)")).containsExactly("Users");
        assertThat(names(ROOT, SearchScope.SUB, "(objectClass=*)")).containsExactly("corp", "Users", "Ann");
        assertThat(names(USERS, SearchScope.SUB, "(objectClass=user)")).containsExactly("Ann");
        refused(Reason.NOT_FOUND, () -> names(child("nobody"), SearchScope.SUB, "(objectClass=*)"));
    }

    @Test
    default void filtersCompareTextWithoutCaseAndNamesByTheirMeaning() {
        user("Ann Bee", new Attribute("proxyAddresses", "SMTP:ann@corp.example", "smtp:a.bee@corp.example"),
                new Attribute("homeMDB", "CN=DB 1,CN=Databases,DC=corp,DC=example"), new Attribute("sn", "Bee"));
        user("Bob", new Attribute("telephoneNumber", "7"), new Attribute("userAccountControl", "512"));
        assertThat(found("(proxyAddresses=smtp:ANN@corp.example)")).containsExactly("Ann Bee");
        assertThat(found("(homeMDB=cn=db 1, cn=databases, dc=corp, dc=example)")).containsExactly("Ann Bee");
        assertThat(found("(&(objectClass=user)(!(sn=bee)))")).containsExactly("Bob");
        assertThat(found("(|(sn=b*)(telephoneNumber=7))")).containsExactly("Ann Bee", "Bob");
        assertThat(found("(userAccountControl>=500)")).containsExactly("Bob");
        assertThat(found("(sn=*ee)")).containsExactly("Ann Bee");
        assertThat(found("(anr=bee)")).containsExactly("Ann Bee");
        assertThat(found("(anr=a.bee)")).containsExactly("Ann Bee");
        assertThat(found("(homeMDB=not a name)")).isEmpty();
    }

    @Test
    default void bitsOfANumberAreFoundByActiveDirectorysRules() {
        user("Ann", new Attribute("userAccountControl", "514"), new Attribute("title", "2"));
        user("Bob", new Attribute("userAccountControl", "512"));
        assertThat(found("(userAccountControl:1.2.840.113556.1.4.803:=514)")).containsExactly("Ann");
        assertThat(found("(userAccountControl:1.2.840.113556.1.4.804:=514)")).containsExactly("Ann", "Bob");
        assertThat(found("(&(objectClass=user)(!(userAccountControl:1.2.840.113556.1.4.803:=2)))"))
                .containsExactly("Bob");
        assertThat(found("(title:1.2.840.113556.1.4.803:=2)")).isEmpty();
        assertThat(found("(userAccountControl:1.2.840.113556.1.4.803:=two)")).isEmpty();
        assertThat(found("(userAccountControl:2.5.13.14:=512)")).isEmpty();
    }

    @Test
    default void aClassNamesItsCategory() {
        user("Ann");
        assertThat(found("(objectCategory=person)")).containsExactly("Ann");
        assertThat(found("(objectCategory=USER)")).containsExactly("Ann");
        assertThat(found("(objectCategory=container)")).containsExactly("Users");
        assertThat(found("(objectCategory=spaceship)")).isEmpty();
    }

    @Test
    default void groupsOfAMemberAreComputed() throws LDAPException {
        user("Ann");
        user("Bob");
        user("Cid");
        group("Cooks", child("Ann"), child("Bob"));
        group("Diners", child("Ann"), child("Cooks"));
        assertThat(found("(memberOf=cn=cooks, cn=users,dc=corp,dc=example)")).containsExactly("Ann", "Bob");
        assertThat(found("(&(objectClass=user)(!(memberOf=" + child("Cooks") + ")))")).containsExactly("Cid");
        assertThat(found("(memberOf=*)")).containsExactly("Ann", "Bob", "Cooks");
        assertThat(found("(memberOf=" + child("Ann") + ")")).isEmpty();
        assertThat(found("(distinguishedName=" + child("Bob") + ")")).containsExactly("Bob");
        assertThat(groups("Ann")).containsExactlyInAnyOrder(child("Cooks").toString(), child("Diners").toString());
        directory().rename(child("Cooks"), new RDN("CN", "Chefs"), USERS);
        directory().delete(child("Diners"));
        assertThat(groups("Ann")).containsExactly(child("Chefs").toString());
        refused(Reason.INVALID, () -> directory().modify(child("Cid"),
                List.of(new Modification(ModificationType.ADD, "memberOf", child("Chefs").toString()))));
    }

    private void group(String name, DN... members) {
        directory().add(child(name), List.of(new Attribute("objectClass", "group"),
                new Attribute("member", java.util.Arrays.stream(members).map(DN::toString).toList())));
    }

    private List<String> groups(String name) throws LDAPException {
        var query = new Query(child(name), SearchScope.BASE, Filter.create("(objectClass=*)"), List.of("memberOf"), 1,
                Duration.ofMinutes(1), "");
        String[] groups = directory().search(query).entries().getFirst().getAttributeValues("memberOf");
        return groups == null ? List.of() : List.of(groups);
    }

    @Test
    default void guidsAreFoundByTheirBytes() {
        ReadOnlyEntry ann = user("Ann");
        user("Bob");
        byte[] guid = ann.getAttributeValueBytes("objectGUID");
        assertThat(directory().search(Query.below(ROOT, Filter.createEqualityFilter("objectGUID", guid))).entries())
                .extracting(ReadOnlyEntry::getDN).containsExactly(ann.getDN());
    }

    @Test
    default void pagesFollowEachOtherWithoutGapOrRepeat() throws LDAPException {
        for (int number = 0; number < 25; number++) {
            user("User " + number);
        }
        var seen = new ArrayList<String>();
        var query = new Query(ROOT, SearchScope.SUB, Filter.create("(objectClass=user)"), List.of("cn"), 10,
                Duration.ofMinutes(1), "");
        int pages = 0;
        for (String cookie = ""; pages == 0 || !cookie.isEmpty(); pages++) {
            Directory.Page page = directory().search(query.after(cookie));
            assertThat(page.entries()).hasSizeLessThanOrEqualTo(10);
            page.entries().forEach(entry -> seen.add(entry.getAttributeValue("cn")));
            page.entries().forEach(entry -> assertThat(entry.getAttributes()).hasSize(1));
            cookie = page.cookie();
        }
        assertThat(pages).isEqualTo(3);
        assertThat(seen).hasSize(25).doesNotHaveDuplicates();
    }

    @Test
    default void modificationsAreMadeTogetherOrNotAtAll() {
        user("Ann", new Attribute("title", "clerk"));
        long before = directory().changeCounter();
        ReadOnlyEntry changed = directory().modify(child("Ann"), List.of(
                new Modification(ModificationType.REPLACE, "title", "boss"),
                new Modification(ModificationType.ADD, "department", "one")));
        assertThat(changed.getAttributeValue("title")).isEqualTo("boss");
        assertThat(directory().changeCounter()).isGreaterThan(before);
        refused(Reason.INVALID, () -> directory().modify(child("Ann"), List.of(
                new Modification(ModificationType.REPLACE, "title", "clown"),
                new Modification(ModificationType.REPLACE, "objectGUID", "1234567890123456"))));
        refused(Reason.INVALID, () -> directory().modify(child("Ann"), List.of(
                new Modification(ModificationType.REPLACE, "homeMDB", "no name"))));
        refused(Reason.INVALID, () -> directory().modify(child("Ann"), List.of(
                new Modification(ModificationType.REPLACE, "userAccountControl", "none"))));
        refused(Reason.INVALID, () -> directory().modify(child("Ann"), List.of(
                new Modification(ModificationType.REPLACE, "title", "clown"),
                new Modification(ModificationType.ADD, "department", "one"))));
        refused(Reason.INVALID, () -> directory().modify(child("Ann"), List.of(
                new Modification(ModificationType.DELETE, "company"))));
        assertThat(directory().get(child("Ann")).orElseThrow().getAttributeValue("title")).isEqualTo("boss");
        assertThat(found("(title=boss)")).containsExactly("Ann");
        refused(Reason.NOT_FOUND, () -> directory().modify(child("Nobody"),
                List.of(new Modification(ModificationType.REPLACE, "title", "x"))));
    }

    @Test
    default void aRenamedEntryTakesItsTreeAndItsReferencesAlong() {
        directory().add(child("Box"), List.of(new Attribute("objectClass", "container")));
        directory().add(Names.requireDn("CN=Ann,CN=Box," + USERS), List.of(new Attribute("objectClass", "user")));
        directory().add(child("Group"), List.of(new Attribute("objectClass", "group"),
                new Attribute("member", "CN=Ann,CN=Box," + USERS)));
        directory().rename(child("Box"), new RDN("CN", "Crate"), ROOT);
        String moved = "CN=Ann,CN=Crate," + ROOT;
        assertThat(directory().get(Names.requireDn(moved))).isPresent();
        assertThat(directory().get(child("Box"))).isEmpty();
        assertThat(found("(member=" + moved + ")")).containsExactly("Group");
        assertThat(found("(cn=Crate)")).containsExactly("Crate");
        assertThat(found("(cn=Box)")).isEmpty();
        refused(Reason.INVALID, () -> directory().rename(Names.requireDn("CN=Crate," + ROOT), new RDN("CN", "x"),
                Names.requireDn(moved)));
        refused(Reason.ALREADY_EXISTS, () -> directory().rename(Names.requireDn("CN=Crate," + ROOT),
                new RDN("CN", "Users"), ROOT));
    }

    @Test
    default void anEntryWithOthersBelowIsNotDeletedAndReferencesToADeletedOneGo() {
        user("Ann");
        directory().add(child("Group"), List.of(new Attribute("objectClass", "group"),
                new Attribute("member", "CN=Ann," + USERS)));
        refused(Reason.IN_USE, () -> directory().delete(USERS));
        directory().delete(child("Ann"));
        assertThat(directory().get(child("Ann"))).isEmpty();
        assertThat(found("(cn=Ann)")).isEmpty();
        assertThat(found("(member=*)")).isEmpty();
        refused(Reason.NOT_FOUND, () -> directory().delete(child("Ann")));
    }

    @Test
    default void passwordsAreNeitherReadNorSearched() {
        byte[] password = Passwords.quoted("Secret.1".toCharArray());
        user("Ann", new Attribute("unicodePwd", password));
        assertThat(directory().get(child("Ann")).orElseThrow().hasAttribute("unicodePwd")).isFalse();
        assertThat(found("(unicodePwd=*)")).isEmpty();
        assertThat(directory().search(Query.below(ROOT, Filter.createEqualityFilter("unicodePwd", password))).entries())
                .isEmpty();
        directory().modify(child("Ann"), List.of(new Modification(ModificationType.REPLACE, "unicodePwd",
                Passwords.quoted("Other.2".toCharArray()))));
        refused(Reason.INVALID, () -> directory().modify(child("Ann"),
                List.of(new Modification(ModificationType.REPLACE, "unicodePwd", "bare"))));
        refused(Reason.NOT_ALLOWED, () -> directory().modify(child("Ann"),
                List.of(new Modification(ModificationType.REPLACE, "lmPwdHistory", "x"))));
    }

    @Test
    default void namesThatOneEntryHasForItselfAreRefusedToASecond() {
        String legacyDn = "/o=Org/cn=Recipients/cn=ann";
        user("Ann", new Attribute("sAMAccountName", "ann"), new Attribute("userPrincipalName", "ann@corp.example"),
                new Attribute("mailNickname", "ann"), new Attribute("legacyExchangeDN", legacyDn),
                new Attribute("proxyAddresses", "SMTP:ann@corp.example", "x400:c=us"));
        var taken = List.of(new Attribute("sAMAccountName", "ANN"),
                new Attribute("userPrincipalName", "Ann@Corp.example"), new Attribute("mailNickname", "aNN"),
                new Attribute("legacyExchangeDN", legacyDn.toUpperCase(java.util.Locale.ROOT)),
                new Attribute("proxyAddresses", "smtp:bob@corp.example", "smtp:ann@corp.example"),
                new Attribute("proxyAddresses", "X500:" + legacyDn));
        user("Bob");
        for (Attribute attribute : taken) {
            refused(Reason.ALREADY_EXISTS, () -> user("Cid", attribute));
            refused(Reason.ALREADY_EXISTS, () -> directory().modify(child("Bob"), List.of(new Modification(
                    ModificationType.REPLACE, attribute.getName(), attribute.getValues()))));
        }
        assertThat(found("(objectClass=user)")).containsExactly("Ann", "Bob");
        assertThat(directory().get(child("Bob")).orElseThrow().hasAttribute("proxyAddresses")).isFalse();
        directory().modify(child("Ann"), List.of(new Modification(ModificationType.REPLACE, "sAMAccountName", "anna")));
        directory().modify(child("Bob"), List.of(new Modification(ModificationType.REPLACE, "sAMAccountName", "ann")));
        directory().delete(child("Ann"));
        directory().modify(child("Bob"), List.of(new Modification(ModificationType.REPLACE, "mailNickname", "ann")));
        assertThat(found("(mailNickname=ann)")).containsExactly("Bob");
    }

    private ReadOnlyEntry user(String name, Attribute... attributes) {
        var all = new ArrayList<>(List.of(attributes));
        all.add(new Attribute("objectClass", "user"));
        return directory().add(child(name), all);
    }

    private static DN child(String name) {
        return new DN(new RDN("CN", name), USERS);
    }

    private List<String> found(String filter) {
        return names(ROOT, SearchScope.SUB, filter);
    }

    private List<String> names(DN base, SearchScope scope, String filter) {
        try {
            return directory().search(new Query(base, scope, Filter.create(filter), List.of(), 100,
                    Duration.ofMinutes(1), "")).entries().stream()
                    .map(entry -> entry.getAttributeValue("name")).toList();
        } catch (LDAPException malformed) {
            throw new AssertionError(filter, malformed);
        }
    }

    private static void refused(Reason reason, Runnable attempt) {
        assertThatThrownBy(attempt::run).isInstanceOfSatisfying(DirectoryException.class,
                refusal -> assertThat(refusal.reason()).as(refusal.getMessage()).isEqualTo(reason));
    }
}
