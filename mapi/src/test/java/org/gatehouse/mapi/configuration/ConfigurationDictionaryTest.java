package org.gatehouse.mapi.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.gatehouse.mapi.configuration.ConfigurationDictionary.Entry;
import org.gatehouse.testing.Mutations;
import org.gatehouse.wire.Bytes;
import org.gatehouse.wire.MalformedException;
import org.junit.jupiter.api.Test;

class ConfigurationDictionaryTest {
    /// The sample that Microsoft's page on PidTagRoamingDictionary gives.
    private static final String CALENDAR = """
            <?xml version="1.0"?>
            <UserConfiguration>
            <Info version="Outlook.12"/>
            <Data> <e k="18-piAutoProcess" v="3-True"/>
            <e k="18-piRemindDefault" v="9-15"/>
            <e k="18-piReminderUpgradeTime" v="9-212864507"/>
            <e k="18-OLPrefsVersion" v="9-1"/>
            </Data>
            </UserConfiguration>
            """;

    private static Bytes bytes(String document) {
        return Bytes.wrap(document.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void settingsAreReadWithTheirTypes() {
        ConfigurationDictionary read = ConfigurationDictionary.of(bytes(CALENDAR));

        assertThat(read).isEqualTo(new ConfigurationDictionary("Outlook.12", Map.of("piAutoProcess", Entry.of(true),
                "piRemindDefault", Entry.of(15), "piReminderUpgradeTime", Entry.of(212_864_507), "OLPrefsVersion",
                Entry.of(1))));
        assertThat(ConfigurationDictionary.of(read.encode())).isEqualTo(read);
    }

    @Test
    void whatIsWrittenSaysItsNamespaceAndQuotesText() {
        var one = new ConfigurationDictionary("Outlook.14", Map.of("a\"b", Entry.of("<1-2>")));

        assertThat(new String(one.encode().toArray(), StandardCharsets.UTF_8))
                .startsWith("<?xml version=\"1.0\" encoding=\"utf-8\"?><UserConfiguration xmlns=\"dictionary.xsd\">"
                        + "<Info version=\"Outlook.14\"/>");
        assertThat(ConfigurationDictionary.of(one.encode())).isEqualTo(one);
    }

    @Test
    void noDocumentReachesOutAndNoOtherIsTaken() {
        for (String bad : new String[] {"", "<a/>", "<UserConfiguration>", "<UserConfiguration><e k='9-1' v='9-1'/>"
                + "</UserConfiguration>", "<UserConfiguration><e k='18-a' v='x'/></UserConfiguration>",
                "<!DOCTYPE a [<!ENTITY e SYSTEM 'file:///etc/hostname'>]><UserConfiguration>&e;</UserConfiguration>"}) {
            assertThatThrownBy(() -> ConfigurationDictionary.of(bytes(bad))).as(bad)
                    .isInstanceOf(MalformedException.class);
        }
    }

    @Test
    void everyMutationIsAValueOrMalformed() {
        Mutations.survive(bytes(CALENDAR).toArray(), 2_000, MalformedException.class,
                input -> ConfigurationDictionary.of(Bytes.copyOf(input)));
    }
}
