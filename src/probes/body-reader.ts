import type { z } from 'zod';
import type { FailureKind } from '../observations/failure-kind.ts';
import type { ListedModel } from './model-facts.ts';
import type { Capabilities } from './probe.ts';

/** What one answer tells; what it does not tell is left out. */
export interface Lesson {
  /** Of the server. [as far as others told it] */
  readonly version?: string | null;
  /** Of the whole list, where `hasMore` does not say otherwise. [not told] */
  readonly models?: readonly ListedModel[];
  /** There are more models than the answer lists, so that a missing one says nothing. [false] */
  readonly hasMore?: boolean;
  /** Changes when the server restarts. */
  readonly instanceId?: string;
  /** Shown as it is: snake_case, free of secrets. [none] */
  readonly capabilities?: Capabilities;
}

/** What a success says: what is learnt from it, or why it is none after all. */
export type Reading =
  | { readonly lesson: Lesson; readonly problem: null }
  | {
      readonly problem: string;
      /** What the answer states of the provider or the account, whether it was asked for facts alone. [invalid_response] */
      readonly failure?: FailureKind;
    };

/** Reads a success. `json` is undefined where the text is none. */
export type BodyReader = (json: unknown, text: string) => Reading;

/** Reads a body that must be what the schema says. */
export function jsonBody<Schema extends z.ZodType>(
  schema: Schema,
  learn: (body: z.infer<Schema>) => Lesson,
): BodyReader {
  return (json, text) => {
    if (json === undefined) return { problem: notJson(text) };
    const result = schema.safeParse(json);
    if (result.success) return { lesson: learn(result.data), problem: null };
    return { problem: `unexpected body at ${placeOf(result.error)}` };
  };
}

/** Undefined where the text is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // Said by the value: whoever reads the body decides what that means.
    return undefined;
  }
}

function notJson(text: string): string {
  const start = text.trimStart();
  if (start === '') return 'empty body';
  if (start.startsWith('<')) return 'HTML instead of JSON';
  return start.startsWith('{') || start.startsWith('[') ? 'JSON cut short or damaged' : 'body is not JSON';
}

/** The path and the rule, never the value that was got. */
function placeOf(error: z.ZodError): string {
  const issue = error.issues[0];
  return issue === undefined ? 'root' : `${issue.path.join('.') || 'root'} (${issue.code})`;
}
