package org.gatehouse.security;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.gatehouse.security.Acceptor.Step.Refused;

/// Lets everybody in and remembers what it was told.
public final class RecordedWatch implements SignInWatch {
    public final List<String> events = new ArrayList<>();

    @Override
    public Optional<Refused> admit(String account) {
        events.add("admit " + account);
        return Optional.empty();
    }

    @Override
    public void turnedAway(String account, Refused refused, String detail) {
        events.add("turned away " + account + ": " + detail);
    }

    @Override
    public void succeeded(Identity identity) {
        events.add("succeeded " + identity.qualified());
    }

    @Override
    public void failed(String account, Refused refused, String detail) {
        events.add("failed " + account + ": " + detail);
    }
}
