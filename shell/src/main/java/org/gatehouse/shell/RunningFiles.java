package org.gatehouse.shell;

import java.util.regex.Pattern;
import org.gatehouse.shell.remoting.Frame;

/// The files that one running text writes and reads where the person is. A process gets only what the text asks for.
final class RunningFiles {
    /// Cmdlets that write files where the person is, and their aliases.
    private static final Pattern WRITES = Pattern.compile("export-csv|epcsv|out-file", Pattern.CASE_INSENSITIVE);
    /// Cmdlets that read them; whole words, since some aliases are short.
    private static final Pattern READS = Pattern.compile(
            "(?<![\\w-])(import-csv|ipcsv|get-content|gc|cat|type)(?![\\w-])", Pattern.CASE_INSENSITIVE);
    /// The process takes so much in a frame, however much of it has to be escaped.
    private static final int PART_CHARS_MAX = 128 * 1024;

    private final String asked;
    private final Console console;
    private String content = "";

    RunningFiles(String asked, Console console) {
        this.asked = asked;
        this.console = console;
    }

    void write(Frame.File file) {
        if (WRITES.matcher(asked).find()) {
            console.file(file.path(), file.content(), file.append());
        } else {
            console.error("The server wanted to write the file '" + file.path()
                    + "', which no command asked for; it was not written.");
        }
    }

    /// The wanted part of a file; the first part reads it.
    Frame.Contents read(Frame.Fetch wanted) {
        if (!READS.matcher(asked).find()) {
            String refusal = "The server wanted to read the file '" + wanted.path()
                    + "', which no command asked for; it was not sent.";
            console.error(refusal);
            return new Frame.Contents("", false, refusal);
        }
        if (wanted.from() == 0) {
            try {
                content = console.contents(wanted.path(), wanted.encoding(), wanted.linesMax());
            } catch (ShellException unreadable) {
                return new Frame.Contents("", false, unreadable.getMessage());
            }
        }
        int from = Math.clamp(wanted.from(), 0, content.length());
        int to = Math.min(content.length(), from + PART_CHARS_MAX);
        if (to < content.length() && Character.isHighSurrogate(content.charAt(to - 1))) {
            to--;
        }
        boolean more = to < content.length();
        String part = content.substring(from, to);
        content = more ? content : "";
        return new Frame.Contents(part, more, "");
    }
}
