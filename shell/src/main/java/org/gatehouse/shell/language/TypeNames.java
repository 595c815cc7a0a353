package org.gatehouse.shell.language;

import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What the kinds of values are called in .NET, which is what Get-Member and messages show.
public final class TypeNames {
    private static final String OBJECT = "System.Object";

    private TypeNames() {}

    /// The full name, as in `System.TimeSpan`.
    public static String of(@Nullable Object value) {
        return switch (value) {
            case null -> OBJECT;
            case String _ -> "System.String";
            case Boolean _ -> "System.Boolean";
            case Long number -> number == number.intValue() ? "System.Int32" : "System.Int64";
            case Integer _ -> "System.Int32";
            case Number _ -> "System.Double";
            case Instant _ -> "System.DateTime";
            case Duration _ -> "System.TimeSpan";
            case UUID _ -> "System.Guid";
            case URI _ -> "System.Uri";
            case InetAddress _ -> "System.Net.IPAddress";
            case ByteSize _ -> "Microsoft.Exchange.Data.ByteQuantifiedSize";
            case SecureText _ -> "System.Security.SecureString";
            case ScriptBlock _ -> "System.Management.Automation.ScriptBlock";
            case ErrorList _ -> "System.Collections.ArrayList";
            case Map<?, ?> _ -> "System.Collections.Hashtable";
            case List<?> list -> !list.isEmpty() && list.stream().allMatch(String.class::isInstance)
                    ? "System.String[]" : "System.Object[]";
            case ShellObject object -> object.type();
            // An enumeration's word, or a name of the directory: shown, compared and given as text.
            default -> "System.String";
        };
    }

    /// The name without its namespace, as in `TimeSpan`.
    static String shortened(String name) {
        return name.substring(name.lastIndexOf('.') + 1);
    }
}
