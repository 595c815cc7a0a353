/* The least a relay can cost: the balancer's calls (epoll_wait, one read, one write for each message) and nothing else.
   It never checks, limits or remembers anything, so it is for measuring only. It ends with its standard input.

   cc -O2 -o target/relay bench/relay.c && bench/run BalancerLoad target/relay */
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { FILES_MAX = 1024, EVENTS_MAX = 64, BUFFER_SIZE = 65536 };

static int peer[FILES_MAX];
static char buffer[BUFFER_SIZE];

static void watch(int epoll, int file)
{
    struct epoll_event event = {.events = EPOLLIN, .data.fd = file};
    epoll_ctl(epoll, EPOLL_CTL_ADD, file, &event);
}

/* The header of version 2 that the balancer writes to members. */
static int greet(int to, struct sockaddr_in *from, struct sockaddr_in *array)
{
    unsigned char header[28] = "\r\n\r\n\0\r\nQUIT\n\x21\x11\0\x0c";
    memcpy(header + 16, &from->sin_addr, 4);
    memcpy(header + 20, &array->sin_addr, 4);
    memcpy(header + 24, &from->sin_port, 2);
    memcpy(header + 26, &array->sin_port, 2);
    return write(to, header, sizeof header) == sizeof header;
}

static void join(int epoll, int listener, struct sockaddr_in *array, struct sockaddr_in *member)
{
    struct sockaddr_in from, source = *array;
    socklen_t size = sizeof from;
    int one = 1, client = accept(listener, (void *) &from, &size), other = socket(AF_INET, SOCK_STREAM, 0);
    source.sin_port = 0;
    if (client < 0 || other < 0 || client >= FILES_MAX || other >= FILES_MAX
            || bind(other, (void *) &source, sizeof source)
            || connect(other, (void *) member, sizeof *member) || !greet(other, &from, array)) {
        perror("join");
        exit(1);
    }
    setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    setsockopt(other, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    peer[client] = other;
    peer[other] = client;
    watch(epoll, client);
    watch(epoll, other);
}

static void pass(int from)
{
    ssize_t count = recv(from, buffer, sizeof buffer, MSG_DONTWAIT);
    if (count <= 0 || send(peer[from], buffer, count, MSG_NOSIGNAL) != count)
        exit(0);
}

int main(int count, char **words)
{
    if (count != 4) {
        fprintf(stderr, "usage: relay ARRAY PORT MEMBER\n");
        return 64;
    }
    struct sockaddr_in array = {.sin_family = AF_INET, .sin_port = htons(atoi(words[2]))}, member = array;
    inet_aton(words[1], &array.sin_addr);
    inet_aton(words[3], &member.sin_addr);
    int one = 1, listener = socket(AF_INET, SOCK_STREAM, 0), epoll = epoll_create1(0);
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    if (bind(listener, (void *) &array, sizeof array) || listen(listener, EVENTS_MAX)) {
        perror("bind");
        return 1;
    }
    watch(epoll, listener);
    watch(epoll, STDIN_FILENO);
    puts("ready");
    fflush(stdout);
    for (;;) {
        struct epoll_event events[EVENTS_MAX];
        int ready = epoll_wait(epoll, events, EVENTS_MAX, -1);
        for (int i = 0; i < ready; i++) {
            if (events[i].data.fd == STDIN_FILENO)
                return 0;
            if (events[i].data.fd == listener)
                join(epoll, listener, &array, &member);
            else
                pass(events[i].data.fd);
        }
    }
}
