/** Remembers the last result of a function for as long as its arguments are the same ones. */
export function memo<A extends readonly unknown[], R>(compute: (...args: A) => R): (...args: A) => R {
  let last: { readonly args: A; readonly result: R } | undefined;
  return (...args) => {
    if (last === undefined || args.some((arg, index) => !Object.is(arg, last!.args[index])))
      last = { args, result: compute(...args) };
    return last.result;
  };
}
