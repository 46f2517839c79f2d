import { Agent, request } from 'node:http';
import { AlertChannel, type SendOutcome } from '../../src/alerts/channels/alert-channel.ts';
import type { AlertMessage } from '../../src/alerts/notification.ts';

/** The plainest channel that keeps the rules of the port: posts a message as JSON. */
export class JsonChannel extends AlertChannel {
  readonly id: string;
  readonly kind = 'json';
  override readonly refreshMs: number | null;
  readonly #url: string;
  readonly #agent = new Agent({ keepAlive: true });

  constructor(id: string, url: string, refreshMs: number | null = null) {
    super();
    this.id = id;
    this.#url = url;
    this.refreshMs = refreshMs;
  }

  send(message: AlertMessage, signal: AbortSignal): Promise<SendOutcome> {
    const { promise, resolve } = Promise.withResolvers<SendOutcome>();
    const failed = (error: Error): void => resolve(retry(error.message, { mayHaveArrived: true }));
    const headers = { 'content-type': 'application/json', 'webhook-id': message.id };
    const asked = request(this.#url, { method: 'POST', headers, agent: this.#agent, signal }, (answer) => {
      let text = '';
      answer.on('data', (chunk: Buffer) => (text += chunk.toString()));
      answer.on('error', failed);
      answer.on('end', () => resolve(outcomeOf(answer.statusCode ?? 0, answer.headers['retry-after'], text)));
    });
    asked.on('error', failed);
    asked.end(JSON.stringify(message));
    return promise;
  }

  override async close(): Promise<void> {
    this.#agent.destroy();
  }
}

function retry(error: string, more: { retryAfterMs?: number; mayHaveArrived?: boolean } = {}): SendOutcome {
  return { kind: 'retry', error, retryAfterMs: null, ...more };
}

function outcomeOf(status: number, retryAfter: string | undefined, text: string): SendOutcome {
  if (status >= 200 && status < 300) {
    return text.startsWith('error') ? retry(`HTTP ${status} with an error text`) : { kind: 'delivered' };
  }
  const error = `HTTP ${status}`;
  if (status === 410) return { kind: 'gone', error, retryAfterMs: null };
  if (status === 429) return retry(error, { retryAfterMs: Number(retryAfter ?? 0) * 1_000 });
  if (status >= 500) return retry(error);
  return { kind: 'refused', error, retryAfterMs: null };
}
