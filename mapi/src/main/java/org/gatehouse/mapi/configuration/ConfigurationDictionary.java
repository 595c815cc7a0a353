package org.gatehouse.mapi.configuration;

import static org.gatehouse.wire.MalformedException.require;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.gatehouse.wire.Bytes;

/// PidTagRoamingDictionary of a configuration message: settings by name, as XML in UTF-8 ([MS-OXOCFG] 2.2.5.1).
///
/// @param version of the writer: `Outlook.12`
/// @param entries in the document's order; names are text
public record ConfigurationDictionary(String version, Map<String, Entry> entries) {
    private static final String ROOT = "UserConfiguration";
    private static final String NAMESPACE = "dictionary.xsd";
    private static final int ENTRIES_MAX = 10_000;
    private static final Pattern TYPED = Pattern.compile("(\\d{1,3})-(.*)", Pattern.DOTALL);
    private static final String TEXT = "18";

    public ConfigurationDictionary {
        entries = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(entries));
    }

    /// A value with its type's number: `9-15` is the number 15.
    ///
    /// @param type 3 truth (`True`, `False`), 9 number of 32 bits, 18 text; others are kept as they are
    public record Entry(int type, String value) {
        public static final int BOOLEAN = 3;
        public static final int INTEGER = 9;
        public static final int STRING = 18;

        public static Entry of(boolean value) {
            return new Entry(BOOLEAN, value ? "True" : "False");
        }

        public static Entry of(int value) {
            return new Entry(INTEGER, Integer.toString(value));
        }

        public static Entry of(String value) {
            return new Entry(STRING, value);
        }
    }

    /// @throws org.gatehouse.wire.MalformedException for what is no such document
    public static ConfigurationDictionary of(Bytes document) {
        var version = new StringBuilder();
        var entries = new LinkedHashMap<String, Entry>();
        RoamingXml.read(document, ROOT, (path, attributes) -> {
            switch (path.substring(path.lastIndexOf('/') + 1)) {
                case "Info" -> version.replace(0, version.length(), attributes.getOrDefault("version", ""));
                case "e" -> put(entries, attributes.getOrDefault("k", ""), attributes.getOrDefault("v", ""));
                default -> { } // what later versions add
            }
        });
        return new ConfigurationDictionary(version.toString(), entries);
    }

    private static void put(Map<String, Entry> entries, String key, String value) {
        var name = TYPED.matcher(key);
        var typed = TYPED.matcher(value);
        require(name.matches() && name.group(1).equals(TEXT), "name in a configuration dictionary");
        require(typed.matches(), "value in a configuration dictionary");
        require(entries.size() < ENTRIES_MAX, "entries of a configuration dictionary");
        entries.put(name.group(2), new Entry(Integer.parseInt(typed.group(1)), typed.group(2)));
    }

    public Bytes encode() {
        return RoamingXml.write(ROOT, NAMESPACE, Map.of(), out -> {
            out.writeEmptyElement("Info");
            out.writeAttribute("version", version);
            out.writeStartElement("Data");
            for (Map.Entry<String, Entry> each : entries.entrySet()) {
                out.writeEmptyElement("e");
                out.writeAttribute("k", TEXT + "-" + each.getKey());
                out.writeAttribute("v", each.getValue().type + "-" + each.getValue().value);
            }
        });
    }
}
