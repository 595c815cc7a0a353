package org.gatehouse.access.emsmdb;

import org.gatehouse.store.StoreEvent;

/// An event on its way to the client ([MS-OXCNOTIF] 2.2.1.4): of a subscription, or of a table that is shown.
///
/// @param handle the notification's or the table's server object handle
record Notice(int handle, int logonId, boolean ofTable, StoreEvent event) {}
