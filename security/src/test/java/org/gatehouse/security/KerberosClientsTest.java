package org.gatehouse.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gatehouse.security.Acceptor.Step;
import org.gatehouse.security.SignIns.Mechanism;
import org.gatehouse.security.kerberos.AccountKeys;
import org.gatehouse.security.kerberos.KerberosAcceptor;
import org.gatehouse.security.kerberos.Keytab;
import org.gatehouse.security.kerberos.ReplayCache;
import org.gatehouse.security.kerberos.ServiceKey;
import org.gatehouse.security.ntlm.NtlmAcceptor;
import org.gatehouse.security.signin.FailedSignIns;
import org.gatehouse.security.signin.SignInDesk;
import org.gatehouse.testing.KerberosRealm;
import org.gatehouse.testing.Outside;
import org.gatehouse.wire.ByteWriter;
import org.gatehouse.wire.Bytes;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Kerberos with what is not ours on both other sides: MIT's KDC gives the tickets, MIT's GSS-API uses them.
final class KerberosClientsTest {
    private static final String SERVICE = "exchangeMDB/outlook.corp.test";
    private static final String PASSWORD = "a pass phrase of Ada";
    private static final Duration SKEW = KerberosAcceptor.Settings.SKEW_MAX;
    @TempDir
    private static Path folder;
    private static KerberosRealm realm;
    private static Path keytab;
    private static Path tickets;

