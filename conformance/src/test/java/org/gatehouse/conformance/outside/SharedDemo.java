package org.gatehouse.conformance.outside;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.gatehouse.testing.Outside;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/// Gives tests a [RunningDemo] that all of them share; it is started at the first need and stopped after the last test.
/// Classes run side by side: those that share a demo say so by a lock of its name.
final class SharedDemo implements BeforeEachCallback, ParameterResolver {
    static final String FREE = "demo on free ports";
    static final String STANDARD = "demo on standard ports";

    private static final Namespace NAMESPACE = Namespace.create(SharedDemo.class);

    /// Asks for the one on standard ports, in a network namespace.
    @Target(ElementType.PARAMETER)
    @Retention(RetentionPolicy.RUNTIME)
    @interface OnStandardPorts {}

    /// What the store closes at the end.
    private record Kept(RunningDemo demo, Path folder) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            demo.close();
            RunningDemo.remove(folder);
        }
    }

    /// Here and not when the parameter is made: from there a test cannot be skipped.
    @Override
    public void beforeEach(ExtensionContext context) {
        if (Stream.of(context.getRequiredTestMethod().getParameters())
                .anyMatch(parameter -> parameter.isAnnotationPresent(OnStandardPorts.class))) {
            Outside.ownNetwork();
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == RunningDemo.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        var form = parameter.isAnnotated(OnStandardPorts.class) ? RunningDemo.Form.STANDARD : RunningDemo.Form.FREE;
        return context.getRoot().getStore(NAMESPACE).computeIfAbsent(form, SharedDemo::start, Kept.class).demo();
    }

    private static Kept start(RunningDemo.Form form) {
        try {
            Path folder = Files.createTempDirectory("gatehouse-outside-");
            return new Kept(RunningDemo.start(form, folder), folder);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }
}
