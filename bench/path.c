/* What a path between two network namespaces costs: one thread is client and member of a connection over each path, and
   counts its CPU time, in which the kernel forwards as well. So the load of the machine does not matter much. Paths
   take turns; compared are the turns of one round with the first path's.

   cc -O2 -o target/path bench/path.c && bench/run BalancerPlanes target/path */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { PATHS_MAX = 8, ROUNDS = 40, WARM_UP = 3, EXCHANGES = 2000, BUFFER_SIZE = 1 << 22 };

static char buffer[BUFFER_SIZE];

static void check(int good, const char *what)
{
    if (!good) {
        perror(what);
        exit(1);
    }
}

static void enter(const char *namespace)
{
    char path[256];
    snprintf(path, sizeof path, "/run/netns/%s", namespace);
    int file = open(path, O_RDONLY);
    check(file >= 0 && setns(file, CLONE_NEWNET) == 0, path);
    close(file);
}

static double micros(void)
{
    struct timespec now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return now.tv_sec * 1e6 + now.tv_nsec / 1e3;
}

static void pass(int from, int to, int size)
{
    check(write(from, buffer, size) == size, "write");
    for (int got = 0; got < size;) {
        int more = read(to, buffer, size - got);
        check(more > 0, "read");
        got += more;
    }
}

static int ascending(const void *one, const void *other)
{
    double a = *(const double *)one, b = *(const double *)other;
    return (a > b) - (a < b);
}

int main(int count, char **words)
{
    if (count < 7 || count > 6 + PATHS_MAX) {
        fprintf(stderr, "path CLIENT-NAMESPACE MEMBER-NAMESPACE PORT REQUEST ANSWER ADDRESS...\n");
        return 64;
    }
    int request = atoi(words[4]), answer = atoi(words[5]), paths = count - 6, one = 1;
    check(request > 0 && answer > 0 && request <= BUFFER_SIZE && answer <= BUFFER_SIZE, "sizes");
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(atoi(words[3]))};
    enter(words[2]);
    int acceptor = socket(AF_INET, SOCK_STREAM, 0);
    check(bind(acceptor, (void *)&address, sizeof address) == 0 && listen(acceptor, PATHS_MAX) == 0, "listen");
    enter(words[1]);
    int client[PATHS_MAX], member[PATHS_MAX];
    for (int i = 0; i < paths; i++) {
        check(inet_aton(words[6 + i], &address.sin_addr), words[6 + i]);
        client[i] = socket(AF_INET, SOCK_STREAM, 0);
        check(connect(client[i], (void *)&address, sizeof address) == 0, words[6 + i]);
        member[i] = accept(acceptor, NULL, NULL);
        setsockopt(client[i], IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        setsockopt(member[i], IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    }
    static double took[PATHS_MAX][ROUNDS], ratio[ROUNDS];
    for (int round = -WARM_UP; round < ROUNDS; round++) {
        for (int i = 0; i < paths; i++) {
            double before = micros();
            for (int j = 0; j < EXCHANGES; j++) {
                pass(client[i], member[i], request);
                pass(member[i], client[i], answer);
            }
            if (round >= 0)
                took[i][round] = (micros() - before) / EXCHANGES;
        }
    }
    for (int i = paths - 1; i >= 0; i--) {
        for (int round = 0; round < ROUNDS; round++)
            ratio[round] = took[0][round] / took[i][round];
        qsort(took[i], ROUNDS, sizeof(double), ascending);
        qsort(ratio, ROUNDS, sizeof(double), ascending);
        printf("CPU of an exchange over %s: median %.1f us, least %.1f us; the first path to it %.3f (%.3f to %.3f)\n",
               words[6 + i], took[i][ROUNDS / 2], took[i][0], ratio[ROUNDS / 2], ratio[0], ratio[ROUNDS - 1]);
    }
    return 0;
}
