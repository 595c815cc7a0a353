package org.gatehouse.directory;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.LDAPException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// The classes and attributes the directory knows, under their names in Active Directory ([MS-ADSC], [MS-ADA1..3]).
public final class Schema {
    /// How values of an attribute are compared.
    public enum Syntax { TEXT, OCTETS, DISTINGUISHED_NAME, NUMBER, TIME }

    private static final Map<String, String> SUPERIORS = caseless(Map.ofEntries(
            Map.entry("domain", "top"), Map.entry("domainDNS", "domain"), Map.entry("container", "top"),
            Map.entry("configuration", "top"), Map.entry("dMD", "top"), Map.entry("subSchema", "top"),
            Map.entry("organizationalUnit", "top"),
            Map.entry("person", "top"), Map.entry("organizationalPerson", "person"),
            Map.entry("contact", "organizationalPerson"),
            Map.entry("user", "organizationalPerson"), Map.entry("computer", "user"), Map.entry("group", "top"),
            Map.entry("sitesContainer", "top"), Map.entry("site", "top"), Map.entry("subnetContainer", "top"),
            Map.entry("subnet", "top"), Map.entry("connectionPoint", "leaf"), Map.entry("leaf", "top"),
            Map.entry("serviceConnectionPoint", "connectionPoint"),
            Map.entry("dnsZone", "top"), Map.entry("dnsNode", "top"),
            Map.entry("msExchConfigurationContainer", "container"),
            Map.entry("msExchContainer", "container"),
            Map.entry("msExchOrganizationContainer", "container"),
            Map.entry("msExchAdminGroupContainer", "msExchContainer"),
            Map.entry("msExchAdminGroup", "top"),
            Map.entry("msExchServersContainer", "top"),
            Map.entry("msExchGlobalSettings", "msExchContainer"),
            Map.entry("server", "top"),
            Map.entry("msExchExchangeServer", "server"),
            Map.entry("msExchClientAccessArray", "msExchExchangeServer"),
            Map.entry("msExchProtocolCfgProtocolContainer", "msExchContainer"),
            Map.entry("msExchProtocolCfgExchangeRpcService", "top"),
            Map.entry("msExchMDBContainer", "top"),
            Map.entry("msExchMDB", "top"),
            Map.entry("msExchPrivateMDB", "msExchMDB"),
            Map.entry("msExchPublicMDB", "msExchMDB"),
            Map.entry("msExchMDBCopy", "top"),
            Map.entry("msExchMDBAvailabilityGroupContainer", "msExchContainer"),
            Map.entry("msExchMDBAvailabilityGroup", "top"),
            Map.entry("msExchTransportSettings", "msExchContainer"),
            Map.entry("msExchProtocolCfgHTTPContainer", "container"),
            Map.entry("msExchVirtualDirectory", "container"),
            Map.entry("msExchAutoDiscoverVirtualDirectory", "msExchVirtualDirectory"),
            Map.entry("msExchMapiVirtualDirectory", "msExchVirtualDirectory"),
            Map.entry("msExchRpcHttpVirtualDirectory", "msExchVirtualDirectory"),
            Map.entry("msExchAutoDiscoverConfig", "top"),
            Map.entry("msExchFedSharingRelationship", "top"),
            Map.entry("msExchGenericPolicy", "top"),
            Map.entry("msExchThrottlingPolicy", "msExchGenericPolicy")));
    /// Names of the class objects that objectCategory points to, where they differ from the usual hyphenation.
    private static final Map<String, String> CATEGORIES = caseless(Map.ofEntries(
            Map.entry("msExchClientAccessArray", "ms-Exch-Client-Access-Array-2"),
            Map.entry("msExchExchangeServer", "ms-Exch-Exchange-Server"),
            Map.entry("msExchPrivateMDB", "ms-Exch-Private-MDB"),
            Map.entry("msExchPublicMDB", "ms-Exch-Public-MDB"),
            Map.entry("msExchMDBCopy", "ms-Exch-MDB-Copy"),
            Map.entry("msExchMDBAvailabilityGroup", "ms-Exch-MDB-Availability-Group"),
            Map.entry("msExchThrottlingPolicy", "ms-Exch-Throttling-Policy"),
            Map.entry("msExchOrganizationContainer", "ms-Exch-Organization-Container"),
            Map.entry("contact", "Person"),
            Map.entry("user", "Person"), Map.entry("computer", "Computer"), Map.entry("domainDNS", "Domain-DNS"),
            Map.entry("serviceConnectionPoint", "Service-Connection-Point"),
            Map.entry("organizationalUnit", "Organizational-Unit"), Map.entry("group", "Group"),
            Map.entry("subSchema", "SubSchema"), Map.entry("dnsZone", "Dns-Zone"), Map.entry("dnsNode", "Dns-Node"),
            Map.entry("site", "Site"), Map.entry("subnet", "Subnet"), Map.entry("container", "Container")));
    private static final Set<String> OCTETS = Set.of("objectguid", "msexchmailboxguid", "objectsid");
    private static final Set<String> NAMES = Set.of("homemdb", "msexchserversite", "msexchowningserver",
            "msexchhomepublicmdb", "member", "objectcategory", "distinguishedname", "siteobject",
            "msexchthrottlingpolicydn", "msexchhostserverlink", "publicdelegates", "gatehousesendas", "managedby",
            "memberof", "subschemasubentry", "manager", "msexchdelegatelistlink", "msexchmailboxmovesourcemdblink",
            "msexchmailboxmovetargetmdblink", "msexchmdbavailabilitygrouplink");
    private static final Set<String> NUMBERS = Set.of("usnchanged", "usncreated", "useraccountcontrol",
            "msexchcurrentserverroles", "versionnumber", "msexchactivationpreference", "instancetype", "grouptype",
            "msexchrecipienttypedetails", "msexchrecipientdisplaytype", "msexchinternalauthenticationmethods",
            "msexchexternalauthenticationmethods", "msexchautodiscoverttl", "msexchautodiscoverflags",
            "msexchomaadminwirelessenable", "msexchewsenabled", "msexchmailboxmovestatus");
    private static final Set<String> TIMES = Set.of("whencreated", "whenchanged");
    private static final Set<String> INDEXED = Set.of("objectclass", "objectguid", "legacyexchangedn",
            "proxyaddresses", "mail", "mailnickname", "samaccountname", "userprincipalname", "homemdb",
            "displayname", "sn", "givenname", "cn", "ou", "name", "networkaddress", "msexchserversite",
            "msexchowningserver", "msexchmailboxguid", "member", "siteobject", "msexchhostserverlink",
            "objectcategory", "msexchthrottlingpolicydn", "msexchdelegatelistlink", "msexchfeddomainnames",
            "msexchmailboxmovestatus", "publicdelegates", "gatehousesendas");
    /// Begins the names of attributes that name who has a right to a mailbox, or is denied it.
    private static final String MAILBOX_RIGHTS = "gatehousemailbox";
    private static final Set<String> SYSTEM = Set.of("objectguid", "whencreated", "whenchanged", "usnchanged",
            "usncreated", "distinguishedname", "canonicalname", "name", "objectcategory", "instancetype", "memberof",
            "subschemasubentry", "attributetypes", "objectclasses");
    private static final Set<String> CONSTRUCTED = Set.of("canonicalname", "subschemasubentry", "attributetypes",
            "objectclasses");
    private static final Set<String> SECRET = Set.of("unicodepwd", "userpassword", "dbcspwd", "ntpwdhistory",
            "lmpwdhistory", "supplementalcredentials", "gatehousenthash",
            "gatehouseserviceaccounts");

