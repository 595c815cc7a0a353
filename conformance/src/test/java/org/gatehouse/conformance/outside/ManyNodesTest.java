package org.gatehouse.conformance.outside;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.gatehouse.server.demo.Endpoints;
import org.gatehouse.testing.Outside;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Servers come and go while clients write numbered messages and read them back by the array's name.
@Timeout(1_200)
@Order(3)
class ManyNodesTest {
    private static final List<String> USERS = List.of("anna.berg", "bruno.keller", "user2", "user3", "user4", "user5");

    @TempDir
    private Path folder;
    private final ArrayLoad load = new ArrayLoad();

    @Test
    void serversComeAndGoWhileClientsWork() throws Exception {
        try (ManyNodes world = ManyNodes.start(folder, USERS, 320)) {
            load.add(world.startClients("cas1", 0, 6, 500));
            load.add(world.startClients("cas2", 6, 6, 500));
            load.recovered();
            System.out.println(load.gaps("clients begin"));
            var impacket = new Saver(world);

            assertThat(world.shell(ManyNodes.DIRECTORY, "Remove-ExchangeServer cas1 -Confirm:$false").output())
                    .contains("has not been drained");
            Finished removed = world.shell(ManyNodes.DIRECTORY, "Suspend-ClientAccessArrayMember cas1 "
                    + "-Confirm:$false; Remove-ExchangeServer cas1 -Confirm:$false; (Get-ClientAccessArray).Members");
            assertThat(removed.output()).as(removed.output()).endsWith("cas2\n");
            load.recovered();
            System.out.println(load.gaps("a server drained and removed"));
            world.node("cas1").stop();
            load.recovered();
            System.out.println(load.gaps("its process stopped"));

            world.startNode("cas3");
            Finished joined = world.shell(ManyNodes.DIRECTORY, ManyNodes.opensOutlookAnywhere("cas3")
                    + "(Get-ClientAccessArray).Members");
            assertThat(joined.output()).as(joined.output()).endsWith("cas2\ncas3\n");
            load.recovered();
            System.out.println(load.gaps("a server added"));
            world.node("cas2").kill();
            load.recovered();
            System.out.println(load.gaps("kill -9 of the only other one"));
            assertThat(load.checked()).isGreaterThan(100);
            impacket.found();
        }
    }

    /// impacket writes until its server is gone, and finds at another what was acknowledged.
    private final class Saver {
        private final ManyNodes world;
        private final Path scripts;
        private final Path endpoints;
        private final Path lines;
        private final Process process;

        Saver(ManyNodes world) throws IOException {
            this.world = world;
            this.scripts = Scripts.unpack(folder.resolve("scripts"));
            this.endpoints = folder.resolve("endpoints.json");
            this.lines = folder.resolve("saved");
            var none = Map.of("epm", 135);
            new Endpoints("corp.test", new Endpoints.Dns("", 0), new Endpoints.Ldap("", 0, "", ""),
                    List.of(new Endpoints.ArrayEndpoint("outlook", ArrayClients.ARRAY_NAME, "HeadOffice",
                            ManyNodes.ARRAY, none)), List.of(), world.users().entrySet().stream()
                                    .map(user -> new Endpoints.User(user.getKey(), user.getKey() + "@corp.test",
                                            ArrayClients.PASSWORD, user.getValue(), "DB1")).toList()).write(endpoints);
            this.process = script("save", "1").redirectOutput(lines.toFile()).start();
        }

        private ProcessBuilder script(String... words) {
            return world.atClients(Stream.concat(Stream.of(Outside.python("impacket", "python3-impacket").toString(),
                    scripts.resolve("saver.py").toString(), endpoints.toString()), Stream.of(words))
                    .toArray(String[]::new)).redirectErrorStream(true);
        }

        void found() throws IOException, InterruptedException {
            process.waitFor();
            List<String> saved = Files.readAllLines(lines).stream().filter(line -> line.startsWith("saved ")).toList();
            assertThat(saved).isNotEmpty();
            Path acknowledged = Files.write(folder.resolve("acknowledged"), saved);
            Path said = folder.resolve("found");
            int status = script("find").redirectInput(acknowledged.toFile()).redirectOutput(said.toFile()).start()
                    .waitFor();
            assertThat(status).as(Files.readString(said)).isZero();
            assertThat(Files.readString(said)).contains("found " + saved.size());
        }
    }
}
