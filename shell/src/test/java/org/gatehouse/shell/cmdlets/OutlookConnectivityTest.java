package org.gatehouse.shell.cmdlets;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import org.gatehouse.shell.OutlookTrials.Protocol;
import org.gatehouse.shell.OutlookTrials.Wanted;
import org.gatehouse.shell.World;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Which ways are gone, and how what was found is told.
final class OutlookConnectivityTest {
    private static final String SHORT = " | ForEach-Object { $_.ClientAccessServer + ' ' + $_.ServiceEndpoint + ' ' + "
            + "$_.Scenario + ' ' + $_.Result + ' ' + $_.Error }";
    private static final String PREPARE = "New-ClientAccessArray -Name a -Fqdn outlook.contoso.com -Site HeadOffice "
            + "-WarningAction Ignore | Out-Null; New-MailboxDatabase DB1 -Server mbx1 | Out-Null; "
            + "$p = ConvertTo-SecureString 'Sunny-Day-2010' -AsPlainText -Force; "
            + "New-Mailbox -Name Ann -UserPrincipalName ann@contoso.com -Password $p -Database DB1 | Out-Null; "
            + "$c = New-Object PSCredential -ArgumentList 'ann@contoso.com',$p";

    @TempDir
    Path folder;

    private static String said(World world, String text) {
        return world.run(text).text.toString();
    }

    private World ready() {
        var world = new World(folder);
        world.services.here.addAll(List.of("cas1", "cas2"));
        var servers = world.administration.organization().servers();
        servers.setRpcAddress(servers.get("cas1"), new InetSocketAddress(InetAddress.ofLiteral("192.0.2.1"), 59_532));
        said(world, PREPARE);
        return world;
    }

    @Test
    void eachServerOfTheProcessIsTriedOverTcp() {
        try (World world = ready()) {
            assertThat(said(world, "Test-OutlookConnectivity -Protocol TCP" + SHORT)).isEqualTo("""
                    cas2 cas2.contoso.com Name::Resolve *FAILURE* the server has never been started: the directory has \
                    no address of it
                    cas1 cas1.contoso.com (192.0.2.1) EndpointMapper::RpcClientAccess Success\s
                    cas1 cas1.contoso.com (192.0.2.1) Mailbox::Connect Skipped a step before it failed
                    """);
            world.outlook.broken = true;
            assertThat(said(world, "Test-OutlookConnectivity TCP -RpcClientAccessServer cas1 -MailboxCredential $c"
                    + SHORT)).contains("EndpointMapper::RpcClientAccess *FAILURE* Connection refused");
            Wanted wanted = world.outlook.asked.getLast();
            assertThat(wanted.protocol()).isEqualTo(Protocol.TCP);
            assertThat(wanted.account().orElseThrow().user()).isEqualTo("ann");
            assertThat(wanted.account().orElseThrow().userDn()).startsWith("/o=Contoso/");
        }
    }

    @Test
    void anArrayIsTriedWhereItsNameLeads() {
        try (World world = ready()) {
            world.records.put("outlook.contoso.com", List.of(InetAddress.ofLiteral("192.0.2.10"),
                    InetAddress.ofLiteral("192.0.2.11")));
            assertThat(said(world, "Test-OutlookConnectivity -Protocol HTTP -RpcTestType Array -RpcProxyServer "
                    + "mail.contoso.com" + SHORT)).contains("outlook.contoso.com (192.0.2.10) EndpointMapper",
                            "outlook.contoso.com (192.0.2.11) EndpointMapper");
            Wanted wanted = world.outlook.asked.getFirst();
            assertThat(List.of(wanted.webName(), wanted.server())).containsExactly("mail.contoso.com",
                    "cas1.contoso.com");
            assertThat(wanted.account()).isEmpty();
            assertThat(said(world, "Test-OutlookConnectivity UDP")).contains("it is none of TCP, HTTP");
            assertThat(said(world, "Test-OutlookConnectivity TCP -TotalTimeoutInMinutes 0")).contains("from 1 to 60");
            world.services.here.clear();
            assertThat(said(world, "Test-OutlookConnectivity TCP")).contains("runs no Client Access server");
        }
    }
}
