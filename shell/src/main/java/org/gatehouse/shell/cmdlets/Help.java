package org.gatehouse.shell.cmdlets;

import java.util.LinkedHashMap;
import java.util.List;
import org.gatehouse.shell.ShellException;
import org.gatehouse.shell.format.Column;
import org.gatehouse.shell.format.Formatted;
import org.gatehouse.shell.language.ShellObject;
import org.gatehouse.shell.language.Stage;
import org.gatehouse.shell.language.TypeNames;
import org.gatehouse.shell.language.Values;
import org.gatehouse.shell.language.Wildcard;
import org.jspecify.annotations.Nullable;

/// Get-Help, Get-Command and Get-Member, all written by the declarations.
final class Help {
    private static final Parameter<String> NAME = Parameter.text("Name", "The cmdlet; wildcards list several.").at(1)
            .from(Parameter.Source.CMDLETS);
    private static final Parameter<Boolean> FULL = Parameter.flag("Full", "With every parameter explained.");
    private static final Parameter<Boolean> DETAILED = Parameter.flag("Detailed", "As -Full.");
    private static final Parameter<Boolean> EXAMPLES = Parameter.flag("Examples", "Only the examples.");
    private static final Parameter<String> PARAMETER = Parameter.text("Parameter",
            "Only the parameters of this name (wildcards allowed).");
    private static final Parameter<String> NOUN = Parameter.text("Noun", "What the cmdlets are about.");
    private static final Parameter<String> VERB = Parameter.text("Verb", "What the cmdlets do.");

    private static final Parameter<List<String>> ALIASES = Parameter.of("Name", Kind.TEXTS,
            "The short names (wildcards allowed).").at(1).piped(".");
    private static final Parameter<String> DEFINITION = Parameter.text("Definition",
            "The cmdlet whose short names to list (wildcards allowed).");

    private static final Parameter<String> MEMBER = Parameter.text("Name",
            "The properties (wildcards allowed).").at(1);
    private static final Parameter<List<?>> INPUT = Parameter.of("InputObject", Kind.OBJECTS,
            "The object, where none is piped in.");
    private static final Parameter<String> MEMBER_TYPE = Parameter.text("MemberType",
            "Accepted; properties are what is listed.");
    private static final Parameter<Boolean> FORCE = Parameter.flag("Force", "Accepted.");

    private Help() {}

    static List<Cmdlet> all() {
        return List.of(
                Cmdlet.named("Get-Help", "Explains a cmdlet.").aliases("help", "man")
                        .takes(NAME, FULL, DETAILED, EXAMPLES, PARAMETER)
                        .example("Get-Help New-ClientAccessArray -Full").does(Help::help),
                Cmdlet.named("Get-Command", "Lists cmdlets.").aliases("gcm").takes(NAME, NOUN, VERB)
                        .example("Get-Command *ClientAccess*").does(Help::commands),
                Cmdlet.named("Get-Alias", "Lists the short names of cmdlets.").aliases("gal", "alias")
                        .takes(ALIASES, DEFINITION)
                        .example("Get-Alias -Definition ForEach-Object").does(Help::aliases),
                Cmdlet.named("Get-Member", "Lists the properties of objects.").aliases("gm")
                        .takes(MEMBER, INPUT, MEMBER_TYPE, FORCE)
                        .example("Get-Mailbox | Get-Member *quota*").opens(Help::members));
    }

    private static void commands(Call call, Stage out) {
        var name = new Wildcard(call.find(NAME).orElse("*"));
        var noun = new Wildcard(call.find(NOUN).orElse("*"));
        var verb = new Wildcard(call.find(VERB).orElse("*"));
        boolean found = false;
        for (Cmdlet cmdlet : call.catalog().all()) {
            String[] parts = cmdlet.name().split("-", 2);
            if (name.matches(cmdlet.name()) && verb.matches(parts[0]) && noun.matches(parts.length > 1 ? parts[1]
                    : "")) {
                out.accept(row("CmdletInfo", cmdlet.name(), "CommandType", "Cmdlet", "Name", cmdlet.name(),
                        "Definition",
                        syntax(cmdlet)));
                found = true;
            }
        }
        if (!found) {
            throw new ShellException("The term '" + call.text(NAME) + "' is not the name of a cmdlet."
                    + call.catalog().nearest(call.text(NAME)) + " Get-Command lists all.");
        }
    }

    private static void aliases(Call call, Stage out) {
        var definition = new Wildcard(call.find(DEFINITION).orElse("*"));
        for (String wanted : call.find(ALIASES).orElse(List.of("*"))) {
            var name = new Wildcard(wanted);
            boolean found = false;
            for (Cmdlet cmdlet : call.catalog().all()) {
                for (String alias : cmdlet.aliases()) {
                    if (name.matches(alias) && definition.matches(cmdlet.name())) {
                        out.accept(row("AliasInfo", alias, "CommandType", "Alias", "Name", alias, "Definition",
                                cmdlet.name()));
                        found = true;
                    }
                }
            }
            if (!found && !Wildcard.in(wanted)) {
                throw new ShellException("This command cannot find a matching alias because an alias with the name '"
                        + wanted + "' does not exist.");
            }
        }
        if (call.find(DEFINITION).isPresent() && call.catalog().find(call.get(DEFINITION)).isEmpty()
                && !Wildcard.in(call.get(DEFINITION))) {
            throw new ShellException("The term '" + call.get(DEFINITION) + "' is not the name of a cmdlet."
                    + call.catalog().nearest(call.get(DEFINITION)));
        }
    }

