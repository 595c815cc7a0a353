package org.gatehouse.access.emsmdb;

import java.util.List;
import org.gatehouse.mapi.emsmdb.AuxiliaryBlock;
import org.gatehouse.mapi.emsmdb.ProtocolVersion;

/// What a client says of itself in the auxiliary buffer ([MS-OXCRPC] 2.2.2.2): shown in logs, and never trusted but for
/// the mode that its administrator wants of it.
///
/// @param software the process's name; empty when not told
/// @param mode `Cached`, `Classic` or empty
record ClientFacts(ProtocolVersion version, String software, String mode, String machine) {
    static final String CACHED = "Cached";

    static ClientFacts of(ProtocolVersion version, List<AuxiliaryBlock> blocks) {
        String software = "";
        String mode = "";
        String machine = "";
        for (AuxiliaryBlock block : blocks) {
            switch (block) {
                case AuxiliaryBlock.ProcessInfo info -> software = info.name();
                case AuxiliaryBlock.ClientInfo info -> {
                    machine = info.machineName();
                    mode = switch (info.mode()) {
                        case UNKNOWN -> mode;
                        case CLASSIC -> "Classic";
                        case CACHED -> CACHED;
                    };
                }
                case AuxiliaryBlock.ClientConnectionInfo info -> mode = info.cached() ? CACHED : mode;
                case AuxiliaryBlock.RequestId _, AuxiliaryBlock.SessionInfo _, AuxiliaryBlock.ServerInfo _,
                     AuxiliaryBlock.AccountInfo _, AuxiliaryBlock.ClientControl _, AuxiliaryBlock.OsVersionInfo _,
                     AuxiliaryBlock.OrganisationInfo _, AuxiliaryBlock.ServerSessionInfo _,
                     AuxiliaryBlock.Other _ -> { }
            }
        }
        return new ClientFacts(version, software, mode, machine);
    }
}
