package org.gatehouse.security.throttling;

import java.util.function.Supplier;
import org.gatehouse.security.Identity;

/// What policies allow whom. Thread-safe; answers may be some seconds old, and there always is one.
public interface Policies {
    /// Who an account is.
    Owner owner(Identity identity);

    /// What its policy allows an account.
    Allowance allowance(Identity identity, Component component);

    /// What is allowed to those who do not sign in.
    Allowance anonymous();

    /// How many cmdlets its policy lets an account run.
    default CmdletAllowance cmdlets(Identity identity) {
        return CmdletAllowance.unlimited("");
    }

    /// Nobody is held to anything.
    static Policies none() {
        Allowance all = Allowance.unlimited("");
        return alike(() -> all);
    }

    /// Everybody is allowed the same, who does not sign in too.
    static Policies alike(Supplier<Allowance> allowance) {
        return new Policies() {
            @Override
            public Owner owner(Identity identity) {
                return Owner.of(identity);
            }

            @Override
            public Allowance allowance(Identity identity, Component component) {
                return allowance.get();
            }

            @Override
            public Allowance anonymous() {
                return allowance.get();
            }
        };
    }
}
