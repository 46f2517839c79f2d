import { didYouMean } from '../settings/did-you-mean.ts';
import { type FieldError, Problem } from '../problems/problem.ts';
import type { PoolDirectory } from './advice/pool.ts';

/** What a query names of ours. */
interface Named {
  readonly pool?: string | undefined;
  readonly tags?: readonly string[];
  readonly exclude?: readonly string[];
  readonly target?: string | undefined;
}

/** chosen: more names than this help nobody who reads an error. */
const SHOWN_NAMES = 20;

/** @throws Problem 400 naming everything that there is not */
export function assertNamesExist(
  { pool, tags = [], exclude = [], target }: Named,
  directory: PoolDirectory,
): void {
  const isKnownPool = pool === undefined || directory.get(pool) !== null;
  const errors: FieldError[] = [
    ...(isKnownPool ? [] : [unknown('pool', pool, `one of ${listOf(directory.ids)}`, directory.ids)]),
    ...tags
      .filter((tag) => !directory.hasTag(tag))
      .map((tag) => unknown('tags', tag, 'tags that providers have', directory.tags)),
    ...[
      ...exclude.map((id) => ['exclude', id] as const),
      ...(target === undefined ? [] : [['target', target] as const]),
    ]
      .filter(([, id]) => !directory.hasTarget(id))
      .map(([field, id]) => unknown(field, id, 'the id of a target in the settings', directory.targetIds)),
  ];
  if (errors.length === 0) return;
  const detail = errors.length === 1 ? '1 field is wrong' : `${errors.length} fields are wrong`;
  throw new Problem({ status: 400, title: 'Invalid query', detail, errors });
}

function unknown(field: string, value: string, rule: string, known: readonly string[]): FieldError {
  const hint = didYouMean(value, known);
  return { field, rule: hint === null ? rule : `${rule}; ${hint}`, value: value.slice(0, 100) };
}

function listOf(names: readonly string[]): string {
  const more = names.length > SHOWN_NAMES ? '|…' : '';
  return names.slice(0, SHOWN_NAMES).join('|') + more;
}
