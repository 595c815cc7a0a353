package org.gatehouse.conformance.outside;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.gatehouse.database.Migrations;
import org.gatehouse.database.Migrations.Step;
import org.gatehouse.server.Main;
import org.gatehouse.testing.HostProcess;

/// A version of the program: this one, or one that comes after it and knows further steps of every database's format.
///
/// @param classPath what is found before this program's classes; empty for this program
record ProgramVersion(String classPath) {
    static final ProgramVersion FIRST = new ProgramVersion("");

    /// Adds something that the first version can live with.
    public static final class Second {
        private Second() {}

        public static List<Step> steps(Collection<Step> steps) {
            var all = new ArrayList<>(steps);
            all.add(Step.additive(Step.statements("CREATE TABLE upgrade_added (id BIGINT PRIMARY KEY);\n")));
            return List.copyOf(all);
        }
    }

    /// Takes something away that only the first version uses.
    public static final class Third {
        private Third() {}

        public static List<Step> steps(Collection<Step> steps) {
            var all = new ArrayList<>(Second.steps(steps));
            all.add(Step.bearableFrom(all.size(), Step.statements("CREATE TABLE upgrade_took_away (id BIGINT);\n")));
            return List.copyOf(all);
        }
    }

    /// The program with the steps of a class that has them: [Migrations] asks it for the list that it keeps.
    static ProgramVersion with(Class<?> steps, Path folder) throws IOException {
        String name = Migrations.class.getName().replace('.', '/') + ".class";
        ClassFile classes = ClassFile.of();
        ClassDesc asked = ClassDesc.of(steps.getName());
        try (InputStream in = Objects.requireNonNull(Migrations.class.getClassLoader().getResourceAsStream(name))) {
            byte[] changed = classes.transformClass(classes.parse(in.readAllBytes()),
                    ClassTransform.transformingMethodBodies(method -> method.methodName().equalsString("<init>"),
                            (builder, element) -> {
                                if (element instanceof InvokeInstruction call && call.name().equalsString("copyOf")) {
                                    builder.invokestatic(asked, "steps", call.typeSymbol());
                                } else {
                                    builder.with(element);
                                }
                            }));
            Path file = folder.resolve(name);
            Files.createDirectories(Objects.requireNonNull(file.getParent()));
            Files.write(file, changed);
            return new ProgramVersion(folder.toString());
        }
    }

    /// The command by which a node of this version is started.
    String[] serve(Path settings) {
        String own = System.getProperty("java.class.path");
        return HostProcess.javaCommand(classPath.isEmpty() ? own : classPath + ":" + own, Main.class, "serve",
                "--config", settings.toString()).toArray(String[]::new);
    }
}
