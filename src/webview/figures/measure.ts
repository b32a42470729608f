/** Measures texts in a font. */
export function textMeasure({ fontFamily }: { readonly fontFamily: string }): (text: string, size: number) => number {
  const context = document.createElement("canvas").getContext("2d");
  if (context === null) throw new Error("This browser gives no canvas to measure texts on.");
  return (text, size) => {
    context.font = `${size}px ${fontFamily}`;
    return context.measureText(text).width;
  };
}
