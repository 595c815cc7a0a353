/// What Outlook keeps of tasks in binary properties of their own ([MS-OXOTASK]); recurrences are those of calendars.
@NullMarked
package org.gatehouse.mapi.task;

import org.jspecify.annotations.NullMarked;
