import type { EpochMs } from '../../clock/clock.ts';
import type { AlertSettings, RateLimitSettings } from '../../settings/alert-settings.ts';
import type { AlertRecord, Told } from '../lifecycle/alert-record.ts';
import type { NewDelivery } from '../store/alert-store.ts';
import type { Suppression } from '../alert.ts';
import { hashOf } from '../fingerprint.ts';
import type { AlertMessage } from '../notification.ts';
import { ChannelBudget } from './channel-budget.ts';
import { messageOf, shown, type Telling, type Wording } from './message.ts';
import {
  type Bucket,
  dueAt,
  isSomething,
  newsOf,
  reasonOf,
  remindsOf,
  severityOf,
  waitingNote,
} from './news.ts';
import { type Claim, claimsOf, Route } from './route.ts';

interface Outgoing {
  readonly bucket: Bucket;
  readonly telling: Telling;
  readonly isCritical: boolean;
}

/**
 * Decides which channel is told what, and keeps in the records what each was told. Everything that it needs to know
 * of the past is in them, so that a restart changes nothing.
 */
export class Dispatch {
  readonly #wording: Wording;
  readonly #budgets = new Map<string, ChannelBudget>();
  #settings: AlertSettings;
  #routes: readonly Route[];
  /** Those that are switched on: nothing is told to the others. */
  #channels: ReadonlySet<string>;
  #claims = new WeakMap<object, readonly Claim[]>();

  constructor(settings: AlertSettings, wording: Wording) {
    this.#wording = wording;
    this.#settings = settings;
    this.#routes = settings.routes.map((route) => new Route(route));
    this.#channels = enabledIn(settings);
  }

  apply(settings: AlertSettings): void {
    if (settings === this.#settings) return;
    this.#settings = settings;
    this.#routes = settings.routes.map((route) => new Route(route));
    this.#channels = enabledIn(settings);
    this.#claims = new WeakMap();
  }

  /** What goes out now. Records get their notes on what waits, and who was told. */
  plan(records: Iterable<AlertRecord>, now: EpochMs): NewDelivery[] {
    const outgoing = new Map<string, Outgoing[]>();
    for (const bucket of this.#buckets(records, now)) {
      const ready = readyOf(bucket, now);
      if (ready === null) continue;
      const others = outgoing.get(bucket.channelId);
      if (others === undefined) outgoing.set(bucket.channelId, [ready]);
      else others.push(ready);
    }
    const messages = new Map<string, AlertMessage>();
    return [...outgoing].flatMap(([channelId, all]) =>
      this.#withinBudget(channelId, all, now).map(({ bucket, telling }) => {
        const made = messageOf(telling, this.#wording, now);
        // Channels that hear the same share one message.
        const message = messages.get(made.id) ?? made;
        messages.set(message.id, message);
        note(bucket, telling, now);
        return { message, channelId, notBefore: now };
      }),
    );
  }

  #buckets(records: Iterable<AlertRecord>, now: EpochMs): Iterable<Bucket> {
    const buckets = new Map<string, Bucket>();
    for (const record of records) {
      record.held = NOTHING_HELD;
      if (!record.isFiring && !record.owesEnd) continue;
      const claims = this.#claimsOf(record);
      if (claims.length === 0) record.held = NO_ROUTE;
      for (const claim of claims) addClaimed(buckets, record, claim, now);
      this.#addUnclaimed(buckets, record, claims);
    }
    return buckets.values();
  }

  /** Its route is gone, and still it is told of the end; a channel that is gone is told nothing. */
  #addUnclaimed(buckets: Map<string, Bucket>, record: AlertRecord, claims: readonly Claim[]): void {
    for (const [channelId, told] of record.told) {
      if (!this.#channels.has(channelId)) {
        record.told.delete(channelId);
        record.isDirty = true;
      } else if (!claims.some((claim) => claim.channelId === channelId)) {
        add(buckets, record, { channelId, groupKey: told.groupKey, route: null, afterMs: null, told });
      }
    }
  }

  #claimsOf(record: AlertRecord): readonly Claim[] {
    const alert = record.alert!;
    let claims = this.#claims.get(alert);
    if (claims === undefined) {
      claims = claimsOf(alert, this.#routes).filter(({ channelId }) => this.#channels.has(channelId));
      this.#claims.set(alert, claims);
    }
    return claims;
  }

  /** Beyond its limit a channel hears in one message what was left out; what is critical passes. */
  #withinBudget(channelId: string, all: readonly Outgoing[], now: EpochMs): Outgoing[] {
    const limit = this.#settings.rateLimits[channelId] ?? this.#settings.rateLimit;
    const budget = this.#budgetOf(channelId);
    const critical = all.filter(({ isCritical }) => isCritical);
    const others = all.filter(({ isCritical }) => !isCritical);
    const passed = [...critical, ...within(others, budget, { limit, now, channelId })];
    for (const _ of passed) budget.spend(now);
    return passed;
  }

  #budgetOf(channelId: string): ChannelBudget {
    let budget = this.#budgets.get(channelId);
    if (budget === undefined) {
      budget = new ChannelBudget();
      this.#budgets.set(channelId, budget);
    }
    return budget;
  }
}

function enabledIn({ channels }: AlertSettings): ReadonlySet<string> {
  return new Set(channels.filter(({ enabled }) => enabled).map(({ id }) => id));
}

