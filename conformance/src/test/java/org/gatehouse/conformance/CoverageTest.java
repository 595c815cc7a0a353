package org.gatehouse.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.gatehouse.mapi.http.MailboxRequestType;
import org.gatehouse.mapi.http.addressbook.AddressBookRequestType;
import org.gatehouse.mapi.rop.RopId;
import org.junit.jupiter.api.Test;

/// `docs/coverage.md`: each operation, whether it works, and where its golden bytes come from.
///
/// What works is read from the dispatching switches themselves, which the compiler keeps whole; the goldens are those
/// of the resources that the codecs' tests decode. Kept by hand are the names of operations that specifications give
/// and the code does not, and the reasons of what is refused.
class CoverageTest {
    /// Rows that are neither working nor planned nor refused for good. Has to be empty.
    private static final Set<String> STILL_BUILDING = Set.of();
    /// What comes with the next issue: synchronisation and fast transfer, and rules. Nothing else is planned.
    private static final Pattern PLANNED_FAMILY = Pattern.compile("Rop(FastTransfer|Synchronization)\\w+");
    private static final Set<String> PLANNED = Set.of("RopTellVersion", "RopSetLocalReplicaMidsetDeleted",
            "RopGetRulesTable", "RopModifyRules", "RopUpdateDeferredActionMessages");
    private static final int REFUSED_MAX = 5;
    private static final Map<String, Refusal> REFUSED = Map.of(
            "RopGetStoreState", new Refusal("NOT_IMPLEMENTED", "int NOT_IMPLEMENTED = 0x8004_0fff;",
                    "NotImplemented (0x80040fff), [MS-OXCSTOR] 3.2.5.5: a server should not implement it; only 2003 "
                    + "and 2007 do (product note 37)"),
            "EcRRegisterPushNotification", new Refusal("EmsmdbError.NOT_SUPPORTED", "int NOT_SUPPORTED = 0x8004_0102;",
                    "ecNotSupported (0x80040102), [MS-OXCRPC] 3.1.4.5: a server may support it; 14.0, 14.1 and 14.3 "
                    + "always answer so, 14.2 without a registry key (its product note 27, [MS-OXCNOTIF] product "
                    + "note 16)"));

    /// @param constant how the code names it
    /// @param value where the code gives the constant its value
    /// @param reason with code and section, for the page
    private record Refusal(String constant, String value, String reason) {}

    private static final String ACCESS = "access/src/main/java/org/gatehouse/access/";
    private static final String DCERPC = "dcerpc/src/main/java/org/gatehouse/dcerpc/";
    private static final String MAPI_HTTP_TESTS = "mapi/src/test/java/org/gatehouse/mapi/http/";
    private static final Pattern ROP_CASE = Pattern.compile("case (Rop\\w+)\\.Request \\w+ -> (.*)");
    private static final Pattern REFUSAL = Pattern.compile("throw refused\\((?:ErrorCode\\.)?(\\w+),.*");
    private static final Pattern GOLDEN = Pattern.compile("@ (\\w+) (request|response); (\\w+) *([^;]*);.*");
    private static final Pattern EMSMDB_CASE = Pattern.compile("case (Ec\\w+)\\.OPERATION -> (.*);");
    private static final Pattern NSPI_CASE = Pattern.compile("case (Nspi\\w+)\\.Request \\w+ -> .*");
    private static final Pattern NUMBERED_CASE = Pattern.compile("case ([\\d, ]+) -> (.*);.*");

