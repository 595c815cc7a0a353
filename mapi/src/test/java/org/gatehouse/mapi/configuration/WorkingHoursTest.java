package org.gatehouse.mapi.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.DayOfWeek;
import java.time.LocalTime;
import java.util.List;
import org.gatehouse.mapi.configuration.WorkingHours.Transition;
import org.gatehouse.testing.Mutations;
import org.gatehouse.wire.Bytes;
import org.gatehouse.wire.MalformedException;
import org.junit.jupiter.api.Test;

class WorkingHoursTest {
    /// By hand after the schema of [MS-OXOCFG] 2.2.5.2.1: Berlin, from ten to half past six on three days.
    private static final String HOURS = """
            <?xml version="1.0" encoding="utf-8"?>
            <Root xmlns="WorkingHours.xsd"><WorkHoursVersion1>
              <TimeZone><Bias>-60</Bias>
                <Standard><Bias>0</Bias><ChangeDate>
                  <Time>03:00:00</Time><Date>0000/10/05</Date><DayOfWeek>0</DayOfWeek></ChangeDate></Standard>
                <DaylightSavings><Bias>-60</Bias><ChangeDate>
                  <Time>02:00:00</Time><Date>0000/03/05</Date><DayOfWeek>0</DayOfWeek></ChangeDate></DaylightSavings>
                <Name>W. Europe Standard Time</Name></TimeZone>
              <TimeSlot><Start>10:00:00</Start><End>18:30:00</End></TimeSlot>
              <WorkDays>Monday Tuesday Thursday</WorkDays>
            </WorkHoursVersion1></Root>
            """;

    private static Bytes bytes(String document) {
        return Bytes.wrap(document.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void hoursAreReadAndWritten() {
        WorkingHours read = WorkingHours.of(bytes(HOURS));

        assertThat(read).isEqualTo(new WorkingHours(-60, new Transition(0, LocalTime.of(3, 0), 0, 10, 5, 0),
                new Transition(-60, LocalTime.of(2, 0), 0, 3, 5, 0), "W. Europe Standard Time", LocalTime.of(10, 0),
                LocalTime.of(18, 30), List.of(DayOfWeek.MONDAY, DayOfWeek.TUESDAY, DayOfWeek.THURSDAY)));
        assertThat(WorkingHours.of(read.encode())).isEqualTo(read);
        assertThat(new String(read.encode().toArray(), StandardCharsets.UTF_8)).contains("xmlns=\"WorkingHours.xsd\"")
                .contains("<WorkDays>Monday Tuesday Thursday</WorkDays>");
    }

    @Test
    void whatIsNoDocumentIsMalformed() {
        for (String bad : List.of("", "<Root/>", HOURS.replace("Root", "Hours"),
                HOURS.replace("0000/10/05", "0000/13/05"),
                HOURS.replace("Tuesday", "Someday"), HOURS.replace("18:30:00", "25:00:00"),
                HOURS.replace("<Bias>0</Bias>", "<Bias>70000</Bias>"),
                HOURS.replace("<DayOfWeek>0", "<DayOfWeek>7"))) {
            assertThatThrownBy(() -> WorkingHours.of(bytes(bad))).as(bad).isInstanceOf(MalformedException.class);
        }
    }

    @Test
    void everyMutationIsAValueOrMalformed() {
        Mutations.survive(bytes(HOURS).toArray(), 2_000, MalformedException.class,
                input -> WorkingHours.of(Bytes.copyOf(input)));
    }
}
