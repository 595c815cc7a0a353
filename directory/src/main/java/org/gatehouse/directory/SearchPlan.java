package org.gatehouse.directory;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Filter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// How a search finds its candidates: by an index where the filter has an indexed term, else by walking the scope.
/// Candidates are a superset; the filter itself decides afterwards.
public sealed interface SearchPlan {
    /// Attributes that ambiguous name resolution looks at ([MS-ADTS] 3.1.1.3.1.3.1.3).
    List<String> ANR = List.of("displayName", "givenName", "sn", "mailNickname", "cn", "sAMAccountName",
            "legacyExchangeDN", "proxyAddresses", "mail");
    /// Deepest nesting of a filter.
    int DEPTH_MAX = 32;
    /// Most terms of a filter.
    int TERMS_MAX = 1000;
    /// Matched by most entries, so they are the last resort.
    Set<String> COMMON = Set.of("objectclass", "objectcategory");

    /// Entries with this value.
    record Equal(String attribute, String value) implements SearchPlan {}

    /// The entry with this distinguished name.
    record Named(DN dn) implements SearchPlan {}

    /// The entries that the group names as its members.
    record MembersOf(DN group) implements SearchPlan {}

    /// Entries with a value that begins so.
    record Begins(String attribute, String beginning) implements SearchPlan {}

    /// Entries with any value.
    record Present(String attribute) implements SearchPlan {}

    /// Entries of any of the plans.
    record Any(List<SearchPlan> plans) implements SearchPlan {
        public Any {
            plans = List.copyOf(plans);
        }
    }

    /// Every entry of the scope.
    record Scan() implements SearchPlan {}

    /// The cheapest plan for a filter.
    static SearchPlan of(Filter filter) {
        return switch (filter.getFilterType()) {
            case Filter.FILTER_TYPE_EQUALITY -> equal(filter);
            case Filter.FILTER_TYPE_SUBSTRING -> begins(filter);
            case Filter.FILTER_TYPE_PRESENCE ->
                    Schema.isIndexed(filter.getAttributeName()) ? new Present(lower(filter)) : new Scan();
            case Filter.FILTER_TYPE_AND -> List.of(filter.getComponents()).stream().map(SearchPlan::of)
                    .min(Comparator.comparingInt(SearchPlan::cost)).orElse(new Scan());
            case Filter.FILTER_TYPE_OR -> any(filter);
            default -> new Scan();
        };
    }

    /// Rewrites what only Active Directory has (`anr`, classes as categories) and refuses filters beyond the bounds or
    /// about secrets.
    ///
    /// @param base where the search begins, which tells the forest
    static Filter prepared(Filter filter, DN base) {
        int[] terms = {0};
        return prepared(filter, base, 0, terms);
    }

    private static Filter prepared(Filter filter, DN base, int depth, int[] terms) {
        if (depth > DEPTH_MAX || ++terms[0] > TERMS_MAX) {
            throw new DirectoryException(DirectoryException.Reason.LIMIT_EXCEEDED, "The filter is nested deeper than "
                    + DEPTH_MAX + " or has more than " + TERMS_MAX + " terms.");
        }
        return switch (filter.getFilterType()) {
            case Filter.FILTER_TYPE_AND -> Filter.createANDFilter(parts(filter, base, depth, terms));
            case Filter.FILTER_TYPE_OR -> Filter.createORFilter(parts(filter, base, depth, terms));
            case Filter.FILTER_TYPE_NOT -> Filter.createNOTFilter(prepared(filter.getNOTComponent(), base, depth + 1,
                    terms));
            case Filter.FILTER_TYPE_EQUALITY -> "anr".equalsIgnoreCase(filter.getAttributeName())
                    ? anr(filter.getAssertionValue())
                    : term("objectCategory".equalsIgnoreCase(filter.getAttributeName()) ? category(filter, base)
                            : filter);
            default -> term(filter);
        };
    }

