package org.gatehouse.mapi.configuration;

import static org.gatehouse.wire.MalformedException.require;

import java.io.ByteArrayOutputStream;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import javax.xml.stream.XMLStreamWriter;
import org.gatehouse.wire.Bytes;
import org.gatehouse.wire.MalformedException;

/// Documents of configuration messages ([MS-OXOCFG] 2.2.5): bounded, in UTF-8, and none leads to another.
final class RoamingXml {
    private static final int DOCUMENT_BYTES_MAX = 1 << 20;
    private static final int DEPTH_MAX = 32;
    private static final XMLInputFactory READERS = readers();
    private static final XMLOutputFactory WRITERS = XMLOutputFactory.newDefaultFactory();

    private RoamingXml() {}

    /// Sees one element with its attributes.
    interface Visitor {
        /// @param path the names from the root's on, parted by `/`
        void element(String path, SequencedMap<String, String> attributes);

        /// @param text between the element's tags, where there is no element in it
        default void text(String path, String text) {
            // most documents have none
        }
    }

    /// Writes the content of a document.
    interface Content {
        void write(XMLStreamWriter out) throws XMLStreamException;
    }

    private static XMLInputFactory readers() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
        // What it complains of is in its exception too.
        factory.setXMLReporter((_, _, _, _) -> { });
        return factory;
    }

    /// @throws MalformedException for what is no document, or one with another root
    static void read(Bytes document, String root, Visitor visitor) {
        require(document.length() <= DOCUMENT_BYTES_MAX, "size of a configuration document");
        try {
            XMLStreamReader in = READERS.createXMLStreamReader(new StringReader(text(document)));
            var open = new ArrayDeque<String>();
            var text = "";
            while (in.hasNext()) {
                switch (in.next()) {
                    case XMLStreamConstants.START_ELEMENT -> {
                        require(!open.isEmpty() || in.getLocalName().equals(root), "root of a configuration document");
                        require(open.size() < DEPTH_MAX, "depth of a configuration document");
                        open.addLast(open.isEmpty() ? root : open.getLast() + "/" + in.getLocalName());
                        text = "";
                        visitor.element(open.getLast(), attributes(in));
                    }
                    case XMLStreamConstants.CHARACTERS -> text = in.getText();
                    case XMLStreamConstants.END_ELEMENT -> {
                        visitor.text(open.removeLast(), text.strip());
                        text = "";
                    }
                    default -> { } // comments and the like
                }
            }
        } catch (XMLStreamException malformed) {
            throw new MalformedException("configuration document", malformed);
        }
    }

    private static SequencedMap<String, String> attributes(XMLStreamReader in) {
        var attributes = new LinkedHashMap<String, String>();
        for (int index = 0; index < in.getAttributeCount(); index++) {
            attributes.put(in.getAttributeLocalName(index), in.getAttributeValue(index));
        }
        return attributes;
    }

    /// The document's text, whatever encoding it claims: it is UTF-8.
    private static String text(Bytes document) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(document.toArray())).toString();
        } catch (CharacterCodingException malformed) {
            throw new MalformedException("text of a configuration document", malformed);
        }
    }

    /// A document whose root has a namespace and attributes.
    static Bytes write(String root, String namespace, Map<String, String> attributes, Content content) {
        var bytes = new ByteArrayOutputStream();
        try {
            XMLStreamWriter out = WRITERS.createXMLStreamWriter(bytes, StandardCharsets.UTF_8.name());
            out.writeStartDocument("utf-8", "1.0");
            out.writeStartElement(root);
            out.writeDefaultNamespace(namespace);
            attributes(out, attributes);
            content.write(out);
            out.writeEndDocument();
            out.close();
        } catch (XMLStreamException impossible) {
            throw new IllegalStateException(impossible);
        }
        return Bytes.wrap(bytes.toByteArray());
    }

    static void attributes(XMLStreamWriter out, Map<String, String> attributes) throws XMLStreamException {
        for (Map.Entry<String, String> each : attributes.entrySet()) {
            out.writeAttribute(each.getKey(), each.getValue());
        }
    }

    static void leaf(XMLStreamWriter out, String name, String text) throws XMLStreamException {
        out.writeStartElement(name);
        out.writeCharacters(text);
        out.writeEndElement();
    }

    static int number(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException malformed) {
            throw new MalformedException("number in a configuration document", malformed);
        }
    }
}
