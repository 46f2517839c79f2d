import { FakeClock } from '../support/fake-clock.ts';
import { Certificates } from '../../src/probes/certificates.ts';
import { createDispatcher, HttpExchange } from '../../src/probes/http-exchange.ts';
import type { CheckLevel, Probe, ProbeResult } from '../../src/probes/probe.ts';
import { builtInProbes } from '../../src/probes/probes.list.ts';
import type { KindName, ProviderSettings } from '../../src/settings/settings.ts';
import type { Target } from '../../src/targets/target.ts';
import { LoopbackServer, type Answer } from './loopback-server.ts';
import { targetAt } from './probe-targets.ts';

export interface Asked {
  readonly level?: CheckLevel;
  readonly provider?: Partial<ProviderSettings> | undefined;
  readonly target?: Partial<Target> | undefined;
}

function newExchange(clock: FakeClock): HttpExchange {
  const certificates = new Certificates();
  return new HttpExchange(createDispatcher(certificates), clock, 'bellwether/0.1.0', certificates);
}

/** All probes of the house, a clock that stands, and one server whose answer each check chooses. */
export class ProbeBench {
  readonly clock = new FakeClock();
  readonly server = new LoopbackServer();
  readonly #http = newExchange(this.clock);
  readonly #probes = builtInProbes(this.#http, this.clock);

  start(): Promise<void> {
    return this.server.start();
  }

  async stop(): Promise<void> {
    await Promise.all([this.#http.close(), this.server.stop()]);
  }

  /** Asks the server, which answers so, and forgets what it was asked before. */
  check(
    kind: KindName,
    answer: Answer,
    { level = 'auth', provider, target }: Asked = {},
  ): Promise<ProbeResult> {
    return this.probe(kind).check(
      this.target(kind, answer, { provider, target }),
      level,
      new AbortController().signal,
    );
  }

  /** The server, which answers so from now on, and forgets what it was asked before. */
  target(kind: KindName, answer: Answer, { provider, target }: Asked = {}): Target {
    this.server.answer = answer;
    this.server.seen.length = 0;
    return targetAt(kind, this.server.url, provider, target);
  }

  probe(kind: KindName): Probe {
    const probe = this.#probes.find(({ kinds }) => kinds.includes(kind));
    if (probe === undefined) throw new Error(`no probe for ${kind}`);
    return probe;
  }
}
