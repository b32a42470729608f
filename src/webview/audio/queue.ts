/** What the queue needs of the player. */
export interface QueuePlayer {
  readonly state: { readonly song: number | null; readonly status: string };
  play(song: number): Promise<void>;
  pause(): void;
  subscribe(listener: () => void): () => void;
  /** Calls back when a song has come to its end. */
  onEnded(listener: () => void): void;
}

/** Songs that are played one after the other. It ends with the last of them, and when something else is played. */
export class PlayQueue {
  readonly #player: QueuePlayer;
  readonly #began = new Set<(song: number) => void>();
  #songs: readonly number[] = [];
  #at = 0;

  constructor(player: QueuePlayer) {
    this.#player = player;
    player.onEnded(() => {
      this.#go(this.#at + 1);
    });
    player.subscribe(() => {
      const { song, status } = player.state;
      if (this.#songs.length === 0) return;
      if (song !== this.#songs[this.#at]) this.#songs = [];
      // One that cannot be played does not keep the others waiting.
      else if (status === "failed") this.#go(this.#at + 1);
    });
  }

  /** In their order; none while nothing is played in order. */
  get songs(): readonly number[] {
    return this.#songs;
  }

  /** Calls back with each song that begins. */
  onSong(listener: (song: number) => void): void {
    this.#began.add(listener);
  }

  start(songs: readonly number[]): void {
    this.#songs = songs;
    this.#go(0);
  }

  next(): void {
    this.#go(this.#at + 1);
  }

  /** At the first song, that one again. */
  previous(): void {
    this.#go(Math.max(0, this.#at - 1));
  }

  stop(): void {
    this.#songs = [];
    this.#player.pause();
  }

  #go(at: number): void {
    const song = this.#songs[at];
    if (song === undefined) {
      this.#songs = [];
      return;
    }
    this.#at = at;
    for (const listener of this.#began) listener(song);
    void this.#player.play(song);
  }
}
