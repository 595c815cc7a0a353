package org.gatehouse.shell.cmdlets;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.gatehouse.directory.DirectoryException;
import org.gatehouse.directory.organization.DatabaseObject;
import org.gatehouse.directory.organization.Organization;
import org.gatehouse.directory.organization.ServerRole;
import org.gatehouse.directory.organization.VirtualDirectory;
import org.jspecify.annotations.Nullable;

/// What could stand at the cursor: cmdlets, parameters, identities, words of an enumeration, variables.
public final class Completion {
    private static final int CANDIDATES_MAX = 200;

    private final Engine engine;
    private final List<String> words;
    private final String word;

    private Completion(Engine engine, List<String> words, String word) {
        this.engine = engine;
        this.words = words;
        this.word = word;
    }

    /// @param start where the completed word begins
    public record Found(int start, List<String> candidates) {}

    public static Found at(Engine engine, String text, int cursor) {
        int from = Math.max(text.lastIndexOf('|', cursor - 1), Math.max(text.lastIndexOf(';', cursor - 1),
                Math.max(text.lastIndexOf('{', cursor - 1), Math.max(text.lastIndexOf('(', cursor - 1),
                        text.lastIndexOf('\n', cursor - 1))))) + 1;
        var words = new ArrayList<String>();
        int start = cursor;
        int at = from;
        String word = "";
        while (at <= cursor) {
            while (at < cursor && Character.isWhitespace(text.charAt(at))) {
                at++;
            }
            int end = at;
            char quote = at < cursor && (text.charAt(at) == '\'' || text.charAt(at) == '"') ? text.charAt(at) : ' ';
            end += quote == ' ' ? 0 : 1;
            while (end < cursor && (quote == ' ' ? !Character.isWhitespace(text.charAt(end))
                    : text.charAt(end) != quote)) {
                end++;
            }
            if (end >= cursor) {
                start = at;
                word = text.substring(at, cursor);
                break;
            }
            words.add(text.substring(at, quote == ' ' ? end : end + 1));
            at = quote == ' ' ? end : end + 1;
        }
        return new Found(start, new Completion(engine, words, word).candidates());
    }

    private List<String> candidates() {
        if (word.startsWith("$")) {
            var names = new TreeSet<String>(List.of("$_", "$true", "$false", "$null"));
            engine.session().names().forEach(name -> names.add("$" + name));
            return matching(names.stream());
        }
        if (words.isEmpty()) {
            return matching(engine.catalog().all().stream().map(Cmdlet::name));
        }
        int assignment = words.indexOf("=");
        List<String> command = words.subList(assignment + 1, words.size());
        if (command.isEmpty()) {
            return matching(engine.catalog().all().stream().map(Cmdlet::name));
        }
        Cmdlet cmdlet = engine.catalog().find(command.getFirst()).orElse(null);
        if (cmdlet == null) {
            return List.of();
        }
        if (word.startsWith("-")) {
            return matching(cmdlet.allParameters().stream().map(parameter -> "-" + parameter.name()));
        }
        Parameter<?> parameter = parameter(cmdlet, command);
        return parameter == null ? List.of() : matching(values(parameter));
    }

    /// The parameter whose value the word is.
    private static @Nullable Parameter<?> parameter(Cmdlet cmdlet, List<String> command) {
        String before = command.getLast();
        if (command.size() > 1 && before.startsWith("-")) {
            List<Parameter<?>> named = cmdlet.allParameters().stream()
                    .filter(candidate -> candidate.named(before.substring(1)) || candidate.begins(before.substring(1)))
                            .toList();
            if (!named.isEmpty() && !named.getFirst().isSwitch()) {
                return named.getFirst();
            }
        }
        return cmdlet.parameters().stream().filter(candidate -> candidate.position() == 1).findFirst().orElse(null);
    }

    private List<String> matching(Stream<String> all) {
        String wanted = word.replaceAll("^['\"]", "").toLowerCase(Locale.ROOT);
        return all.filter(candidate -> candidate.replaceAll("^'", "").toLowerCase(Locale.ROOT).startsWith(wanted))
                .map(this::asBegun).sorted(String.CASE_INSENSITIVE_ORDER).limit(CANDIDATES_MAX).toList();
    }

    /// In the quotes that the person has opened.
    private String asBegun(String candidate) {
        if (!word.startsWith("'") && !word.startsWith("\"")) {
            return candidate;
        }
        String quote = word.substring(0, 1);
        String plain = candidate.startsWith("'") ? candidate.substring(1, candidate.length() - 1).replace("''", "'")
                : candidate;
        return quote + plain.replace(quote, quote + quote) + quote;
    }

    private Stream<String> values(Parameter<?> parameter) {
        if (!parameter.kind().choices().isEmpty()) {
            return parameter.kind().choices().stream();
        }
        try {
            return names(engine.administration().organization(), parameter.source()).map(Completion::quoted);
        } catch (DirectoryException unavailable) {
            return Stream.of();
        }
    }

    private Stream<String> names(Organization organization, Parameter.Source source) {
        return switch (source) {
            case NONE -> Stream.of();
            case CMDLETS -> engine.catalog().all().stream().map(Cmdlet::name);
            case ARRAYS -> organization.arrays().all().stream().map(array -> array.name());
            case SITES -> organization.sites().all().stream().map(site -> site.name());
            case SERVERS -> organization.servers().all().stream().map(server -> server.name());
            case ENDPOINTS -> Stream.concat(organization.arrays().all().stream().map(array -> array.fqdn()),
                    organization.servers().with(ServerRole.CLIENT_ACCESS).stream().map(server -> server.fqdn()));
            case MAILBOX_DATABASES -> databases(organization, DatabaseObject.Kind.MAILBOX);
            case PUBLIC_FOLDER_DATABASES -> databases(organization, DatabaseObject.Kind.PUBLIC_FOLDER);
            case DATABASES -> Stream.concat(databases(organization, DatabaseObject.Kind.MAILBOX),
                    databases(organization, DatabaseObject.Kind.PUBLIC_FOLDER));
            case AUTODISCOVER_DIRECTORIES -> directories(organization, VirtualDirectory.Kind.AUTODISCOVER);
            case MAPI_DIRECTORIES -> directories(organization, VirtualDirectory.Kind.MAPI);
            case OUTLOOK_ANYWHERE -> organization.outlookAnywhere().all().stream()
                    .map(settings -> settings.identity());
            case OUTLOOK_PROVIDERS -> organization.outlookProviders().all().stream().map(provider -> provider.name());
            case THROTTLING_POLICIES -> organization.throttlingPolicies().all().stream().map(policy -> policy.name());
            case MAILBOXES -> {
                String beginning = word.replaceAll("^['\"]", "");
                yield (beginning.isEmpty() ? organization.mailboxes().all(CANDIDATES_MAX)
                        : organization.mailboxes().matching(beginning, CANDIDATES_MAX)).stream()
                                .map(user -> user.name());
            }
        };
    }

    private static Stream<String> directories(Organization organization, VirtualDirectory.Kind kind) {
        return organization.virtualDirectories().all(kind).stream().map(VirtualDirectory::identity);
    }

    private static Stream<String> databases(Organization organization, DatabaseObject.Kind kind) {
        return organization.databases().all(kind).stream().map(database -> database.name());
    }

    private static String quoted(String name) {
        return name.matches("[\\w.@-]+") ? name : "'" + name.replace("'", "''") + "'";
    }
}
