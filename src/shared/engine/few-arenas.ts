/**
 * What a process is told before it starts. Of the system's memory on Linux (glibc) threads take from arenas, up to eight for each core,
 * and an arena keeps what is given back to it: a Hard run on two cores held 120 MB that nobody used. With two it took no
 * longer; our threads ask for little, and seldom. Other systems do not know the variable.
 */
export const FEW_ARENAS = { MALLOC_ARENA_MAX: "2" } as const;
