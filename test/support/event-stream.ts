import { until } from './running-app.ts';

export interface HeardEvent {
  readonly id: string;
  readonly type: string;
  // The data is whatever the event says; the expectations of the test are its types.
  readonly data: any;
}

/** A listener of Server-Sent Events as the standard describes it (WHATWG HTML, 9.2.6), as far as we write them. */
export class EventStream {
  readonly response: Response;
  readonly events: HeardEvent[] = [];
  readonly comments: string[] = [];
  retryMs: number | null = null;
  isEnded = false;
  readonly #away: AbortController;

  private constructor(response: Response, away: AbortController) {
    this.response = response;
    this.#away = away;
    void this.#read();
  }

  static async open(url: string, headers: Readonly<Record<string, string>> = {}): Promise<EventStream> {
    const away = new AbortController();
    return new EventStream(await fetch(url, { headers, signal: away.signal }), away);
  }

  get types(): string[] {
    return this.events.map(({ type }) => type);
  }

  get lastId(): string {
    return this.events.at(-1)!.id;
  }

  /** The first event of that type, which may be still to come. */
  async next(type: string, holds: (data: any) => boolean = () => true): Promise<HeardEvent> {
    const find = () => this.events.find((event) => event.type === type && holds(event.data));
    return (await until(find, (event) => event !== undefined))!;
  }

  close(): void {
    this.#away.abort();
  }

  async #read(): Promise<void> {
    const decoder = new TextDecoder();
    let text = '';
    try {
      for await (const chunk of this.response.body!) {
        text += decoder.decode(chunk, { stream: true });
        const blocks = text.split('\n\n');
        text = blocks.pop()!;
        for (const block of blocks) this.#take(block);
      }
    } catch (error) {
      if (!this.#away.signal.aborted && !(error instanceof TypeError)) throw error;
    }
    this.isEnded = true;
  }

  #take(block: string): void {
    const fields = new Map<string, string>();
    for (const line of block.split('\n')) {
      const colon = line.indexOf(':');
      if (colon === 0) this.comments.push(line.slice(1).trim());
      else fields.set(line.slice(0, colon), line.slice(colon + 1).trimStart());
    }
    if (fields.has('retry')) this.retryMs = Number(fields.get('retry'));
    const data = fields.get('data');
    if (data === undefined) return;
    this.events.push({ id: fields.get('id')!, type: fields.get('event')!, data: JSON.parse(data) });
  }
}
