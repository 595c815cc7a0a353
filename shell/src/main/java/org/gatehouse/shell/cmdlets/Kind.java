package org.gatehouse.shell.cmdlets;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.gatehouse.shell.ShellException;
import org.gatehouse.shell.language.ByteSize;
import org.gatehouse.shell.language.ScriptBlock;
import org.gatehouse.shell.language.SecureText;
import org.gatehouse.shell.language.ShellObject;
import org.gatehouse.shell.language.Values;
import org.jspecify.annotations.Nullable;

/// What a parameter takes, and how a value becomes it.
///
/// @param name as help shows it: `String`
/// @param choices the values there are; empty when there are too many to list
public record Kind<T>(String name, List<String> choices, Conversion<T> conversion) {
    public static final Kind<Boolean> SWITCH = of("SwitchParameter", (value, source) -> Values.truth(value));
    public static final Kind<Boolean> BOOLEAN = new Kind<>("Boolean", List.of("$true", "$false"), (value, source) ->
            truth(value));
    public static final Kind<String> TEXT = of("String", Kind::text);
    /// What names an object: text, or the object itself.
    public static final Kind<String> IDENTITY = of("Identity", Kind::identity);
    public static final Kind<List<String>> TEXTS = of("String[]", Kind::texts);
    public static final Kind<Integer> INTEGER = of("Int32", (value, source) -> integer(value));
    public static final Kind<SecureText> SECRET = of("SecureString", (value, source) -> secret(value));
    /// A user's name with a password.
    public static final Kind<ShellObject> CREDENTIAL = of("PSCredential", (value, source) -> credential(value));
    public static final Kind<InetAddress> ADDRESS = of("IPAddress", (value, source) -> address(Values.text(value)));
    /// A size or the word unlimited, as text that the organisation checks.
    public static final Kind<String> QUOTA = of("Unlimited", Kind::quota);
    /// A number, or nothing for no limit, as text that the organisation checks.
    public static final Kind<String> LIMIT = of("UInt32", Kind::limit);
    public static final Kind<String> TIME_SPAN = of("EnhancedTimeSpan", Kind::text);
    public static final Kind<ScriptBlock> BLOCK = of("ScriptBlock", (value, source) -> block(value));
    public static final Kind<List<?>> OBJECTS = of("Object[]", (value, source) -> Values.items(value));

    private static final int TEXT_CHARS_MAX = 32_768;

    /// Turns a value into what is wanted; a failure says what is expected.
    public interface Conversion<T> {
        /// @param source how a bare word was written, or null
        T convert(@Nullable Object value, @Nullable String source);
    }

    static <T> Kind<T> of(String name, Conversion<T> conversion) {
        return new Kind<>(name, List.of(), conversion);
    }

    /// One of a few words.
    static Kind<String> oneOf(String... words) {
        List<String> choices = List.of(words);
        return new Kind<>(String.join(" | ", words), choices, (value, source) -> choices.stream()
                .filter(choice -> choice.equalsIgnoreCase(Values.text(value))).findFirst()
                .orElseThrow(() -> new ShellException("it is none of " + String.join(", ", words))));
    }

    /// Several of a few words, as a list or as one text with commas.
    static Kind<List<String>> someOf(String... words) {
        List<String> choices = List.of(words);
        return new Kind<>(String.join(" | ", words) + "[]", choices, (value, source) -> Values.items(value).stream()
                .flatMap(item -> Stream.of(Values.text(item).split(",", -1)).map(String::strip))
                .map(word -> choices.stream().filter(word::equalsIgnoreCase).findFirst().orElseThrow(() ->
                        new ShellException("'" + word + "' is none of " + String.join(", ", words)))).toList());
    }

    private static String text(@Nullable Object value, @Nullable String source) {
        if (value instanceof SecureText) {
            throw new ShellException("a password cannot be used as text");
        }
        String text = value instanceof Number && source != null ? source : Values.text(value);
        if (text.length() > TEXT_CHARS_MAX) {
            throw new ShellException("it has more than " + TEXT_CHARS_MAX + " characters");
        }
        return text;
    }

    private static String identity(@Nullable Object value, @Nullable String source) {
        if (value instanceof List<?> list && list.size() != 1) {
            throw new ShellException("it is a list of " + list.size()
                    + " values, but one is wanted; send several through a pipeline");
        }
        Object single = value instanceof List<?> list ? list.getFirst() : value;
        if (single instanceof ShellObject object) {
            Object guid = object.get("Guid");
            return guid == null ? object.label() : guid.toString();
        }
        String text = text(single, source);
        if (text.isBlank()) {
            throw new ShellException("it is empty; name an object, or leave the parameter out");
        }
        return text;
    }

    private static List<String> texts(@Nullable Object value, @Nullable String source) {
        return Values.items(value).stream().map(item -> text(item, value instanceof List ? null : source)).toList();
    }

    private static boolean truth(@Nullable Object value) {
        return switch (value) {
            case Boolean truth -> truth;
            case Number number -> number.doubleValue() != 0;
            case null, default -> throw new ShellException("it is not a Boolean; write $true or $false");
        };
    }

    private static int integer(@Nullable Object value) {
        if (value instanceof Long whole && whole == whole.intValue()) {
            return whole.intValue();
        }
        if (value instanceof String text && text.matches("[+-]?\\d{1,9}")) {
            return Integer.parseInt(text);
        }
        throw new ShellException("it is not a whole number");
    }

    private static SecureText secret(@Nullable Object value) {
        if (value instanceof SecureText secret) {
            return secret;
        }
        throw new ShellException("a password is not given as plain text; use (Read-Host \"Password\" "
                + "-AsSecureString), or "
                + "(ConvertTo-SecureString 'text' -AsPlainText -Force) in scripts");
    }

    private static ShellObject credential(@Nullable Object value) {
        if (value instanceof ShellObject object && object.type().equals(CredentialCmdlets.TYPE)) {
            return object;
        }
        throw new ShellException("it is not a credential; use (Get-Credential DOMAIN\\name), or New-Object "
                + "System.Management.Automation.PSCredential -ArgumentList 'DOMAIN\\name',$password in scripts");
    }

    private static ScriptBlock block(@Nullable Object value) {
        if (value instanceof ScriptBlock block) {
            return block;
        }
        throw new ShellException("it is not a script block; write it in braces, as in { $_.Name -eq 'x' }");
    }

    private static String limit(@Nullable Object value, @Nullable String source) {
        if (value == null || "unlimited".equalsIgnoreCase(Values.text(value))) {
            return "unlimited";
        }
        String text = Values.text(value);
        if (!text.matches("\\d{1,10}") || Long.parseLong(text) > Integer.MAX_VALUE) {
            throw new ShellException("it is not a number from 0 to 2147483647; write $null for no limit");
        }
        return text;
    }

    private static String quota(@Nullable Object value, @Nullable String source) {
        return switch (value) {
            case ByteSize(long bytes) -> String.valueOf(bytes);
            case Long bytes -> bytes.toString();
            case null, default -> text(value, source);
        };
    }

    /// Reads an address without asking any name server.
    private static InetAddress address(String text) {
        boolean literal = text.matches("[0-9]{1,3}(\\.[0-9]{1,3}){3}") || text.matches("[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");
        try {
            if (literal) {
                return InetAddress.getByName(text.toLowerCase(Locale.ROOT));
            }
        } catch (UnknownHostException wrong) {
            // said below
        }
        throw new ShellException("it is not an IP address, as in 192.0.2.10 or 2001:db8::10");
    }
}
