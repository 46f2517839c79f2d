import type { z } from 'zod';
import type { StatusPageKind } from '../settings/settings.ts';
import type { PageFilter, PageReport } from './page-report.ts';

/** What a page answered. */
export interface PageDocument {
  readonly text: string;
  /** Undefined where the text is not JSON. */
  readonly json: unknown;
}

export interface PageDocuments {
  readonly main: PageDocument;
  /** The second document that the page needs; null where there is none, or it did not come. */
  readonly companion: PageDocument | null;
}

export type PageReading = { readonly report: PageReport } | { readonly problem: string };

/** Reads one kind of status page; pure, and takes nothing that it does not know for good news. */
export abstract class StatusPageReader {
  abstract readonly kind: StatusPageKind;
  /** Whether a page that nobody told the kind of looks like one of these. */
  abstract recognises(main: PageDocument): boolean;
  /** Where the rest of the page is; null when the first document has all of it. */
  abstract companionUrl(url: URL, main: PageDocument): URL | null;
  abstract parse(documents: PageDocuments, filter: PageFilter): PageReading;
}

export type Checked<Body> =
  { readonly body: Body; readonly problem: null } | { readonly body: null; readonly problem: string };

/** The body as the schema wants it, or what is wrong with it: the path and the rule, never the value. */
export function checkedJson<Schema extends z.ZodType>(
  schema: Schema,
  { json, text }: PageDocument,
): Checked<z.output<Schema>> {
  if (json === undefined) return { body: null, problem: notJson(text) };
  const result = schema.safeParse(json);
  if (result.success) return { body: result.data, problem: null };
  const issue = result.error.issues[0];
  return { body: null, problem: `unexpected body at ${issue?.path.join('.') || 'root'} (${issue?.code})` };
}

function notJson(text: string): string {
  const start = text.trimStart();
  if (start === '') return 'empty body';
  return start.startsWith('<') ? 'HTML or XML instead of JSON' : 'body is not JSON';
}
