import { expect, it } from "vitest";
import { RequestClient } from "../../../../src/webview/panel/host/client.ts";
import type { PanelMessage } from "../../../../src/webview/protocol.ts";

it("hands each reply to its caller, failures too, in whatever order they come", async () => {
  const sent: PanelMessage[] = [];
  const client = new RequestClient((message) => sent.push(message));
  const first = client.request("audio", { song: 1, decode: false });
  const second = client.request("openRow", { song: 2 });
  expect(sent).toEqual([
    { type: "request", id: 1, method: "audio", params: { song: 1, decode: false } },
    { type: "request", id: 2, method: "openRow", params: { song: 2 } },
  ]);
  client.settle({ type: "reply", id: 2, ok: false, message: "The record is gone." });
  client.settle({ type: "reply", id: 9, ok: true, value: null });
  client.settle({ type: "reply", id: 1, ok: true, value: { uri: "x" } });
  await expect(second).rejects.toThrow("The record is gone.");
  await expect(first).resolves.toEqual({ uri: "x" });
});
