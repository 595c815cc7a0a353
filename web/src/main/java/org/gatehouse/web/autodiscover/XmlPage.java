package org.gatehouse.web.autodiscover;

import com.ctc.wstx.api.InvalidCharHandler;
import com.ctc.wstx.api.WstxOutputProperties;
import com.ctc.wstx.stax.WstxOutputFactory;
import java.io.ByteArrayOutputStream;
import java.util.Optional;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/// An XML document being written. Elements without a prefix are in the default namespace declared last.
final class XmlPage {
    static final String CONTENT_TYPE = "text/xml; charset=utf-8";
    private static final XMLOutputFactory WRITERS = writers();

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(2048);
    private final XMLStreamWriter out;

    XmlPage() {
        try {
            out = WRITERS.createXMLStreamWriter(bytes, "UTF-8");
            out.writeStartDocument("utf-8", "1.0");
        } catch (XMLStreamException impossible) {
            throw broken(impossible);
        }
    }

    private static XMLOutputFactory writers() {
        var factory = new WstxOutputFactory();
        factory.setProperty(XMLOutputFactory.IS_REPAIRING_NAMESPACES, false);
        factory.setProperty(WstxOutputProperties.P_USE_DOUBLE_QUOTES_IN_XML_DECL, true);
        // Names in the directory may hold what XML cannot.
        factory.setProperty(WstxOutputProperties.P_OUTPUT_INVALID_CHAR_HANDLER,
                new InvalidCharHandler.ReplacingHandler('?'));
        return factory;
    }

    XmlPage open(String name) {
        return write(() -> out.writeStartElement(name));
    }

    /// With a prefix that is declared on it or further out.
    XmlPage open(String prefix, String namespace, String name) {
        return write(() -> out.writeStartElement(prefix, name, namespace));
    }

    /// Declares the default namespace of the element opened last, which is in it.
    XmlPage declare(String namespace) {
        return write(() -> out.writeDefaultNamespace(namespace));
    }

    XmlPage declare(String prefix, String namespace) {
        return write(() -> out.writeNamespace(prefix, namespace));
    }

    XmlPage attribute(String name, String value) {
        return write(() -> out.writeAttribute(name, value));
    }

    XmlPage attribute(String prefix, String namespace, String name, String value) {
        return write(() -> out.writeAttribute(prefix, namespace, name, value));
    }

    XmlPage text(String words) {
        return write(() -> out.writeCharacters(words));
    }

    XmlPage close() {
        return write(out::writeEndElement);
    }

    /// An element that holds nothing but words.
    XmlPage leaf(String name, String words) {
        return open(name).text(words).close();
    }

    /// The same, left out when there is nothing to say.
    XmlPage leaf(String name, Optional<String> words) {
        words.ifPresent(said -> leaf(name, said));
        return this;
    }

    /// An element without content.
    XmlPage empty(String name) {
        return write(() -> out.writeEmptyElement(name));
    }

    byte[] end() {
        write(() -> {
            out.writeEndDocument();
            out.close();
        });
        return bytes.toByteArray();
    }

    private XmlPage write(Step step) {
        try {
            step.run();
            return this;
        } catch (XMLStreamException impossible) {
            throw broken(impossible);
        }
    }

    private static IllegalStateException broken(XMLStreamException cause) {
        return new IllegalStateException("XML that cannot be written", cause);
    }

    private interface Step {
        void run() throws XMLStreamException;
    }
}
