package org.gatehouse.server.admin;

import java.io.EOFException;
import java.io.IOException;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import org.gatehouse.shell.remoting.Frame;
import org.gatehouse.shell.remoting.FrameChannel;
import org.gatehouse.wire.MalformedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Serves accepted connections of shells, each on a virtual thread, so many at once and no more.
final class AdminSessions {
    private static final Logger LOG = LoggerFactory.getLogger(AdminSessions.class);

    /// Where a shell's requests are read while one of them is served.
    static final Executor READERS = task -> Thread.ofVirtual().name("admin reader").start(task);

    private final Semaphore places;

    AdminSessions(int sessionsMax) {
        places = new Semaphore(sessionsMax);
    }

    /// What is done with a connection.
    interface Service {
        void serve(FrameChannel channel) throws IOException;
    }

    void start(String peer, FrameChannel channel, Service service) {
        Thread.ofVirtual().name("admin " + peer).start(() -> serve(peer, channel, service));
    }

    private void serve(String peer, FrameChannel channel, Service service) {
        boolean placed = places.tryAcquire();
        try (channel) {
            if (placed) {
                service.serve(channel);
            } else {
                channel.send(new Frame.Refused("Too many shells are open on this process; close one."));
            }
        } catch (MalformedException bad) {
            LOG.info("closing the shell of {}: {}", peer, bad.getMessage());
        } catch (EOFException left) {
            LOG.debug("the shell of {} left", peer);
        } catch (IOException gone) {
            LOG.debug("the shell of {} is gone", peer, gone);
        } catch (RuntimeException | Error bug) { // an error of one shell leaves the others alone
            LOG.error("bug while serving the shell of {}", peer, bug);
        } finally {
            if (placed) {
                places.release();
            }
        }
    }
}
