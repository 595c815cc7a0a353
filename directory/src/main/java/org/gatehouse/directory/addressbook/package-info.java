/// Read view of users and endpoints for the Address Book service, the mailbox access service and transport.
@NullMarked
package org.gatehouse.directory.addressbook;

import org.jspecify.annotations.NullMarked;
