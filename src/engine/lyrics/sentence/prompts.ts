/**
 * E5 was trained with a word before each text; its authors ask for `query: ` wherever texts are compared with each other
 * (clustering, similarity; Wang et al., "Multilingual E5 Text Embeddings", 2024). Lyrics are searched so as well: over the
 * sample songs `passage: ` before what is searched in finds 6 of 10 songs, and `query: ` 9.
 */
const E5_PROMPT = "query: ";

/** The E5 models whose prompt that is; the ones that take instructions have others. */
const E5_MODELS = [
  ...["e5-small", "e5-base", "e5-large"],
  ...["e5-small-v2", "e5-base-v2", "e5-large-v2"],
  ...["multilingual-e5-small", "multilingual-e5-base", "multilingual-e5-large"],
];

/** By the names of the originals and of those for Transformers.js. */
const PROMPTS: ReadonlyMap<string, string> = new Map(
  ["intfloat", "Xenova"].flatMap((owner) => E5_MODELS.map((name) => [`${owner}/${name}`, E5_PROMPT] as const)),
);

/**
 * What a model was trained to find before each text: what it says itself, else what is known of a model of one of the names, else
 * nothing.
 * @param description its `config_sentence_transformers.json`, where it has one
 * @param names what it is called, and what it was exported from
 */
export function promptOf(description: unknown, names: readonly string[]): string {
  return describedPrompt(description) ?? names.flatMap((name) => PROMPTS.get(name) ?? [])[0] ?? "";
}

/** `{ "prompts": { "query": …, "clustering": … }, "default_prompt_name": "query" }`, as Sentence Transformers writes it. */
function describedPrompt(description: unknown): string | undefined {
  const { prompts, default_prompt_name: name } = fieldsOf(description);
  const prompt = typeof name === "string" ? fieldsOf(prompts)[name] : undefined;
  return typeof prompt === "string" ? prompt : undefined;
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}
