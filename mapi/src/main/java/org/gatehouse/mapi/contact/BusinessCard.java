package org.gatehouse.mapi.contact;

import static org.gatehouse.wire.MalformedException.require;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;
import org.gatehouse.wire.Bytes;

/// PidLidBusinessCardDisplayDefinition: how a contact looks as a business card ([MS-OXOCNTC] 2.2.1.7.1).
///
/// @param majorVersion 3 or more
/// @param template where the image lies: 0 left, 1 right, 2 above, 3 below, 4 none, 5 behind
/// @param imageAlignment 0 stretched, then nine places from top left to bottom right
/// @param imageSource 0 the contact's photo, otherwise the card's picture
/// @param background as 0x00BBGGRR
/// @param imagePercent how much of the card the image takes
/// @param labels texts that end with a zero each, as the fields' offsets point into them
public record BusinessCard(int majorVersion, int minorVersion, int template, int imageAlignment, int imageSource,
        int background, int imagePercent, List<Field> fields, Bytes labels) {
    private static final int FIELD_BYTES = 16;
    private static final int COUNT_MAX = 255;

    public BusinessCard {
        fields = List.copyOf(fields);
        if (fields.size() > COUNT_MAX || labels.length() > COUNT_MAX) {
            throw new IllegalArgumentException(fields.size() + " fields of a business card");
        }
    }

    /// A line of text: FieldInfo (2.2.1.7.1.1).
    ///
    /// @param propertyId of the text, 0 for an empty line
    /// @param textFormat bits of alignment and style
    /// @param labelFormat bits of the label's place
    /// @param fontSize in points
    /// @param labelOffset into the labels, [#NO_LABEL] for none
    /// @param textColor as 0x00BBGGRR, so `labelColor`
    public record Field(int propertyId, int textFormat, int labelFormat, int fontSize, int labelOffset, int textColor,
            int labelColor) {
        public static final int NO_LABEL = 0xfffe;

        private static Field read(ByteReader in) {
            int property = in.u16();
            int text = in.u8();
            int label = in.u8();
            int size = in.u8();
            in.skip(1);
            return new Field(property, text, label, size, in.u16(), in.i32(), in.i32());
        }

        private void write(ByteWriter out) {
            out.u16(propertyId).u8(textFormat).u8(labelFormat).u8(fontSize).u8(0).u16(labelOffset);
            out.i32(textColor).i32(labelColor);
        }
    }

    /// The label that a user gave a field.
    ///
    /// @throws org.gatehouse.wire.MalformedException where the offset leads nowhere
    public Optional<String> label(Field field) {
        if (field.labelOffset == Field.NO_LABEL) {
            return Optional.empty();
        }
        ByteReader in = labels.reader();
        in.seek(field.labelOffset);
        return Optional.of(in.utf16Terminated());
    }

    /// Labels one after the other, as the offsets of fields count them.
    public static Bytes labels(List<String> texts) {
        var out = new ByteWriter();
        texts.forEach(text -> out.bytes(text.getBytes(StandardCharsets.UTF_16LE)).u16(0));
        return out.toBytes();
    }

    public static BusinessCard of(Bytes encoded) {
        ByteReader in = encoded.reader();
        int major = in.u8();
        int minor = in.u8();
        int template = in.u8();
        int count = in.u8();
        require(in.u8() == FIELD_BYTES, "size of a business card's fields");
        int labelBytes = in.u8();
        int alignment = in.u8();
        int source = in.u8();
        int background = in.i32();
        int percent = in.u8();
        in.skip(Integer.BYTES);
        return new BusinessCard(major, minor, template, alignment, source, background, percent,
                in.list(count, FIELD_BYTES, Field::read), in.blob(labelBytes));
    }

    public Bytes encode() {
        var out = new ByteWriter();
        out.u8(majorVersion).u8(minorVersion).u8(template).u8(fields.size()).u8(FIELD_BYTES).u8(labels.length());
        out.u8(imageAlignment).u8(imageSource).i32(background).u8(imagePercent).i32(0);
        fields.forEach(field -> field.write(out));
        return out.bytes(labels).toBytes();
    }
}
