import { FakeClock } from '../support/fake-clock.ts';
import { createDispatcher, HttpExchange } from '../../src/probes/http-exchange.ts';
import type { CheckLevel, ProbeResult } from '../../src/probes/probe.ts';
import { builtInProbes } from '../../src/probes/probes.list.ts';
import type { ProviderKind, ProviderSettings } from '../../src/settings/settings.ts';
import type { Target } from '../../src/targets/target.ts';
import { LoopbackServer, type Answer } from './loopback-server.ts';
import { targetAt } from './probe-targets.ts';

export interface Asked {
  readonly level?: CheckLevel;
  readonly provider?: Partial<ProviderSettings>;
  readonly target?: Partial<Target>;
}

/** All probes of the house, a clock that stands, and one server whose answer each check chooses. */
export class ProbeBench {
  readonly clock = new FakeClock();
  readonly server = new LoopbackServer();
  readonly #http = new HttpExchange(createDispatcher(), this.clock, 'bellwether/0.1.0');
  readonly #probes = builtInProbes(this.#http, this.clock);

  start(): Promise<void> {
    return this.server.start();
  }

  async stop(): Promise<void> {
    await Promise.all([this.#http.close(), this.server.stop()]);
  }

  /** Asks the server, which answers so, and forgets what it was asked before. */
  check(
    kind: ProviderKind,
    answer: Answer,
    { level = 'auth', provider, target }: Asked = {},
  ): Promise<ProbeResult> {
    this.server.answer = answer;
    this.server.seen.length = 0;
    const probe = this.#probes.find(({ kinds }) => kinds.includes(kind));
    if (probe === undefined) throw new Error(`no probe for ${kind}`);
    return probe.check(
      targetAt(kind, this.server.url, provider, target),
      level,
      new AbortController().signal,
    );
  }
}