    /// [MS-OXCRPC] 3.1.4; numbers that are missing are reserved for local use or not on the wire.
    private static final Map<Integer, String> EMSMDB = Map.of(1, "EcDoDisconnect", 4, "EcRRegisterPushNotification", 6,
            "EcDummyRpc", 10, "EcDoConnectEx", 11, "EcDoRpcExt2", 14, "EcDoAsyncConnectEx");
    private static final int EMSMDB_COUNT = 15;
    /// [MS-OXNSPI] 3.1.4.1.
    private static final List<String> NSPI = List.of("NspiBind", "NspiUnbind", "NspiUpdateStat", "NspiQueryRows",
            "NspiSeekEntries", "NspiGetMatches", "NspiResortRestriction", "NspiDNToMId", "NspiGetPropList",
            "NspiGetProps", "NspiCompareMIds", "NspiModProps", "NspiGetSpecialTable", "NspiGetTemplateInfo",
            "NspiModLinkAtt", "", "NspiQueryColumns", "", "", "NspiResolveNames", "NspiResolveNamesW");
    /// [C706] appendix O.
    private static final List<String> ENDPOINT_MAPPER = List.of("ept_insert", "ept_delete", "ept_lookup", "ept_map",
            "ept_lookup_handle_free", "ept_inq_object", "ept_mgmt_delete");
    /// [C706] appendix Q.
    private static final List<String> MANAGEMENT = List.of("inq_if_ids", "inq_stats", "is_server_listening",
            "stop_server_listening", "inq_princ_name");

    @Test
    void thePageIsAsTheCodeIs() throws IOException {
        var page = new StringBuilder("""
                # Coverage

                Made from the code by `CoverageTest`: what works is what the dispatching switches hand to a handler.
                "Works" does not mean that each flag does; a handler refuses what it cannot do with an error of its own.

                A golden is bytes with a source outside the code. *Example*: a worked example of the specification
                named. *Fields*: built field by field from the requirements of the operation's section, where no
                example exists; no packaged client sends ROPs, so these have no second witness. *impacket*: made or
                read by that library.

                """);
        remoteOperations(page);
        emsmdb(page);
        nspi(page);
        addressBookReferral(page);
        mapiOverHttp(page);
        numbered(page, "Endpoint mapper ([C706] appendix O)", ENDPOINT_MAPPER,
                DCERPC + "epm/EndpointMapperService.java");
        numbered(page, "Remote management ([C706] appendix Q)", MANAGEMENT,
                DCERPC + "management/ManagementService.java");
        SourceTree.assertPage("docs/coverage.md", page.toString());
    }

    @Test
    void everyRopThatWorksHasGoldens() throws IOException {
        var goldens = ropGoldens();
        var lacking = new ArrayList<String>();
        for (RopId rop : RopId.values()) {
            if (state(rop).startsWith("works")) {
                boolean asked = rop.isRequestAvailable();
                Stream.of(asked ? "request" : "response", rop.isResponseAvailable() ? "response" : "request").distinct()
                        .filter(direction -> !goldens.containsKey(rop.name() + " " + direction))
                        .forEach(direction -> lacking.add(rop.specName() + " " + direction));
            }
        }
        assertThat(lacking).isEmpty();
    }

    @Test
    void everyRopWorksOrIsPlannedOrRefusedAsItsSpecificationSays() throws IOException {
        var handled = handledRops();
        var strange = new TreeMap<String, String>();
        for (RopId rop : RopId.values()) {
            String name = rop.specName();
            String state = state(rop);
            boolean planned = isPlanned(name);
            boolean right = state.startsWith("works") && !planned || state.startsWith("planned") && planned
                    || state.startsWith("refused") && REFUSED.containsKey(name)
                    && handled.get(name).equals("refused: " + REFUSED.get(name).constant);
            if (!right && !STILL_BUILDING.contains(name)) {
                strange.put(name, state);
            }
        }
        assertThat(strange).as("neither working, nor of a planned family, nor refused with its code").isEmpty();
        assertThat(REFUSED).hasSizeLessThanOrEqualTo(REFUSED_MAX);
        assertThat(SourceTree.text(ACCESS + "emsmdb/RopDispatcher.java"))
                .contains(REFUSED.get("RopGetStoreState").value);
        assertThat(SourceTree.text("mapi/src/main/java/org/gatehouse/mapi/emsmdb/EmsmdbError.java"))
                .contains(REFUSED.get("EcRRegisterPushNotification").value);
    }

    @Test
    void nothingIsStillBeingBuilt() {
        assertThat(STILL_BUILDING).isEmpty();
    }

    private static boolean isPlanned(String name) {
        return PLANNED.contains(name) || PLANNED_FAMILY.matcher(name).matches();
    }

