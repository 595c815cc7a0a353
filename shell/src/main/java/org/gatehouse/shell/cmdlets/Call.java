package org.gatehouse.shell.cmdlets;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.gatehouse.directory.DirectoryException;
import org.gatehouse.directory.organization.Organization;
import org.gatehouse.directory.organization.Outcome;
import org.gatehouse.directory.organization.SentOn;
import org.gatehouse.shell.Administration;
import org.gatehouse.shell.Console;
import org.gatehouse.shell.ShellException;
import org.gatehouse.shell.language.Commands.Invocation;
import org.gatehouse.shell.language.Limits;
import org.gatehouse.shell.language.PassingException;
import org.gatehouse.shell.language.ScriptBlock;
import org.gatehouse.shell.language.SecureText;
import org.gatehouse.shell.language.ShellObject;
import org.gatehouse.shell.language.Stage;
import org.gatehouse.shell.language.Values;
import org.gatehouse.store.StoreException;
import org.jspecify.annotations.Nullable;

/// One call of a cmdlet: its bound parameters, the faces it may use, and the person it talks to.
public final class Call {
    private final Cmdlet cmdlet;
    private final Invocation invocation;
    private final Running running;
    private final Map<String, Object> given;
    private final Map<String, Object> piped = new HashMap<>();
    private @Nullable Organization rehearsal;
    private @Nullable List<@Nullable Object> troubles;
    private boolean yesToAll;
    private boolean noToAll;

    Call(Cmdlet cmdlet, Invocation invocation, Running running, Map<String, Object> given) {
        this.cmdlet = cmdlet;
        this.invocation = invocation;
        this.running = running;
        this.given = given;
    }

    public Cmdlet cmdlet() {
        return cmdlet;
    }

    Invocation invocation() {
        return invocation;
    }

    Catalog catalog() {
        return running.catalog();
    }

    /// Whether it heads its pipeline: nothing is piped in, and it is run once.
    boolean heads() {
        return running.first(this);
    }

    Console console() {
        return running.console();
    }

    Administration administration() {
        return running.administration();
    }

    InstantSource clock() {
        return running.administration().clock();
    }

    /// The organisation, or with -WhatIf one whose changes are not kept.
    Organization organization() {
        if (!whatIf()) {
            return running.administration().organization();
        }
        if (rehearsal == null) {
            rehearsal = running.administration().organization().rehearsal();
        }
        return rehearsal;
    }

    boolean whatIf() {
        return is(AnyCmdlet.WHAT_IF);
    }

    <T> Optional<T> find(Parameter<T> parameter) {
        return Optional.ofNullable(value(parameter));
    }

    /// Values are put under a parameter only by its own kind's conversion.
    @SuppressWarnings("unchecked")
    private <T> @Nullable T value(Parameter<T> parameter) {
        return (T) given.getOrDefault(parameter.name(), piped.get(parameter.name()));
    }

    <T> T get(Parameter<T> parameter) {
        T value = value(parameter);
        if (value == null) {
            throw new ShellException("Cannot process command because of one or more missing mandatory parameters: "
                    + parameter.name() + ". Add -" + parameter.name() + " <" + parameter.kind().name() + ">.");
        }
        return value;
    }

    /// The text, or empty when it was not given.
    String text(Parameter<String> parameter) {
        return find(parameter).orElse("");
    }

    boolean is(Parameter<Boolean> parameter) {
        return find(parameter).orElse(false);
    }

    @Nullable Object evaluate(ScriptBlock block, @Nullable Object item) {
        return invocation.evaluate().apply(block, item);
    }

    /// A stage that binds what is piped in, does the work, and reports what fails without ending the pipeline.
    Stage guarded(Consumer<@Nullable Object> work) {
        return item -> {
            try {
                if (bindPiped(item)) {
                    work.accept(item);
                }
            } catch (PassingException notOurs) {
                throw notOurs;
            } catch (ShellException | DirectoryException | StoreException failure) {
                failed(failure);
            }
        };
    }

    /// Whether the work is to be done for the item.
    private boolean bindPiped(@Nullable Object item) {
        piped.clear();
        if (running.first(this)) {
            return requireMandatory();
        }
        if (item == null) {
            throw new ShellException("Nothing (null) came through the pipeline; it is not taken to mean everything. "
                    + "Leave the pipeline out to work on all objects.");
        }
        for (Parameter<?> parameter : cmdlet.parameters()) {
            Object value = given.containsKey(parameter.name()) ? null : property(parameter, item);
            if (value != null) {
                piped.put(parameter.name(), Binding.convert(cmdlet, parameter, value, null));
                if (parameter.pipeline().equals(List.of("."))) {
                    break;
                }
            }
        }
        return requireMandatory();
    }

    private static @Nullable Object property(Parameter<?> parameter, Object item) {
        boolean suits = parameter.pipelineTypes().isEmpty()
                || item instanceof ShellObject object && parameter.pipelineTypes().contains(object.type());
        if (!suits) {
            return null;
        }
        if (parameter.kind().equals(Kind.IDENTITY) && item instanceof ShellObject row && row.isCustom()
                && row.has(parameter.name())) {
            return row.get(parameter.name());
        }
        for (String name : parameter.pipeline()) {
            Object value = name.equals(".") || item instanceof String ? item : Values.member(item, name);
            if (value != null) {
                return value;
            }
        }
        return null;
    }

    private boolean requireMandatory() {
        if (heads() && console().interactive() && !missing().isEmpty()) {
            askFor(missing());
        }
        List<String> missing = missing().stream().map(Parameter::name).toList();
        if (!missing.isEmpty()) {
            throw new ShellException("Cannot process command because of one or more missing mandatory parameters: "
                    + String.join(" ", missing) + ". Add -" + String.join(" and -", missing) + ".");
        }
        return true;
    }

