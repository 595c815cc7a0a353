package org.gatehouse.mapi.configuration;

import static org.gatehouse.wire.MalformedException.require;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.gatehouse.wire.Bytes;
import org.gatehouse.wire.MalformedException;

/// PidTagRoamingXmlStream of the message of class [#MESSAGE_CLASS] in the Calendar: the categories that a user has
/// ([MS-OXOCFG] 2.2.5.2.2). Attributes that later versions add are kept (3.1.4.2.3).
///
/// @param attributes of the whole, such as `default` and `lastSavedTime`
public record CategoryList(Map<String, String> attributes, List<Category> categories) {
    public static final String MESSAGE_CLASS = "IPM.Configuration.CategoryList";
    private static final String ROOT = "categories";
    private static final String NAMESPACE = "CategoryList.xsd";
    private static final int CATEGORIES_MAX = 10_000;
    private static final Pattern GUID = Pattern.compile("\\{([0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})}");

    public CategoryList {
        attributes = Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
        categories = List.copyOf(categories);
    }

    /// A category by its attributes, in the order they have.
    public record Category(Map<String, String> attributes) {
        public static final int NO_COLOR = -1;

        /// @throws MalformedException without a name, or with a value that is none of its attribute
        public Category {
            attributes = Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
            require(!attributes.getOrDefault("name", "").isEmpty(), "name of a category");
            for (String number : List.of("color", "keyboardShortcut", "usageCount", "renameOnFirstUse")) {
                RoamingXml.number(attributes.getOrDefault(number, "0"));
            }
            String guid = attributes.getOrDefault("guid", "");
            require(guid.isEmpty() || GUID.matcher(guid).matches(), "guid of a category");
            String used = attributes.getOrDefault("lastTimeUsed", "");
            require(used.isEmpty() || time(used).isPresent(), "time of a category");
        }

        public static Category of(String name, int color, UUID guid) {
            var attributes = new LinkedHashMap<String, String>();
            attributes.put("name", name);
            attributes.put("color", Integer.toString(color));
            attributes.put("keyboardShortcut", "0");
            attributes.put("guid", "{" + guid + "}");
            return new Category(attributes);
        }

        public String name() {
            return attributes.getOrDefault("name", "");
        }

        /// Which of the colors, from 0; [#NO_COLOR] for none.
        public int color() {
            return RoamingXml.number(attributes.getOrDefault("color", Integer.toString(NO_COLOR)));
        }

        /// Which key, from 1; 0 for none.
        public int keyboardShortcut() {
            return RoamingXml.number(attributes.getOrDefault("keyboardShortcut", "0"));
        }

        public Optional<UUID> guid() {
            var matcher = GUID.matcher(attributes.getOrDefault("guid", ""));
            return matcher.matches() ? Optional.of(UUID.fromString(matcher.group(1))) : Optional.empty();
        }

        public Optional<Instant> lastTimeUsed() {
            return time(attributes.getOrDefault("lastTimeUsed", ""));
        }

        /// Times are of UTC, whether they say so or not (3.1.4.2.3).
        private static Optional<Instant> time(String text) {
            try {
                return Optional.of(LocalDateTime.parse(text.endsWith("Z") ? text.substring(0, text.length() - 1) : text)
                        .toInstant(ZoneOffset.UTC));
            } catch (DateTimeException none) {
                return Optional.empty();
            }
        }
    }

    /// @throws MalformedException for what is no such document
    public static CategoryList of(Bytes document) {
        var attributes = new LinkedHashMap<String, String>();
        var categories = new ArrayList<Category>();
        RoamingXml.read(document, ROOT, (path, each) -> {
            if (path.equals(ROOT)) {
                attributes.putAll(each);
            } else if (path.equals(ROOT + "/category")) {
                require(categories.size() < CATEGORIES_MAX, "number of categories");
                categories.add(new Category(each));
            }
        });
        return new CategoryList(attributes, categories);
    }

    public Bytes encode() {
        return RoamingXml.write(ROOT, NAMESPACE, attributes, out -> {
            for (Category each : categories) {
                out.writeEmptyElement("category");
                RoamingXml.attributes(out, each.attributes);
            }
        });
    }
}