    /// "works", "planned" or "refused", with what is to be said of it.
    private static String state(RopId rop) throws IOException {
        String name = rop.specName();
        String handled = handledRops().get(name);
        if (handled == null) {
            return rop.isRequestAvailable() ? "not dispatched" : rop.isResponseAvailable()
                    ? "works: sent by the server" : "planned";
        }
        if (handled.equals("works")) {
            return handled;
        }
        return REFUSED.containsKey(name) ? "refused: " + REFUSED.get(name).reason
                : isPlanned(name) ? "planned (" + handled + " until then)" : handled;
    }

    @Test
    void everyRopThatCanBeReadIsDispatched() throws IOException {
        var handled = handledRops();
        assertThat(RopId.available().stream().map(RopId::specName).filter(name -> !handled.containsKey(name)).toList())
                .isEmpty();
    }

    private static void remoteOperations(StringBuilder page) throws IOException {
        var goldens = ropGoldens();
        var states = new LinkedHashMap<RopId, String>();
        for (RopId rop : RopId.values()) {
            states.put(rop, state(rop));
        }
        page.append("## ROPs ([MS-OXCROPS] 2.2.2)\n\n").append(RopId.values().length).append(" ids: ")
                .append(count(states, "works")).append(" work, ").append(count(states, "planned"))
                .append(" are planned, ").append(count(states, "refused")).append(" refused.\n\n")
                .append("| id | ROP | codec | state | golden request | golden response "
                + "|\n|---|---|---|---|---|---|\n");
        states.forEach((rop, state) -> {
            String codec = rop.isRequestAvailable() ? "yes" : rop.isResponseAvailable() ? "response" : "planned";
            page.append(String.format("| 0x%02x | %s | %s | %s | %s | %s |%n", rop.code(), rop.specName(), codec, state,
                    sources(goldens, rop.name() + " request"), sources(goldens, rop.name() + " response")));
        });
        page.append('\n');
    }

    private static long count(Map<RopId, String> states, String start) {
        return states.values().stream().filter(state -> state.startsWith(start)).count();
    }

    private static String sources(Map<String, Set<String>> goldens, String key) {
        return String.join(", ", goldens.getOrDefault(key, Set.of("-")));
    }

    /// ROP to "works" or "refused: CODE", as its dispatcher's switch has it.
    private static Map<String, String> handledRops() throws IOException {
        var states = new TreeMap<String, String>();
        Matcher found = ROP_CASE.matcher(SourceTree.text(ACCESS + "emsmdb/RopDispatcher.java"));
        while (found.find()) {
            Matcher refusal = REFUSAL.matcher(found.group(2));
            states.put(found.group(1), refusal.matches() ? "refused: " + refusal.group(1) : "works");
        }
        return states;
    }

    /// "NAME request" or "NAME response" to the sources of its goldens.
    private static Map<String, Set<String>> ropGoldens() throws IOException {
        var goldens = new LinkedHashMap<String, Set<String>>();
        Matcher found = GOLDEN.matcher(SourceTree.text("mapi/src/test/resources/org/gatehouse/mapi/rop/goldens.txt"));
        while (found.find()) {
            goldens.computeIfAbsent(found.group(1) + " " + found.group(2), _ -> new LinkedHashSet<>())
                    .add((found.group(3) + " " + found.group(4)).strip());
        }
        return goldens;
    }

