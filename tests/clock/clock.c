/* A clock that a test sets, put before the C library's own by LD_PRELOAD.
 *
 * A program that is handed out takes its time from the machine alone. Debian's libfaketime would do,
 * but keeps shared memory under the number of the process, and where a killed run has left some, the
 * next process of that number sees the real time.
 *
 * TEST_CLOCK is the time in seconds since 1970. A microsecond goes by at each look, because some code
 * waits for a clock that moves. Clocks that measure how long something takes are the machine's.
 */
#define _GNU_SOURCE
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static long looks;

int clock_gettime(clockid_t clock, struct timespec *now)
{
    const char *set = getenv("TEST_CLOCK");
    if (set == NULL || (clock != CLOCK_REALTIME && clock != CLOCK_REALTIME_COARSE))
        return (int)syscall(SYS_clock_gettime, clock, now);
    now->tv_sec = atoll(set);
    now->tv_nsec = __sync_fetch_and_add(&looks, 1) % 1000000 * 1000;
    return 0;
}

int gettimeofday(struct timeval *now, void *zone)
{
    struct timespec time;
    (void)zone;
    clock_gettime(CLOCK_REALTIME, &time);
    now->tv_sec = time.tv_sec;
    now->tv_usec = time.tv_nsec / 1000;
    return 0;
}

time_t time(time_t *now)
{
    struct timespec time;
    clock_gettime(CLOCK_REALTIME, &time);
    if (now != NULL)
        *now = time.tv_sec;
    return time.tv_sec;
}
