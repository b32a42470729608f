/**
 * What a process is told before it starts, so that memory which is given back goes back to the system (Linux, glibc; other systems do not
 * know the variables). A Hard run on two cores held 200 MB that nobody used, and took as long.
 *
 * - Threads take from arenas, up to eight for each core, and an arena keeps what it gets back: two are enough for ours.
 * - What is large gets pages of its own, which go when it goes, whatever lies behind it in memory: from 12 MB on, for in every step of
 *   a training arrays of up to 10 MB are made. By itself the limit would grow to 32 MB.
 */
export const MEMORY_VARIABLES = {
  MALLOC_ARENA_MAX: "2",
  MALLOC_MMAP_THRESHOLD_: String(12 * 2 ** 20),
  MALLOC_TRIM_THRESHOLD_: String(16 * 2 ** 20),
} as const;

/**
 * Options of node. New objects have 2 MB instead of 16 before those in use are sorted out: 30 MB less of a Hard run, which took
 * as long, as did the lyrics of 30,000 songs.
 */
export const MEMORY_OPTIONS = ["--max-semi-space-size=2"] as const;
