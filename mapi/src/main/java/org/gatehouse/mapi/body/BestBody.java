package org.gatehouse.mapi.body;

import java.util.Optional;

/// Which of a message's bodies is the one that was written, as PidTagNativeBody says it ([MS-OXCMSG] 2.2.1.56.2).
public enum BestBody {
    UNDEFINED(0), TEXT(1), RTF(2), HTML(3);

    private final int code;

    BestBody(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }

    /// Of the bodies that were set, the best ([MS-OXBBODY] 2.1.3.1). RTF that encapsulates HTML or text is as good as
    /// what it encapsulates.
    ///
    /// @param rtf what the RTF was made from, when there is RTF
    /// @param inSync PidTagRtfInSync: RTF and text say the same
    public static BestBody of(boolean text, Optional<RtfBody.Origin> rtf, boolean html, boolean inSync) {
        if (rtf.isEmpty()) {
            return html ? HTML : text ? TEXT : UNDEFINED;
        } else if (!inSync && html) {
            return HTML;
        } else if (!inSync && text) {
            return TEXT;
        }
        return switch (rtf.get()) {
            case HTML -> HTML;
            case TEXT -> TEXT;
            case RTF -> RTF;
        };
    }
}
