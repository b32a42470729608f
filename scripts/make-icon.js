// Draws the extension's icon: a latent map with three groups of songs, one song ringed.
// Run once: node scripts/make-icon.js
import { writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import initialise from "canvaskit-wasm";

const SIZE = 256;
const ROUND = 56;
/** Okabe-Ito colours, as on the map itself. */
const GROUPS = [
  {
    colour: "#56b4e9",
    points: [
      [68, 82, 23],
      [116, 58, 16],
      [112, 106, 13],
    ],
  },
  {
    colour: "#e69f00",
    points: [
      [196, 84, 18],
      [164, 54, 12],
      [212, 124, 12],
    ],
  },
  {
    colour: "#009e73",
    points: [
      [66, 176, 18],
      [104, 208, 13],
      [102, 154, 12],
    ],
  },
];
const CHOSEN = { x: 172, y: 180, radius: 21, colour: "#f0e442" };

const canvas = (await initialise()).MakeCanvas(SIZE, SIZE);
const context = canvas.getContext("2d");

context.fillStyle = "#16202e";
context.beginPath();
context.moveTo(0, ROUND);
context.arcTo(0, 0, ROUND, 0, ROUND);
context.arcTo(SIZE, 0, SIZE, ROUND, ROUND);
context.arcTo(SIZE, SIZE, SIZE - ROUND, SIZE, ROUND);
context.arcTo(0, SIZE, 0, SIZE - ROUND, ROUND);
context.fill();

for (const { colour, points } of GROUPS) for (const [x, y, radius] of points) disc(x, y, radius, colour);
disc(CHOSEN.x, CHOSEN.y, CHOSEN.radius, CHOSEN.colour);
context.strokeStyle = "#ffffff";
context.lineWidth = 9;
context.beginPath();
context.arc(CHOSEN.x, CHOSEN.y, CHOSEN.radius + 15, 0, 2 * Math.PI);
context.stroke();

await writeFile(
  fileURLToPath(new URL("../media/icon.png", import.meta.url)),
  Buffer.from(canvas.toDataURL().split(",")[1], "base64"),
);

function disc(x, y, radius, colour) {
  context.fillStyle = colour;
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.fill();
}
