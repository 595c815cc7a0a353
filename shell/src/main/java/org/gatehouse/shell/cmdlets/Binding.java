package org.gatehouse.shell.cmdlets;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.gatehouse.shell.ShellException;
import org.gatehouse.shell.language.Commands.Given;
import org.gatehouse.shell.language.Commands.Invocation;
import org.gatehouse.shell.language.Values;
import org.jspecify.annotations.Nullable;

/// Puts arguments under parameters: by name or an unambiguous beginning of it, else by position.
final class Binding {
    private final Cmdlet cmdlet;
    private final Invocation invocation;
    private final Map<String, Object> bound = new HashMap<>();

    private Binding(Cmdlet cmdlet, Invocation invocation) {
        this.cmdlet = cmdlet;
        this.invocation = invocation;
    }

    static Map<String, Object> bind(Cmdlet cmdlet, Invocation invocation) {
        var binding = new Binding(cmdlet, invocation);
        try {
            binding.bindAll();
        } catch (ShellException wrong) {
            throw new ShellException(cmdlet.name() + " : " + wrong.getMessage() + "\n" + invocation.place());
        }
        return binding.bound;
    }

    private void bindAll() {
        var positional = new ArrayList<Given>();
        List<Given> arguments = invocation.arguments();
        for (int i = 0; i < arguments.size(); i++) {
            Given argument = arguments.get(i);
            String name = argument.name();
            if (name == null) {
                positional.add(argument);
                continue;
            }
            Parameter<?> parameter = parameter(cmdlet, name);
            if (argument.given()) {
                put(parameter, argument);
            } else if (parameter.isSwitch()) {
                put(parameter, new Given(name, true, true, null));
            } else if (i + 1 < arguments.size() && arguments.get(i + 1).name() == null) {
                put(parameter, arguments.get(++i));
            } else {
                throw new ShellException("Missing an argument for parameter '" + parameter.name()
                        + "'. Write a value of type " + parameter.kind().name() + " after it.");
            }
        }
        byPosition(positional);
    }

    static Parameter<?> parameter(Cmdlet cmdlet, String name) {
        List<Parameter<?>> all = cmdlet.allParameters();
        for (Parameter<?> parameter : all) {
            if (parameter.named(name)) {
                return parameter;
            }
        }
        List<String> candidates = all.stream().filter(parameter -> parameter.begins(name)).map(Parameter::name)
                .toList();
        if (candidates.size() == 1) {
            return parameter(cmdlet, candidates.getFirst());
        }
        if (candidates.isEmpty()) {
            throw new ShellException("A parameter cannot be found that matches parameter name '" + name + "'."
                    + nearest(name, all) + " Get-Help " + cmdlet.name() + " -Full lists them all.");
        }
        throw new ShellException("Parameter cannot be processed because the parameter name '" + name
                + "' is ambiguous. Possible matches include: -" + String.join(" -", candidates)
                + ". Write more of the name.");
    }

    private static String nearest(String name, List<Parameter<?>> all) {
        return all.stream().map(Parameter::name).min(Comparator.comparingInt(other -> Distance.between(name, other)))
                .filter(other -> Distance.between(name, other) <= 1 + name.length() / 3)
                .map(other -> " Did you mean -" + other + "?").orElse("");
    }

    private void byPosition(List<Given> positional) {
        List<Parameter<?>> places = cmdlet.parameters().stream()
                .filter(parameter -> parameter.position() > 0 && !bound.containsKey(parameter.name()))
                .sorted(Comparator.comparingInt(Parameter::position)).<Parameter<?>>map(parameter -> parameter)
                        .toList();
        for (int i = 0; i < positional.size(); i++) {
            if (i >= places.size()) {
                String text = Values.text(positional.get(i).value());
                throw new ShellException("A positional parameter cannot be found that accepts argument '" + text + "'. "
                        + (text.equals("True") || text.equals("False")
                                ? "A switch takes its value with a colon, as in -Confirm:$"
                                        + text.toLowerCase(java.util.Locale.ROOT) + "."
                                : "Name the parameter it belongs to, or quote a value with blanks."));
            }
            put(places.get(i), positional.get(i));
        }
    }

    private void put(Parameter<?> parameter, Given argument) {
        if (bound.containsKey(parameter.name())) {
            throw new ShellException("Cannot bind parameter because parameter '" + parameter.name()
                    + "' is specified more than once. Leave one out.");
        }
        if (argument.value() == null && !parameter.isSwitch()) {
            if (!parameter.kind().equals(Kind.OBJECTS) && parameter.mandatory() || parameter.name()
                    .equals("Identity")) {
                throw new ShellException("Cannot bind argument to parameter '" + parameter.name()
                        + "' because it is null. Set the variable first"
                        + (parameter.mandatory() ? "." : ", or leave the parameter out to mean all."));
            }
        }
        bound.put(parameter.name(), convert(cmdlet, parameter, argument.value(), argument.source()));
    }

    static Object convert(Cmdlet cmdlet, Parameter<?> parameter, @Nullable Object value, @Nullable String source) {
        try {
            Object converted = parameter.kind().conversion().convert(value, source);
            return converted == null ? "" : converted;
        } catch (ShellException wrong) {
            throw new ShellException("Cannot process argument transformation on parameter '" + parameter.name()
                    + "', value '"
                    + (parameter.kind().equals(Kind.SECRET) ? "(not shown)" : shown(value)) + "': "
                            + wrong.getMessage() + ".");
        }
    }

    private static String shown(@Nullable Object value) {
        String text = Values.text(value);
        return text.length() > 200 ? text.substring(0, 200) + "..." : text;
    }
}