    private static ShellObject row(String type, String label, String... pairs) {
        return row(List.of(), type, label, pairs);
    }

    private static ShellObject row(List<String> columns, String type, String label, String... pairs) {
        var properties = new LinkedHashMap<String, @Nullable Object>();
        for (int i = 0; i < pairs.length; i += 2) {
            properties.put(pairs[i], pairs[i + 1]);
        }
        return new ShellObject(type, label, properties, columns);
    }

    private static void help(Call call, Stage out) {
        String name = call.find(NAME).orElse("*");
        if (Wildcard.in(name)) {
            var wildcard = new Wildcard(name);
            call.catalog().all().stream().filter(cmdlet -> wildcard.matches(cmdlet.name())).forEach(cmdlet ->
                    out.accept(row("HelpInfo", cmdlet.name(), "Name", cmdlet.name(), "Synopsis", cmdlet.synopsis())));
            return;
        }
        Cmdlet cmdlet = call.catalog().find(name).orElseThrow(() -> new ShellException("Cannot find help for '" + name
                + "'." + call.catalog().nearest(name) + " Get-Command lists all cmdlets."));
        var text = new StringBuilder();
        if (call.find(PARAMETER).isPresent()) {
            var wildcard = new Wildcard(call.get(PARAMETER));
            cmdlet.allParameters().stream().filter(parameter -> wildcard.matches(parameter.name()))
                    .forEach(parameter -> describe(parameter, text));
            if (text.isEmpty()) {
                throw new ShellException(cmdlet.name() + " has no parameter '" + call.get(PARAMETER) + "'.");
            }
        } else if (call.is(EXAMPLES)) {
            heading(text, "NAME", cmdlet.name());
            examples(cmdlet, text);
        } else {
            page(cmdlet, call.is(FULL) || call.is(DETAILED), text);
        }
        out.accept(new Formatted("\n" + text));
    }

    private static void page(Cmdlet cmdlet, boolean full, StringBuilder text) {
        heading(text, "NAME", cmdlet.name());
        heading(text, "SYNOPSIS", cmdlet.synopsis());
        heading(text, "SYNTAX", syntax(cmdlet));
        if (!cmdlet.aliases().isEmpty()) {
            heading(text, "ALIASES", String.join(", ", cmdlet.aliases()));
        }
        if (full) {
            text.append("PARAMETERS\n");
            cmdlet.allParameters().forEach(parameter -> describe(parameter, text));
            examples(cmdlet, text);
        } else {
            heading(text, "REMARKS", "For more, type: Get-Help " + cmdlet.name() + " -Full, or -Examples.");
        }
    }

    private static void heading(StringBuilder text, String heading, String body) {
        text.append(heading).append("\n    ").append(body).append("\n\n");
    }

    private static void examples(Cmdlet cmdlet, StringBuilder text) {
        for (int i = 0; i < cmdlet.examples().size(); i++) {
            text.append("    -------------------------- EXAMPLE ").append(i + 1)
                    .append(" --------------------------\n\n    ")
                    .append(cmdlet.examples().get(i)).append("\n\n");
        }
    }

    private static void describe(Parameter<?> parameter, StringBuilder text) {
        text.append("    -").append(parameter.name()).append(parameter.isSwitch() ? "" : " <" + parameter.kind()
                .name() + ">")
                .append("\n        ").append(parameter.help()).append("\n\n")
                .append("        Required?                    ").append(parameter.mandatory()).append('\n')
                .append("        Position?                    ").append(parameter.position() > 0
                        ? parameter.position() : "named").append('\n')
                .append("        Accept pipeline input?       ").append(!parameter.pipeline().isEmpty()).append("\n\n");
    }

    /// `New-ClientAccessArray [[-Name] <String>] -Fqdn <String> ...`.
    static String syntax(Cmdlet cmdlet) {
        var text = new StringBuilder(cmdlet.name());
        for (Parameter<?> parameter : cmdlet.parameters()) {
            String name = "-" + parameter.name();
            String value = parameter.isSwitch() ? "" : " <" + parameter.kind().name() + ">";
            String shown = parameter.position() > 0 ? "[" + name + "]" + value : name + value;
            text.append(' ').append(parameter.mandatory() ? shown : "[" + shown + "]");
        }
        if (cmdlet.effect() != Cmdlet.Effect.NONE) {
            text.append(" [-WhatIf] [-Confirm]");
        }
        return text.append(" [<CommonParameters>]").toString();
    }

    private static Stage members(Call call, Stage out) {
        var wanted = new Wildcard(call.find(MEMBER).orElse("*"));
        List<?> given = call.find(INPUT).orElse(List.of());
        return Filtering.gathering(call, out, piped -> {
            List<?> items = given.isEmpty() ? piped : given;
            var seen = new LinkedHashMap<String, @Nullable Object>();
            for (Object item : items) {
                String type = TypeNames.of(item);
                boolean note = item instanceof ShellObject object && object.isCustom();
                for (String name : Column.names(item)) {
                    Object value = Values.member(item, name);
                    if (wanted.matches(name)) {
                        seen.putIfAbsent(type + "." + name, row(List.of("Name", "MemberType", "Definition"),
                                "MemberDefinition", name, "Name", name, "MemberType",
                                note ? "NoteProperty" : "Property", "Definition", TypeNames.of(value) + " " + name
                                        + (note ? "=" + Values.text(value) : " {get;}"), "TypeName", type));
                    }
                }
            }
            return List.copyOf(seen.values());
        });
    }
}
