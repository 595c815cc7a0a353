package org.gatehouse.shell;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PushbackInputStream;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import org.gatehouse.shell.language.Limits;

/// Text files on the computer of the shell.
final class LocalFiles {
    private static final int MARK_BYTES_MAX = 4;

    private LocalFiles() {}

    /// The path that a person means, who may write backslashes and `~`, as administrators of Windows do.
    static Path path(String written) {
        String slashed = java.io.File.separatorChar == '/' ? written.replace('\\', '/') : written;
        try {
            return slashed.equals("~") || slashed.startsWith("~/")
                    ? Path.of(System.getProperty("user.home"), slashed.substring(1)) : Path.of(slashed);
        } catch (InvalidPathException wrong) {
            throw new ShellException("'" + written + "' is not a path: " + wrong.getReason() + ".");
        }
    }

    static void write(String path, String content, boolean append) throws IOException {
        OpenOption[] how = append ? new OpenOption[] {StandardOpenOption.CREATE, StandardOpenOption.APPEND}
                : new OpenOption[] {StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE};
        Files.writeString(path(path), content, StandardCharsets.UTF_8, how);
    }

    /// @param encoding a word of -Encoding; empty to go by the mark at the file's beginning, else UTF-8
    /// @throws ShellException that says why it cannot be read
    static String read(String path, String encoding, int linesMax) {
        Path file = path(path).toAbsolutePath().normalize();
        if (Files.isDirectory(file)) {
            throw new ShellException("'" + file + "' is a folder, not a file.");
        }
        if (!Files.exists(file)) {
            throw new ShellException("Cannot find path '" + file + "' because it does not exist on this computer.");
        }
        if (!Files.isRegularFile(file)) {
            throw new ShellException("'" + file + "' is no ordinary file.");
        }
        try (var in = new PushbackInputStream(Files.newInputStream(file), MARK_BYTES_MAX)) {
            Charset charset = charset(in, encoding);
            return text(in, charset, linesMax);
        } catch (CharacterCodingException other) {
            throw new ShellException("'" + file + "' is not in the encoding "
                    + (encoding.isEmpty() ? "UTF8; Windows programs write Default or Unicode: add -Encoding Default."
                            : encoding + "; say with -Encoding which it is in."));
        } catch (AccessDeniedException closed) {
            throw new ShellException("Access to the path '" + file + "' is denied.");
        } catch (IOException refused) {
            throw new ShellException("'" + file + "' cannot be read: " + refused.getMessage() + ".");
        }
    }

    private static String text(InputStream in, Charset charset, int linesMax) throws IOException {
        var reader = new BufferedReader(new InputStreamReader(in, charset.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT).onUnmappableCharacter(CodingErrorAction.REPORT)));
        var text = new StringBuilder();
        for (int lines = 0; lines < linesMax;) {
            int next = reader.read();
            if (next < 0) {
                break;
            }
            if (text.length() >= Limits.STRING_CHARS_MAX) {
                throw new ShellException("The file has more than " + Limits.STRING_CHARS_MAX
                        + " characters. Split it, or read its first lines with Get-Content -TotalCount.");
            }
            text.append((char) next);
            lines += next == '\n' ? 1 : 0;
        }
        return text.toString();
    }

    /// The mark at the beginning wins over what is asked for, as in PowerShell; it is not part of the text.
    private static Charset charset(PushbackInputStream in, String encoding) throws IOException {
        byte[] start = in.readNBytes(MARK_BYTES_MAX);
        Charset marked = null;
        int length = 0;
        if (begins(start, 0xEF, 0xBB, 0xBF)) {
            marked = StandardCharsets.UTF_8;
            length = 3;
        } else if (begins(start, 0xFF, 0xFE, 0, 0)) {
            marked = StandardCharsets.UTF_32LE;
            length = 4;
        } else if (begins(start, 0xFF, 0xFE)) {
            marked = StandardCharsets.UTF_16LE;
            length = 2;
        } else if (begins(start, 0xFE, 0xFF)) {
            marked = StandardCharsets.UTF_16BE;
            length = 2;
        }
        in.unread(start, length, start.length - length);
        return marked != null ? marked : switch (encoding.toLowerCase(Locale.ROOT)) {
            case "", "utf8" -> StandardCharsets.UTF_8;
            case "unicode" -> StandardCharsets.UTF_16LE;
            case "bigendianunicode" -> StandardCharsets.UTF_16BE;
            case "utf32" -> StandardCharsets.UTF_32LE;
            case "ascii" -> StandardCharsets.US_ASCII;
            case "default" -> Charset.forName("windows-1252");
            default -> throw new ShellException("'" + encoding + "' is not an encoding that this shell reads.");
        };
    }

    private static boolean begins(byte[] start, int... mark) {
        for (int i = 0; i < mark.length; i++) {
            if (i >= start.length || (start[i] & 0xFF) != mark[i]) {
                return false;
            }
        }
        return true;
    }
}