    private Schema() {}

    /// The chain from `top` to the class, spelled as in the schema; empty when the class is unknown.
    public static List<String> chain(String objectClass) {
        var chain = new java.util.ArrayDeque<String>();
        String next = objectClass;
        while (!"top".equalsIgnoreCase(next)) {
            String spelled = spelling(next);
            if (spelled.isEmpty()) {
                return List.of();
            }
            chain.addFirst(spelled);
            next = SUPERIORS.getOrDefault(next, "top");
        }
        chain.addFirst("top");
        return List.copyOf(chain);
    }

    /// The name of the class object in the schema partition.
    public static String category(String objectClass) {
        String known = CATEGORIES.get(objectClass);
        return known != null ? known : objectClass.replace("msExch", "ms-Exch-").replaceAll("(?<=[a-z])(?=[A-Z])", "-");
    }

    /// Every class that is known, `top` among them.
    public static Set<String> classes() {
        var classes = new java.util.TreeSet<>(SUPERIORS.keySet());
        classes.add("top");
        return classes;
    }

    public static Syntax syntax(String attribute) {
        String name = attribute.toLowerCase(Locale.ROOT);
        return OCTETS.contains(name) ? Syntax.OCTETS
                : NAMES.contains(name) || name.startsWith(MAILBOX_RIGHTS) ? Syntax.DISTINGUISHED_NAME
                : NUMBERS.contains(name) ? Syntax.NUMBER : TIMES.contains(name) ? Syntax.TIME : Syntax.TEXT;
    }

