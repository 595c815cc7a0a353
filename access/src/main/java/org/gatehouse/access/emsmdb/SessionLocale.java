package org.gatehouse.access.emsmdb;

import java.nio.charset.Charset;

/// The languages a client asked for when it connected ([MS-OXCRPC] 3.1.4.1: ulCpid, ulLcidString, ulLcidSort).
///
/// @param charset of PtypString8 in both directions, which is the code page's
/// @param strings an [MS-LCID] number: of texts the server makes
/// @param sort an [MS-LCID] number: of the order in tables
record SessionLocale(Charset charset, int codePage, int strings, int sort) {}
