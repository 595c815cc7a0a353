package org.gatehouse.shell.cmdlets;

import java.util.ArrayList;
import java.util.List;
import org.gatehouse.shell.ShellException;
import org.gatehouse.shell.format.CsvReader;
import org.gatehouse.shell.language.Limits;
import org.gatehouse.shell.language.PassingException;
import org.gatehouse.shell.language.Stage;
import org.gatehouse.shell.language.Values;

/// Import-Csv, ConvertFrom-Csv and Get-Content: what is read from files, which are on the computer of the shell.
final class Reading {
    private static final Parameter<List<String>> PATH = Parameter.of("Path", Kind.TEXTS,
            "The file, on the computer of the shell.").at(1).piped(".").or("LiteralPath", "PSPath", "FilePath")
            .required();
    private static final Parameter<String> DELIMITER = Parameter.text("Delimiter",
            "The character between values, as in ';' or \"`t\"; a comma if not given.").at(2);
    private static final Parameter<Boolean> USE_CULTURE = Parameter.flag("UseCulture",
            "Accepted; the shell's culture has a comma.");
    private static final Parameter<List<String>> HEADER = Parameter.of("Header", Kind.TEXTS,
            "Names of the columns, where the first row has values already.");
    private static final Parameter<String> ENCODING = Parameter.of("Encoding", Kind.oneOf("UTF8", "Unicode",
            "BigEndianUnicode", "UTF32", "ASCII", "Default"),
            "How the file is written where it has no mark of its own: UTF8 if not given; Default is Windows-1252.");
    private static final Parameter<Integer> TOTAL_COUNT = Parameter.of("TotalCount", Kind.INTEGER,
            "How many lines from the beginning.").or("First", "Head");
    private static final Parameter<Integer> TAIL = Parameter.of("Tail", Kind.INTEGER,
            "How many lines from the end.").or("Last");
    private static final Parameter<Boolean> RAW = Parameter.flag("Raw", "The whole file as one text.");
    private static final Parameter<Integer> READ_COUNT = Parameter.of("ReadCount", Kind.INTEGER,
            "Accepted; lines come one by one.");
    private static final Parameter<List<?>> INPUT = Parameter.of("InputObject", Kind.OBJECTS,
            "The text, or its lines.").at(1).piped(".").required();

    private Reading() {}

    static List<Cmdlet> all() {
        return List.of(
                Cmdlet.named("Import-Csv", "Reads a file of comma-separated values; each row becomes an object.")
                        .aliases("ipcsv").takes(PATH, DELIMITER, HEADER, ENCODING, USE_CULTURE)
                        .example("Import-Csv users.csv | ForEach-Object { New-MoveRequest -Identity $_.Alias "
                                + "-TargetDatabase $_.Database }", "Import-Csv users.csv -Delimiter ';' "
                                + "-Encoding Default").does(Reading::csvFile),
                Cmdlet.named("ConvertFrom-Csv", "Turns lines of comma-separated values into objects.")
                        .takes(INPUT, DELIMITER, HEADER)
                        .example("Get-Content users.csv | ConvertFrom-Csv").opens(Reading::csvLines),
                Cmdlet.named("Get-Content", "Reads a text file, line by line.").aliases("gc", "cat", "type")
                        .takes(PATH, TOTAL_COUNT, TAIL, RAW, READ_COUNT, ENCODING)
                        .example("Get-Content aliases.txt | ForEach-Object { Get-Mailbox $_ }",
                                "Get-Content app.log -TotalCount 20").does(Reading::lines));
    }

    private static char delimiter(Call call) {
        String delimiter = call.find(DELIMITER).orElse(",");
        if (delimiter.length() != 1 || "\"\r\n".contains(delimiter)) {
            throw new ShellException("-Delimiter '" + delimiter + "' has to be one character.");
        }
        return delimiter.charAt(0);
    }

    private static void csvFile(Call call, Stage out) {
        char delimiter = delimiter(call);
        for (String path : call.get(PATH)) {
            String text = call.console().contents(path, call.text(ENCODING), Integer.MAX_VALUE);
            CsvReader.read(text, delimiter, call.find(HEADER).orElse(List.of()), call::warn).forEach(out::accept);
        }
    }

    private static Stage csvLines(Call call, Stage out) {
        Stage next = PassingException.through(out);
        var text = new StringBuilder();
        Stage each = call.guarded(item -> {
            for (Object line : call.get(INPUT)) {
                text.append(Values.text(line)).append('\n');
                if (text.length() > Limits.STRING_CHARS_MAX) {
                    throw new ShellException("There are more than " + Limits.STRING_CHARS_MAX + " characters.");
                }
            }
        });
        return new Stage() {
            @Override
            public void accept(@org.jspecify.annotations.Nullable Object item) {
                each.accept(item);
            }

            @Override
            public void end() {
                CsvReader.read(text.toString(), delimiter(call), call.find(HEADER).orElse(List.of()), call::warn)
                        .forEach(next::accept);
            }
        };
    }

    private static void lines(Call call, Stage out) {
        int count = call.find(TOTAL_COUNT).orElse(-1);
        int tail = call.find(TAIL).orElse(-1);
        if (count >= 0 && tail >= 0) {
            throw new ShellException("-TotalCount and -Tail cannot be given together.");
        }
        for (String path : call.get(PATH)) {
            String text = call.console().contents(path, call.text(ENCODING), count < 0 ? Integer.MAX_VALUE : count);
            if (call.is(RAW)) {
                out.accept(text);
                continue;
            }
            List<String> lines = new ArrayList<>(text.lines().toList());
            if (lines.size() > Limits.LIST_ITEMS_MAX) {
                throw new ShellException("The file has more than " + Limits.LIST_ITEMS_MAX
                        + " lines. Read its first ones with -TotalCount.");
            }
            lines.subList(tail < 0 ? 0 : Math.max(0, lines.size() - tail), lines.size()).forEach(out::accept);
        }
    }
}
