"""Passes Ethernet frames on between two interfaces and keeps each back for a while.

delay_relay.py ONE OTHER MILLISECONDS      says "relays" as soon as it does, and ends when its standard input does

Frames come and go with the kernel's note on what is left to do with them (virtio_net_hdr): checksums that nobody has
computed yet, and segments larger than the wire takes.
"""
import collections
import select
import socket
import sys
import time

ALL_PROTOCOLS = 3
SOL_PACKET = 263
PACKET_VNET_HDR = 15
FRAME_BYTES_MAX = 1 << 17
# More are dropped, as a switch drops them.
FRAMES_MAX = 20_000


def opened(interface):
    one = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0)
    one.setsockopt(SOL_PACKET, PACKET_VNET_HDR, 1)
    one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 23)
    one.bind((interface, ALL_PROTOCOLS))
    one.setblocking(False)
    return one


def take(one, other, waiting, delay):
    while True:
        try:
            frame, sender = one.recvfrom(FRAME_BYTES_MAX)
        except BlockingIOError:
            return
        if sender[2] != socket.PACKET_OUTGOING and len(waiting) < FRAMES_MAX:
            waiting.append((time.monotonic() + delay, other, frame))


def send(due, now):
    while due and due[0][0] <= now:
        _, to, frame = due.popleft()
        try:
            to.send(frame)
        except OSError:
            pass  # a full queue, or an interface that is gone: the frame is lost


def main():
    one, other = opened(sys.argv[1]), opened(sys.argv[2])
    delay = int(sys.argv[3]) / 1000
    waiting = collections.deque()
    print("relays", flush=True)
    while True:
        left = max(0, waiting[0][0] - time.monotonic()) if waiting else None
        ready, _, _ = select.select([one, other, sys.stdin], [], [], left)
        if sys.stdin in ready:
            return
        if one in ready:
            take(one, other, waiting, delay)
        if other in ready:
            take(other, one, waiting, delay)
        send(waiting, time.monotonic())


main()
