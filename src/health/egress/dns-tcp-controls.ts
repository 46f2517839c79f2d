import { lookup } from 'node:dns/promises';
import { connect } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import type { EgressSettings } from '../../settings/settings.ts';
import { ConnectivityControls } from './connectivity-controls.ts';

/** Resolves each control's name and opens a TCP connection to it; sends nothing. */
export class DnsTcpControls extends ConnectivityControls {
  readonly #settings: () => EgressSettings;

  constructor(settings: () => EgressSettings) {
    super();
    this.#settings = settings;
  }

  async isOnline(): Promise<boolean> {
    const { controls, timeoutMs } = this.#settings();
    // Without a control nobody can say that it is us.
    if (controls.length === 0) return true;
    const stop = new AbortController();
    try {
      await Promise.any(controls.map((control) => reach(control, timeoutMs, stop.signal)));
      return true;
    } catch {
      // Every control failed, and why each did makes no difference to the answer.
      return false;
    } finally {
      stop.abort();
    }
  }
}

async function reach(control: string, timeoutMs: number, signal: AbortSignal): Promise<void> {
  const separator = control.lastIndexOf(':');
  const host = control.slice(0, separator).replace(/^\[|\]$/g, '');
  const port = Number(control.slice(separator + 1));
  const deadline = wait(timeoutMs, undefined, { signal, ref: false }).then(() => {
    throw new Error(`no answer from ${control} within ${timeoutMs} ms`);
  });
  await Promise.race([open(host, port, signal), deadline]);
}

async function open(host: string, port: number, signal: AbortSignal): Promise<void> {
  const { address } = await lookup(host);
  await new Promise<void>((resolve, reject) => {
    if (signal.aborted) return reject(new Error('no longer needed'));
    const socket = connect({ host: address, port });
    const end = (): void => void socket.destroy();
    signal.addEventListener('abort', end, { once: true });
    socket.once('connect', () => resolve());
    socket.once('error', reject);
    socket.once('close', () => {
      signal.removeEventListener('abort', end);
      reject(new Error(`${host}:${port} closed the connection`));
    });
  });
}
