import { connect } from 'node:net';
import type { Clock } from '../clock/clock.ts';
import { classifyTransportError, type TransportFailure } from '../observations/transport-error.ts';
import type { Target } from '../targets/target.ts';
import { Deadline } from './deadline.ts';
import { badSettings, failed, NO_EVIDENCE, NO_FACTS, succeeded, transportFault } from './probe-result.ts';
import { Probe, type CheckLevel, type ProbeResult } from './probe.ts';

/** Whether a port accepts connections: `tcp://host:port`. Both levels ask the same. */
export class TcpProbe extends Probe {
  readonly kinds = ['tcp'] as const;
  readonly #clock: Clock;

  constructor(clock: Clock) {
    super();
    this.#clock = clock;
  }

  async check({ provider }: Target, _level: CheckLevel, signal: AbortSignal): Promise<ProbeResult> {
    const address = addressOf(provider.baseUrl);
    if (address === null) return badSettings('base_url is not tcp://host:port');
    const deadline = new Deadline(provider.timeoutMs, signal);
    const startedMs = this.#clock.monotonicMs();
    try {
      const failure = deadline.failure ?? (await connectTo(address, deadline));
      const evidence = { ...NO_EVIDENCE, latencyMs: this.#clock.monotonicMs() - startedMs };
      return failure === null
        ? succeeded(evidence, NO_FACTS)
        : failed(evidence, transportFault(failure, `connecting to port ${address.port}`));
    } finally {
      deadline.release();
    }
  }
}

interface Address {
  readonly host: string;
  readonly port: number;
}

function addressOf(baseUrl: string): Address | null {
  const url = URL.canParse(baseUrl) ? new URL(baseUrl) : null;
  if (url?.protocol !== 'tcp:' || url.hostname === '' || url.port === '') return null;
  return { host: url.hostname.replace(/^\[(.*)\]$/, '$1'), port: Number(url.port) };
}

/** Null when the connection stood. */
function connectTo(address: Address, deadline: Deadline): Promise<TransportFailure | null> {
  return new Promise((resolve) => {
    const socket = connect({ ...address, signal: deadline.signal });
    const settle = (failure: TransportFailure | null) => {
      resolve(failure);
      socket.destroy();
    };
    socket.once('connect', () => settle(null));
    // Stays for what comes after the answer: an error without a listener would end the process.
    socket.on('error', (error) => settle(deadline.failure ?? classifyTransportError(error)));
  });
}
