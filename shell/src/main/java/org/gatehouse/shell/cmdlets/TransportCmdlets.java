package org.gatehouse.shell.cmdlets;

import java.util.List;
import org.gatehouse.directory.organization.Organization;
import org.gatehouse.directory.organization.TransportSettings;
import org.gatehouse.shell.language.ShellObject;
import org.gatehouse.shell.language.Stage;

/// What the organisation's users may send and receive.
final class TransportCmdlets {
    private static final Parameter<String> IDENTITY = Parameter.identity(
            "Accepted; an organisation has one set of these.", Parameter.Source.NONE);
    private static final Parameter<String> SEND = Parameter.of("MaxSendSize", Kind.QUOTA,
            "The largest message that is sent, as 10MB, or unlimited. A mailbox may have its own.");
    private static final Parameter<String> RECEIVE = Parameter.of("MaxReceiveSize", Kind.QUOTA,
            "The largest message that is delivered, as 10MB, or unlimited. A mailbox may have its own.");
    private static final Parameter<String> RECIPIENTS = Parameter.of("MaxRecipientEnvelopeLimit", Kind.TEXT,
            "Recipients of one message, or unlimited. A mailbox may have its own (RecipientLimits).");

    private TransportCmdlets() {}

    static List<Cmdlet> all() {
        return List.of(
                Cmdlet.named("Get-TransportConfig", "Shows the organisation's limits of messages.")
                        .takes(IDENTITY, AnyCmdlet.DOMAIN_CONTROLLER).example("Get-TransportConfig | Format-List")
                        .does((call, out) -> out.accept(view(call.organization(),
                                call.organization().transportConfig().get()))),
                Cmdlet.named("Set-TransportConfig", "Changes the organisation's limits of messages.")
                        .takes(IDENTITY, SEND, RECEIVE, RECIPIENTS, AnyCmdlet.DOMAIN_CONTROLLER).changes()
                        .example("Set-TransportConfig -MaxSendSize 25MB -MaxReceiveSize 25MB")
                        .does(TransportCmdlets::set));
    }

    private static void set(Call call, Stage out) {
        if (call.proceeds("Changing the transport settings of the organisation.")) {
            call.told(call.organization().transportConfig().set(call.find(SEND).orElse(null),
                    call.find(RECEIVE).orElse(null), call.find(RECIPIENTS).orElse(null)));
        }
    }

    private static ShellObject view(Organization organization, TransportSettings settings) {
        int recipients = settings.maxRecipientEnvelopeLimit();
        return new View(organization).put("MaxReceiveSize", Settings.value(settings.maxReceiveSize()))
                .put("MaxRecipientEnvelopeLimit", recipients == Integer.MAX_VALUE ? "unlimited" : (long) recipients)
                .put("MaxSendSize", Settings.value(settings.maxSendSize()))
                .header(settings.header(), View.VERSION_2007)
                .as("TransportConfigContainer", settings.header().name(), "MaxReceiveSize", "MaxRecipientEnvelopeLimit",
                        "MaxSendSize");
    }
}