    private static void emsmdb(StringBuilder page) throws IOException {
        var handled = new TreeMap<String, String>();
        Matcher found = EMSMDB_CASE.matcher(SourceTree.text(ACCESS + "emsmdb/EmsmdbService.java"));
        while (found.find()) {
            handled.put(found.group(1), found.group(2).startsWith("registerPush")
                    ? "refused: " + REFUSED.get("EcRRegisterPushNotification").reason : "works");
        }
        assertThat(handled.keySet()).as("operations of EMSMDB").containsExactlyInAnyOrderElementsOf(EMSMDB.values());
        assertThat(SourceTree.text(ACCESS + "emsmdb/EmsmdbService.java")).as("the refusal of push notifications")
                .contains("EcRRegisterPushNotification.Response(request.session(), 0, "
                        + REFUSED.get("EcRRegisterPushNotification").constant + ")");
        page.append("## EMSMDB and AsyncEMSMDB ([MS-OXCRPC] 3.1.4 and 3.3.4)\n\n"
                + "| interface | opnum | operation | state | golden |\n|---|---|---|---|---|\n");
        String stubs = SourceTree.text("mapi/src/test/java/org/gatehouse/mapi/emsmdb/StubTest.java");
        assertThat(Stream.concat(EMSMDB.values().stream(), Stream.of("EcDoAsyncWaitEx"))
                .filter(name -> golden(stubs, name).equals("none"))).as("without golden bytes").isEmpty();
        for (int number = 0; number < EMSMDB_COUNT; number++) {
            String name = EMSMDB.getOrDefault(number, "");
            page.append("| EMSMDB | ").append(number).append(" | ").append(name.isEmpty() ? "not on the wire" : name)
                    .append(" | ").append(name.isEmpty() ? "nca_s_op_rng_error" : handled.get(name)).append(" | ")
                    .append(name.isEmpty() ? "-" : golden(stubs, name)).append(" |\n");
        }
        page.append("| AsyncEMSMDB | 0 | EcDoAsyncWaitEx | works | ").append(golden(stubs, "EcDoAsyncWaitEx"))
                .append(" |\n\n");
    }

    /// The values of the specification's examples, where the test decodes a whole golden; small stubs are by hand.
    private static String golden(String test, String operation) {
        boolean example = test.contains(operation + ".Request.read(reader(C") || operation.equals("EcDoDisconnect");
        return test.contains(operation) ? example ? "values of [MS-OXCRPC] 4, laid out after section 6"
                : "laid out after [MS-OXCRPC] 6" : "none";
    }

    private static void nspi(StringBuilder page) throws IOException {
        var handled = new LinkedHashSet<String>();
        Matcher found = NSPI_CASE.matcher(SourceTree.text(ACCESS + "nspi/AddressBookDesk.java")
                + SourceTree.text(ACCESS + "nspi/NspiService.java"));
        while (found.find()) {
            handled.add(found.group(1));
        }
        handled.addAll(List.of("NspiBind", "NspiUnbind")); // sessions, which each transport keeps
        Set<String> goldens = impacketStubs();
        page.append("## Address book: NSPI ([MS-OXNSPI] 3.1.4.1)\n\n"
                + "Users cannot change objects: NspiModProps and NspiModLinkAtt are read, checked and answered "
                + "AccessDenied.\n\n" + "| opnum | operation | state | golden request |\n|---|---|---|---|\n");
        for (int number = 0; number < NSPI.size(); number++) {
            String name = NSPI.get(number);
            page.append("| ").append(number).append(" | ").append(name.isEmpty() ? "not on the wire" : name)
                    .append(" | ").append(name.isEmpty() ? "nca_s_op_rng_error" : handled.contains(name)
                            ? name.startsWith("NspiMod") ? "refused: AccessDenied" : "works" : "planned")
                    .append(" | ").append(name.isEmpty() ? "-" : goldens.contains(name) ? "impacket" : "none")
                            .append(" |\n");
        }
        page.append('\n');
    }

    private static void addressBookReferral(StringBuilder page) throws IOException {
        String service = SourceTree.text(ACCESS + "rfr/RfrService.java");
        Set<String> goldens = impacketStubs();
        page.append("## Address book: referral, RFR ([MS-OXABREF] 3.1.4)\n\n"
                + "| opnum | operation | state | golden request |\n|---|---|---|---|\n");
        int number = 0;
        for (String name : List.of("RfrGetNewDsa", "RfrGetFqdnFromServerDn")) {
            String golden = goldens.stream().anyMatch(name::equalsIgnoreCase) ? "impacket" : "none";
            page.append("| ").append(number++).append(" | ").append(name).append(" | ")
                    .append(service.contains("case " + name + ".Request") ? "works" : "planned").append(" | ")
                    .append(golden).append(" |\n");
        }
        page.append('\n');
    }

