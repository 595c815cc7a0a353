package org.gatehouse.conformance;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// The rooms and who may call whom. Maven's dependencies say most of it; what they cannot say stands here.
class RoomsTest {
    private static final String ROOT = "org.gatehouse.";
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS).importPackages("org.gatehouse");

    /// The arrows of ARCHITECTURE.md: each room with those it may import.
    private static final Map<String, Set<String>> ROOMS = Map.ofEntries(
            Map.entry("wire", Set.of()),
            Map.entry("database", Set.of()),
            Map.entry("security", Set.of("wire")),
            Map.entry("dcerpc", Set.of("wire", "security")),
            Map.entry("mapi", Set.of("wire")),
            Map.entry("edge", Set.of("wire")),
            Map.entry("client", Set.of("wire", "security", "dcerpc", "mapi")),
            Map.entry("directory", Set.of("wire", "security", "database")),
            Map.entry("store", Set.of("wire", "mapi", "database")),
            Map.entry("access", Set.of("wire", "dcerpc", "mapi", "store", "directory", "security", "database")),
            Map.entry("transport", Set.of("wire", "mapi", "store", "directory", "database")),
            Map.entry("web", Set.of("wire", "security", "mapi", "store", "directory", "database")),
            Map.entry("shell", Set.of("wire", "directory", "store", "edge")),
            Map.entry("server", Set.of("wire", "database", "security", "dcerpc", "mapi", "edge", "client", "directory",
                    "store", "access", "transport", "web", "shell")));

    /// Code that must do its work on threads of its own, with the reason. Elsewhere only the server starts threads.
    private static final Map<String, String> THREADS_OUTSIDE_THE_SERVER = Map.ofEntries(
            Map.entry("org.gatehouse.database.GroupCommit",
                    "one platform thread owns the writing connection: native calls pin"),
            Map.entry("org.gatehouse.database.Checkpointer",
                    "moves the log into the file while the writer goes on"),
            Map.entry("org.gatehouse.directory.ldap.LdapPeers",
                    "looks at the time limits of the LDAP library's own connections"),
            Map.entry("org.gatehouse.database.Announcements",
                    "waits for other processes' wake-ups on a connection of its own"),
            Map.entry("org.gatehouse.database.PrimarySearch",
                    "a host that does not answer holds up the thread that asks it"),
            Map.entry("org.gatehouse.database.PostgresEngine",
                    "an interrupt of the caller would cut its connection"),
            Map.entry("org.gatehouse.store.SharedChanges",
                    "follows what other processes change, as EventHub does within one"),
            Map.entry("org.gatehouse.store.SearchFolders",
                    "looks through large folders while the client that asked goes on"),
            Map.entry("org.gatehouse.store.WriteHold",
                    "keeps a mailbox's lock while the caller copies"),
            Map.entry("org.gatehouse.database.ReaderPool",
                    "platform threads bound how many native reads run at once"),
            Map.entry("org.gatehouse.store.EventHub",
                    "delivers events in order without holding up the writer that made them"));

    /// Code that opens sockets outside the server, with the reason.
    private static final Map<String, String> SOCKETS_OUTSIDE_THE_SERVER = Map.of(
            "org.gatehouse.client.TcpCarrier", "a client's own connection",
            "org.gatehouse.client.HttpsConnection", "a client's own connection over HTTPS",
            "org.gatehouse.web.http.ServerKeys", "names the type in a method of TLS that the listener never calls",
            "org.gatehouse.shell.ShellClient", "the shell's way to the process that serves it",
            "org.gatehouse.directory.ldap.LdapFront", "the LDAP library owns its listener and its threads",
            "org.gatehouse.directory.ldap.LdapDoor", "makes the listening sockets the library asks for",
            "org.gatehouse.directory.ldap.LdapPeer", "a socket that tells when bytes come and go",
            "org.gatehouse.directory.ldap.LdapPeers", "closes the library's sockets that take too long",
            "org.gatehouse.directory.ldap.TimedRequestHandler", "asks the library's connection for its socket",
            "org.gatehouse.directory.ldap.LdapRequestHandler", "asks the library's socket for the client's address");

    @TestFactory
    List<DynamicTest> roomsImportOnlyThoseBelow() {
        return ROOMS.entrySet().stream().sorted(Map.Entry.comparingByKey()).map(room -> {
            String[] above = ROOMS.keySet().stream()
                    .filter(other -> !other.equals(room.getKey()) && !room.getValue().contains(other))
                    .map(other -> ROOT + other + "..").toArray(String[]::new);
            if (above.length == 0) {
                return DynamicTest.dynamicTest(room.getKey() + " may import every room", () -> { });
            }
            return rule(room.getKey() + " imports " + room.getValue(), noClasses().that()
                    .resideInAPackage(ROOT + room.getKey() + "..").should().dependOnClassesThat()
                    .resideInAnyPackage(above).allowEmptyShould(true));
        }).toList();
    }

    @Test
    void everyRoomIsKnown() {
        assertThat(CLASSES.stream().map(type -> type.getPackageName().substring(ROOT.length()).split("\\.")[0])
                .distinct().filter(room -> !room.equals("testing")).toList())
                .isSubsetOf(Stream.concat(ROOMS.keySet().stream(), Stream.of("bench")).toList());
    }

    @Test
    void roomsFormNoCycle() {
        SlicesRuleDefinition.slices().matching(ROOT + "(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void onlyTheServerStartsThreads() {
        noClasses().that(areOutsideTheServer(THREADS_OUTSIDE_THE_SERVER.keySet())).should().dependOnClassesThat()
                .haveFullyQualifiedName("java.lang.Thread$Builder").orShould().dependOnClassesThat()
                .haveFullyQualifiedName("java.lang.Thread$Builder$OfVirtual").orShould().dependOnClassesThat()
                .haveFullyQualifiedName("java.lang.Thread$Builder$OfPlatform").orShould()
                .callMethod(Thread.class, "startVirtualThread", Runnable.class).orShould()
                .callConstructor(Thread.class, Runnable.class).orShould().dependOnClassesThat()
                .haveFullyQualifiedName("java.util.concurrent.Executors").check(CLASSES);
    }

    @Test
    void onlyTheServerOpensSockets() {
        noClasses().that(areOutsideTheServer(SOCKETS_OUTSIDE_THE_SERVER.keySet())).should().dependOnClassesThat()
                .haveFullyQualifiedName("java.net.Socket").orShould().dependOnClassesThat()
                .haveFullyQualifiedName("java.net.ServerSocket").orShould().dependOnClassesThat()
                .haveFullyQualifiedName("java.net.DatagramSocket").orShould().dependOnClassesThat()
                .haveNameMatching("java\\.nio\\.channels\\.(Server)?SocketChannel|.*DatagramChannel").check(CLASSES);
    }

    @Test
    void documentedExceptionsAreStillThere() {
        assertThat(CLASSES.stream().map(JavaClass::getName).toList())
                .containsAll(THREADS_OUTSIDE_THE_SERVER.keySet()).containsAll(SOCKETS_OUTSIDE_THE_SERVER.keySet());
    }

    private static DescribedPredicate<JavaClass> areOutsideTheServer(Set<String> exceptions) {
        return DescribedPredicate.describe("are outside the server and no documented exception", type ->
                !type.getPackageName().startsWith(ROOT + "server") && !type.getPackageName().startsWith(ROOT + "bench")
                && !type.getPackageName().startsWith(ROOT + "testing")
                && exceptions.stream().noneMatch(name -> type.getName().equals(name)
                || type.getName().startsWith(name + "$")));
    }

    @TestFactory
    List<DynamicTest> codecsAndCoresReadNoClockOfTheirOwn() {
        return List.of("wire", "mapi", "dcerpc", "edge.balancer", "security.throttling").stream().map(room -> rule(
                room + " takes its clock from outside", noClasses().that().resideInAPackage(ROOT + room + "..").should()
                        .callMethod(System.class, "currentTimeMillis").orShould().callMethod(System.class, "nanoTime")
                        .orShould().callMethod(java.time.Instant.class, "now").allowEmptyShould(true))).toList();
    }

    @Test
    void dcerpcKnowsNoMapi() {
        noClasses().that().resideInAPackage(ROOT + "dcerpc..").should().dependOnClassesThat()
                .resideInAnyPackage(ROOT + "mapi..", ROOT + "access..", ROOT + "store..").check(CLASSES);
    }

    @Test
    void onlyTheListenerKnowsTheHttpLibrary() {
        noClasses().that().resideOutsideOfPackages(ROOT + "web.http..", ROOT + "bench..").should().dependOnClassesThat()
                .resideInAPackage("org.eclipse.jetty..").check(CLASSES);
    }

    @Test
    void sectionsOfTheWebKnowTheListenerAndNotEachOther() {
        SlicesRuleDefinition.slices().matching(ROOT + "web.(*)..").should().notDependOnEachOther()
                .ignoreDependency(DescribedPredicate.alwaysTrue(), DescribedPredicate.describe("the listener",
                        (JavaClass type) -> type.getPackageName().startsWith(ROOT + "web.http"))).check(CLASSES);
    }

    @Test
    void onlyTheDatabaseRoomKnowsTheDriver() {
        noClasses().that().resideOutsideOfPackages(ROOT + "database..", ROOT + "bench..").should().dependOnClassesThat()
                .resideInAPackage("org.sqlite..").check(CLASSES);
    }

    @Test
    void testHelpersAreNeverShipped() {
        noClasses().that().resideOutsideOfPackage(ROOT + "testing..").should().dependOnClassesThat()
                .resideInAnyPackage(ROOT + "testing..", "org.junit..", "org.assertj..").check(CLASSES);
    }

    private static DynamicTest rule(String name, ArchRule rule) {
        return DynamicTest.dynamicTest(name, () -> rule.check(CLASSES));
    }
}
