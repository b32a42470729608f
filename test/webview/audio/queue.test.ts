import { describe, expect, it } from "vitest";
import { PlayQueue, type QueuePlayer } from "../../../src/webview/audio/queue.ts";

/** Plays at once, except songs that are broken. */
class InstantPlayer implements QueuePlayer {
  state: QueuePlayer["state"] = { song: null, status: "idle" };
  readonly played: number[] = [];
  readonly broken = new Set<number>();
  readonly #changed: (() => void)[] = [];
  readonly #ended: (() => void)[] = [];

  play = (song: number): Promise<void> => {
    this.played.push(song);
    this.#set(song, "locating");
    this.#set(song, this.broken.has(song) ? "failed" : "playing");
    return Promise.resolve();
  };
  pause = (): void => {
    this.#set(this.state.song, "paused");
  };
  subscribe = (listener: () => void): (() => void) => {
    this.#changed.push(listener);
    return () => undefined;
  };
  onEnded = (listener: () => void): void => {
    this.#ended.push(listener);
  };
  /** The song has come to its end. */
  end(): void {
    this.pause();
    for (const listener of this.#ended) listener();
  }
  #set(song: number | null, status: string): void {
    this.state = { song, status };
    for (const listener of this.#changed) listener();
  }
}

function queued(): { readonly player: InstantPlayer; readonly queue: PlayQueue; readonly began: number[] } {
  const player = new InstantPlayer();
  const queue = new PlayQueue(player);
  const began: number[] = [];
  queue.onSong((song) => began.push(song));
  return { player, queue, began };
}

describe("songs that are played in order", () => {
  it("follow each other at their ends, tell which begins, and end with the last", () => {
    const { player, queue, began } = queued();
    queue.start([4, 2, 9]);
    expect(queue.songs).toEqual([4, 2, 9]);
    player.end();
    player.end();
    expect(player.played).toEqual([4, 2, 9]);
    expect(began).toEqual([4, 2, 9]);
    expect(queue.songs).toEqual([4, 2, 9]);
    player.end();
    expect(player.played).toEqual([4, 2, 9]);
    expect(queue.songs).toEqual([]);
    player.end();
    expect(player.played).toHaveLength(3);
  });

  it("are gone through forwards and backwards, and go on after a pause", () => {
    const { player, queue } = queued();
    queue.start([4, 2, 9]);
    queue.next();
    queue.previous();
    queue.previous();
    expect(player.played).toEqual([4, 2, 4, 4]);
    player.pause();
    expect(queue.songs).toHaveLength(3);
    queue.next();
    queue.next();
    queue.next();
    expect(player.played.slice(4)).toEqual([2, 9]);
    expect(queue.songs).toEqual([]);
  });

  it("are forgotten when they are stopped, or when something else is played", () => {
    const { player, queue } = queued();
    queue.start([4, 2]);
    queue.stop();
    expect(player.state.status).toBe("paused");
    player.end();
    expect(player.played).toEqual([4]);
    queue.start([4, 2]);
    void player.play(7);
    expect(queue.songs).toEqual([]);
    player.end();
    expect(player.played).toEqual([4, 4, 7]);
  });

  it("do not wait for one that cannot be played", () => {
    const { player, queue } = queued();
    player.broken.add(2).add(9);
    queue.start([4, 2, 7, 9]);
    player.end();
    expect(player.played).toEqual([4, 2, 7]);
    player.end();
    expect(player.played).toEqual([4, 2, 7, 9]);
    expect(queue.songs).toEqual([]);
  });
});
