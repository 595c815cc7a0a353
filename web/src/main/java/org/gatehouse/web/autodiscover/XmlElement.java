package org.gatehouse.web.autodiscover;

import com.ctc.wstx.api.WstxInputProperties;
import com.ctc.wstx.stax.WstxInputFactory;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.codehaus.stax2.XMLInputFactory2;
import org.gatehouse.wire.MalformedException;

/// An element of a request with what is in it.
///
/// @param attributes those with a namespace, by that and their name as in `{namespace}name`; no others mean anything in
///     requests to Autodiscover
/// @param text the character data between its children, white space at both ends taken off
record XmlElement(String namespace, String name, Map<String, String> attributes, String text,
        List<XmlElement> children) {
    static final int DEPTH_MAX = 16;
    private static final int ELEMENTS_MAX = 4096;
    private static final int ATTRIBUTES_MAX = 32;
    private static final int ATTRIBUTE_LENGTH_MAX = 1024;
    private static final XMLInputFactory READERS = readers();

    XmlElement {
        attributes = Map.copyOf(attributes);
        children = List.copyOf(children);
    }

    private static XMLInputFactory readers() {
        var factory = new WstxInputFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
        factory.setProperty(XMLInputFactory2.P_LAZY_PARSING, false);
        factory.setProperty(WstxInputProperties.P_MAX_ELEMENT_DEPTH, DEPTH_MAX);
        factory.setProperty(WstxInputProperties.P_MAX_ELEMENT_COUNT, (long) ELEMENTS_MAX);
        factory.setProperty(WstxInputProperties.P_MAX_ATTRIBUTES_PER_ELEMENT, ATTRIBUTES_MAX);
        factory.setProperty(WstxInputProperties.P_MAX_ATTRIBUTE_SIZE, ATTRIBUTE_LENGTH_MAX);
        return factory;
    }

    /// The root of a document. Its length is the caller's to bound; document types are refused, and with them every
    /// entity but XML's own five.
    static XmlElement read(byte[] document) {
        try {
            XMLStreamReader reader = READERS.createXMLStreamReader(new ByteArrayInputStream(document));
            try {
                while (reader.next() != XMLStreamConstants.START_ELEMENT) {
                    MalformedException.require(reader.getEventType() != XMLStreamConstants.DTD, "a document type");
                }
                XmlElement root = element(reader);
                while (reader.hasNext()) {
                    reader.next();
                }
                return root;
            } finally {
                reader.close();
            }
        } catch (XMLStreamException broken) {
            throw new MalformedException("XML", broken);
        }
    }

    /// The depth is the reader's to bound.
    private static XmlElement element(XMLStreamReader reader) throws XMLStreamException {
        String namespace = reader.getNamespaceURI() == null ? "" : reader.getNamespaceURI();
        String name = reader.getLocalName();
        var attributes = new HashMap<String, String>();
        for (int each = 0; each < reader.getAttributeCount(); each++) {
            String of = reader.getAttributeNamespace(each);
            if (of != null && !of.isEmpty()) {
                attributes.put("{" + of + "}" + reader.getAttributeLocalName(each), reader.getAttributeValue(each));
            }
        }
        var text = new StringBuilder();
        var children = new ArrayList<XmlElement>();
        while (reader.next() != XMLStreamConstants.END_ELEMENT) {
            switch (reader.getEventType()) {
                case XMLStreamConstants.START_ELEMENT -> children.add(element(reader));
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA, XMLStreamConstants.SPACE ->
                    text.append(reader.getText());
                case XMLStreamConstants.COMMENT, XMLStreamConstants.PROCESSING_INSTRUCTION -> { }
                default -> throw new MalformedException("XML: unknown entity");
            }
        }
        return new XmlElement(namespace, name, attributes, text.toString().strip(), children);
    }

    boolean is(String wantedNamespace, String wantedName) {
        return namespace.equals(wantedNamespace) && name.equals(wantedName);
    }

    /// The value of an attribute, white space at both ends taken off; empty when it is not there.
    String attribute(String attributeNamespace, String attributeName) {
        return attributes.getOrDefault("{" + attributeNamespace + "}" + attributeName, "").strip();
    }

    /// The children of a name in this element's own namespace.
    Stream<XmlElement> all(String childName) {
        return children.stream().filter(child -> child.is(namespace, childName));
    }

    /// The first child of a name in this element's own namespace.
    Optional<XmlElement> first(String childName) {
        return all(childName).findFirst();
    }

    /// What the first child of a name says; empty when there is none or it says nothing.
    Optional<String> said(String childName) {
        return first(childName).map(XmlElement::text).filter(words -> !words.isEmpty());
    }
}
