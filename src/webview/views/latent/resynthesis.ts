import type { LatentPlace } from "../../../shared/contract/panel/latent.ts";
import { messageOf } from "../../../shared/thrown.ts";

/** Makes the sound of a place and plays it, one at a time. */
export class Resynthesis {
  readonly #make: (place: LatentPlace) => Promise<{ readonly uri: string }>;
  readonly #changed: () => void;
  readonly #audio = new Audio();
  /** The place of the sound that is there. */
  #of = "";
  #turn = 0;
  #status: "silent" | "making" | "playing" = "silent";
  #message = "";

  constructor(make: (place: LatentPlace) => Promise<{ readonly uri: string }>, changed: () => void) {
    this.#make = make;
    this.#changed = changed;
    for (const type of ["ended", "pause"])
      this.#audio.addEventListener(type, () => {
        if (this.#status === "playing") this.#set("silent");
      });
  }

  get status(): "silent" | "making" | "playing" {
    return this.#status;
  }

  /** What went wrong; empty if nothing did. */
  get message(): string {
    return this.#message;
  }

  async play(place: LatentPlace): Promise<void> {
    const turn = ++this.#turn;
    const of = JSON.stringify(place);
    try {
      if (of !== this.#of) {
        this.#set("making");
        const { uri } = await this.#make(place);
        if (turn !== this.#turn) return;
        this.#audio.src = uri;
        this.#of = of;
      }
      this.#audio.currentTime = 0;
      this.#set("playing");
      await this.#audio.play();
    } catch (error) {
      if (turn === this.#turn) this.#set("silent", messageOf(error));
    }
  }

  /** Also gives up a sound that is being made. */
  stop(): void {
    if (this.#status === "silent") return;
    this.#turn++;
    this.#audio.pause();
    this.#set("silent");
  }

  #set(status: "silent" | "making" | "playing", message = ""): void {
    this.#status = status;
    this.#message = message;
    this.#changed();
  }
}
