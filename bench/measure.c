// measure start RUNS PROGRAM...      the fastest and the median time from spawn to exit, in microseconds
// measure resident PROGRAM...        the largest resident memory of the process itself (VmHWM), in KiB
// measure once PROGRAM...            seconds and KiB (of the process or its largest child) of one run
// The program's standard output is dropped. For bench/size and bench/scale.
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec + time.tv_nsec / 1e9;
}

static void fail(const char *what) {
    perror(what);
    exit(1);
}

static int compare(const void *a, const void *b) {
    double difference = *(const double *)a - *(const double *)b;
    return difference < 0 ? -1 : difference > 0;
}

static double run(char **command, long *resident) {
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
    double started = now();
    pid_t child;
    if (posix_spawn(&child, command[0], &actions, NULL, command, environ) != 0) fail(command[0]);
    int status;
    struct rusage usage;
    if (wait4(child, &status, 0, &usage) < 0) fail("wait4");
    double taken = now() - started;
    posix_spawn_file_actions_destroy(&actions);
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
        fprintf(stderr, "measure: %s failed\n", command[0]);
        exit(1);
    }
    if (resident) *resident = usage.ru_maxrss;
    return taken;
}

// Stops the process just before it ends and reads what the kernel says of it.
static void resident(char **command) {
    pid_t child = fork();
    if (child == 0) {
        dup2(open("/dev/null", O_WRONLY), 1);
        ptrace(PTRACE_TRACEME, 0, 0, 0);
        execv(command[0], command);
        fail(command[0]);
    }
    int status;
    waitpid(child, &status, 0);
    ptrace(PTRACE_SETOPTIONS, child, 0, PTRACE_O_TRACEEXIT);
    ptrace(PTRACE_CONT, child, 0, 0);
    while (waitpid(child, &status, 0) > 0 && !WIFEXITED(status) && !WIFSIGNALED(status)) {
        if (status >> 8 == (SIGTRAP | PTRACE_EVENT_EXIT << 8)) {
            char path[64], line[256];
            snprintf(path, sizeof path, "/proc/%d/status", child);
            FILE *file = fopen(path, "r");
            while (file && fgets(line, sizeof line, file))
                if (strncmp(line, "VmHWM:", 6) == 0) printf("%ld\n", atol(line + 6));
            if (file) fclose(file);
        }
        ptrace(PTRACE_CONT, child, 0, 0);
    }
}

int main(int count, char **arguments) {
    if (count >= 4 && strcmp(arguments[1], "start") == 0) {
        int runs = atoi(arguments[2]);
        double *times = malloc(sizeof(double) * runs);
        for (int i = 0; i < runs; i++) times[i] = run(arguments + 3, NULL);
        qsort(times, runs, sizeof(double), compare);
        printf("%.0f %.0f\n", times[0] * 1e6, times[runs / 2] * 1e6);
    } else if (count >= 3 && strcmp(arguments[1], "resident") == 0) {
        resident(arguments + 2);
    } else if (count >= 3 && strcmp(arguments[1], "once") == 0) {
        long kib;
        double seconds = run(arguments + 2, &kib);
        printf("%.3f %ld\n", seconds, kib);
    } else {
        fprintf(stderr, "see the head of measure.c\n");
        return 2;
    }
}
