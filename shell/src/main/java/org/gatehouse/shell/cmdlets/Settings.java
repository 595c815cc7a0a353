package org.gatehouse.shell.cmdlets;

import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.gatehouse.directory.organization.DatabaseProperty;
import org.gatehouse.directory.organization.MailboxProperty;
import org.gatehouse.shell.language.ByteSize;
import org.gatehouse.shell.language.Values;

/// The parameters that settings of databases and mailboxes are given by, made from the organisation's own lists.
final class Settings {
    private static final Pattern SPAN = Pattern.compile("(?:(\\d{1,8})\\.)?(\\d{2}):(\\d{2}):(\\d{2})");

    private Settings() {}

    static Parameter<?> parameter(DatabaseProperty property) {
        if (property == DatabaseProperty.DATA_MOVE_REPLICATION_CONSTRAINT) {
            return Parameter.of(property.parameter(), Kind.oneOf("None", "SecondCopy", "SecondDatacenter",
                    "AllDatacenters", "AllCopies"), "Which copies have to keep up while mailboxes are moved in"
                            + preset(property));
        }
        String help = switch (property.syntax()) {
            case TEXT -> "Text" + preset(property);
            case BOOLEAN -> "$true or $false" + preset(property);
            case TIMESPAN -> "A span of time as days.hours:minutes:seconds" + preset(property);
            case QUOTA -> "A size as 2GB, or unlimited" + preset(property);
            case DATABASE -> "A database: name, distinguished name or GUID" + preset(property);
        };
        return switch (property.syntax()) {
            case TEXT -> Parameter.of(property.parameter(), Kind.TEXT, help);
            case BOOLEAN -> Parameter.of(property.parameter(), Kind.BOOLEAN, help);
            case TIMESPAN -> Parameter.of(property.parameter(), Kind.TIME_SPAN, help);
            case QUOTA -> Parameter.of(property.parameter(), Kind.QUOTA, help);
            case DATABASE -> Parameter.of(property.parameter(), Kind.IDENTITY, help)
                    .from(Parameter.Source.PUBLIC_FOLDER_DATABASES);
        };
    }

    private static String preset(DatabaseProperty property) {
        return property.preset().isEmpty() ? "." : "; " + property.preset() + " if not given.";
    }

    static List<Parameter<?>> parameters(List<DatabaseProperty> properties) {
        return properties.stream().<Parameter<?>>map(Settings::parameter).toList();
    }

    /// The settings that a call gives, as text.
    static Map<DatabaseProperty, String> given(Call call, List<DatabaseProperty> properties) {
        var settings = new EnumMap<DatabaseProperty, String>(DatabaseProperty.class);
        for (DatabaseProperty property : properties) {
            call.find(parameter(property)).ifPresent(value -> settings.put(property, Values.text(value)));
        }
        return settings;
    }

    static Parameter<?> parameter(MailboxProperty property) {
        boolean truth = property == MailboxProperty.HIDDEN_FROM_ADDRESS_LISTS_ENABLED
                || property == MailboxProperty.USE_DATABASE_QUOTA_DEFAULTS
                || property == MailboxProperty.DELIVER_TO_MAILBOX_AND_FORWARD;
        boolean quota = property.name().endsWith("_QUOTA") || property.name().endsWith("_SIZE");
        if (property == MailboxProperty.RECIPIENT_LIMITS) {
            return Parameter.of(property.parameter(), Kind.TEXT,
                    "Recipients of one message; unlimited leaves that to Set-TransportConfig.");
        }
        return truth ? Parameter.of(property.parameter(), Kind.BOOLEAN, "$true or $false.")
                : quota ? Parameter.of(property.parameter(), Kind.QUOTA, "A size as 2GB, or unlimited.")
                        : Parameter.of(property.parameter(), Kind.TEXT, "Text; an empty one clears it.");
    }

    static Map<MailboxProperty, String> given(Call call, Iterable<MailboxProperty> properties) {
        var settings = new EnumMap<MailboxProperty, String>(MailboxProperty.class);
        for (MailboxProperty property : properties) {
            call.find(parameter(property)).ifPresent(value -> settings.put(property, Values.text(value)));
        }
        return settings;
    }

    /// A setting's text as the value that compares rightly: a truth, a size, a span of time.
    static Object value(String text) {
        ByteSize size = ByteSize.ofPrinted(text);
        if (size != null) {
            return size;
        }
        Matcher span = SPAN.matcher(text);
        if (span.matches()) {
            long days = span.group(1) == null ? 0 : Long.parseLong(span.group(1));
            return Duration.ofDays(days).plusHours(Long.parseLong(span.group(2)))
                    .plusMinutes(Long.parseLong(span.group(3)))
                    .plusSeconds(Long.parseLong(span.group(4)));
        }
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            case "unlimited" -> "unlimited";
            default -> text;
        };
    }
}
