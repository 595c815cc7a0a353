package org.gatehouse.directory.ldap;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.ReadOnlyEntry;
import com.unboundid.ldap.sdk.SearchScope;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.gatehouse.directory.Schema;

/// The schema as clients read it: attributeTypes and objectClasses of the subschema entry, in the words of [MS-ADTS]
/// 3.1.1.3.1.1.1 (RFC 4512 4.1.1 and 4.1.2 with quoted syntaxes). Any attribute may stand in any entry here, and
/// `top` says so.
///
/// @param name of the subschema entry
record Subschema(DN name) {
    static final String POINTER = "subschemaSubentry";
    private static final String TYPES = "attributeTypes";
    private static final String CLASSES = "objectClasses";
    private static final Set<String> REQUIRED = new TreeSet<>(Set.of("objectClass", "instanceType", "objectCategory"));

    /// What the table `schema.tsv` says, in the grammar of the attributes.
    private record Definitions(List<String> types, List<String> classes) {
        private static final Definitions ALL = read();

        private static Definitions read() {
            var types = new ArrayList<String>();
            var optional = new TreeSet<String>(String.CASE_INSENSITIVE_ORDER);
            var known = new TreeMap<String, String[]>(String.CASE_INSENSITIVE_ORDER);
            for (String[] row : rows()) {
                if (row[0].equals("class")) {
                    known.put(row[1], row);
                    continue;
                }
                types.add("( " + number(row[2], row[1]) + " NAME '" + row[1] + "' SYNTAX '" + row[3] + "'"
                        + (row[4].equals("single") ? " SINGLE-VALUE" : "")
                        + (row[5].equals("system") ? " NO-USER-MODIFICATION" : "") + " )");
                if (!REQUIRED.contains(row[1])) {
                    optional.add(row[1]);
                }
            }
            String content = " MUST (" + String.join(" $ ", REQUIRED) + ") MAY (" + String.join(" $ ", optional) + ")";
            return new Definitions(List.copyOf(types), Schema.classes().stream().map(name -> {
                List<String> chain = Schema.chain(name);
                String[] row = known.getOrDefault(name, new String[] {"class", name, "-", "STRUCTURAL"});
                String superior = chain.size() == 1 ? "" : " SUP " + chain.get(chain.size() - 2);
                return "( " + number(row[2], name) + " NAME '" + name + "'" + superior + " " + row[3]
                        + (superior.isEmpty() ? content : "") + " )";
            }).toList());
        }

        /// ITU-T X.667: a number that nobody has to give out, below 2.25.
        private static String number(String known, String name) {
            UUID uuid = UUID.nameUUIDFromBytes(("gatehouse:" + name).getBytes(StandardCharsets.UTF_8));
            return !known.equals("-") ? known : "2.25." + new BigInteger(uuid.toString().replace("-", ""), 16);
        }

        private static List<String[]> rows() {
            try (InputStream table = Objects.requireNonNull(Subschema.class.getResourceAsStream("schema.tsv"))) {
                return new String(table.readAllBytes(), StandardCharsets.UTF_8).lines()
                        .filter(line -> !line.startsWith("#")).map(line -> line.split("\t", -1)).toList();
            } catch (IOException unreadable) {
                throw new UncheckedIOException(unreadable);
            }
        }
    }

    /// Adds what is computed of an entry, where the attributes that a peer wants name it.
    ReadOnlyEntry completed(ReadOnlyEntry entry, List<String> wanted) {
        if (wanted.stream().noneMatch(name -> name.equals("+") || Schema.isConstructed(name))) {
            return entry;
        }
        var completed = new Entry(entry.getDN(), entry.getAttributes());
        completed.setAttribute(POINTER, name.toString());
        if (isHere(entry)) {
            completed.setAttribute(TYPES, Definitions.ALL.types());
            completed.setAttribute(CLASSES, Definitions.ALL.classes());
        }
        return new ReadOnlyEntry(completed);
    }

    private boolean isHere(ReadOnlyEntry entry) {
        try {
            return entry.matchesBaseAndScope(name, SearchScope.BASE);
        } catch (com.unboundid.ldap.sdk.LDAPException malformed) {
            return false;
        }
    }
}
