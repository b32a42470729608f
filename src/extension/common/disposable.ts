/** What its owner has to give back: our objects, which are no instances of VS Code's class. */
export interface Disposable {
  dispose(): void;
}
