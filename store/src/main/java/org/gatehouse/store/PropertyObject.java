package org.gatehouse.store;

import java.util.List;
import org.gatehouse.mapi.property.Cell;
import org.gatehouse.mapi.property.PropertyProblem;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.property.PropertyValue;

/// What has properties: the store itself, a folder, a message, an attachment.
public interface PropertyObject {
    /// The tags that have a value here, computed ones included.
    List<PropertyTag> tags();

    /// One cell per tag, in order. PtypUnspecified asks for the value in its own type, PtypString8 for text in the
    /// caller's code page. A value longer than `bytesMax` fails with OUT_OF_MEMORY: it must be streamed.
    List<Cell> get(List<PropertyTag> tags, int bytesMax);

    /// All values but those longer than `bytesMax`, which come as an error value of OUT_OF_MEMORY.
    List<PropertyValue> all(int bytesMax);

    /// Sets values; those refused are listed (computed ones with COMPUTED_VALUE), the others are set.
    List<PropertyProblem> set(List<PropertyValue> values);

    /// Deletes values; those refused are listed.
    List<PropertyProblem> delete(List<PropertyTag> tags);

    /// Opens a value of PtypBinary, PtypString, PtypString8 or PtypObject (attachment data) for streaming.
    ///
    /// @throws MailboxException NOT_FOUND when reading or modifying what is not there
    ValueStream stream(PropertyTag tag, StreamMode mode);

    /// How a stream is opened ([MS-OXCPRPT] 2.2.14.1).
    enum StreamMode {
        READ,
        MODIFY,
        /// Starts from nothing, whatever is there.
        CREATE
    }
}
