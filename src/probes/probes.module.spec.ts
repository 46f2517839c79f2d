import { Global, Module } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { targetAt } from '../../test/contracts/probe-targets.ts';
import { Clock, SystemClock } from '../clock/clock.ts';
import { NO_EVIDENCE, NO_FACTS, succeeded } from './probe-result.ts';
import { Probe, type ProbeResult } from './probe.ts';
import { Prober } from './prober.ts';
import { ProbesModule } from './probes.module.ts';

class OwnProbe extends Probe {
  readonly kinds = ['http'] as const;

  check(): Promise<ProbeResult> {
    return Promise.resolve(succeeded({ ...NO_EVIDENCE, requestId: 'own' }, NO_FACTS));
  }
}

@Global()
@Module({ providers: [{ provide: Clock, useClass: SystemClock }], exports: [Clock] })
class ClockModule {}

/** Imports the probes for itself, as every room does that needs them. */
@Module({ imports: [ProbesModule] })
class RoomModule {}

describe('ProbesModule', () => {
  it.each([
    ['as it is', [], null],
    ['with a probe of one’s own, which comes first', [ProbesModule.with([new OwnProbe()])], 'own'],
  ])('gives a prober %s, and ends its connections with the application', async (_how, own, requestId) => {
    const imports = [ClockModule, RoomModule, ...own];
    const app = await Test.createTestingModule({ imports }).compile();
    const prober = app.get(Prober, { strict: false });
    const target = targetAt('http', 'http://127.0.0.1:1');
    const check = async (kind: 'http' | 'openai') =>
      (
        await prober.check(
          kind === 'http' ? target : targetAt('openai', 'http://127.0.0.1:1'),
          new AbortController().signal,
        )
      ).observation;
    expect((await check('http')).requestId).toBe(requestId);
    expect((await check('openai')).failure).toBe('network');
    await app.close();
    expect((await check('openai')).failure).toBe('cancelled');
  });
});
