import { describe, expect, it } from "vitest";
import { Player, type AudioElement, type Locate } from "../../../src/webview/audio/player.ts";

/** An audio element without sound: it plays what it is given unless the URI says otherwise. */
class SilentAudio implements AudioElement {
  src = "";
  currentTime = 0;
  duration = NaN;
  paused = true;
  readonly #listeners = new Map<string, (() => void)[]>();

  play = async (): Promise<void> => {
    await Promise.resolve();
    if (this.src.includes("blocked")) throw new DOMException("", "NotAllowedError");
    if (this.src.includes("unplayable")) {
      this.emit("error");
      throw new DOMException("", "NotSupportedError");
    }
    this.paused = false;
    this.duration = 30;
    this.emit("loadedmetadata");
    this.emit("playing");
  };
  pause = (): void => {
    if (this.paused) return;
    this.paused = true;
    this.emit("pause");
  };
  load = (): void => undefined;
  removeAttribute = (): void => {
    this.src = "";
  };
  addEventListener = (type: string, listener: unknown): void => {
    this.#listeners.set(type, [...(this.#listeners.get(type) ?? []), listener as () => void]);
  };
  emit(type: string): void {
    for (const listener of this.#listeners.get(type) ?? []) listener();
  }
}

function playerWith(locate: Locate): { readonly player: Player; readonly audio: SilentAudio } {
  const audio = new SilentAudio();
  return { player: new Player(audio, locate), audio };
}
const settled = () => new Promise((resolve) => setTimeout(resolve, 5));

describe("the player", () => {
  it("plays, pauses, goes on where it was, and starts where it is told", async () => {
    const { player, audio } = playerWith((song) => Promise.resolve(`song-${song}`));
    await player.play(3, 12);
    expect(player.state).toEqual({ song: 3, status: "playing", message: "" });
    expect(audio.currentTime).toBe(12);
    player.toggle(3);
    expect(player.state.status).toBe("paused");
    player.toggle(3);
    await settled();
    expect(player.state.status).toBe("playing");
    expect(audio.currentTime).toBe(12);
    player.seek(99);
    expect(player.time).toBe(30);
  });

  it("asks for a decoded file once, when the browser has no decoder", async () => {
    const asked: boolean[] = [];
    const { player } = playerWith((_song, decode) => {
      asked.push(decode);
      return Promise.resolve(decode ? "decoded" : "unplayable.m4a");
    });
    await player.play(1);
    await settled();
    expect(asked).toEqual([false, true]);
    expect(player.state).toEqual({ song: 1, status: "playing", message: "" });
  });

  it("says calmly that a song cannot be played, and tries again when it is asked to", async () => {
    const { player } = playerWith(() => Promise.resolve("unplayable"));
    await player.play(1);
    await settled();
    expect(player.state.status).toBe("failed");
    expect(player.state.message).toContain("cannot be played");
    void player.play(1);
    expect(player.state.status).toBe("locating");
  });

  it("tells why a file was not found, and why nothing is heard before the first click", async () => {
    const missing = playerWith(() => Promise.reject(new Error("a.mp3 is gone.")));
    await missing.player.play(0);
    expect(missing.player.state).toEqual({ song: 0, status: "failed", message: "a.mp3 is gone." });
    const blocked = playerWith(() => Promise.resolve("blocked"));
    await blocked.player.play(0);
    expect(blocked.player.state).toMatchObject({
      status: "paused",
      message: expect.stringContaining("Press play") as string,
    });
  });

  it("plays only the last of several songs that were asked for at once", async () => {
    const answers = new Map<number, (uri: string) => void>();
    const { player, audio } = playerWith((song) => new Promise((resolve) => answers.set(song, resolve)));
    void player.play(1);
    void player.play(2);
    answers.get(2)!("second");
    await settled();
    answers.get(1)!("first");
    await settled();
    expect(audio.src).toBe("second");
    expect(player.state).toMatchObject({ song: 2, status: "playing" });
    player.stop();
    expect(player.state).toMatchObject({ song: null, status: "idle" });
  });
});
