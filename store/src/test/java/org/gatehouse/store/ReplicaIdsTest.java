package org.gatehouse.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gatehouse.store.MailboxStoreContract.refused;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Random;
import java.util.UUID;
import org.gatehouse.database.EngineLimits;
import org.gatehouse.mapi.property.ErrorCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplicaIdsTest {
    @TempDir
    Path folder;

    @Test
    void thereAreAtMostSoManyAndKnownOnesStay() { // [MS-OXCSTOR] 3.2.5.9, ecParameterOverflow
        var host = new SqliteDatabaseHost(folder, StoreLimits.USUAL, EngineLimits.USUAL, InstantSource.system(),
                new Random(1));
        var database = new UUID(1, 1);
        host.mount(database, "DB1", DatabaseHost.Kind.MAILBOX, true);
        try (MailboxSession ann = host.mounted(database).orElseThrow().open(MailboxStoreContract.OWNER,
                MailboxStoreContract.ANN)) {
            Mailbox mailbox = ((SqlMailboxSession) ann).mailbox();
            mailbox.engine.write(sql -> sql.update("INSERT INTO replica (mb, id, guid) VALUES (?, ?, ?)", mailbox.mb,
                    ReplicaIds.COUNT_MAX - 1, MailboxRows.bytes(new UUID(2, 2))));
            assertThat(ann.replicaId(new UUID(3, 3))).isEqualTo(ReplicaIds.COUNT_MAX);
            refused(ErrorCode.PARAMETER_OVERFLOW, () -> ann.replicaId(new UUID(4, 4)));
            assertThat(ann.replicaId(new UUID(3, 3))).isEqualTo(ReplicaIds.COUNT_MAX);
            assertThat(ann.replica(ReplicaIds.COUNT_MAX - 1)).contains(new UUID(2, 2));
        } finally {
            host.close();
        }
    }
}
