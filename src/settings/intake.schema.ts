import { boolean, mapOf, section, text, wholeNumber } from './scalars.schema.ts';

/** How outcomes of real calls are taken in. */
export interface IntakeSettings {
  /** Whether a name that nobody watches becomes a target of its own, which is never probed [false]. */
  readonly adopt: boolean;
  /** Outcomes that may wait to be taken in before senders are asked to wait [20000]; 1000 to 1000000. */
  readonly queueLimit: number;
  /** Age beyond which an outcome is refused, milliseconds [900000]; the windows reach no further. */
  readonly maxAgeMs: number;
  /** Which target is meant by a name, or by a `host` or `host:port`, that callers use [none]. */
  readonly names: Readonly<Record<string, string>>;
}

export const intakeSchema = section({
  adopt: boolean()
    .describe(
      'Whether a name that nobody watches becomes a target of its own, which is never probed. Default false.',
    )
    .default(false),
  queue_limit: wholeNumber(1_000, 1_000_000)
    .describe('Outcomes that may wait before senders are told to (429). Default 20000.')
    .default(20_000),
  max_age_seconds: wholeNumber(1, 900)
    .describe('Age beyond which an outcome is refused, seconds; the windows reach back 900. Default 900.')
    .default(900),
  names: mapOf(text())
    .describe('Target by a name that callers use, or by a host or host:port that they call.')
    .default({}),
}).transform((raw): IntakeSettings => ({
  adopt: raw.adopt,
  queueLimit: raw.queue_limit,
  maxAgeMs: raw.max_age_seconds * 1000,
  names: Object.fromEntries(Object.entries(raw.names).map(([name, target]) => [name.toLowerCase(), target])),
}));
