package org.gatehouse.web.mapihttp;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.gatehouse.testing.Golden;
import org.gatehouse.wire.Bytes;

/// Reads `address-book.golden`: a request of each type of the address book endpoint and its answers, field by field.
final class AddressBookExamples {
    /// A STAT structure ([MS-OXNSPI] 2.3.7).
    static final String STATE = "00000000 00000000 02000000 ffffffff 05000000 09000000 e4040000 09040000 07040000";

    private AddressBookExamples() {}

    /// One field of a golden body.
    record Column(Bytes bytes, String meaning) {}

    /// @param answers by what became of the request: `success`, `absent`, `failure`
    record Example(String type, Column request, Map<String, List<Column>> answers) {}

    static List<Example> read() throws IOException {
        var examples = new ArrayList<Example>();
        try (InputStream file = AddressBookExamples.class.getResourceAsStream("address-book.golden")) {
            String text = new String(file.readAllBytes(), StandardCharsets.UTF_8);
            for (String part : text.substring(text.indexOf("== ") + 3).split("\n== ")) {
                String[] answers = part.split("\n-- ");
                String[] request = answers[0].split("\n", 2);
                var columns = new LinkedHashMap<String, List<Column>>();
                for (int i = 1; i < answers.length; i++) {
                    String[] answer = answers[i].split("\n", 2);
                    columns.put(answer[0], answer[1].lines().filter(line -> !line.isBlank())
                            .map(AddressBookExamples::column).toList());
                }
                examples.add(new Example(request[0], column(request[1]), columns));
            }
        }
        return examples;
    }

    private static Column column(String line) {
        return new Column(Bytes.wrap(Golden.bytes(line.replace("STATE", STATE))),
                line.substring(line.indexOf('|') + 2));
    }
}
