package org.gatehouse.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// A suite that one engine runs, the other runs too.
class BothEnginesTest {
    @Test
    void everyContractIsKeptOnSqliteAndOnPostgres() throws Exception {
        Set<String> sqlite = contracts("Sqlite");
        assertThat(sqlite).contains("MailboxStoreContract", "StoreObjectContract");
        assertThat(contracts("Postgres")).isEqualTo(sqlite);
        assertThat(classes("")).filteredOn(name -> name.endsWith("Contract"))
                .as("every contract there is").containsExactlyInAnyOrderElementsOf(sqlite);
    }

    /// Names of classes of this package, nested ones included.
    private static List<String> classes(String beginning) throws IOException {
        Path classes = Path.of(BothEnginesTest.class.getProtectionDomain().getCodeSource().getLocation().getPath(),
                BothEnginesTest.class.getPackageName().replace('.', '/'));
        try (Stream<Path> files = Files.list(classes)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith(beginning) && name.endsWith(".class"))
                    .map(name -> name.substring(0, name.length() - ".class".length())).toList();
        }
    }

    /// The contracts that classes of this name's beginning extend or inherit as suites, and what those extend.
    private static Set<String> contracts(String engine) throws IOException, ReflectiveOperationException {
        var contracts = new TreeSet<String>();
        for (String name : classes(engine)) {
            Class<?> above = Class.forName(BothEnginesTest.class.getPackageName() + "." + name).getSuperclass();
            for (; above != null && above != Object.class; above = above.getSuperclass()) {
                addContracts(above, contracts);
                Stream.of(above.getDeclaredClasses()).forEach(suite -> addContracts(suite, contracts));
            }
        }
        return contracts;
    }

    private static void addContracts(Class<?> lowest, Set<String> contracts) {
        for (Class<?> each = lowest; each != null; each = each.getSuperclass()) {
            if (each.getSimpleName().endsWith("Contract")) {
                contracts.add(each.getSimpleName());
            }
        }
    }
}