const NOTHING_HELD: readonly Suppression[] = [];
const NO_ROUTE: readonly Suppression[] = [
  { code: 'no_route', message: 'no route leads it to a channel that is switched on', by: null, until: null },
];

function add(
  buckets: Map<string, Bucket>,
  record: AlertRecord,
  way: {
    channelId: string;
    groupKey: string;
    route: Route | null;
    afterMs: number | null;
    told: Told | null;
  },
): void {
  const { channelId, groupKey, route, told } = way;
  const key = `${groupKey} ${channelId}`;
  let bucket = buckets.get(key);
  if (bucket === undefined) {
    bucket = { channelId, groupKey, route, stakes: [] };
    buckets.set(key, bucket);
  }
  bucket.stakes.push({ record, told, isEscalation: way.afterMs !== null, groupKey });
}

function addClaimed(buckets: Map<string, Bucket>, record: AlertRecord, claim: Claim, now: EpochMs): void {
  const told = record.told.get(claim.channelId) ?? null;
  if (told === null && !isDueToClaim(record, claim, now)) return;
  add(buckets, record, { ...claim, groupKey: told?.groupKey ?? claim.groupKey, told });
}

/** A channel of an escalation joins once the others have known for long enough, and nobody has taken it up. */
function isDueToClaim({ told, alert, isFiring }: AlertRecord, { afterMs }: Claim, now: EpochMs): boolean {
  if (!isFiring) return false;
  if (afterMs === null) return true;
  if (told.size === 0 || alert?.acknowledged !== null) return false;
  const firstAt = Math.min(...[...told.values()].map(({ at }) => at));
  return now - firstAt >= afterMs;
}

/** What the bucket sends now; null while it waits or has nothing to say. */
function readyOf(bucket: Bucket, now: EpochMs): Outgoing | null {
  const news = newsOf(bucket, now);
  const { groupKey } = bucket;
  if (isSomething(news)) {
    const due = dueAt(news, bucket);
    if (due > now) {
      holdFresh(bucket, waitingNote(bucket, due, now));
      return null;
    }
    return outgoing(bucket, {
      reason: reasonOf(news, bucket),
      groupKey,
      records: shown(news),
      lastAt: news.lastAt,
    });
  }
  if (bucket.route !== null && bucket.route.quietAt(now) !== null) {
    holdFresh(bucket, waitingNote(bucket, now, now));
  }
  const records = remindsOf(news, bucket, now);
  return records.length === 0
    ? null
    : outgoing(bucket, { reason: 'reminder', groupKey, records, lastAt: news.lastAt });
}

function outgoing(bucket: Bucket, telling: Telling): Outgoing {
  const isMeant = new Set(telling.records);
  const isCritical = bucket.stakes.some(
    (stake) => isMeant.has(stake.record) && severityOf(stake) === 'critical',
  );
  return { bucket, telling, isCritical };
}

function within(
  all: readonly Outgoing[],
  budget: ChannelBudget,
  { limit, now, channelId }: { limit: RateLimitSettings; now: EpochMs; channelId: string },
): readonly Outgoing[] {
  if (all.length === 0) return all;
  const left = budget.left(limit, now);
  if (left === 0) {
    budget.isHolding = true;
    const until = budget.freeAt(limit);
    const message = `${channelId} has had ${limit.messages} messages in ${limit.windowMs / 1000} s`;
    for (const { bucket } of all) holdFresh(bucket, { code: 'rate_limited', message, by: null, until });
    return [];
  }
  if (all.length <= left && !budget.isHolding) return all;
  const apart = budget.isHolding ? 0 : left - 1;
  budget.isHolding = false;
  return [...all.slice(0, apart), merged(all.slice(apart), channelId)];
}

/** Several messages in one. What each of them was about keeps its own group. */
function merged(all: readonly Outgoing[], channelId: string): Outgoing {
  const [only] = all;
  if (all.length === 1) return only!;
  const records = [...new Set(all.flatMap(({ telling }) => telling.records))];
  const firingFirst = records.toSorted((a, b) => Number(b.isFiring) - Number(a.isFiring));
  const lastAts = all.map(({ telling }) => telling.lastAt ?? 0);
  return {
    bucket: { channelId, groupKey: '', route: null, stakes: all.flatMap(({ bucket }) => bucket.stakes) },
    telling: {
      reason: 'digest',
      groupKey: `grp_${hashOf(['digest', channelId]).slice(0, 32)}`,
      records: firingFirst,
      lastAt: Math.max(...lastAts),
    },
    isCritical: false,
  };
}

function holdFresh({ stakes }: Bucket, suppression: Suppression): void {
  for (const { record, told } of stakes) {
    if (told !== null || record.base.length > 0) continue;
    record.held = [...record.held, suppression];
  }
}

/** Keeps what the channel knows from now on. */
function note(bucket: Bucket, { records }: Telling, now: EpochMs): void {
  const isMeant = new Set(records);
  for (const { record, told, groupKey } of bucket.stakes) {
    if (!isMeant.has(record)) continue;
    record.isDirty = true;
    record.wasSuppressed = false;
    if (!record.isFiring) {
      record.told.delete(bucket.channelId);
      record.isEndHeard = true;
      continue;
    }
    const { severity, acknowledged } = record.alert!;
    record.told.set(bucket.channelId, {
      groupKey,
      severity,
      at: told?.at ?? now,
      lastAt: now,
      isAcknowledged: acknowledged !== null,
    });
  }
}
