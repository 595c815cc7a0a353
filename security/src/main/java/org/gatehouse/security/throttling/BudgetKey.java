package org.gatehouse.security.throttling;

/// Whose budget of what.
///
/// @param owner what stays the same of an account: its GUID in the directory
public record BudgetKey(String owner, Component component) {}
