package org.gatehouse.store;

import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.mapi.property.Value;
import org.gatehouse.wire.ByteWriter;

/// What a category's header row has ([MS-OXCTABL] 2.2.1): its own properties, the values that its rows share, and
/// nothing else.
///
/// @param folder PidTagFolderId's counter, 0 for none
/// @param first the values of its first leaf
record HeaderValues(Mailbox mailbox, Categories categories, Categories.Category category, boolean open, long folder,
        Optional<RowValues> first) implements RowValues {
    private static final int EXPANDED = 3;
    private static final int COLLAPSED = 4;

    @Override
    public Optional<Value> value(PropertyTag tag) throws SQLException {
        int id = tag.id();
        if (id == Tags.ROW_TYPE.id()) {
            return Optional.of(new Value.Int32(open ? EXPANDED : COLLAPSED));
        } else if (id == Tags.DEPTH.id()) {
            return Optional.of(new Value.Int32(category.depth()));
        } else if (id == Tags.INST_ID.id()) {
            return Optional.of(new Value.Int64(Categories.objectId(category.id()).wire()));
        } else if (id == Tags.INSTANCE_NUM.id()) {
            return Optional.of(new Value.Int32(0));
        } else if (id == Tags.INSTANCE_KEY.id()) {
            return Optional.of(new Value.Binary(new ByteWriter(12).i64(category.id()).i32(0).toBytes()));
        } else if (id == Tags.CONTENT_COUNT.id()) {
            return Optional.of(new Value.Int32(category.size()));
        } else if (id == Tags.CONTENT_UNREAD_COUNT.id()) {
            return Optional.of(new Value.Int32(category.unread()));
        } else if (id == Tags.FOLDER_ID.id()) {
            return folder == 0 ? Optional.empty() : Optional.of(new Value.Int64(mailbox.id(folder).wire()));
        }
        Optional<PropertyTag> aggregate = categories.aggregate().filter(each -> each.id() == id);
        if (aggregate.isPresent() && category.depth() == categories.levels() - 1) {
            return category.best().value();
        }
        for (int level = 0; level <= category.depth(); level++) {
            PropertyTag property = categories.property(level);
            if (property.id() == id && first.isPresent()) {
                return first.get().value(property);
            }
        }
        return Optional.empty();
    }

    @Override
    public List<RowValues> parts(PropertyTag subObject) {
        return List.of();
    }

    /// The tag with the type that one instance has.
    static PropertyTag single(PropertyTag tag) {
        return SortKeys.isInstance(tag) ? tag.withType(tag.type().single()) : tag;
    }
}
