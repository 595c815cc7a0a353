package org.gatehouse.shell.format;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.gatehouse.shell.language.ErrorList;
import org.gatehouse.shell.language.ShellObject;
import org.gatehouse.shell.language.Stage;
import org.gatehouse.shell.language.Values;
import org.jspecify.annotations.Nullable;

/// Where a pipeline's objects become text when nothing else was asked for: tables of their usual columns, or lists.
public final class Output implements Stage {
    private static final int TABLE_COLUMNS_MAX = 4;

    private final Consumer<String> to;
    private final int width;
    private final List<ShellObject> pending = new ArrayList<>();

    public Output(Consumer<String> to, int width) {
        this.to = to;
        this.width = width;
    }

    @Override
    public void accept(@Nullable Object item) {
        if (item instanceof ShellObject object && !object.type().equals(ErrorList.RECORD)) {
            if (!pending.isEmpty() && !sameView(pending.getFirst(), object)) {
                end();
            }
            pending.add(object);
            return;
        }
        end();
        switch (item) {
            case null -> { }
            case Formatted(var text) -> to.accept(text);
            case List<?> list -> list.forEach(this::accept);
            case Map<?, ?> table -> to.accept(TableLayout.format(List.copyOf(table.entrySet()), entryColumns(), width,
                    true, false, true));
            default -> to.accept(Cells.printable(Values.text(item)) + "\n");
        }
    }

    private static List<Column> entryColumns() {
        return List.of(new Column("Name", entry -> entry instanceof Map.Entry<?, ?> pair ? pair.getKey() : null, 0,
                null),
                new Column("Value", entry -> entry instanceof Map.Entry<?, ?> pair ? pair.getValue() : null, 0, false));
    }

    private static boolean sameView(ShellObject one, ShellObject other) {
        return one.type().equals(other.type()) && one.columns().equals(other.columns())
                && (!one.columns().isEmpty() || one.names().equals(other.names()));
    }

    @Override
    public void end() {
        if (pending.isEmpty()) {
            return;
        }
        ShellObject first = pending.getFirst();
        List<String> names = first.columns().isEmpty() ? first.names() : first.columns();
        List<Column> columns = names.stream().map(Column::usual).toList();
        if (!first.columns().isEmpty() || names.size() <= TABLE_COLUMNS_MAX) {
            to.accept(TableLayout.format(List.copyOf(pending), columns, width, false, false, true));
        } else {
            pending.forEach(object -> to.accept(ListLayout.format(object, columns, width)));
            to.accept("\n");
        }
        pending.clear();
    }
}
