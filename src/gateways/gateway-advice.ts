import { Problem } from '../problems/problem.ts';
import { type AdviceBoard, type AdviceQuestion, plainQuestion } from '../routing/advice/advice-board.ts';
import { assertNamesExist } from '../routing/routing-question.ts';
import type { GatewaySettings } from '../settings/gateway-settings.ts';
import { type Place, placesOf } from './places.ts';
import { type Seat, seatsOf } from './seats.ts';

/** The advice for one pool, told by who is in it and where. */
export interface PoolSeats {
  readonly pool: string;
  readonly isPanic: boolean;
  readonly seats: readonly Seat[];
  readonly places: readonly Place[];
}

export type PoolQuestion = Pick<AdviceQuestion, 'pool'> & Partial<AdviceQuestion>;

/** Reads the advice in force as gateways need it. */
export class GatewayAdvice {
  readonly #board: AdviceBoard;
  readonly #settings: () => GatewaySettings;
  readonly #tag: string;

  /** `tag` tells apart the advice of different processes, whose numbers are the same. */
  constructor(board: AdviceBoard, settings: () => GatewaySettings, tag: string) {
    this.#board = board;
    this.#settings = settings;
    this.#tag = tag;
  }

  /** Whether there is any advice yet. */
  get isReady(): boolean {
    return this.#board.current.seq > 0;
  }

  /** Another one with every advice, also over a restart. */
  get version(): string {
    return `${this.#tag}.${this.#board.current.seq}`;
  }

  /**
   * @throws Problem 400 naming what there is not
   * @throws Problem 503 before the first advice, and where there is nobody in the pool: what a gateway has is better
   */
  ask(question: PoolQuestion): PoolSeats {
    assertNamesExist(question, this.#board.directory);
    const found = this.find(question);
    if (found !== null && found.seats.length > 0) return found;
    const detail = found === null ? 'there is no advice yet' : `there is nobody in the pool ${question.pool}`;
    throw new Problem({ status: 503, detail, headers: { 'retry-after': '1' } });
  }

  /** Null where there is no such pool, or no advice yet. */
  find(question: PoolQuestion): PoolSeats | null {
    const advice = this.#board.answer({ ...plainQuestion(question.pool), ...question });
    if (advice === undefined) return null;
    const seats = seatsOf(advice, (id) => this.#board.factsOf(id)?.target);
    const places = placesOf(seats, this.#settings().addresses);
    return { pool: advice.pool, isPanic: advice.isPanic, seats, places };
  }

  /** The model that those of a pool are called for, where the settings say. */
  modelOf(pool: string): string | null {
    return this.#board.directory.get(pool)?.model ?? null;
  }

  /** Pools by which a target may be meant: those of the settings, the one of all providers last. */
  get pools(): readonly string[] {
    const [first = 'default', ...others] = this.#board.directory.configuredIds;
    return [...others, first];
  }

  hasPool(id: string): boolean {
    return this.#board.directory.get(id) !== null;
  }

  /** The model of a target of a model, at its provider; undefined where there is no such target. */
  targetModel(id: string): string | null | undefined {
    return this.#board.factsOf(id)?.target.model;
  }
}
