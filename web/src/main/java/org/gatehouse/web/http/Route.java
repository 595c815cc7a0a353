package org.gatehouse.web.http;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/// A path with what stands behind it. The longest matching path wins, capital letters or not; a path stands for itself
/// and for everything below it.
///
/// @param path in lower case, beginning with a slash and not ending with one; `/` alone takes what no other does
/// @param admission who is let in; asked for each request, so that administrators' changes hold at once
/// @param http11Only requests over HTTP/2 are sent back with HTTP_1_1_REQUIRED (RFC 9113 7)
/// @param endless bodies may take as long and be as long as they like, in both directions
/// @param served whether there is anything now; asked for each request, before anybody signs in
/// @param fields of the header of every answer, also of one that asks for a sign-in
public record Route(String path, Handler handler, Admission admission, boolean http11Only, boolean endless,
        BooleanSupplier served, Map<String, String> fields) {
    /// Who is let in.
    public sealed interface Admission {
        enum Open implements Admission {
            /// Everybody.
            EVERYBODY,
            /// Clients at this computer or at an address that the settings trust.
            NEIGHBOURS
        }

        /// People who sign in.
        record SignedIn(Supplier<Access> access) implements Admission {}
    }

    public Route {
        if (!path.startsWith("/") || path.length() > 1 && path.endsWith("/")
                || !path.equals(path.toLowerCase(Locale.ROOT))) {
            throw new IllegalArgumentException("not a route's path: " + path);
        }
        fields = Map.copyOf(fields);
    }

    /// A route open to everybody.
    public static Route at(String path, Handler handler) {
        return new Route(path, handler, Admission.Open.EVERYBODY, false, false, () -> true, Map.of());
    }

    public Route forNeighbours() {
        return new Route(path, handler, Admission.Open.NEIGHBOURS, http11Only, endless, served, fields);
    }

    public Route signedIn(Supplier<Access> access) {
        return new Route(path, handler, new Admission.SignedIn(access), http11Only, endless, served, fields);
    }

    public Route overHttp11Only() {
        return new Route(path, handler, admission, true, endless, served, fields);
    }

    /// For streams that last as long as a session does.
    public Route withEndlessBodies() {
        return new Route(path, handler, admission, http11Only, true, served, fields);
    }

    /// Not found while the condition does not hold.
    public Route servedWhile(BooleanSupplier condition) {
        return new Route(path, handler, admission, http11Only, endless, condition, fields);
    }

    /// Every answer of the route says this in its header.
    public Route saying(String field, String value) {
        var more = new HashMap<>(fields);
        more.put(field, value);
        return new Route(path, handler, admission, http11Only, endless, served, more);
    }

    boolean matches(String lowerCasePath) {
        return path.equals("/") || lowerCasePath.startsWith(path)
                && (lowerCasePath.length() == path.length() || lowerCasePath.charAt(path.length()) == '/');
    }
}
