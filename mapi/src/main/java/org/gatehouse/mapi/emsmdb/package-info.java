/// The stubs and buffers of the EMSMDB and AsyncEMSMDB interfaces ([MS-OXCRPC]). Pure: no session, no store.
@NullMarked
package org.gatehouse.mapi.emsmdb;

import org.jspecify.annotations.NullMarked;
