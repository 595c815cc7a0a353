/// Budgets: how much of a server one person may take, component by component, in every minute.
@NullMarked
package org.gatehouse.security.throttling;

import org.jspecify.annotations.NullMarked;
