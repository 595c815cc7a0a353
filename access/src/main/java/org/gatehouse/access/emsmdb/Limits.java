package org.gatehouse.access.emsmdb;

import java.time.Duration;

/// How much one client may hold.
///
/// @param sessionsPerUserMax sessions of an ordinary user; administrators are not counted
/// @param logonsPerSessionMax logons open at once
/// @param objectsPerSessionMax open server objects of all logons
/// @param backlogEventsMax notifications a session keeps until its client fetches them
/// @param subscriptionsMax registrations for notifications of a session
/// @param streamBytesMax the largest value a stream may hold
/// @param waitMax how long EcDoAsyncWaitEx parks after the client's last call ([MS-OXCRPC] 3.3.4.1)
public record Limits(int sessionsPerUserMax, int logonsPerSessionMax, int objectsPerSessionMax, int backlogEventsMax,
        int subscriptionsMax, int streamBytesMax, Duration waitMax) {
    public static Limits defaults() {
        return new Limits(32, 64, 4096, 1024, 512, 32 << 20, Duration.ofMinutes(5));
    }
}
