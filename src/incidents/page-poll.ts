import type { StatusPageKind } from '../settings/settings.ts';
import type { Fetched, PageFailure, PageFetcher, Validators } from './page-fetcher.ts';
import type { PageDocument, PageDocuments, StatusPageReader } from './status-page-reader.ts';

export type PollOutcome =
  | {
      readonly kind: 'read';
      readonly reader: StatusPageReader;
      readonly documents: PageDocuments;
      readonly gap: string | null;
    }
  /** Nothing has changed since the last look. */
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'cancelled' }
  | PageFailure;

interface Kept {
  readonly validators: Validators;
  /** Null where nothing needs it again. */
  readonly document: PageDocument | null;
}

/** Looks at one page, its second document included, asking for nothing that it already has. */
export class PagePoll {
  readonly #url: URL;
  readonly #readers: readonly StatusPageReader[];
  readonly #fetcher: PageFetcher;
  #main: Kept | null = null;
  #companion: Kept | null = null;
  #reader: StatusPageReader | null;

  constructor(
    url: URL,
    kind: StatusPageKind | null,
    readers: readonly StatusPageReader[],
    fetcher: PageFetcher,
  ) {
    this.#url = url;
    this.#readers = readers;
    this.#fetcher = fetcher;
    this.#reader = readers.find((reader) => reader.kind === kind) ?? null;
  }

  /** Asks for everything again, as after an answer that nobody could read. */
  forget(): void {
    this.#main = null;
    this.#companion = null;
  }

  async run(signal: AbortSignal): Promise<PollOutcome> {
    const fetched = await this.#fetcher.fetch(this.#url, this.#main?.validators ?? null, signal);
    if (fetched.kind === 'failed' || fetched.kind === 'cancelled') return fetched;
    const main = fetched.kind === 'fresh' ? fetched.document : (this.#main?.document ?? null);
    if (main === null) return { kind: 'unchanged' };
    return this.#readOn(main, fetched, signal);
  }

  async #readOn(
    main: PageDocument,
    fetched: Extract<Fetched, { kind: 'fresh' | 'unchanged' }>,
    signal: AbortSignal,
  ): Promise<PollOutcome> {
    const reader = this.#readerOf(main);
    if (reader === null) return unreadable('not a status page of a kind that we know');
    const companionUrl = reader.companionUrl(this.#url, main);
    if (fetched.kind === 'fresh') {
      this.#main = { validators: fetched.validators, document: companionUrl === null ? null : main };
    }
    if (companionUrl !== null) {
      return this.#withCompanion(reader, main, companionUrl, {
        isMainFresh: fetched.kind === 'fresh',
        signal,
      });
    }
    this.#companion = null;
    return { kind: 'read', reader, documents: { main, companion: null }, gap: null };
  }

  async #withCompanion(
    reader: StatusPageReader,
    main: PageDocument,
    url: URL,
    { isMainFresh, signal }: { readonly isMainFresh: boolean; readonly signal: AbortSignal },
  ): Promise<PollOutcome> {
    const fetched = await this.#fetcher.fetch(url, this.#companion?.validators ?? null, signal);
    if (fetched.kind === 'cancelled') return fetched;
    if (fetched.kind === 'unchanged' && !isMainFresh) return fetched;
    const companion = this.#keptCompanion(fetched);
    const gap = fetched.kind === 'failed' ? `${url.pathname}: ${fetched.detail}` : null;
    return { kind: 'read', reader, documents: { main, companion }, gap };
  }

  #keptCompanion(fetched: Fetched): PageDocument | null {
    if (fetched.kind === 'unchanged') return this.#companion?.document ?? null;
    this.#companion =
      fetched.kind === 'fresh' ? { validators: fetched.validators, document: fetched.document } : null;
    return this.#companion?.document ?? null;
  }

  /** Where nobody told the kind, the first answer that is recognised does. */
  #readerOf(main: PageDocument): StatusPageReader | null {
    this.#reader ??= this.#readers.find((reader) => reader.recognises(main)) ?? null;
    return this.#reader;
  }
}

export function unreadable(detail: string): PageFailure {
  return { kind: 'failed', isDead: false, detail, retryAfterMs: null };
}
