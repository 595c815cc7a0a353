package org.gatehouse.conformance.outside;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Three versions of the program on one organisation, whose servers are upgraded one after the other while clients
/// write numbered messages and read them back.
@Timeout(1_200)
@Order(2)
class RollingUpgradeTest {
    private static final List<String> USERS = List.of("anna.berg", "bruno.keller", "user2");
    private static final String REFUSED = "is not for the older programs that use it now: ";

    @TempDir
    private Path folder;
    private final ArrayLoad load = new ArrayLoad();

    @Test
    void serversAreUpgradedOneAfterTheOtherWhileClientsWork() throws Exception {
        var second = ProgramVersion.with(ProgramVersion.Second.class, folder.resolve("second"));
        var third = ProgramVersion.with(ProgramVersion.Third.class, folder.resolve("third"));
        try (ManyNodes world = ManyNodes.start(folder, USERS, 320)) {
            load.add(world.startClients("cas1", 0, 3, 500));
            load.add(world.startClients("cas2", 3, 3, 500));
            load.recovered();
            System.out.println(load.gaps("clients begin"));

            upgrade(world, "cas1", second);
            assertThat(log("cas1")).contains("older programs can go on working on it");
            load.recovered();
            System.out.println(load.gaps("the first server upgraded, the others as they were"));
            tooNew(world, second, third);
            load.recovered();
            System.out.println(load.gaps("a version refused that the others cannot live with"));
            upgrade(world, "cas2", second);
            load.recovered();
            System.out.println(load.gaps("the other one upgraded"));
            for (String node : List.of(ManyNodes.PUBLIC_FOLDERS, ManyNodes.DIRECTORY)) {
                world.node(node).stop();
                world.startNode(node, second);
            }
            load.recovered();
            System.out.println(load.gaps("the mailbox server and the directory upgraded"));

            // Nobody is left who cannot live with it.
            upgrade(world, "cas1", third);
            assertThat(log("cas1")).contains("programs that know no more than format ");
            load.recovered();
            System.out.println(load.gaps("a version that took away what the second does without"));
            assertThat(world.refused("cas3", ProgramVersion.FIRST)).contains("start it with the newer Gatehouse");
            assertThat(load.checked()).isGreaterThan(50);
        }
    }

    /// Drained, stopped, started anew, resumed.
    private static void upgrade(ManyNodes world, String node, ProgramVersion version) throws Exception {
        Finished drained = world.shell(ManyNodes.DIRECTORY, "Suspend-ClientAccessArrayMember " + node
                + " -Confirm:$false");
        assertThat(drained.status()).as(drained.output()).isZero();
        world.node(node).stop();
        world.startNode(node, version);
        Finished resumed = world.shell(ManyNodes.DIRECTORY, "Resume-ClientAccessArrayMember " + node);
        assertThat(resumed.status()).as(resumed.output()).isZero();
    }

    /// A start that is refused harms nobody, and says who is in its way.
    private static void tooNew(ManyNodes world, ProgramVersion second, ProgramVersion third) throws Exception {
        world.node("cas1").stop();
        assertThat(world.refused("cas1", third)).contains(REFUSED)
                .contains("gatehouse at " + ManyNodes.address(ManyNodes.DIRECTORY))
                .contains("gatehouse at " + ManyNodes.address("cas2"))
                .contains("gatehouse at " + ManyNodes.address(ManyNodes.PUBLIC_FOLDERS))
                .doesNotContain("gatehouse at " + ManyNodes.address("cas1"));
        world.startNode("cas1", second);
    }

    private String log(String node) throws Exception {
        return Files.readString(folder.resolve(node).resolve("logs").resolve("gatehouse.log"));
    }
}
