package org.gatehouse.shell.language;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A thing with named properties, in the order of its list view. Names are compared without case.
public final class ShellObject {
    /// The type of what a person made.
    public static final String CUSTOM = "System.Management.Automation.PSCustomObject";

    private final String type;
    private final String label;
    private final Map<String, @Nullable Object> properties;
    private final Map<String, String> spelling;
    private final List<String> columns;

    /// @param type what Get-Member shows: `ClientAccessArray`
    /// @param label what the object is as text: its name
    /// @param columns of the table shown when nothing else is asked for; empty to choose by number of properties
    public ShellObject(String type, String label, Map<String, ? extends @Nullable Object> properties,
            List<String> columns) {
        this.type = type;
        this.label = label;
        this.columns = List.copyOf(columns);
        var copy = new LinkedHashMap<String, @Nullable Object>();
        var names = new LinkedHashMap<String, String>();
        properties.forEach((name, value) -> {
            copy.put(name, value);
            names.put(name.toLowerCase(Locale.ROOT), name);
        });
        this.properties = Collections.unmodifiableMap(copy);
        this.spelling = names;
    }

    /// What a person or a file made, as `[PSCustomObject]` is.
    public static ShellObject custom(String type, Map<String, ? extends @Nullable Object> properties) {
        var label = new StringBuilder("@{");
        properties.forEach((name, value) -> label.append(label.length() > 2 ? "; " : "").append(name).append('=')
                .append(Values.text(value)));
        return new ShellObject(type, label.append('}').toString(), properties, List.of());
    }

    /// Whether it is no object of the organisation but a row of values: of a file, of Select-Object, of a person.
    public boolean isCustom() {
        return type.equals(CUSTOM) || type.startsWith("CSV:") || type.startsWith("Selected");
    }

    public String type() {
        return type;
    }

    public String label() {
        return label;
    }

    public List<String> columns() {
        return columns;
    }

    public List<String> names() {
        return new ArrayList<>(properties.keySet());
    }

    public Map<String, @Nullable Object> properties() {
        return properties;
    }

    public boolean has(String name) {
        return spelling.containsKey(name.toLowerCase(Locale.ROOT));
    }

    /// The property, or null when there is none.
    public @Nullable Object get(String name) {
        String spelled = spelling.get(name.toLowerCase(Locale.ROOT));
        return spelled == null ? null : properties.get(spelled);
    }

    @Override
    public String toString() {
        return label;
    }
}
