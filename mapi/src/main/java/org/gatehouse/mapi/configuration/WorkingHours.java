package org.gatehouse.mapi.configuration;

import static org.gatehouse.wire.MalformedException.require;

import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import org.gatehouse.wire.Bytes;
import org.gatehouse.wire.MalformedException;

/// PidTagRoamingXmlStream of the message of class [#MESSAGE_CLASS] in the Calendar: when a user works ([MS-OXOCFG]
/// 2.2.5.2.1).
///
/// @param bias minutes from the zone's time to UTC
/// @param zone its name, empty for none
public record WorkingHours(int bias, Transition standard, Transition daylight, String zone, LocalTime start,
        LocalTime end, List<DayOfWeek> days) {
    public static final String MESSAGE_CLASS = "IPM.Configuration.WorkHours";
    private static final String ROOT = "Root";
    private static final String NAMESPACE = "WorkingHours.xsd";
    private static final String HOURS = ROOT + "/WorkHoursVersion1/";
    private static final Pattern DATE = Pattern.compile("(\\d{4})/(\\d{2})/(\\d{2})");
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);
    private static final int WEEKS_MAX = 5;
    private static final int LEAVES_MAX = 1_000;

    public WorkingHours {
        days = List.copyOf(days);
    }

    /// When standard or daylight time begins.
    ///
    /// @param bias minutes to be added to the zone's
    /// @param year 0 for every year, in which `day` counts the weeks: 5 for the last
    /// @param month 0 for never
    /// @param dayOfWeek from Sunday, which is 0
    public record Transition(int bias, LocalTime time, int year, int month, int day, int dayOfWeek) {
        /// @throws MalformedException for a day that is none
        public Transition {
            require(month >= 0 && month <= 12 && day >= 0 && day <= (year == 0 ? WEEKS_MAX : 31) && dayOfWeek >= 0
                    && dayOfWeek < 7 && year >= 0 && year <= 9999, "day of a change of time");
        }
    }

    /// @throws MalformedException for what is no such document
    public static WorkingHours of(Bytes document) {
        var leaves = new HashMap<String, String>();
        RoamingXml.read(document, ROOT, new RoamingXml.Visitor() {
            @Override
            public void element(String path, SequencedMap<String, String> attributes) {
                require(leaves.size() < LEAVES_MAX, "number of elements");
            }

            @Override
            public void text(String path, String text) {
                leaves.put(path, text);
            }
        });
        String zone = HOURS + "TimeZone/";
        return new WorkingHours(number(leaves, zone + "Bias"), transition(leaves, zone + "Standard/"),
                transition(leaves, zone + "DaylightSavings/"), leaves.getOrDefault(zone + "Name", ""),
                time(leaves, HOURS + "TimeSlot/Start"), time(leaves, HOURS + "TimeSlot/End"),
                days(leaves.getOrDefault(HOURS + "WorkDays", "")));
    }

    private static Transition transition(Map<String, String> leaves, String path) {
        var date = DATE.matcher(leaves.getOrDefault(path + "ChangeDate/Date", ""));
        require(date.matches(), "date of a change of time");
        return new Transition(number(leaves, path + "Bias"), time(leaves, path + "ChangeDate/Time"),
                Integer.parseInt(date.group(1)), Integer.parseInt(date.group(2)), Integer.parseInt(date.group(3)),
                number(leaves, path + "ChangeDate/DayOfWeek"));
    }

    private static int number(Map<String, String> leaves, String path) {
        int number = RoamingXml.number(leaves.getOrDefault(path, ""));
        require(number >= Short.MIN_VALUE && number <= Short.MAX_VALUE, "number of working hours");
        return number;
    }

    private static LocalTime time(Map<String, String> leaves, String path) {
        try {
            return LocalTime.parse(leaves.getOrDefault(path, ""));
        } catch (DateTimeException malformed) {
            throw new MalformedException("time of working hours", malformed);
        }
    }

    private static List<DayOfWeek> days(String names) {
        return Stream.of(names.split("\\s+")).filter(name -> !name.isEmpty()).map(WorkingHours::day).distinct()
                .toList();
    }

    private static DayOfWeek day(String name) {
        for (DayOfWeek day : DayOfWeek.values()) {
            if (day.name().equalsIgnoreCase(name)) {
                return day;
            }
        }
        throw new MalformedException("day of working hours");
    }

    public Bytes encode() {
        return RoamingXml.write(ROOT, NAMESPACE, Map.of(), out -> {
            out.writeStartElement("WorkHoursVersion1");
            out.writeStartElement("TimeZone");
            RoamingXml.leaf(out, "Bias", Integer.toString(bias));
            write(out, "Standard", standard);
            write(out, "DaylightSavings", daylight);
            if (!zone.isEmpty()) {
                RoamingXml.leaf(out, "Name", zone);
            }
            out.writeEndElement();
            out.writeStartElement("TimeSlot");
            RoamingXml.leaf(out, "Start", TIME.format(start));
            RoamingXml.leaf(out, "End", TIME.format(end));
            out.writeEndElement();
            RoamingXml.leaf(out, "WorkDays", days.stream().map(WorkingHours::name).collect(Collectors.joining(" ")));
            out.writeEndElement();
        });
    }

    private static void write(XMLStreamWriter out, String name, Transition transition) throws XMLStreamException {
        out.writeStartElement(name);
        RoamingXml.leaf(out, "Bias", Integer.toString(transition.bias));
        out.writeStartElement("ChangeDate");
        RoamingXml.leaf(out, "Time", TIME.format(transition.time));
        RoamingXml.leaf(out, "Date", String.format(Locale.ROOT, "%04d/%02d/%02d", transition.year, transition.month,
                transition.day));
        RoamingXml.leaf(out, "DayOfWeek", Integer.toString(transition.dayOfWeek));
        out.writeEndElement();
        out.writeEndElement();
    }

    private static String name(DayOfWeek day) {
        return day.name().charAt(0) + day.name().substring(1).toLowerCase(Locale.ROOT);
    }
}
