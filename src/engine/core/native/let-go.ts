import { MessageChannel } from "node:worker_threads";

const { port1: closed } = new MessageChannel();
closed.close();

/**
 * Gives memory back at once that nobody reads any more, where a collection may come a hundred megabytes later. What is sent
 * to a closed port is gone; arrays over it have no elements then. What threads share stays, and what is so small that it may lie in
 * memory that Node gives to several.
 */
export function letGo(buffers: readonly ArrayBufferLike[]): void {
  const own = buffers.filter((buffer) => buffer instanceof ArrayBuffer && buffer.byteLength > Buffer.poolSize);
  closed.postMessage(undefined, own as ArrayBuffer[]);
}
