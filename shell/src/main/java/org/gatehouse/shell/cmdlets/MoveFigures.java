package org.gatehouse.shell.cmdlets;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.gatehouse.directory.organization.MoveRequest;
import org.gatehouse.directory.organization.MoveRequest.Status;
import org.gatehouse.shell.language.ByteSize;
import org.gatehouse.store.DatabaseHost;
import org.gatehouse.store.MailboxDatabase;
import org.gatehouse.store.MailboxDatabase.MailboxStatistics;
import org.gatehouse.store.MailboxMove;
import org.gatehouse.store.MailboxMove.Stage;

/// How far a move is, as the databases of this process know it: what only others know is empty, and not zero.
///
/// @param stage how far, where the target's database is known and the move has begun
/// @param unknown why something is empty, for the person who asks
record MoveFigures(Optional<ByteSize> total, Optional<Long> totalItems, Optional<ByteSize> transferred,
        Optional<Long> itemsTransferred, Optional<Long> percent, Optional<List<String>> badItems,
        Optional<Stage> stage, Optional<String> unknown) {
    /// Of the way: copying goes from 10 to 95 per cent, as the real service counts.
    private static final int COPY_FROM = 10;
    private static final int COPY_TO = 95;
    private static final int PER_CENT = 100;

    static MoveFigures of(DatabaseHost databases, MoveRequest request) {
        Optional<MailboxDatabase> source = databases.mounted(request.sourceGuid());
        Optional<MailboxDatabase> target = databases.mounted(request.targetGuid());
        Optional<MailboxMove.Progress> progress = target.flatMap(there -> MailboxMove.progress(there,
                request.mailbox(), request.id()));
        Optional<MailboxStatistics> whole = source.flatMap(there -> there.statistics(request.mailbox()))
                .or(() -> target.flatMap(there -> there.statistics(request.mailbox())));
        // While it is locked it is in neither, and all of it has been copied; one that was never used is in neither.
        Optional<MailboxMove.Progress> all = progress.filter(known -> known.stage() != Stage.COPYING);
        boolean unused = whole.isEmpty() && all.isEmpty() && source.isPresent();
        Optional<Long> bytes = whole.map(MailboxStatistics::bytes).or(() -> all.map(MailboxMove.Progress::bytes))
                .or(() -> Optional.of(0L).filter(_ -> unused));
        Optional<Long> items = whole.map(MailboxStatistics::items).or(() -> all.map(MailboxMove.Progress::items))
                .or(() -> Optional.of(0L).filter(_ -> unused));
        boolean nothingYet = progress.isEmpty() && target.isPresent();
        return new MoveFigures(bytes.map(ByteSize::new), items,
                progress.map(known -> new ByteSize(known.bytes())).or(() -> Optional.of(new ByteSize(0))
                        .filter(_ -> nothingYet)),
                progress.map(MailboxMove.Progress::items).or(() -> Optional.of(0L).filter(_ -> nothingYet)),
                percent(request, progress, bytes, nothingYet),
                target.map(_ -> progress.map(MailboxMove.Progress::badItems).orElse(List.of()).stream()
                        .map(item -> String.format("folder %x message %x: %s", item.folder(), item.message(),
                                item.why())).toList()),
                progress.map(MailboxMove.Progress::stage),
                bytes.isPresent() && target.isPresent() ? Optional.empty() : Optional.of("What is blank is not known "
                        + "in this process: " + (target.isPresent() ? "the source database '" + request.source()
                                : source.isPresent() ? "the target database '" + request.target()
                                        : "the databases '" + request.source() + "' and '" + request.target())
                        + "' " + (source.isEmpty() && target.isEmpty() ? "are" : "is")
                        + " not mounted here. Ask the shell of a server that has both."));
    }

    /// What is done at present, more exactly than by the status.
    String detail(MoveRequest request) {
        return request.status() != Status.IN_PROGRESS ? request.status().label() : stage.map(now -> switch (now) {
            case COPYING -> "CopyingMessages";
            case FOLLOWING -> request.hold().isZero() ? "CopyingChanges" : "CopyingChangesSlowingWriters";
            case LOCKED, ARRIVED -> "Finalization";
        }).orElse(request.hold().isZero() ? request.status().label() : "CopyingChangesSlowingWriters");
    }

    /// What happened that an administrator should know of; empty when that is not known here.
    Optional<List<String>> report(MoveRequest request) {
        List<String> held = request.holdMost().isZero() ? List.of() : List.of("The mailbox was changed faster than "
                + "it could be followed: who changed it waited, up to " + request.holdMost().toMillis()
                + " ms at a time.");
        return badItems.map(bad -> Stream.concat(held.stream(), bad.stream()).toList())
                .or(() -> Optional.of(held).filter(said -> !said.isEmpty()));
    }

    private static Optional<Long> percent(MoveRequest request, Optional<MailboxMove.Progress> progress,
            Optional<Long> total, boolean nothingYet) {
        if (request.status() == Status.COMPLETED || request.status() == Status.COMPLETED_WITH_WARNING) {
            return Optional.of((long) PER_CENT);
        }
        return progress.flatMap(known -> switch (known.stage()) {
            case COPYING -> total.map(bytes -> COPY_FROM + (COPY_TO - COPY_FROM) * Math.min(known.bytes(), bytes)
                    / Math.max(1, bytes));
            case FOLLOWING, LOCKED -> Optional.of((long) COPY_TO);
            case ARRIVED -> Optional.of(PER_CENT - 1L);
        }).or(() -> Optional.of(0L).filter(_ -> nothingYet));
    }
}
