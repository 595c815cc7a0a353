package org.gatehouse.mapi.property;

/// A tag with its value ([MS-OXCDATA] 2.11.4).
public record PropertyValue(PropertyTag tag, Value value) {}
