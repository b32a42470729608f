/**
 * Of the system's memory on Linux (glibc) every thread takes from a pool of its own, up to eight for each core, and a pool
 * keeps what is given back to it: a Hard run on two cores held 120 MB that nobody used. Two pools took no longer. A process
 * is told so before it starts; other systems do not know the variable.
 */
export const FEW_ARENAS = { MALLOC_ARENA_MAX: "2" } as const;
