package org.gatehouse.dcerpc.epm;

/// Statuses of the endpoint mapper ([C706] appendix E).
final class EptStatus {
    static final int OK = 0;
    /// ept_s_cant_perform_op.
    static final int CANNOT_PERFORM = 0x16c9_a0cd;
    /// ept_s_not_registered.
    static final int NOT_REGISTERED = 0x16c9_a0d6;

    private EptStatus() {}
}
