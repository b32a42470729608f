/** A job that this worker must not or cannot do, whatever it tries: it is not given to it again. */
export class RefusedJob extends Error {
  override readonly name = "RefusedJob";
}