    /// Whether equality on the attribute finds entries without looking at others.
    public static boolean isIndexed(String attribute) {
        String name = attribute.toLowerCase(Locale.ROOT);
        return INDEXED.contains(name) || name.startsWith(MAILBOX_RIGHTS);
    }

    /// Whether only the directory itself sets the attribute.
    public static boolean isSystem(String attribute) {
        return SYSTEM.contains(attribute.toLowerCase(Locale.ROOT));
    }

    /// Whether the attribute is computed and so given only to those who name it ([MS-ADTS] 3.1.1.4.5).
    public static boolean isConstructed(String attribute) {
        return CONSTRUCTED.contains(attribute.toLowerCase(Locale.ROOT));
    }

    /// Whether the attribute may be written but never read, compared or searched ([MS-ADTS] 3.1.1.4.4).
    public static boolean isSecret(String attribute) {
        return SECRET.contains(attribute.toLowerCase(Locale.ROOT));
    }

    /// The form of a value by which it is compared and indexed; empty when the value cannot be one of the attribute.
    public static Optional<String> normalized(String attribute, byte[] value) {
        String text = new String(value, java.nio.charset.StandardCharsets.UTF_8);
        return switch (syntax(attribute)) {
            case OCTETS -> Optional.of(HexFormat.of().formatHex(value));
            case DISTINGUISHED_NAME -> {
                try {
                    yield Optional.of(DN.normalize(text));
                } catch (LDAPException notAName) {
                    yield Optional.empty();
                }
            }
            case TEXT, NUMBER, TIME -> Optional.of(folded(text));
        };
    }

    /// Whether the bytes can be a value of the attribute at all.
    public static boolean isValue(String attribute, byte[] value) {
        String text = new String(value, java.nio.charset.StandardCharsets.UTF_8);
        return switch (syntax(attribute)) {
            case TEXT, OCTETS -> true;
            case DISTINGUISHED_NAME -> text.length() <= Names.DN_MAX && DN.isValidDN(text);
            case NUMBER -> text.matches("-?[0-9]{1,18}");
            case TIME -> text.matches("[0-9]{14}(\\.[0-9]{1,6})?Z");
        };
    }

    /// Text as comparisons see it: lower case, runs of spaces as one (RFC 4518).
    public static String folded(String text) {
        return text.strip().replaceAll(" {2,}", " ").toLowerCase(Locale.ROOT);
    }

    /// The definitions for UnboundID's filters: only what differs from text without regard to case.
    static com.unboundid.ldap.sdk.schema.Schema matching() {
        return MatchingRules.SCHEMA;
    }

    private static String spelling(String objectClass) {
        return SUPERIORS.keySet().stream().filter(objectClass::equalsIgnoreCase).findFirst().orElse("");
    }

    private static Map<String, String> caseless(Map<String, String> map) {
        var caseless = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
        caseless.putAll(map);
        return caseless;
    }

    private static final class MatchingRules {
        private static final com.unboundid.ldap.sdk.schema.Schema SCHEMA = build();

        private static com.unboundid.ldap.sdk.schema.Schema build() {
            var entry = new com.unboundid.ldap.sdk.Entry("cn=Aggregate,cn=Schema");
            entry.addAttribute("objectClass", "top", "subschema");
            int number = 1;
            for (var group : Map.of(Syntax.OCTETS, OCTETS, Syntax.DISTINGUISHED_NAME, NAMES, Syntax.NUMBER, NUMBERS,
                    Syntax.TIME, TIMES).entrySet()) {
                for (String name : group.getValue()) {
                    entry.addAttribute("attributeTypes", "( 1.3.6.1.4.1.99999." + number++ + " NAME '" + name + "' "
                            + rule(group.getKey()) + " )");
                }
            }
            return new com.unboundid.ldap.sdk.schema.Schema(entry);
        }

        private static String rule(Syntax syntax) {
            return switch (syntax) {
                case OCTETS -> "EQUALITY octetStringMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.40";
                case DISTINGUISHED_NAME -> "EQUALITY distinguishedNameMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.12";
                case NUMBER -> "EQUALITY integerMatch ORDERING integerOrderingMatch"
                        + " SYNTAX 1.3.6.1.4.1.1466.115.121.1.27";
                case TIME -> "EQUALITY generalizedTimeMatch ORDERING generalizedTimeOrderingMatch"
                        + " SYNTAX 1.3.6.1.4.1.1466.115.121.1.24";
                case TEXT -> "EQUALITY caseIgnoreMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15";
            };
        }
    }
}
