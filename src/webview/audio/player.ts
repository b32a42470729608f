import { messageOf } from "../../shared/thrown.ts";
import { PlayQueue } from "./queue.ts";

/** What the player is doing with which song. */
export interface PlayerState {
  readonly song: number | null;
  readonly status: "idle" | "locating" | "decoding" | "playing" | "paused" | "failed";
  /** What went wrong and what to do, with `failed`. */
  readonly message: string;
}

/** Says where a song can be played from; `decode`: as sound that every browser plays. Rejects with words for people. */
export type Locate = (song: number, decode: boolean) => Promise<string>;

/** The part of an audio element that the player uses. */
export type AudioElement = Pick<
  HTMLAudioElement,
  "src" | "currentTime" | "duration" | "paused" | "play" | "pause" | "addEventListener" | "removeAttribute" | "load"
>;

const IDLE: PlayerState = { song: null, status: "idle", message: "" };

/**
 * One sound at a time, on one audio element. A file that the browser has no decoder for is decoded by the engine and tried
 * once more.
 */
export class Player {
  readonly queue: PlayQueue;
  readonly #audio: AudioElement;
  readonly #locate: Locate;
  readonly #changed = new Set<() => void>();
  readonly #ended = new Set<() => void>();
  #state: PlayerState = IDLE;
  #decoded = false;
  /** A seek that came before the sound was there. */
  #startAt = 0;
  /** Told apart from those of songs that were asked for before: only the latest request may play. */
  #turn = 0;

  constructor(audio: AudioElement, locate: Locate) {
    this.#audio = audio;
    this.#locate = locate;
    audio.addEventListener("playing", () => {
      this.#set({ status: "playing", message: "" });
    });
    audio.addEventListener("pause", () => {
      if (this.#state.status === "playing") this.#set({ status: "paused" });
    });
    audio.addEventListener("ended", () => {
      this.#set({ status: "paused" });
      for (const listener of this.#ended) listener();
    });
    audio.addEventListener("loadedmetadata", () => {
      if (this.#startAt > 0) audio.currentTime = this.#startAt;
      this.#startAt = 0;
      this.#notify();
    });
    audio.addEventListener("seeked", this.#notify);
    audio.addEventListener("error", () => {
      void this.#failedToRead();
    });
    this.queue = new PlayQueue(this);
  }

  get state(): PlayerState {
    return this.#state;
  }

  /** Seconds. */
  get time(): number {
    return this.#startAt > 0 ? this.#startAt : this.#audio.currentTime;
  }

  /** Seconds; 0 while it is not known. */
  get duration(): number {
    const { duration } = this.#audio;
    return Number.isFinite(duration) ? duration : 0;
  }

  /** Calls back when the state changes or a seek has ended, not while time passes. */
  subscribe(listener: () => void): () => void {
    this.#changed.add(listener);
    return () => this.#changed.delete(listener);
  }

  onEnded(listener: () => void): void {
    this.#ended.add(listener);
  }

  /** Plays a song from a time on; the one that plays already goes on from where it is unless a time is given. */
  async play(song: number, from?: number): Promise<void> {
    if (song === this.#state.song && this.#state.status !== "failed" && this.#state.status !== "idle") {
      if (from !== undefined) this.seek(from);
      return this.#resume();
    }
    this.#audio.pause();
    this.#decoded = false;
    this.#startAt = from ?? 0;
    this.#set({ song, status: "locating", message: "" });
    return this.#open(false);
  }

  pause(): void {
    this.#audio.pause();
    if (this.#state.status !== "failed" && this.#state.song !== null) this.#set({ status: "paused" });
  }

  /** Plays or pauses a song. */
  toggle(song: number): void {
    if (song === this.#state.song && this.#state.status === "playing") this.pause();
    else void this.play(song);
  }

  seek(seconds: number): void {
    if (this.duration === 0) this.#startAt = seconds;
    else this.#audio.currentTime = Math.min(Math.max(0, seconds), this.duration);
    this.#notify();
  }

  /** Forgets the song: another run is shown. */
  stop(): void {
    this.#turn++;
    this.#audio.pause();
    this.#audio.removeAttribute("src");
    this.#set(IDLE);
  }

  async #open(decode: boolean): Promise<void> {
    const turn = ++this.#turn;
    const { song } = this.#state;
    if (song === null) return;
    try {
      const uri = await this.#locate(song, decode);
      if (turn !== this.#turn) return;
      this.#audio.src = uri;
      await this.#resume();
    } catch (error) {
      if (turn === this.#turn) this.#fail(error);
    }
  }

  async #resume(): Promise<void> {
    const turn = this.#turn;
    try {
      await this.#audio.play();
    } catch (error) {
      if (turn !== this.#turn) return;
      const name = error instanceof DOMException ? error.name : "";
      // The element's own error event says the same again, and decides what to do; a pause is no failure.
      if (name === "NotSupportedError" || name === "AbortError") return;
      if (name === "NotAllowedError")
        this.#set({
          status: "paused",
          message: "Press play once more: a panel stays silent until it has been clicked.",
        });
      else this.#fail(error);
    }
  }

  async #failedToRead(): Promise<void> {
    if (this.#state.song === null) return;
    if (this.#decoded) {
      this.#fail(
        new Error("This song cannot be played. Run Latentune: Check Data to see what is wrong with its file."),
      );
      return;
    }
    this.#decoded = true;
    this.#set({ status: "decoding" });
    await this.#open(true);
  }

  #fail(error: unknown): void {
    this.#set({ status: "failed", message: messageOf(error) });
  }

  #set(change: Partial<PlayerState>): void {
    this.#state = { ...this.#state, ...change };
    this.#notify();
  }

  readonly #notify = (): void => {
    for (const listener of this.#changed) listener();
  };
}
