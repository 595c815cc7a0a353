package org.gatehouse.shell.cmdlets;

import java.util.ArrayList;
import java.util.List;
import org.gatehouse.shell.ShellException;
import org.gatehouse.shell.format.Column;
import org.gatehouse.shell.format.Csv;
import org.gatehouse.shell.format.Formatted;
import org.gatehouse.shell.format.Json;
import org.gatehouse.shell.format.ListLayout;
import org.gatehouse.shell.format.Output;
import org.gatehouse.shell.format.TableLayout;
import org.gatehouse.shell.language.ShellObject;
import org.gatehouse.shell.language.Stage;
import org.gatehouse.shell.language.Values;
import org.jspecify.annotations.Nullable;

/// Format-, ConvertTo-, Export- and Out- cmdlets.
final class Presenting {
    private static final Parameter<List<?>> PROPERTY = Parameter.of("Property", Kind.OBJECTS,
            "Names of properties (wildcards allowed), blocks, or tables with Name and Expression.").at(1);
    private static final Parameter<Boolean> AUTO_SIZE = Parameter.flag("AutoSize",
            "Columns as wide as their contents.");
    private static final Parameter<Boolean> WRAP = Parameter.flag("Wrap", "Long values go on in the next line.");
    private static final Parameter<Boolean> HIDE = Parameter.flag("HideTableHeaders", "Leaves the headings out.");
    private static final Parameter<Integer> DEPTH = Parameter.of("Depth", Kind.INTEGER,
            "How many levels of properties are kept as objects; 2 if not given.");
    private static final Parameter<Boolean> COMPRESS = Parameter.flag("Compress", "Leaves blanks and line ends out.");
    private static final Parameter<String> PATH = Parameter.text("Path", "The file, on the computer of the shell.")
            .at(1).required();
    private static final Parameter<String> FILE_PATH = Parameter.text("FilePath",
            "The file, on the computer of the shell.").at(1).or("Path").required();
    private static final Parameter<String> DELIMITER = Parameter.text("Delimiter",
            "One character; a comma if not given.");
    private static final Parameter<Boolean> NO_TYPE = Parameter.flag("NoTypeInformation", "Leaves the #TYPE line out.")
            .or("nti");
    private static final Parameter<String> ENCODING = Parameter.text("Encoding", "Accepted; files are UTF-8.");
    private static final Parameter<Boolean> APPEND = Parameter.flag("Append", "Adds to the file.");
    private static final Parameter<Boolean> FORCE = Parameter.flag("Force", "Accepted.");
    private static final Parameter<Integer> WIDTH = Parameter.of("Width", Kind.INTEGER, "Columns of a line.");
    private static final int LIST_PATTERN_COLUMNS_MAX = 500;

    private Presenting() {}

    static List<Cmdlet> all() {
        return List.of(
                Cmdlet.named("Format-Table", "Shows objects as a table.").aliases("ft")
                        .takes(PROPERTY, AUTO_SIZE, WRAP, HIDE)
                        .example("Get-MailboxDatabase | Format-Table Name, RpcClientAccessServer -AutoSize")
                        .opens(Presenting::table),
                Cmdlet.named("Format-List", "Shows objects with one property a line.").aliases("fl").takes(PROPERTY)
                        .example("Get-MailboxDatabase DB1 | Format-List *rpc*").opens(Presenting::list),
                Cmdlet.named("ConvertTo-Json", "Turns objects into JSON.").takes(DEPTH, COMPRESS)
                        .example("Get-ClientAccessArray | ConvertTo-Json").opens(Presenting::json),
                Cmdlet.named("ConvertTo-Csv", "Turns objects into comma-separated values.").takes(DELIMITER, NO_TYPE)
                        .example("Get-Mailbox | ConvertTo-Csv -NoTypeInformation")
                        .opens((call, out) -> Filtering.gathering(call, out, items ->
                                new ArrayList<>(csv(call, items)))),
                Cmdlet.named("Export-Csv", "Writes objects to a file of comma-separated values.").aliases("epcsv")
                        .takes(PATH, DELIMITER, NO_TYPE, ENCODING, APPEND, FORCE)
                        .example("Get-Mailbox | Select-Object Name, Database | Export-Csv mailboxes.csv "
                                + "-NoTypeInformation")
                        .opens(Presenting::export),
                Cmdlet.named("Out-Null", "Drops objects.").opens((call, out) -> item -> { }),
                Cmdlet.named("Out-Default", "Shows objects as they are usually shown.").opens((call, out) ->
                        passing(call, out)),
                Cmdlet.named("Out-Host", "Shows objects as they are usually shown.").aliases("oh")
                        .opens((call, out) -> passing(call, out)),
                Cmdlet.named("Out-String", "Turns objects into the text that would be shown.").takes(WIDTH)
                        .opens(Presenting::string),
                Cmdlet.named("Out-File", "Writes the text that would be shown to a file.")
                        .takes(FILE_PATH, APPEND, WIDTH, ENCODING, FORCE)
                        .example("Export-LoadBalancerConfiguration -For HAProxy | Out-File haproxy.cfg")
                        .opens(Presenting::file));
    }

