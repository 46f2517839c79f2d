import type { Clock } from '../../clock/clock.ts';
import type { HealthRegistry } from '../../health/health-registry.ts';
import type { MaintenanceWindows } from '../../health/maintenance-windows.ts';
import type { TargetHealth } from '../../health/target-health.ts';
import type { RoutingSettings, Strategy } from '../../settings/routing-settings.ts';
import { FactBook } from './fact-book.ts';
import { blendedPrice } from './factors.ts';
import { mismatchOf, type Wishes } from './filters.ts';
import { type Pool, PoolDirectory } from './pool.ts';
import { rank } from './ranking.ts';
import { type PoolAdvice, readyToPick, type Snapshot } from './snapshot.ts';
import type { TargetFacts } from './target-facts.ts';

/** Advice that is none of a pool as it is, but for one who asks. */
export interface AdviceQuestion extends Wishes {
  readonly pool: string;
  /** Null takes the pool's own. */
  readonly strategy: Strategy | null;
  readonly key: string | null;
}

interface Kept {
  readonly pool: Pool;
  readonly memberIds: ReadonlySet<string>;
}

/** chosen: more shapes of questions than this are not asked again and again. */
const KEPT_ANSWERS = 256;

const NOTHING_YET: Snapshot = { seq: 0, generatedAt: 0, pools: new Map() };

/**
 * Where the advice hangs that is in force. Reading it is a look-up; it is made anew by `refresh`, and then only as far as
 * something has changed.
 */
export class AdviceBoard {
  readonly #registry: HealthRegistry;
  readonly #clock: Clock;
  readonly #settings: () => RoutingSettings;
  readonly #facts: FactBook;
  readonly #kept = new Map<string, Kept>();
  readonly #answers = new Map<string, PoolAdvice>();
  #directory: PoolDirectory | null = null;
  /** Targets or settings are others than those of the snapshot. */
  #isOutgrown = true;
  #snapshot: Snapshot = NOTHING_YET;

  constructor(
    parts: { registry: HealthRegistry; maintenance: MaintenanceWindows },
    clock: Clock,
    settings: () => RoutingSettings,
  ) {
    this.#registry = parts.registry;
    this.#clock = clock;
    this.#settings = settings;
    this.#facts = new FactBook({ ...parts, clock, slowStartMs: () => settings().slowStartMs });
  }

  get current(): Snapshot {
    return this.#snapshot;
  }

  get directory(): PoolDirectory {
    this.#directory ??= this.#readDirectory();
    return this.#directory;
  }

  /** Something of a target has changed; true where that must show at once. */
  note(state: TargetHealth): boolean {
    return this.#facts.note(state);
  }

  noteTime(): void {
    this.#facts.noteTime();
  }

  /** Targets or settings are others than before. */
  noteStructure(removed: TargetHealth | null = null): void {
    if (removed !== null) this.#facts.forget(removed);
    this.#directory = null;
    this.#isOutgrown = true;
  }

  /** Brings the advice up to date; null where it is as before. */
  refresh(): Snapshot | null {
    const isNew = this.#isOutgrown;
    this.#isOutgrown = false;
    if (isNew) this.#facts.noteAll();
    const changed = this.#facts.refresh();
    if (!isNew && changed.size === 0) return null;
    if (isNew) this.#keepPools();
    const pools = new Map<string, PoolAdvice>();
    for (const [id, { pool, memberIds }] of this.#kept) {
      const before = this.#snapshot.pools.get(id);
      const isSame = !isNew && before !== undefined && !isAnyOf(memberIds, changed);
      pools.set(id, isSame ? before : this.#advise(pool));
    }
    this.#answers.clear();
    this.#snapshot = Object.freeze({ seq: this.#snapshot.seq + 1, generatedAt: this.#clock.now(), pools });
    return this.#snapshot;
  }

  /** The advice for a pool by its own strategy; undefined where there is no such pool. */
  pool(id: string): PoolAdvice | undefined {
    return this.#snapshot.pools.get(id) ?? this.#begin(id);
  }

  /** The answer to a question; undefined where there is no such pool. */
  answer(question: AdviceQuestion): PoolAdvice | undefined {
    if (isPlain(question)) return this.pool(question.pool);
    const key = JSON.stringify(question);
    const known = this.#answers.get(key);
    if (known !== undefined) return known;
    const pool = this.directory.get(question.pool);
    if (pool === null) return undefined;
    const advice = this.#advise(pool, question);
    if (this.#answers.size >= KEPT_ANSWERS) this.#answers.clear();
    this.#answers.set(key, advice);
    return advice;
  }

  factsOf(id: string): TargetFacts | undefined {
    return this.#facts.get(id);
  }

  /** A tag that somebody asks for is a pool from then on. */
  #begin(id: string): PoolAdvice | undefined {
    const pool = this.directory.get(id);
    if (pool === null || this.#snapshot === NOTHING_YET) return undefined;
    this.#keep(pool);
    const advice = this.#advise(pool);
    const pools = new Map(this.#snapshot.pools).set(id, advice);
    this.#snapshot = Object.freeze({ ...this.#snapshot, pools });
    return advice;
  }

  #readDirectory(): PoolDirectory {
    const targets = Array.from(this.#registry.all(), ({ target }) => target);
    return new PoolDirectory(this.#settings(), targets);
  }

  /** Those of the settings, and the tags that were asked for before. */
  #keepPools(): void {
    const ids = new Set([...this.directory.configuredIds, ...this.#kept.keys()]);
    this.#kept.clear();
    for (const id of ids) {
      const pool = this.directory.get(id);
      if (pool !== null) this.#keep(pool);
    }
  }

  #keep(pool: Pool): void {
    const members = this.directory.membersFor(pool, pool.model);
    this.#kept.set(pool.id, { pool, memberIds: new Set(members.map(({ id }) => id)) });
  }

  #advise(pool: Pool, question: AdviceQuestion = plainQuestion(pool.id)): PoolAdvice {
    const { prices } = this.#settings();
    const model = question.model ?? pool.model;
    const wishes: Wishes = { ...question, model };
    const members = this.directory.membersFor(pool, model).flatMap(({ id }) => this.#facts.get(id) ?? []);
    return readyToPick(
      rank({
        pool: pool.id,
        members,
        strategy: question.strategy ?? pool.strategy,
        panicThreshold: pool.panicThreshold,
        key: question.key,
        mismatchOf: (facts) => mismatchOf(facts, wishes),
        priceOf: ({ target }) => blendedPrice(prices[target.id], target.provider),
      }),
    );
  }
}

/** For a pool as it is. */
export function plainQuestion(pool: string): AdviceQuestion {
  return { pool, tags: [], model: null, exclude: [], strategy: null, key: null };
}

function isAnyOf(members: ReadonlySet<string>, changed: ReadonlySet<string>): boolean {
  for (const id of changed) if (members.has(id)) return true;
  return false;
}

function isPlain({ tags, model, exclude, strategy, key }: AdviceQuestion): boolean {
  return tags.length === 0 && exclude.length === 0 && model === null && strategy === null && key === null;
}
