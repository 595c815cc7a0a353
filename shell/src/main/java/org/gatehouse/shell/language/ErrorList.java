package org.gatehouse.shell.language;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// `$Error`: what has failed in a session, the newest first.
public final class ErrorList extends AbstractList<Object> {
    /// What $MaximumErrorCount is in PowerShell if nobody sets it.
    static final int RECORDS_MAX = 256;
    /// The type of what is in it.
    public static final String RECORD = "System.Management.Automation.ErrorRecord";

    private static final String PLACE = "\nAt line:";
    private static final Pattern COMMAND = Pattern.compile("([A-Za-z]+-[A-Za-z]+) : ");

    /// Never changed, so that who walks through it is not disturbed by failures on the way.
    private List<ShellObject> records = List.of();

    ErrorList() {}

    /// A failure as PowerShell keeps it: the message apart from the cmdlet's name and the place.
    public static ShellObject record(String shown) {
        int place = shown.indexOf(PLACE);
        String message = place < 0 ? shown : shown.substring(0, place);
        Matcher command = COMMAND.matcher(message);
        String cmdlet = command.lookingAt() ? command.group(1) : "";
        message = cmdlet.isEmpty() ? message : message.substring(command.end());
        var exception = new LinkedHashMap<String, @Nullable Object>();
        exception.put("Message", message);
        var invocation = new LinkedHashMap<String, @Nullable Object>();
        invocation.put("MyCommand", cmdlet);
        invocation.put("PositionMessage", place < 0 ? "" : shown.substring(place + 1));
        var properties = new LinkedHashMap<String, @Nullable Object>();
        properties.put("Exception", new ShellObject("System.Exception", message, exception, List.of()));
        properties.put("InvocationInfo", new ShellObject("System.Management.Automation.InvocationInfo", cmdlet,
                invocation, List.of()));
        return new ShellObject(RECORD, message, properties, List.of());
    }

    void put(ShellObject record) {
        var more = new ArrayList<ShellObject>(records.size() + 1);
        more.add(record);
        more.addAll(records.subList(0, Math.min(records.size(), RECORDS_MAX - 1)));
        records = List.copyOf(more);
    }

    @Override
    public Object get(int index) {
        return records.get(index);
    }

    @Override
    public int size() {
        return records.size();
    }

    @Override
    public void clear() {
        records = List.of();
    }

    @Override
    public Iterator<Object> iterator() {
        return List.<Object>copyOf(records).iterator();
    }
}