    private static Stage passing(Call call, Stage out) {
        return item -> {
            if (item != null || !call.heads()) {
                out.accept(item);
            }
        };
    }

    private static Stage table(Call call, Stage out) {
        return Filtering.gathering(call, out, items -> {
            List<@Nullable Object> rows = items.stream().filter(item -> !(item instanceof Formatted)).toList();
            if (rows.isEmpty()) {
                return items;
            }
            Object first = rows.getFirst();
            List<Column> columns = call.find(PROPERTY).isPresent() ? Column.resolve(call.get(PROPERTY), first,
                    call::evaluate)
                    : usual(first);
            if (columns.isEmpty()) {
                return rows.stream().<@Nullable Object>map(row -> first instanceof ShellObject ? new Formatted("\n")
                        : row)
                        .toList();
            }
            return List.of(new Formatted(TableLayout.format(rows, columns, call.console().width(), call.is(AUTO_SIZE),
                    call.is(WRAP), !call.is(HIDE))));
        });
    }

    private static List<Column> usual(@Nullable Object first) {
        if (first instanceof ShellObject object) {
            List<String> columns = object.columns().isEmpty() ? object.names() : object.columns();
            return columns.stream().limit(10).map(Column::usual).toList();
        }
        return List.of();
    }

    private static Stage list(Call call, Stage out) {
        return Filtering.gathering(call, out, items -> {
            var text = new StringBuilder();
            for (Object item : items) {
                if (item instanceof Formatted || call.find(PROPERTY).isEmpty() && !(item instanceof ShellObject)) {
                    text.append(Values.text(item)).append('\n');
                    continue;
                }
                List<Column> columns = Column.resolve(call.find(PROPERTY).<List<?>>map(list -> list)
                        .orElse(List.of("*")),
                        item, call::evaluate);
                List<String> names = Column.names(item);
                List<Column> there = columns.stream().limit(LIST_PATTERN_COLUMNS_MAX)
                        .filter(column -> column.right() != null || calculated(call)
                                || names.contains(column.heading()))
                        .toList();
                text.append(ListLayout.format(item, there, call.console().width()));
            }
            return items.isEmpty() ? List.of() : List.of(new Formatted(text.append('\n').toString()));
        });
    }

    private static boolean calculated(Call call) {
        return call.find(PROPERTY).orElse(List.of()).stream().anyMatch(wanted -> !(wanted instanceof String));
    }

    private static Stage json(Call call, Stage out) {
        return Filtering.gathering(call, out, items -> {
            int depth = Math.clamp(call.find(DEPTH).orElse(2), 0, 50) + 1;
            return items.isEmpty() ? List.of() : List.of(Json.write(items.size() == 1 ? items.getFirst() : items, depth,
                    call.is(COMPRESS)));
        });
    }

    private static List<String> csv(Call call, List<@Nullable Object> items) {
        String delimiter = call.find(DELIMITER).orElse(",");
        if (delimiter.length() != 1) {
            throw new ShellException(call.cmdlet().name() + " : -Delimiter '" + delimiter
                    + "' has to be one character.");
        }
        return Csv.lines(items, delimiter.charAt(0), !call.is(NO_TYPE));
    }

    private static Stage export(Call call, Stage out) {
        return Filtering.gathering(call, out, items -> {
            List<String> lines = csv(call, items);
            call.console().file(call.get(PATH), lines.isEmpty() ? "" : String.join("\n", lines) + "\n",
                    call.is(APPEND));
            return List.of();
        });
    }

    private static Stage string(Call call, Stage out) {
        return Filtering.gathering(call, out, items -> List.of(text(call, items)));
    }

    private static Stage file(Call call, Stage out) {
        return Filtering.gathering(call, out, items -> {
            call.console().file(call.get(FILE_PATH), text(call, items), call.is(APPEND));
            return List.of();
        });
    }

    private static String text(Call call, List<@Nullable Object> items) {
        var text = new StringBuilder();
        var shown = new Output(text::append, Math.clamp(call.find(WIDTH).orElse(call.console().width()), 10, 1000));
        items.forEach(shown::accept);
        shown.end();
        return text.toString();
    }
}
