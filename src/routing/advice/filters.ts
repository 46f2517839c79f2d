import { isSameModel } from '../../probes/model-facts.ts';
import type { TargetFacts } from './target-facts.ts';

/** What a caller wants of those it is advised to call. */
export interface Wishes {
  /** All of them. */
  readonly tags: readonly string[];
  readonly model: string | null;
  /** Ids; a provider stands for its models too. */
  readonly exclude: readonly string[];
}

/** Why a target does not meet the wishes. */
export interface Mismatch {
  /** For people. */
  readonly detail: string;
  /** It may be one all the same: lists of models know no aliases. */
  readonly isDoubtful: boolean;
}

/** Null where it meets them. */
export function mismatchOf(facts: TargetFacts, { tags, model, exclude }: Wishes): Mismatch | null {
  const { id, provider } = facts.target;
  if (exclude.includes(id) || exclude.includes(provider.id)) return certain('excluded by who asks');
  const missing = tags.find((tag) => !provider.tags.includes(tag));
  if (missing !== undefined) return certain(`is not tagged ${missing}`);
  if (model === null || hasModel(facts, model)) return null;
  return { detail: `does not have ${model}`, isDoubtful: true };
}

function certain(detail: string): Mismatch {
  return { detail, isDoubtful: false };
}

/** The models of the settings say which are used; without them the list does, as far as it is known. */
function hasModel({ target, models }: TargetFacts, model: string): boolean {
  if (target.model !== null) return isModel(target.model, model);
  if (target.provider.models.length > 0) return false;
  return models === null || models.some((listed) => isModel(listed, model));
}

function isModel(listed: string, asked: string): boolean {
  return isSameModel(listed.toLowerCase(), asked.toLowerCase());
}
