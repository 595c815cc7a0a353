package org.gatehouse.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// A suite that one engine runs, the other runs too.
class BothEnginesTest {
    @Test
    void everyContractIsKeptOnSqliteAndOnPostgres() throws Exception {
        Set<String> sqlite = contracts("Sqlite");
        assertThat(sqlite).contains("MailboxStoreContract", "MessageContract");
        assertThat(contracts("Postgres")).isEqualTo(sqlite);
    }

    /// The contracts that classes of this name's beginning extend, nested ones included.
    private static Set<String> contracts(String engine) throws IOException, ReflectiveOperationException {
        Path classes = Path.of(BothEnginesTest.class.getProtectionDomain().getCodeSource().getLocation().getPath(),
                BothEnginesTest.class.getPackageName().replace('.', '/'));
        List<String> names;
        try (Stream<Path> files = Files.list(classes)) {
            names = files.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith(engine) && name.endsWith(".class"))
                    .map(name -> name.substring(0, name.length() - ".class".length()))
                    .collect(Collectors.toCollection(() -> new java.util.ArrayList<>()));
        }
        var contracts = new TreeSet<String>();
        for (String name : names) {
            Class<?> above = Class.forName(BothEnginesTest.class.getPackageName() + "." + name).getSuperclass();
            if (above != null && above.getSimpleName().endsWith("Contract")) {
                contracts.add(above.getSimpleName());
            }
        }
        return contracts;
    }
}
