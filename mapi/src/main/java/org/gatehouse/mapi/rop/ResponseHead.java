package org.gatehouse.mapi.rop;

import java.util.List;
import org.gatehouse.mapi.property.PropertyTag;

/// What a client knows when it decodes a response: the fields that all share ([MS-OXCROPS] 2.2.3 to 2.2.15), and what
/// its request asked for.
///
/// @param columns tags of the request (RopGetPropertiesSpecific) or columns of the table; else not used
record ResponseHead(int handleIndex, int returnValue, List<PropertyTag> columns) {}
