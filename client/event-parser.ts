export interface StreamEvent {
  readonly type: string;
  readonly data: string;
}

/** chosen: a snapshot of ten thousand targets is smaller; what is larger is no stream of ours. */
const LONGEST_LINE_CHARACTERS = 16 * 1024 * 1024;

/** Reads Server-Sent Events from pieces of text (WHATWG HTML, 9.2.6). */
export class EventParser {
  /** Of the last event that was whole; what a resumed stream goes on behind. */
  lastId = '';
  #rest = '';
  #id: string | null = null;
  #type = '';
  #data: string[] = [];

  /** Forgets half an event: the stream that it was in has ended. */
  begin(): void {
    this.#rest = '';
    this.#clear();
  }

  /** The events that are whole now. */
  take(piece: string): StreamEvent[] {
    // a line break of two characters may be torn apart
    const text = this.#rest + piece;
    const isTorn = text.endsWith('\r');
    const lines = (isTorn ? text.slice(0, -1) : text).split(/\r\n|\n|\r/);
    this.#rest = lines.pop()! + (isTorn ? '\r' : '');
    if (this.#rest.length > LONGEST_LINE_CHARACTERS) throw new Error('the stream has a line without an end');
    return lines.flatMap((line) => this.#line(line));
  }

  #line(line: string): StreamEvent[] {
    if (line === '') return this.#dispatch();
    const colon = line.indexOf(':');
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (field === 'data') this.#data.push(value);
    else if (field === 'event') this.#type = value;
    else if (field === 'id' && !value.includes('\0')) this.#id = value;
    return [];
  }

  #dispatch(): StreamEvent[] {
    if (this.#id !== null) this.lastId = this.#id;
    const event = { type: this.#type || 'message', data: this.#data.join('\n') };
    const isEmpty = this.#data.length === 0;
    this.#clear();
    return isEmpty ? [] : [event];
  }

  #clear(): void {
    this.#id = null;
    this.#type = '';
    this.#data = [];
  }
}
