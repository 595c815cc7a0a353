package org.gatehouse.conformance;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// The rooms and who may call whom. Maven's dependencies say most of it; what they cannot say stands here.
class RoomsTest {
    private static final String ROOT = "org.gatehouse.";
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS).importPackages("org.gatehouse");

    @Test
    void roomsFormNoCycle() {
        SlicesRuleDefinition.slices().matching(ROOT + "(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    @TestFactory
    List<DynamicTest> threadsAndSocketsLiveInTheServer() {
        List<String> pure = List.of("wire", "mapi", "dcerpc", "security", "edge.balancer", "edge.proxy");
        return pure.stream().map(room -> rule(room + " starts no thread and opens no socket",
                noClasses().that().resideInAPackage(ROOT + room + "..").should().dependOnClassesThat()
                        .haveFullyQualifiedName("java.net.Socket").orShould().dependOnClassesThat()
                        .haveFullyQualifiedName("java.net.ServerSocket").orShould().dependOnClassesThat()
                        .haveFullyQualifiedName("java.lang.Thread$Builder").allowEmptyShould(true))).toList();
    }

    @TestFactory
    List<DynamicTest> codecsAndCoresReadNoClockOfTheirOwn() {
        return List.of("wire", "mapi", "dcerpc", "edge.balancer").stream().map(room -> rule(
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