    private final Accounts accounts = new Accounts().with("CORP", "Ada", "unused");
    private final ReplayCache replays = new ReplayCache(100, SKEW);
    private InstantSource clock = InstantSource.system();

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        Outside.python("gssapi", "python3-gssapi");
        realm = KerberosRealm.start(Files.createDirectory(folder.resolve("realm")), "CORP.TEST");
        realm.addWithPassword("ada", PASSWORD);
        realm.addWithPassword("host/asa.corp.test", "the computer's");
        realm.addWithPassword("ServiceUser", "Pä55word!");
        keytab = realm.addServices(SERVICE);
        tickets = realm.signIn("ada", PASSWORD);
    }

    @AfterAll
    static void stop() {
        if (realm != null) {
            realm.close();
        }
    }

    @ParameterizedTest
    @CsvSource({"krb5, KERBEROS, dce", "krb5, KERBEROS, mutual", "krb5, KERBEROS, oneway", "krb5, NEGOTIATE, mutual",
        "spnego, NEGOTIATE, dce", "spnego, NEGOTIATE, mutual", "relisted, NEGOTIATE, dce",
        "relisted, NEGOTIATE, mutual"})
    void mitSignsInAndBothSidesSignAndSeal(String client, Mechanism mechanism, String style) throws IOException {
        try (var mit = client(client, SERVICE, style, "-")) {
            Acceptor acceptor = desk(keys(keytab)).open(mechanism, InetAddress.getLoopbackAddress(), null);
            Step step = acceptor.accept(mit.token());
            while (step instanceof Step.Continue going) {
                mit.say(going.token());
                step = acceptor.accept(mit.token());
            }
            assertThat(step).isInstanceOf(Step.Accepted.class);
            var accepted = (Step.Accepted) step;
            assertThat(accepted.identity()).isEqualTo(new Identity("CORP", "Ada", "Kerberos"));
            if (!accepted.token().isEmpty()) {
                mit.say(accepted.token());
            }
            assertThat(mit.hear()).containsExactly("complete");
            exchange(mit, accepted.protection());
        }
    }

    private static void exchange(ClientProgram mit, MessageProtection protection) throws IOException {
        for (int number = 0; number < 3; number++) {
            List<String> heard = mit.hear();
            byte[] sealed = Bytes.ofHex(heard.get(2)).toArray();
            byte[] message = new ByteWriter().bytes(ascii("head" + number)).bytes(sealed).bytes(ascii("tail"))
                    .toArray();
            assertThat(protection.unseal(message, 0, message.length, 5, 5 + sealed.length,
                    Bytes.ofHex(heard.get(1)))).isTrue();
            assertThat(text(message)).isEqualTo("head" + number + "a message from MIT, " + number + "tail");
            byte[] answer = ascii("top" + "an answer of any length".substring(number));
            Bytes signature = protection.seal(answer, 0, answer.length, 3, answer.length);
            assertThat(signature.length()).isEqualTo(protection.sealLength());
            mit.say(signature, Bytes.copyOf(answer, 3, answer.length));
            assertThat(text(Bytes.ofHex(mit.hear().get(1)).toArray()))
                    .isEqualTo("an answer of any length".substring(number));
            byte[] signed = ascii("signed " + number);
            assertThat(protection.verify(signed, 0, signed.length, Bytes.ofHex(mit.hear().get(1)))).isTrue();
            byte[] reply = ascii("answer " + number);
            mit.say(protection.sign(reply, 0, reply.length));
            assertThat(mit.hear()).containsExactly("holds");
        }
    }

    @Test
    void requestThatIsSentAgainIsRefused() throws IOException {
        Bytes request = token("krb5", SERVICE, "mutual", "-");
        assertThat(answer(desk(keys(keytab)), request, null)).isInstanceOf(Step.Accepted.class);
        assertThat(answer(desk(keys(keytab)), request, null)).isInstanceOfSatisfying(Step.Refused.class,
                refused -> assertThat(refused.reason()).isEqualTo("sent a second time"));
    }

    @ParameterizedTest
    @CsvSource({"ticket, Message stream modified", "clock, Clock skew too great", "expired, Ticket expired",
        "account, Client not found in Kerberos database", "disabled, credentials have been revoked"})
    void mitSaysWhyItWasRefused(String what, String why) throws IOException {
        List<ServiceKey> keys = keys(keytab);
        switch (what) {
            case "ticket" -> keys = List.of(new ServiceKey(0, AccountKeys.ofPassword("corp.test", "Other",
                    "wrong".toCharArray()).getFirst().key()));
            case "clock" -> clock = InstantSource.offset(InstantSource.system(), Duration.ofMinutes(6));
            case "expired" -> clock = InstantSource.offset(InstantSource.system(), Duration.ofDays(2));
            case "account" -> accounts.remove("Ada");
            default -> accounts.with("CORP", "Ada", "unused", false);
        }
        try (var mit = client("krb5", SERVICE, "mutual", "-")) {
            var refused = (Step.Refused) answer(desk(keys), mit.token(), null);
            mit.say(refused.token());
            List<String> heard = mit.hear();
            assertThat(heard.getFirst()).isEqualTo("error");
            assertThat(text(Bytes.ofHex(heard.get(2)).toArray())).contains(why);
        }
    }

    @Test
    void channelBindingHasToBeTheChannelsWhereThereIsOne() throws IOException {
        String data = "tls-server-end-point:" + "certificate";
        var expected = new ChannelBinding(bindings(data), true);
        String sent = Bytes.wrap(ascii(data)).hex();
        assertThat(answer(desk(keys(keytab)), token("krb5", SERVICE, "mutual", sent), expected))
                .isInstanceOf(Step.Accepted.class);
        for (String other : List.of("-", Bytes.wrap(ascii("another")).hex())) {
            assertThat(answer(desk(keys(keytab)), token("krb5", SERVICE, "mutual", other), expected))
                    .isInstanceOfSatisfying(Step.Refused.class,
                            refused -> assertThat(refused.status()).isEqualTo(NtStatus.BAD_BINDINGS));
        }
        var allowed = new ChannelBinding(bindings(data), false);
        assertThat(answer(desk(keys(keytab)), token("krb5", SERVICE, "mutual", "-"), allowed))
                .isInstanceOf(Step.Accepted.class);
        assertThat(answer(desk(keys(keytab)), token("krb5", SERVICE, "mutual",
                Bytes.wrap(ascii("another")).hex()), allowed)).isInstanceOf(Step.Refused.class);
    }

    /// MIT's usual salt is that of [MS-KILE] for a user, and for a principal `host/name.domain` that of a computer.
    @ParameterizedTest
    @CsvSource({"host/asa.corp.test, asa$, the computer's", "ServiceUser, ServiceUser, Pä55word!"})
    void keysOfAnAccountsPasswordAreThoseOfTheKdc(String service, String account, String password) throws IOException {
        List<ServiceKey> keys = AccountKeys.ofPassword("corp.test", account, password.toCharArray());
        assertThat(answer(desk(keys), token("krb5", service, "mutual", "-"), null)).isInstanceOf(Step.Accepted.class);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void keytabOfMitIsReadAndWritten(boolean again) throws IOException {
        Bytes file = Bytes.wrap(Files.readAllBytes(keytab));
        Keytab read = Keytab.decode(again ? Keytab.decode(file).encode() : file);
        assertThat(read.entries()).extracting(Keytab.Entry::name).containsOnly(SERVICE + "@CORP.TEST");
        assertThat(read.entries()).extracting(Keytab.Entry::type).containsExactly(18, 17);
        assertThat(read.encode()).isEqualTo(file);
    }

    private SignIns desk(List<ServiceKey> keys) {
        var names = new TargetNames("CORP", "CAS1", "corp.test", "cas1.corp.test");
        return new SignInDesk(NtlmAcceptor.Settings.of(names), new KerberosAcceptor.Settings("corp.test", () -> keys,
                replays, SKEW), accounts, new FailedSignIns(FailedSignIns.Limits.DEFAULT, clock), clock,
                new SecureRandom());
    }

    private static List<ServiceKey> keys(Path file) throws IOException {
        return Keytab.decode(Bytes.wrap(Files.readAllBytes(file))).entries().stream().map(Keytab.Entry::usable)
                .flatMap(Optional::stream).toList();
    }

    private static ClientProgram client(String mechanism, String service, String style, String binding)
            throws IOException {
        Map<String, String> environment = new HashMap<>(realm.environment());
        environment.put("KRB5CCNAME", tickets.toString());
        return new ClientProgram(Outside.python("gssapi", "python3-gssapi"), environment, "gssapi_client.py",
                mechanism, service, style, binding);
    }

    /// The first token of a client.
    private static Bytes token(String mechanism, String service, String style, String binding) throws IOException {
        try (var mit = client(mechanism, service, style, binding)) {
            return mit.token();
        }
    }

    private static Step answer(SignIns desk, Bytes token, @Nullable ChannelBinding channelBinding) {
        return desk.open(Mechanism.KERBEROS, InetAddress.getLoopbackAddress(), channelBinding).accept(token);
    }

    /// RFC 4121 4.1.1.2.
    private static Bytes bindings(String data) {
        byte[] struct = new ByteWriter().zeros(16).i32(data.length()).bytes(ascii(data)).toArray();
        try {
            return Bytes.wrap(MessageDigest.getInstance("MD5").digest(struct));
        } catch (NoSuchAlgorithmException broken) {
            throw new IllegalStateException(broken);
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.US_ASCII);
    }
}
