package org.gatehouse.access.emsmdb;

import java.time.InstantSource;
import java.util.function.Supplier;
import org.gatehouse.access.log.ClientAccessLog;
import org.gatehouse.security.throttling.Budgets;
import org.gatehouse.store.DatabaseHost;

/// Everything one server's service is made of; `server` puts it together.
///
/// @param settings as the directory has them now
/// @param log takes the lines of the RPC Client Access log
/// @param budgets to which users are held
public record AccessNode(ServerNode server, AccessDirectory directory, DatabaseHost databases, Submission submission,
        Supplier<RpcSettings> settings, Limits limits, InstantSource clock, ClientAccessLog log, Budgets budgets) {}
