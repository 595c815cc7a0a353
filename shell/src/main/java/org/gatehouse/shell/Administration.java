package org.gatehouse.shell;

import java.time.InstantSource;
import org.gatehouse.directory.organization.Organization;
import org.gatehouse.directory.replication.Replication;
import org.gatehouse.edge.balancer.Balancers;
import org.gatehouse.edge.dns.RecordPublisher;
import org.gatehouse.store.DatabaseHost;

/// The admin faces that cmdlets call. The shell has no state of its own.
///
/// @param databases mounts and finds the databases of this process
/// @param records publishes host records of arrays
/// @param balancers those of this process, which can be drained member by member
/// @param replication asks what looks after replicated databases
/// @param sideBySide does what may take long
/// @param logons who is logged on
/// @param services tries what servers serve
/// @param outlook goes Outlook's way
/// @param localServer the server taken when -Server is left out; empty when this process runs none or several
public record Administration(Organization organization, DatabaseHost databases, RecordPublisher records,
        Balancers balancers, Replication replication, SideBySide sideBySide,
        LogonRegister logons, ServiceTrials services, OutlookTrials outlook, InstantSource clock, String localServer) {}
