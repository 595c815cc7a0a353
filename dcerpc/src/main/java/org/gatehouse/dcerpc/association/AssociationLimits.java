package org.gatehouse.dcerpc.association;

/// Bounds of one connection and of the association groups ([MS-RPCE] 3.3.1.5) of a server.
///
/// @param fragmentBytesMax largest PDU sent or, for requests, taken; also the cap of negotiation. Windows has 5840.
/// @param stubBytesMax of one reassembled request; a larger allocation hint is refused at the first fragment
/// @param presentationContextsMax per connection
/// @param securityContextsMax per connection
/// @param callsMax dispatched and waiting calls per connection
/// @param groupsMax association groups of the server
/// @param handlesMax context handles per association group
public record AssociationLimits(int fragmentBytesMax, int stubBytesMax, int presentationContextsMax,
        int securityContextsMax, int callsMax, int groupsMax, int handlesMax) {
    public static final int FRAGMENT_BYTES_MIN = 2048;

    public static final AssociationLimits DEFAULT =
            new AssociationLimits(5840, 0x40_0000, 64, 32, 64, 100_000, 1024);

    public AssociationLimits {
        if (fragmentBytesMax < FRAGMENT_BYTES_MIN || fragmentBytesMax > 0xfff8) {
            throw new IllegalArgumentException("fragmentBytesMax " + fragmentBytesMax);
        }
    }

    /// What two offers come to: rounded down to 8, never under the least size that Windows uses.
    int negotiate(int sendMax, int receiveMax) {
        return Math.clamp(Math.min(sendMax, receiveMax), FRAGMENT_BYTES_MIN, fragmentBytesMax) & ~7;
    }
}