    private List<Parameter<?>> missing() {
        return cmdlet.parameters().stream().filter(parameter -> parameter.mandatory() && value(parameter) == null
                && parameter.excuses().stream().noneMatch(given::containsKey))
                .<Parameter<?>>map(parameter -> parameter).toList();
    }

    /// Asks the person for what is missing; an empty answer leaves it so.
    private void askFor(List<Parameter<?>> missing) {
        console().output("Supply values for the following parameters of " + cmdlet.name() + ":\n");
        for (Parameter<?> parameter : missing) {
            boolean secret = parameter.kind().equals(Kind.SECRET);
            char[] answer = console().read(parameter.name(), secret);
            if (answer.length > 0) {
                given.put(parameter.name(), Binding.convert(cmdlet, parameter,
                        secret ? new SecureText(answer) : new String(answer), null));
                Arrays.fill(answer, '\0');
            }
        }
    }

    /// Reports an error as -ErrorAction wants it.
    void failed(RuntimeException failure) {
        String action = find(AnyCmdlet.ERROR_ACTION)
                .orElse(Values.text(invocation.session().get("ErrorActionPreference")));
        String message = cmdlet.name() + " : " + failure.getMessage();
        invocation.session().fail();
        switch (action.toLowerCase(java.util.Locale.ROOT)) {
            case "ignore" -> { }
            case "silentlycontinue" -> note(message);
            case "stop" -> throw new StopException(message);
            default -> {
                note(message);
                running.error(message);
            }
        }
    }

    /// Keeps an error in `$Error` and in the variable that -ErrorVariable names.
    private void note(String message) {
        ShellObject record = invocation.session().remember(message);
        if (troubles != null) {
            add(troubles, record);
        }
    }

    /// The next stage, with what goes there kept in the variable that -OutVariable names.
    Stage noting(Stage next) {
        troubles = find(AnyCmdlet.ERROR_VARIABLE).map(this::variable).orElse(null);
        List<@Nullable Object> given = find(AnyCmdlet.OUT_VARIABLE).map(this::variable).orElse(null);
        return given == null ? next : new Stage() {
            @Override
            public void accept(@Nullable Object item) {
                add(given, item);
                next.accept(item);
            }
        };
    }

    /// The list that a variable becomes: a new one, or what it is so far for `+name`.
    private List<@Nullable Object> variable(String written) {
        boolean more = written.startsWith("+");
        String name = more ? written.substring(1) : written;
        List<@Nullable Object> items = new ArrayList<>(more ? Values.items(invocation.session().get(name)) : List.of());
        invocation.session().set(name, items);
        return items;
    }

    private static void add(List<@Nullable Object> items, @Nullable Object item) {
        if (items.size() >= Limits.LIST_ITEMS_MAX) {
            throw new ShellException("A variable would have more than " + Limits.LIST_ITEMS_MAX + " items.");
        }
        items.add(item);
    }

    void warn(String text) {
        String action = find(AnyCmdlet.WARNING_ACTION)
                .orElse(Values.text(invocation.session().get("WarningPreference")));
        switch (action.toLowerCase(java.util.Locale.ROOT)) {
            case "silentlycontinue", "ignore" -> { }
            case "stop" -> throw new StopException(cmdlet.name() + " : stopped at a warning: " + text);
            default -> running.console().warning(text);
        }
    }

    void verbose(String text) {
        boolean wanted = find(AnyCmdlet.VERBOSE).orElse(
                Values.text(invocation.session().get("VerbosePreference")).equalsIgnoreCase("Continue"));
        if (wanted) {
            running.console().verbose(text);
        }
    }

    /// Whether to go on with a change; asks where that is due. With -WhatIf it always goes on, into the rehearsal.
    ///
    /// @param action what is about to be done, as in `Removing the mailbox database 'DB1'.`
    boolean proceeds(String action) {
        if (whatIf()) {
            return true;
        }
        boolean asks = find(AnyCmdlet.CONFIRM).orElse(cmdlet.effect() == Cmdlet.Effect.DESTROYS
                && !Values.text(invocation.session().get("ConfirmPreference")).equalsIgnoreCase("None"));
        if (!asks || yesToAll) {
            verbose(action);
            return true;
        }
        if (noToAll) {
            return false;
        }
        if (!running.console().interactive()) {
            throw new ShellException(action + " This has to be confirmed, and nobody can be asked here. Add "
                    + "-Confirm:$false to go on without a question.");
        }
        Console.Answer answer = running.console().confirm(action);
        yesToAll = answer == Console.Answer.YES_TO_ALL;
        noToAll = answer == Console.Answer.NO_TO_ALL;
        return answer == Console.Answer.YES || yesToAll;
    }

    /// Whether to do something that no rehearsal covers; says it with -WhatIf.
    boolean really(String action) {
        if (whatIf()) {
            running.console().output("What if: " + action + "\n");
            return false;
        }
        verbose(action);
        return true;
    }

    /// Also gives out, with -WhatIf, whose clients would be sent to another site.
    <T> T told(Outcome<T> outcome, Stage out) {
        T value = told(outcome);
        sentOn(outcome.sentOn(), out);
        return value;
    }

    /// Gives out, with -WhatIf, whose clients would be sent to another site.
    void sentOn(List<SentOn> clients, Stage out) {
        if (whatIf()) {
            clients.forEach(each -> out.accept(View.sentOn(organization(), each)));
        }
    }

    /// Tells the warnings of a change and gives its value.
    <T> T told(Outcome<T> outcome) {
        outcome.warnings().forEach(this::warn);
        if (whatIf()) {
            running.console().output("What if: " + outcome.description() + "\n");
        } else {
            verbose(outcome.description());
        }
        return outcome.value();
    }
}
