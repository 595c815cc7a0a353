package org.gatehouse.mapi.configuration;

import static org.gatehouse.wire.MalformedException.require;

import java.io.ByteArrayOutputStream;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.gatehouse.wire.Bytes;
import org.gatehouse.wire.MalformedException;
import org.jspecify.annotations.Nullable;

/// PidTagRoamingDictionary of a configuration message: settings by name, as XML in UTF-8 ([MS-OXOCFG] 2.2.5.1).
///
/// @param version of the writer: `Outlook.12`
/// @param entries in the document's order; names are text
public record ConfigurationDictionary(String version, Map<String, Entry> entries) {
    private static final String NAMESPACE = "dictionary.xsd";
    private static final int DOCUMENT_BYTES_MAX = 1 << 20;
    private static final int ENTRIES_MAX = 10_000;
    private static final Pattern TYPED = Pattern.compile("(\\d{1,3})-(.*)", Pattern.DOTALL);
    private static final String TEXT = "18";
    private static final XMLInputFactory READERS = readers();
    private static final XMLOutputFactory WRITERS = XMLOutputFactory.newDefaultFactory();

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

    /// No document may name another.
    private static XMLInputFactory readers() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
        // What it complains of is in its exception too.
        factory.setXMLReporter((_, _, _, _) -> { });
        return factory;
    }

    /// @throws MalformedException for what is no such document
    public static ConfigurationDictionary of(Bytes document) {
        require(document.length() <= DOCUMENT_BYTES_MAX, "size of a configuration dictionary");
        try {
            XMLStreamReader in = READERS.createXMLStreamReader(new StringReader(text(document)));
            String version = "";
            boolean isOne = false;
            var entries = new LinkedHashMap<String, Entry>();
            while (in.hasNext()) {
                if (in.next() != XMLStreamConstants.START_ELEMENT) {
                    continue;
                }
                switch (in.getLocalName()) {
                    case "UserConfiguration" -> isOne = true;
                    case "Info" -> version = attribute(in, "version");
                    case "e" -> put(entries, attribute(in, "k"), attribute(in, "v"));
                    default -> { } // what later versions add
                }
            }
            require(isOne, "root of a configuration dictionary");
            return new ConfigurationDictionary(version, entries);
        } catch (XMLStreamException malformed) {
            throw new MalformedException("configuration dictionary", malformed);
        }
    }

    /// The document's text, whatever encoding it claims: it is UTF-8.
    private static String text(Bytes document) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(document.toArray())).toString();
        } catch (CharacterCodingException malformed) {
            throw new MalformedException("text of a configuration dictionary", malformed);
        }
    }

    private static String attribute(XMLStreamReader in, String name) {
        @Nullable String value = in.getAttributeValue(null, name);
        return value == null ? "" : value;
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
        var bytes = new ByteArrayOutputStream();
        try {
            var out = WRITERS.createXMLStreamWriter(bytes, StandardCharsets.UTF_8.name());
            out.writeStartDocument("utf-8", "1.0");
            out.writeStartElement("UserConfiguration");
            out.writeDefaultNamespace(NAMESPACE);
            out.writeEmptyElement("Info");
            out.writeAttribute("version", version);
            out.writeStartElement("Data");
            for (Map.Entry<String, Entry> each : entries.entrySet()) {
                out.writeEmptyElement("e");
                out.writeAttribute("k", TEXT + "-" + each.getKey());
                out.writeAttribute("v", each.getValue().type + "-" + each.getValue().value);
            }
            out.writeEndDocument();
            out.close();
        } catch (XMLStreamException impossible) {
            throw new IllegalStateException(impossible);
        }
        return Bytes.wrap(bytes.toByteArray());
    }
}
