/** What our code asks of Node's buffers, for the extension in a browser. */
export class Bytes extends Uint8Array {
  override toString(encoding = "utf8", start = 0, end = this.length): string {
    const part = this.subarray(start, end);
    if (encoding === "utf8") return new TextDecoder("utf-8", { ignoreBOM: true }).decode(part);
    const characters = Array.from(part, (byte) => String.fromCharCode(byte)).join("");
    if (encoding === "latin1") return characters;
    const base64 = btoa(characters);
    return encoding === "base64" ? base64 : base64.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  }
}

export const Buffer = {
  from(source: string | Uint8Array, encoding = "utf8"): Bytes {
    if (typeof source !== "string") return new Bytes(source);
    if (encoding !== "base64") return new Bytes(new TextEncoder().encode(source));
    return new Bytes(Array.from(atob(source), (character) => character.charCodeAt(0)));
  },
};
