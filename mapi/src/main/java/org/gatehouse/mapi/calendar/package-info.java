/// What Outlook keeps of calendars in binary properties ([MS-OXOCAL]): recurrences, time zones, global object ids.
@NullMarked
package org.gatehouse.mapi.calendar;

import org.jspecify.annotations.NullMarked;
