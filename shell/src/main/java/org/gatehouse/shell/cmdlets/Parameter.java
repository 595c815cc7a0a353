package org.gatehouse.shell.cmdlets;

import java.util.List;
import java.util.stream.Stream;

/// One parameter of a cmdlet, as a constant that the cmdlet's code reads its value by.
///
/// @param position from 1 when it may be given without its name; 0 when not
/// @param pipeline properties of a piped object to take it from, `.` for the object itself; empty when not piped
/// @param pipelineTypes which objects it is taken from; empty for any
/// @param source what its values are, for completion
/// @param aliases other names
/// @param excuses parameters beside which a mandatory one may be left out
public record Parameter<T>(String name, Kind<T> kind, String help, boolean mandatory, int position,
        List<String> pipeline, List<String> pipelineTypes, Source source, List<String> aliases,
        List<String> excuses) {

    /// Where completion finds values.
    public enum Source { NONE, ARRAYS, SITES, SERVERS, ENDPOINTS, MAILBOX_DATABASES, PUBLIC_FOLDER_DATABASES,
            DATABASES, MAILBOXES, AUTODISCOVER_DIRECTORIES, MAPI_DIRECTORIES, OUTLOOK_ANYWHERE, OUTLOOK_PROVIDERS,
            THROTTLING_POLICIES, CMDLETS }

    static <T> Parameter<T> of(String name, Kind<T> kind, String help) {
        return new Parameter<>(name, kind, help, false, 0, List.of(), List.of(), Source.NONE, List.of(),
                List.of());
    }

    static Parameter<Boolean> flag(String name, String help) {
        return of(name, Kind.SWITCH, help);
    }

    static Parameter<String> text(String name, String help) {
        return of(name, Kind.TEXT, help);
    }

    /// What the cmdlet works on: the first argument, or what comes through the pipeline.
    static Parameter<String> identity(String help, Source source) {
        return of("Identity", Kind.IDENTITY, help).at(1).from(source).piped(".");
    }

    Parameter<T> required() {
        return new Parameter<>(name, kind, help, true, position, pipeline, pipelineTypes, source, aliases,
                excuses);
    }

    /// Mandatory in those calls that give none of the others.
    Parameter<T> requiredUnless(Parameter<?>... others) {
        return new Parameter<>(name, kind, help, true, position, pipeline, pipelineTypes, source, aliases,
                Stream.of(others).map(Parameter::name).toList());
    }

    Parameter<T> at(int newPosition) {
        return new Parameter<>(name, kind, help, mandatory, newPosition, pipeline, pipelineTypes, source, aliases,
                excuses);
    }

    Parameter<T> piped(String... properties) {
        return new Parameter<>(name, kind, help, mandatory, position, List.of(properties), pipelineTypes, source,
                aliases, excuses);
    }

    Parameter<T> pipedFrom(String... types) {
        return new Parameter<>(name, kind, help, mandatory, position, List.of("."), List.of(types), source, aliases,
                excuses);
    }

    Parameter<T> from(Source newSource) {
        return new Parameter<>(name, kind, help, mandatory, position, pipeline, pipelineTypes, newSource, aliases,
                excuses);
    }

    Parameter<T> or(String... others) {
        return new Parameter<>(name, kind, help, mandatory, position, pipeline, pipelineTypes, source, List.of(others),
                excuses);
    }

    boolean isSwitch() {
        return kind.equals(Kind.SWITCH);
    }

    boolean named(String text) {
        return name.equalsIgnoreCase(text) || aliases.stream().anyMatch(text::equalsIgnoreCase);
    }

    boolean begins(String text) {
        return name.regionMatches(true, 0, text, 0, text.length());
    }
}
