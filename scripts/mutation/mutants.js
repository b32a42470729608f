// Small wrong changes of a source file, by its syntax tree: swapped operators, numbers that are one or a half off, negated
// conditions, statements left out, the other of two functions.
import ts from "typescript";

const { SyntaxKind: Kind } = ts;

const OPERATORS = {
  "+": ["-"],
  "-": ["+"],
  "*": ["/"],
  "/": ["*"],
  "**": ["*"],
  "%": ["*"],
  "<": ["<=", ">="],
  "<=": ["<", ">"],
  ">": [">=", "<="],
  ">=": [">", "<"],
  "===": ["!=="],
  "!==": ["==="],
  "&&": ["||"],
  "||": ["&&"],
  "+=": ["-="],
  "-=": ["+="],
  "*=": ["/="],
  "/=": ["*="],
  "<<": [">>"],
  ">>": ["<<"],
  ">>>": ["<<"],
  "&": ["|"],
  "|": ["&"],
};

const METHODS = {
  "Math.min": "Math.max",
  "Math.max": "Math.min",
  "Math.floor": "Math.ceil",
  "Math.ceil": "Math.floor",
  "Math.round": "Math.floor",
  "Math.abs": "",
  "Math.sqrt": "",
  "Math.exp": "",
  "Math.log": "",
};

/** Calls whose arguments a user only reads: texts of errors, progress, reasons. */
const TEXTS = /^(pause|onProgress|scaledControl|undefinedBecause)$|Error$/;

/**
 * A change of a source text: what stands from `start` to `end` becomes `text`.
 * @typedef {{ start: number, end: number, text: string }} Change
 */

/**
 * All mutations of a file.
 * @param {string} name of the file
 * @param {string} source
 * @param {(declared: string) => boolean} isExcluded whether the value of this constant is not to be mutated
 * @returns {Change[]}
 */
export function mutationsOf(name, source, isExcluded = () => false) {
  const file = ts.createSourceFile(name, source, ts.ScriptTarget.Latest, true, ts.ScriptKind.TS);
  const changes = [];
  const put = (node, text) => changes.push({ start: node.getStart(file), end: node.getEnd(), text });
  const textOf = (node) => node.getText(file);

  const visit = (node) => {
    if (isOnlyForReaders(node, textOf, isExcluded)) return;
    mutate(node, put, textOf);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return changes;
}

/** Whether nothing in a node changes what is computed: types, imports, texts, excluded constants. */
function isOnlyForReaders(node, textOf, isExcluded) {
  if (ts.isTypeNode(node) || ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return true;
  if (ts.isTemplateExpression(node)) return true;
  if (ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node) || ts.isThrowStatement(node)) return true;
  if (ts.isCallExpression(node) || ts.isNewExpression(node)) return TEXTS.test(textOf(node.expression));
  if (ts.isExpressionStatement(node) && ts.isAwaitExpression(node.expression))
    return isOnlyForReaders(node.expression.expression, textOf, isExcluded);
  if (ts.isVariableDeclaration(node)) return isExcluded(textOf(node.name));
  return ts.isFunctionDeclaration(node) && node.name !== undefined && isExcluded(textOf(node.name));
}

function mutate(node, put, textOf) {
  if (ts.isBinaryExpression(node)) mutateOperator(node, put, textOf);
  else if (ts.isNumericLiteral(node)) mutateNumber(node, put, textOf);
  else if (ts.isPrefixUnaryExpression(node) && [Kind.MinusToken, Kind.ExclamationToken].includes(node.operator))
    put(node, `(${textOf(node.operand)})`);
  else if (node.kind === Kind.TrueKeyword) put(node, "false");
  else if (node.kind === Kind.FalseKeyword) put(node, "true");
  else if (ts.isIfStatement(node)) mutateIf(node, put, textOf);
  else if (ts.isConditionalExpression(node)) put(node.condition, `!(${textOf(node.condition)})`);
  else if (ts.isPropertyAccessExpression(node) && textOf(node) in METHODS) put(node, METHODS[textOf(node)]);
  // Without its increment a loop only costs the time until it is given up.
  else if (ts.isExpressionStatement(node) || ts.isContinueStatement(node) || ts.isBreakStatement(node)) put(node, ";");
}

function mutateOperator({ left, operatorToken, right }, put, textOf) {
  if ([left, right].some((side) => ts.isStringLiteralLike(side) || ts.isTemplateExpression(side))) return;
  for (const other of OPERATORS[textOf(operatorToken)] ?? []) put(operatorToken, other);
}

function mutateNumber(node, put, textOf) {
  const value = Number(textOf(node).replaceAll("_", ""));
  // Half a position is none, nor is half of the smallest counts.
  const isPosition = ts.isElementAccessExpression(node.parent) && node.parent.argumentExpression === node;
  const isHalved = !Number.isInteger(value) || value % 2 === 0 || (value > 2 && !isPosition);
  const others = Number.isInteger(value) && value < 1e6 ? [value + 1, value - 1] : [value * 1.5];
  const allowed = isHalved ? [...others, value / 2] : others;
  for (const other of new Set(allowed)) if (other !== value) put(node, other < 0 ? `(${other})` : String(other));
}

function mutateIf(node, put, textOf) {
  put(node.expression, `!(${textOf(node.expression)})`);
  if (node.elseStatement === undefined && !ts.isThrowStatement(node.thenStatement)) put(node.expression, "false");
}

/** The source with one change. */
export function changed(source, { start, end, text }) {
  return source.slice(0, start) + text + source.slice(end);
}

/** Where a change is and what it does: line number (from 1), the lines before and after. */
export function described(source, change) {
  const from = source.lastIndexOf("\n", change.start - 1) + 1;
  const lineEnd = source.indexOf("\n", change.end);
  const to = lineEnd < 0 ? source.length : lineEnd;
  const line = source.slice(0, change.start).split("\n").length;
  const before = source.slice(from, to);
  const after = source.slice(from, change.start) + change.text + source.slice(change.end, to);
  return { line, before, after };
}
