/// Autodiscover: what a client has to know to reach a mailbox, asked for by an address.
///
/// Three forms of one question: plain XML ([MS-OXDSCLI], `/autodiscover/autodiscover.xml`), SOAP ([MS-OXWADISC],
/// `/autodiscover/autodiscover.svc`) and JSON (`/autodiscover/autodiscover.json`), which only tells where the others
/// are. Each has a request that is read, an answer that is written, and a handler between them. The facts come from a
/// [Discovery], which the server wires to its directory.
@NullMarked
package org.gatehouse.web.autodiscover;

import org.jspecify.annotations.NullMarked;
