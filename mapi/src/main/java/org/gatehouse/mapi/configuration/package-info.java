/// What clients keep of their settings in messages of a mailbox ([MS-OXOCFG]).
@NullMarked
package org.gatehouse.mapi.configuration;

import org.jspecify.annotations.NullMarked;