    private static Set<String> impacketStubs() throws IOException {
        return SourceTree.text("mapi/src/test/resources/org/gatehouse/mapi/nspi/nspi_requests.tsv").lines()
                .map(line -> line.split("\t")[0].split("\\.")[0]).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /// The request types of both endpoints, as their enumerations have them.
    private static void mapiOverHttp(StringBuilder page) throws IOException {
        page.append("## MAPI over HTTP ([MS-OXCMAPIHTTP] 2.2.3.3.1)\n\n"
                + "Goldens are laid out field by field after 2.2.4 and 2.2.5, which have no bytes of their own.\n\n"
                + "| endpoint | request type | state | golden request | golden response |\n|---|---|---|---|---|\n");
        String mailbox = SourceTree.text("web/src/main/java/org/gatehouse/web/mapihttp/MailboxEndpoint.java");
        String bodies = SourceTree.text(MAPI_HTTP_TESTS + "MailboxBodiesTest.java");
        for (MailboxRequestType type : MailboxRequestType.values()) {
            boolean hasBody = type != MailboxRequestType.PING;
            httpRow(page, "/mapi/emsmdb", type.text(), mailbox.contains("case " + type.name() + " ->"), hasBody,
                    bodies.contains(type.text() + ".Request.read(reader("),
                    bodies.contains("new " + type.text() + ".Response("));
        }
        String endpoint = SourceTree.text("web/src/main/java/org/gatehouse/web/mapihttp/AddressBookEndpoint.java");
        String desk = SourceTree.text(ACCESS + "nspi/AddressBookDesk.java");
        String requests = SourceTree.text(MAPI_HTTP_TESTS + "addressbook/AddressBookRequestsTest.java");
        String responses = SourceTree.text(MAPI_HTTP_TESTS + "addressbook/AddressBookResponsesTest.java");
        for (AddressBookRequestType type : AddressBookRequestType.values()) {
            String operation = type == AddressBookRequestType.RESOLVE_NAMES ? "NspiResolveNamesW"
                    : "Nspi" + type.text();
            boolean url = type.text().endsWith("Url");
            boolean works = switch (type) {
                case PING -> endpoint.contains("AddressBookRequestType.PING");
                case GET_MAILBOX_URL, GET_ADDRESS_BOOK_URL ->
                    endpoint.contains("case AddressBookRequest." + type.text().substring("Get".length()) + "(");
                case BIND, UNBIND -> endpoint.contains(operation + ".Request");
                default -> desk.contains("case " + operation + ".Request ");
            };
            httpRow(page, "/mapi/nspi", type.text(), works, type != AddressBookRequestType.PING,
                    requests.contains("GOLDENS.put(AddressBookRequestType." + type.name() + ","),
                    responses.contains(url ? "encodeUrl(" : "new " + operation + ".Response("));
        }
        page.append('\n');
    }

    private static void httpRow(StringBuilder page, String endpoint, String type, boolean works, boolean hasBody,
            boolean request, boolean response) {
        assertThat(works).as(endpoint + " dispatches " + type).isTrue();
        assertThat(request && response).as(endpoint + " has goldens of " + type).isEqualTo(hasBody);
        String golden = hasBody ? "fields" : "no body";
        page.append(String.format("| %s | %s | %s | %s | %s |%n", endpoint, type,
                type.startsWith("Mod") ? "refused: AccessDenied" : "works", golden, golden));
    }

    /// A service whose switch names its operations by number.
    private static void numbered(StringBuilder page, String title, List<String> names, String file)
            throws IOException {
        var states = new TreeMap<Integer, String>();
        Matcher found = NUMBERED_CASE.matcher(SourceTree.text(file));
        while (found.find()) {
            for (String number : found.group(1).split(", ")) {
                states.put(Integer.parseInt(number.strip()), found.group(2).contains("CANNOT_PERFORM")
                        || found.group(2).contains("DENIED") ? "refused" : "works");
            }
        }
        assertThat(states.keySet()).as(title).hasSize(names.size());
        page.append("## ").append(title).append("\n\n| opnum | operation | state |\n|---|---|---|\n");
        for (int number = 0; number < names.size(); number++) {
            page.append("| ").append(number).append(" | ").append(names.get(number)).append(" | ")
                    .append(states.get(number)).append(" |\n");
        }
        page.append('\n');
    }
}
