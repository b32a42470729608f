import "./panel.css";
import { Panel } from "./panel/panel.ts";
import type { HostMessage } from "./protocol.ts";
import { savedGroups } from "./panel/views.ts";
import { VIEWS } from "./views/index.ts";
import "./views/page/page.ts";

const panel = new Panel(acquireVsCodeApi(), new Audio(), (uri, init) => fetch(uri, init), savedGroups(VIEWS));
// Of songs that play in order, the one that plays is shown.
panel.player.queue.onSong((song) => {
  panel.dispatch({ type: "focus", song });
});

const page = document.createElement("latentune-panel");
Object.assign(page, { panel, views: VIEWS });
document.body.append(page);

window.addEventListener("message", ({ data }: MessageEvent<HostMessage>) => {
  panel.receive(data);
});
// The state is saved a moment after each change; what has changed since must not be lost.
window.addEventListener("pagehide", () => {
  panel.save();
});
panel.start();
