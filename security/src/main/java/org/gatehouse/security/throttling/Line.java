package org.gatehouse.security.throttling;

/// Connections that are counted apart under the one limit of their component: the Address Book service derives its
/// limit of sessions from RCAMaxConcurrency, but its sessions take no place of a mailbox's.
public enum Line { MAIN, ADDRESS_BOOK }
