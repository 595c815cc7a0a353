package org.gatehouse.web.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// RFC 6265 4.2.1, 5.4, and what clients make of it.
class CookieFieldTest {
    @Test
    void aCookieIsFoundByItsWholeName() {
        assertThat(CookieField.value("SID=31d4d96e407aad42; lang=en-US", "SID")).hasValue("31d4d96e407aad42");
        assertThat(CookieField.value("SID=31d4d96e407aad42; lang=en-US", "lang")).hasValue("en-US");
        assertThat(CookieField.value("MapiContextX=1;XMapiContext=2;mapicontext=3; MapiContext=4", "MapiContext"))
                .hasValue("4");
        assertThat(CookieField.value("a=1; a=2", "a")).as("the first").hasValue("1");
        assertThat(CookieField.value("a=b=c; d=", "a")).hasValue("b=c");
        assertThat(CookieField.value("a=b; d=", "d")).hasValue("");
        assertThat(CookieField.value(";; \ta=1 ;", "a")).hasValue("1");
        assertThat(CookieField.value("a=\"1\"", "a")).as("as it was sent").hasValue("\"1\"");
    }

    @Test
    void whatIsNoPairIsNoCookie() {
        for (String field : new String[] {"", ";", "a", "a;b", "=1", "b; a", "b=a=1", "a b=1", "a", " a ", "ab=1"}) {
            assertThat(CookieField.value(field, "a")).as(field).isEmpty();
        }
    }
}
