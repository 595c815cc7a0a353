package org.gatehouse.web.autodiscover;

import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.gatehouse.web.http.Handler;
import org.gatehouse.web.http.Visit;
import tools.jackson.databind.json.JsonMapper;

/// Autodiscover in JSON, `/autodiscover/autodiscover.json/v1.0/ADDRESS?Protocol=AutodiscoverV1`: tells where a
/// protocol is served. Nobody signs in, so the answer is the same for every address, whether somebody has it or not.
final class Json implements Handler {
    static final String PATH = "/autodiscover/autodiscover.json";
    private static final String CONTENT_TYPE = "application/json; charset=utf-8";
    private static final String AUTODISCOVER = "AutodiscoverV1";
    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final int HTTPS = 443;
    private static final int STATUS_BAD_REQUEST = 400;

    private final Discovery discovery;

    Json(Discovery discovery) {
        this.discovery = discovery;
    }

    @Override
    public void handle(Visit visit) throws IOException {
        if (!visit.method().equals("GET") && !visit.method().equals("HEAD")) {
            visit.answer().status(405).set("Allow", "GET, HEAD");
            return;
        }
        Map<String, String> query = query(visit.query().orElse(""));
        String address = Optional.ofNullable(query.get("email")).orElseGet(() -> addressIn(visit.path()));
        String protocol = query.getOrDefault("protocol", "");
        if (address.isBlank()) {
            refuse(visit, "MandatoryParameterMissing", "A value is needed for 'Email'.");
        } else if (protocol.isBlank()) {
            refuse(visit, "MandatoryParameterMissing", "A value is needed for the query parameter 'Protocol'.");
        } else if (address.indexOf('@') < 1 || address.endsWith("@")) {
            refuse(visit, "InvalidUserId", "The value of 'Email' is not an email address.");
        } else {
            tell(visit, protocol);
        }
    }

    private void tell(Visit visit, String protocol) throws IOException {
        var served = new TreeMap<String, String>();
        served.put(AUTODISCOVER, discovery.autodiscoverUrl().orElseGet(() -> "https://" + visit.host()
                + (visit.port() == HTTPS ? "" : ":" + visit.port()) + "/autodiscover/autodiscover.xml"));
        Services outside = discovery.outside();
        outside.activeSync().ifPresent(url -> served.put("ActiveSync", url));
        outside.webServices().ifPresent(url -> served.put("Ews", url));
        Optional<Map.Entry<String, String>> asked = served.entrySet().stream()
                .filter(each -> each.getKey().equalsIgnoreCase(protocol)).findFirst();
        if (asked.isEmpty()) {
            refuse(visit, "InvalidProtocol", "The given protocol value '" + protocol + "' is invalid. Supported values"
                    + " are '" + String.join(",", served.keySet()) + "'");
            return;
        }
        send(visit, "Protocol", asked.get().getKey(), "Url", asked.get().getValue());
    }

    private static void refuse(Visit visit, String code, String message) throws IOException {
        visit.answer().status(STATUS_BAD_REQUEST);
        send(visit, "ErrorCode", code, "ErrorMessage", message);
    }

    private static void send(Visit visit, String first, String firstValue, String second, String secondValue)
            throws IOException {
        var fields = new LinkedHashMap<String, String>();
        fields.put(first, firstValue);
        fields.put(second, secondValue);
        visit.answer().set("Cache-Control", "private").set("X-Content-Type-Options", "nosniff")
                .send(CONTENT_TYPE, MAPPER.writeValueAsBytes(fields));
    }

    /// What stands behind the version in the path, percent-encoded bytes decoded already.
    private static String addressIn(String path) {
        String rest = path.length() <= PATH.length() ? "" : path.substring(PATH.length());
        String version = "/v1.0/";
        return rest.toLowerCase(Locale.ROOT).startsWith(version) ? rest.substring(version.length()) : "";
    }

    /// By lower-case names; of several values the first one. Broken escapes count as themselves.
    private static Map<String, String> query(String text) {
        return Stream.of(text.split("&")).filter(pair -> pair.contains("="))
                .map(pair -> pair.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0].toLowerCase(Locale.ROOT), pair -> decoded(pair[1]),
                        (one, _) -> one));
    }

    private static String decoded(String value) {
        try {
            return URLDecoder.decode(value, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException broken) {
            return value;
        }
    }
}
