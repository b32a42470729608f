/** An HTML document. */
export interface HtmlDocument {
  /** Directives of its content security policy. */
  readonly policy: readonly string[];
  /** HTML of its head behind what every document has. */
  readonly head: string;
  /** HTML of its body. */
  readonly body: string;
}

/** The text of a document of ours; its policy stands before everything that it is to hold for. */
export function htmlDocument({ policy, head, body }: HtmlDocument): string {
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="UTF-8">
${policyMeta(policy)}
<meta name="viewport" content="width=device-width, initial-scale=1">
${head}
</head>
<body>
${body}
</body>
</html>
`;
}

/** A document that others may have written, under a policy of ours in the place of its own. */
export function underPolicy(text: string, policy: readonly string[]): string {
  const content = text.replace(/^\s*<!DOCTYPE html>/i, "").replace(OWN_POLICY, "");
  // Before the document's own head: nothing of it is read before the policy holds.
  return `<!DOCTYPE html>\n${policyMeta(policy)}${content}`;
}

const OWN_POLICY = /<meta http-equiv="Content-Security-Policy"[^>]*>/;

function policyMeta(policy: readonly string[]): string {
  return `<meta http-equiv="Content-Security-Policy" content="${policy.join("; ")}">`;
}
