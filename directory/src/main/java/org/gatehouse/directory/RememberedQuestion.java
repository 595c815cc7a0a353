package org.gatehouse.directory;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.ReadOnlyEntry;
import java.util.List;
import java.util.Optional;

/// What was read of a directory, so that it can be read again; equal questions have one answer.
///
/// @param <T> the kind of its answers
sealed interface RememberedQuestion<T> {
    /// What a question itself and its place take in memory, about.
    int QUESTION_BYTES = 600;

    T ask(SqlDirectory directory);

    /// Whether it says that there is nothing: anybody can ask for what there is not.
    boolean isNothing(T answer);

    /// About how many bytes it takes to remember.
    long size(T answer);

    record Found(Query query) implements RememberedQuestion<Directory.Page> {
        @Override
        public Directory.Page ask(SqlDirectory directory) {
            return directory.search(query);
        }

        @Override
        public boolean isNothing(Directory.Page answer) {
            return answer.entries().isEmpty();
        }

        @Override
        public long size(Directory.Page answer) {
            return QUESTION_BYTES + sizeOf(answer.entries());
        }
    }

    record Named(DN dn) implements RememberedQuestion<Optional<ReadOnlyEntry>> {
        @Override
        public Optional<ReadOnlyEntry> ask(SqlDirectory directory) {
            return directory.get(dn);
        }

        @Override
        public boolean isNothing(Optional<ReadOnlyEntry> answer) {
            return answer.isEmpty();
        }

        @Override
        public long size(Optional<ReadOnlyEntry> answer) {
            return QUESTION_BYTES + sizeOf(answer.stream().toList());
        }
    }

    /// A secret stays sealed as it is stored.
    record Secret(DN owner, boolean ofServer) implements RememberedQuestion<Optional<SealedSecret>> {
        @Override
        public Optional<SealedSecret> ask(SqlDirectory directory) {
            return directory.sealed(owner, ofServer);
        }

        @Override
        public boolean isNothing(Optional<SealedSecret> answer) {
            return answer.isEmpty();
        }

        @Override
        public long size(Optional<SealedSecret> answer) {
            return QUESTION_BYTES + answer.map(secret -> (long) secret.bytes().length).orElse(0L);
        }
    }

    private static long sizeOf(List<ReadOnlyEntry> entries) {
        long size = 0;
        for (ReadOnlyEntry entry : entries) {
            size += 200 + 2L * entry.getDN().length();
            for (Attribute attribute : entry.getAttributes()) {
                size += 60;
                for (byte[] value : attribute.getValueByteArrays()) {
                    size += 60L + value.length;
                }
            }
        }
        return size;
    }
}
