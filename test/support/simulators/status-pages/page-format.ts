import type { PageId } from '../vendor.ts';
import type { WireAnswer } from '../wire.ts';
import type { PageState } from './page-state.ts';

export type PageDocument = WireAnswer['content'];

/** How one maker of status pages writes them. */
export interface PageFormat {
  readonly id: PageId;
  /** Where the settings point to. */
  readonly path: string;
  /** All documents of the page, by path; the same for the same state. */
  documents(state: PageState): Readonly<Record<string, PageDocument>>;
}

export function json(value: object): PageDocument {
  return { kind: 'json', json: value };
}

/** The maker's word; one that is in no table goes out as it is. */
export function wordIn(table: Readonly<Record<string, string>>, word: string): string {
  return table[word] ?? word;
}