    /// The terms that `(anr=text)` stands for: beginnings, or equality when the text begins with `=`.
    static Filter anr(String text) {
        boolean exact = text.startsWith("=");
        String wanted = exact ? text.substring(1) : text;
        var terms = new ArrayList<Filter>();
        for (String attribute : ANR) {
            for (String value : "proxyAddresses".equals(attribute) ? List.of(wanted, "smtp:" + wanted)
                    : List.of(wanted)) {
                terms.add(exact ? Filter.createEqualityFilter(attribute, value)
                        : Filter.createSubInitialFilter(attribute, value));
            }
        }
        int space = wanted.indexOf(' ');
        if (space > 0 && !wanted.substring(space + 1).isBlank()) {
            // "Ann Bee" also finds givenName=Ann* with sn=Bee*, and the other way round.
            String first = wanted.substring(0, space);
            String second = wanted.substring(space + 1).strip();
            terms.add(Filter.createANDFilter(Filter.createSubInitialFilter("givenName", first),
                    Filter.createSubInitialFilter("sn", second)));
            terms.add(Filter.createANDFilter(Filter.createSubInitialFilter("sn", first),
                    Filter.createSubInitialFilter("givenName", second)));
        }
        return Filter.createORFilter(terms);
    }

    /// `(objectCategory=person)` is the class's category in the schema ([MS-ADTS] 3.1.1.3.1.3.5).
    private static Filter category(Filter filter, DN base) {
        String named = filter.getAssertionValue();
        return Schema.chain(named).isEmpty() ? filter : Filter.createEqualityFilter(filter.getAttributeName(),
                "CN=" + Schema.category(named) + "," + EntryRules.schemaContext(base));
    }

    private static List<Filter> parts(Filter filter, DN base, int depth, int[] terms) {
        var parts = new ArrayList<Filter>();
        for (Filter part : filter.getComponents()) {
            parts.add(prepared(part, base, depth + 1, terms));
        }
        return parts;
    }

    private static Filter term(Filter filter) {
        String name = filter.getAttributeName();
        if (name == null) {
            return filter;
        }
        boolean substring = filter.getFilterType() == Filter.FILTER_TYPE_SUBSTRING;
        byte[] value = filter.getAssertionValueBytes();
        // A secret has no value for anybody who searches, and a value that is none of the attribute's equals nothing:
        // such a term is undefined (RFC 4511 4.5.1.7), so it never matches.
        boolean undefined = Schema.isSecret(name) || value != null && !Schema.isValue(name, value)
                || substring && Schema.syntax(name) == Schema.Syntax.DISTINGUISHED_NAME
                || filter.getFilterType() == Filter.FILTER_TYPE_EXTENSIBLE_MATCH && !FilterMatch.isBitwise(filter);
        return undefined ? Filter.createORFilter() : filter;
    }

    private static SearchPlan equal(Filter filter) {
        String value = filter.getAssertionValue();
        return switch (lower(filter)) {
            case "distinguishedname" -> DN.isValidDN(value) ? new Named(Names.requireDn(value)) : new Any(List.of());
            case "memberof" -> DN.isValidDN(value) ? new MembersOf(Names.requireDn(value)) : new Any(List.of());
            default -> Schema.isIndexed(filter.getAttributeName())
                    ? Schema.normalized(filter.getAttributeName(), filter.getAssertionValueBytes())
                            .<SearchPlan>map(wanted -> new Equal(lower(filter), wanted)).orElse(new Any(List.of()))
                    : new Scan();
        };
    }

    private static SearchPlan begins(Filter filter) {
        byte[] initial = filter.getSubInitialBytes();
        boolean text = Schema.syntax(filter.getAttributeName()) == Schema.Syntax.TEXT;
        if (initial == null || !text || !Schema.isIndexed(filter.getAttributeName())) {
            return new Scan();
        }
        String beginning = Schema.folded(new String(initial, StandardCharsets.UTF_8));
        return beginning.isEmpty() ? new Present(lower(filter)) : new Begins(lower(filter), beginning);
    }

    private static SearchPlan any(Filter filter) {
        List<SearchPlan> plans = List.of(filter.getComponents()).stream().map(SearchPlan::of).toList();
        return plans.stream().anyMatch(plan -> plan instanceof Scan || plan instanceof Present)
                ? new Scan() : new Any(plans);
    }

    private static String lower(Filter filter) {
        return filter.getAttributeName().toLowerCase(Locale.ROOT);
    }

    private static int cost(SearchPlan plan) {
        return switch (plan) {
            case Equal(String attribute, String value) -> COMMON.contains(attribute) ? 50 : 1;
            case Named(DN dn) -> 0;
            case MembersOf(DN group) -> 2;
            case Begins(String attribute, String beginning) -> 10;
            case Any(List<SearchPlan> plans) -> 5 + plans.stream().mapToInt(SearchPlan::cost).max().orElse(0);
            case Present(String attribute) -> 70;
            case Scan() -> 100;
        };
    }
}
