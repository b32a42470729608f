const later = globalThis.setTimeout;

export function setTimeout(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    later(resolve, milliseconds);
  });
}

export function setImmediate(): Promise<void> {
  return setTimeout(0);
}
