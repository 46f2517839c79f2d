import type { Vendor } from '../../observations/errors/vendors.ts';

/** The wire on which a completion is asked for. */
export type Api = 'chat' | 'responses' | 'messages' | 'content';

/** Fields of the request beside model, prompt and stream, as the SDK of the wire names them. */
export type Parameters = Readonly<Record<string, unknown>>;

/** A row of a table: the first whose conditions hold gives what a minimal request needs. */
interface Family {
  /** Matched on the name in lower case, without the namespace of a router (`openai/…`). [any] */
  readonly model?: RegExp;
  /** [any] */
  readonly vendors?: readonly Vendor[];
  readonly parameters: Parameters;
}

/** How little OpenAI's reasoning models can be asked to think; others take no effort at all. */
const EFFORTS: readonly { readonly model: RegExp; readonly effort: string | null }[] = [
  { model: /^gpt-5.*(chat|pro)/, effort: null },
  { model: /^gpt-5.*codex/, effort: 'low' },
  { model: /^gpt-5\.\d/, effort: 'none' },
  { model: /^gpt-5/, effort: 'minimal' },
  { model: /^o1-(mini|preview)/, effort: null },
  { model: /^o\d/, effort: 'low' },
];

/** These refuse `max_tokens`, and every sampling parameter. */
const OPENAI_REASONING = /^(gpt-5|o\d)/;

/** The name of the cap differs; the cap itself is the caller's. */
const CAPS: readonly (Omit<Family, 'parameters'> & { readonly field: string })[] = [
  { vendors: ['openai', 'azure_openai'], field: 'max_completion_tokens' },
  { model: OPENAI_REASONING, field: 'max_completion_tokens' },
  { field: 'max_tokens' },
];

const CHAT: readonly Family[] = [
  { vendors: ['openai'], parameters: { stream_options: { include_usage: true }, store: false } },
  // Sends its usage unasked, and takes no field that it does not know.
  { vendors: ['mistral'], parameters: {} },
  // These think whatever they are told, and refuse to be told otherwise.
  {
    vendors: ['qwen'],
    model: /thinking|^qwq|^qvq/,
    parameters: { stream_options: { include_usage: true } },
  },
  {
    vendors: ['qwen'],
    parameters: { stream_options: { include_usage: true }, enable_thinking: false },
  },
  { parameters: { stream_options: { include_usage: true } } },
];

const CONTENT: readonly Family[] = [
  { model: /image|tts|audio|live|embedding/, parameters: {} },
  { model: /^gemini-([3-9]|\d\d).*pro/, parameters: { thinkingConfig: { thinkingLevel: 'LOW' } } },
  { model: /^gemini-([3-9]|\d\d)/, parameters: { thinkingConfig: { thinkingLevel: 'MINIMAL' } } },
  // It cannot be kept from thinking; this is the least.
  { model: /^gemini-2\.5-pro/, parameters: { thinkingConfig: { thinkingBudget: 128 } } },
  { model: /^gemini-2\.5/, parameters: { thinkingConfig: { thinkingBudget: 0 } } },
  // Older ones, Gemma, aliases: they refuse what they do not know.
  { parameters: {} },
];

interface Minimum {
  readonly vendor: Vendor;
  readonly model: string;
  readonly maxOutputTokens: number;
}

/** The least that this model can be asked with. Never a sampling parameter: newer models refuse them all. */
export function minimalParameters(api: Api, minimum: Minimum): Parameters {
  const asked = { ...minimum, model: minimum.model.toLowerCase().replace(/^.*\//, '') };
  return MINIMUM_OF[api](asked);
}

const MINIMUM_OF: Readonly<Record<Api, (asked: Minimum) => Parameters>> = {
  chat: (asked) => ({
    ...rowOf(CHAT, asked).parameters,
    [rowOf(CAPS, asked).field]: asked.maxOutputTokens,
    ...withEffort(asked, (effort) => ({ reasoning_effort: effort })),
  }),
  responses: (asked) => ({
    max_output_tokens: asked.maxOutputTokens,
    store: false,
    ...withEffort(asked, (effort) => ({ reasoning: { effort } })),
  }),
  messages: ({ maxOutputTokens }) => ({ max_tokens: maxOutputTokens }),
  content: (asked) => ({ ...rowOf(CONTENT, asked).parameters, maxOutputTokens: asked.maxOutputTokens }),
};

function withEffort({ model }: Minimum, write: (effort: string) => Parameters): Parameters {
  const effort = EFFORTS.find((row) => row.model.test(model))?.effort ?? null;
  return effort === null ? {} : write(effort);
}

/** The last row of every table takes all. */
function rowOf<Row extends Omit<Family, 'parameters'>>(
  rows: readonly Row[],
  { vendor, model }: Minimum,
): Row {
  return rows.find(
    (row) => (row.vendors?.includes(vendor) ?? true) && (row.model === undefined || row.model.test(model)),
  )!;
}
