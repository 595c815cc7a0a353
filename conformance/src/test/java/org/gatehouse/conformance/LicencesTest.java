package org.gatehouse.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/// What is shipped with Gatehouse may be shipped with it, and `NOTICE` says what it is.
///
/// A library's licences are those its own POM declares, or else its parent's. Where it offers several, one of the
/// allowed ones is taken; a library that offers none of them fails here.
class LicencesTest {
    /// Names that libraries give their licences, in the order in which we take one, with the SPDX identifier.
    private static final List<Map.Entry<String, String>> ALLOWED = List.of(
            Map.entry("Apache-2.0", "Apache-2.0"),
            Map.entry("Apache License, Version 2", "Apache-2.0"),
            Map.entry("Apache License Version 2.0", "Apache-2.0"),
            Map.entry("The Apache License, Version 2.0", "Apache-2.0"),
            Map.entry("The Apache Software License, Version 2.0", "Apache-2.0"),
            Map.entry("MIT", "MIT"),
            Map.entry("MIT License", "MIT"),
            Map.entry("Bouncy Castle Licence", "MIT"),
            Map.entry("BSD-3-Clause", "BSD-3-Clause"),
            Map.entry("BSD-2-Clause", "BSD-2-Clause"),
            Map.entry("The BSD 2-Clause License", "BSD-2-Clause"),
            Map.entry("The BSD License", "BSD-3-Clause"),
            Map.entry("EPL-2.0", "EPL-2.0"));

    private record Library(String group, String artifact, String version, List<String> offered) {
        /// The licence under which we take it, or empty.
        String taken() {
            return ALLOWED.stream().filter(allowed -> offered.contains(allowed.getKey())).map(Map.Entry::getValue)
                    .findFirst().orElse("");
        }

        String line() {
            String note = offered.size() > 1 ? "  (also offered: " + String.join(", ", offered.stream()
                    .filter(name -> ALLOWED.stream().noneMatch(allowed -> allowed.getKey().equals(name)
                    && allowed.getValue().equals(taken()))).toList()) + ")" : "";
            return "  " + group + ":" + artifact + " " + version + "  " + taken() + note + "\n";
        }
    }

    @Test
    void everyLibraryIsUnderAnAllowedLicence() throws IOException {
        assertThat(libraries()).hasSizeGreaterThan(10);
        assertThat(libraries().stream().filter(library -> library.taken().isEmpty()).toList()).isEmpty();
    }

    @Test
    void noticeListsWhatIsShipped() throws IOException {
        var page = new StringBuilder("""
                Gatehouse
                Licensed under the Apache License, Version 2.0; see LICENSE.

                Gatehouse is shipped with these libraries, unchanged, each under the licence named behind its version.
                Where a library is offered under several licences, this is the one under which it is used here: the
                UnboundID LDAP SDK under Apache-2.0, logback under EPL-2.0. The jar of each holds or names its text.
                The Bouncy Castle Licence is the MIT licence. sqlite-jdbc contains SQLite, which is in the public
                domain.

                """);
        libraries().forEach(library -> page.append(library.line()));
        SourceTree.assertPage("NOTICE", page.toString());
    }

    @Test
    void aLibraryUnderTheGplAloneIsRefused() {
        assertThat(new Library("g", "a", "1", List.of("GPL-2.0-only", "AGPL-3.0")).taken()).isEmpty();
        assertThat(new Library("g", "a", "1", List.of("GPL-2.0-only", "MIT")).taken()).isEqualTo("MIT");
        assertThat(new Library("g", "a", "1", List.of()).taken()).isEmpty();
    }

    /// The runtime class path without our own rooms, by name.
    private static List<Library> libraries() throws IOException {
        Path list = SourceTree.ROOT.resolve("conformance/target/runtime-class-path.txt");
        var found = new ArrayList<Library>();
        for (String entry : Files.readString(list).strip().split(":")) {
            Path jar = Path.of(entry);
            if (jar.startsWith(SourceTree.ROOT)) {
                continue;
            }
            Path version = jar.getParent();
            Path artifact = version.getParent();
            Path pom = version.resolve(artifact.getFileName() + "-" + version.getFileName() + ".pom");
            found.add(new Library(child(parse(pom).getDocumentElement(), "groupId",
                    () -> child(parent(pom), "groupId", () -> "unknown")), artifact.getFileName().toString(),
                    version.getFileName().toString(), licences(pom)));
        }
        return found.stream().distinct().sorted((a, b) -> (a.group() + a.artifact()).compareTo(b.group()
                + b.artifact())).toList();
    }

    private static List<String> licences(Path pom) {
        List<String> own = children(parse(pom).getDocumentElement()).filter(part -> part.getTagName()
                .equals("licenses")).flatMap(LicencesTest::children)
                .map(licence -> child(licence, "name", () -> "unnamed").strip()).toList();
        if (!own.isEmpty()) {
            return own;
        }
        Element parent = parent(pom);
        if (parent == null) {
            return List.of();
        }
        String group = child(parent, "groupId", () -> "");
        String artifact = child(parent, "artifactId", () -> "");
        String version = child(parent, "version", () -> "");
        Path repository = pom;
        int depth = child(parse(pom).getDocumentElement(), "groupId", () -> group).split("\\.").length + 3;
        for (int i = 0; i < depth; i++) {
            repository = repository.getParent();
        }
        return licences(repository.resolve(group.replace('.', '/')).resolve(artifact).resolve(version)
                .resolve(artifact + "-" + version + ".pom"));
    }

    private static @org.jspecify.annotations.Nullable Element parent(Path pom) {
        return children(parse(pom).getDocumentElement()).filter(part -> part.getTagName().equals("parent"))
                .findFirst().orElse(null);
    }

    private static String child(@org.jspecify.annotations.Nullable Element of, String name,
            java.util.function.Supplier<String> otherwise) {
        return of == null ? otherwise.get() : children(of).filter(part -> part.getTagName().equals(name))
                .map(Element::getTextContent).map(String::strip).findFirst().orElseGet(otherwise);
    }

    private static Stream<Element> children(Element of) {
        var nodes = of.getChildNodes();
        return IntStream.range(0, nodes.getLength()).<Node>mapToObj(nodes::item).filter(Element.class::isInstance)
                .map(Element.class::cast);
    }

    private static Document parse(Path pom) {
        try {
            return DocumentBuilderFactory.newDefaultInstance().newDocumentBuilder().parse(pom.toFile());
        } catch (Exception failure) {
            throw new AssertionError(pom + ": " + failure.getMessage(), failure);
        }
    }
}
