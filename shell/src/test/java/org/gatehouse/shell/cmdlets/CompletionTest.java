package org.gatehouse.shell.cmdlets;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.gatehouse.shell.World;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CompletionTest {
    @TempDir
    Path folder;

    @Test
    void cmdletsParametersAndIdentitiesAreCompleted() {
        try (var world = new World(folder)) {
            world.run("New-MailboxDatabase 'Mailbox Database 1'; New-MailboxDatabase DB1");
            var engine = new Engine(world.administration);
            assertThat(found(engine, "Get-MailboxD")).containsExactly("Get-MailboxDatabase",
                    "Get-MailboxDatabaseCopyStatus");
            assertThat(found(engine, "Get-Mailbox | Set-Mailb")).containsExactly("Set-Mailbox", "Set-MailboxDatabase",
                    "Set-MailboxDatabaseCopy");
            assertThat(found(engine, "Set-MailboxDatabase -Rpc")).containsExactly("-RpcClientAccessServer");
            assertThat(found(engine, "Set-MailboxDatabase ")).containsExactly("'Mailbox Database 1'", "DB1");
            assertThat(found(engine, "Get-MailboxDatabase 'Mail")).containsExactly("'Mailbox Database 1'");
            assertThat(found(engine, "New-ClientAccessArray -Site B")).containsExactly("Branch");
            assertThat(found(engine, "Set-MailboxDatabase DB1 -RpcClientAccessServer cas2"))
                    .containsExactly("cas2.contoso.com");
            assertThat(found(engine, "Set-MapiVirtualDirectory 'cas1"))
                    .containsExactly("'cas1\\mapi (Default Web Site)'");
            assertThat(found(engine, "Get-AutodiscoverVirtualDirectory 'cas3"))
                    .containsExactly("'cas3\\Autodiscover (Default Web Site)'");
            assertThat(found(engine, "Set-OutlookAnywhere ")).isEmpty();
            world.run("Enable-OutlookAnywhere -Server cas2 -ExternalHostname mail.contoso.com "
                    + "-DefaultAuthenticationMethod Ntlm -SSLOffloading $false");
            assertThat(found(engine, "Set-OutlookAnywhere ")).containsExactly("'cas2\\Rpc (Default Web Site)'");
            assertThat(found(engine, "Set-OutlookProvider EX")).containsExactly("EXCH", "EXPR");
            assertThat(found(engine, "Set-CASMailbox ann -MAPIB")).containsExactly("-MAPIBlockOutlookNonCachedMode",
                    "-MAPIBlockOutlookRpcHttp", "-MAPIBlockOutlookVersions");
            assertThat(found(engine, "Set-CASMailbox ann -MAPIEnabled $f")).isNotEmpty();
            assertThat(found(engine, "$tr")).containsExactly("$true");
            assertThat(found(engine, "Get-Mailbox -ErrorAction s")).containsExactly("SilentlyContinue", "Stop");
        }
    }

    private static java.util.List<String> found(Engine engine, String text) {
        return Completion.at(engine, text, text.length()).candidates();
    }
}
