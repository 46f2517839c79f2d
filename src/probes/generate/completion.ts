import type { Finish } from './finish-reasons.ts';

/** What one event of a stream says, whatever its wire; what it does not say is left out. */
export interface StreamPart {
  /** What the application would see. */
  readonly text?: string;
  /** What the model thinks aloud. */
  readonly reasoning?: string;
  readonly finish?: Finish;
  readonly inputTokens?: number;
  readonly outputTokens?: number;
  /** The vendor's own id of the answer, where it sends none with the headers. */
  readonly responseId?: string;
}

/** An answer as it grows, part by part. */
export class Completion {
  text = '';
  /** Valid events. */
  parts = 0;
  /** To the first token, thought or spoken, milliseconds after the request. */
  firstTokenMs: number | null = null;
  finish: Finish | null = null;
  inputTokens: number | null = null;
  outputTokens: number | null = null;
  responseId: string | null = null;

  add(part: StreamPart, afterMs: number): void {
    this.parts++;
    this.#hear(part, afterMs);
    // What was filtered or failed is not mended by how the stream ends.
    if (part.finish !== undefined && !this.#hasFailed()) this.finish = part.finish;
    this.inputTokens = part.inputTokens ?? this.inputTokens;
    this.outputTokens = part.outputTokens ?? this.outputTokens;
    this.responseId = part.responseId ?? this.responseId;
  }

  #hear({ text = '', reasoning = '' }: StreamPart, afterMs: number): void {
    if (text === '' && reasoning === '') return;
    this.firstTokenMs ??= afterMs;
    this.text += text;
  }

  #hasFailed(): boolean {
    return this.finish !== null && this.finish.ending !== 'stop' && this.finish.ending !== 'length';
  }
}
