package org.gatehouse.access.emsmdb;

import java.util.List;
import org.gatehouse.mapi.property.ErrorCode;
import org.gatehouse.mapi.property.Restriction;
import org.gatehouse.store.MailboxException;
import org.jspecify.annotations.Nullable;

/// How deep a restriction may nest: what can be read may still be too complex ([MS-OXCFOLD] 3.2.5.4, whose measure is
/// the server's own).
final class RestrictionDepth {
    static final int LEVELS_MAX = 64;

    private RestrictionDepth() {}

    /// @throws MailboxException TOO_COMPLEX
    static void require(@Nullable Restriction restriction) {
        if (restriction != null && levels(restriction, 1) > LEVELS_MAX) {
            throw new MailboxException(ErrorCode.TOO_COMPLEX, "a restriction of more than " + LEVELS_MAX + " levels");
        }
    }

    /// Levels from here on, given up beyond the most.
    private static int levels(Restriction restriction, int above) {
        if (above > LEVELS_MAX) {
            return above;
        }
        List<Restriction> parts = switch (restriction) {
            case Restriction.And and -> and.parts();
            case Restriction.Or or -> or.parts();
            case Restriction.Not not -> List.of(not.part());
            case Restriction.SubObject of -> List.of(of.part());
            case Restriction.Comment comment -> comment.part();
            case Restriction.Count count -> List.of(count.part());
            case Restriction.Content _, Restriction.Property _, Restriction.CompareProperties _,
                    Restriction.BitMask _, Restriction.Size _, Restriction.Exist _ -> List.of();
        };
        return parts.stream().mapToInt(part -> levels(part, above + 1)).max().orElse(above);
    }
}
