import type { Notice } from '../observations/notice.ts';
import type { Target } from '../targets/target.ts';
import type { Capabilities } from './probe.ts';

/** A model as a vendor lists it. */
export interface ListedModel {
  readonly name: string;
  /** Set where the vendor gives it up: when, as the vendor writes it, null where it does not say. */
  readonly deprecation: { readonly at: string | null } | null;
}

/** For vendors who give a date and nothing else. */
export function retiring(at: string | null | undefined): ListedModel['deprecation'] {
  return at === null || at === undefined ? null : { at };
}

/** chosen: enough to look at; the whole list is in `models`. */
const SHOWN_MODELS = 50;

/** A model by its dated snapshot (`x-20251001`, `x-2026-01-31`, `x@20250514`), Ollama's default tag, a `-latest` alias. */
const SNAPSHOT = /^([-@]\d{4}-?\d{2}-?\d{2}|:latest)$/;

/** Whether one listed name is the model that the settings name. */
export function isSameModel(listed: string, configured: string): boolean {
  const name = configured.replace(/^models\//, '');
  if (listed === name) return true;
  if (listed.startsWith(name)) return SNAPSHOT.test(listed.slice(name.length));
  const family = name.endsWith('-latest') ? name.slice(0, -'-latest'.length) : null;
  return family !== null && listed.startsWith(family) && SNAPSHOT.test(listed.slice(family.length));
}

/** All listed names, and beside them those of the settings that the list has under a longer name. */
export function namesOf(listed: readonly ListedModel[], target: Target): readonly string[] {
  const names = listed.map(({ name }) => name);
  const known = new Set(names);
  const aliases = configuredModels(target).filter(
    (model) => !known.has(model) && names.some((name) => isSameModel(name, model)),
  );
  return aliases.length === 0 ? names : [...names, ...aliases];
}

/** The configured models that are listed, or a first look at the list where none is configured. */
export function modelCapabilities(listed: readonly ListedModel[], target: Target): Capabilities {
  const configured = configuredModels(target);
  const find = (model: string) => listed.find(({ name }) => isSameModel(name, model));
  const deprecations = configured.flatMap((model) => {
    const deprecation = find(model)?.deprecation ?? null;
    return deprecation === null ? [] : [{ model, at: deprecation.at }];
  });
  const shown =
    configured.length === 0 ? listed.map(({ name }) => name) : configured.filter((model) => find(model));
  const capabilities = { models: shown.slice(0, SHOWN_MODELS), models_total: listed.length };
  return deprecations.length === 0 ? capabilities : { ...capabilities, deprecations };
}

/** chosen: two weeks are time enough to move to another model, and short enough to be believed. */
const DUE_BEFORE_MS = 14 * 24 * 3_600_000;

/** A line for every configured model that its vendor gives up; due two weeks before the date, if there is one. */
export function deprecationNotices(
  listed: readonly ListedModel[],
  target: Target,
  now: number,
): readonly Notice[] {
  return configuredModels(target).flatMap((model): Notice[] => {
    const deprecation = listed.find(({ name }) => isSameModel(name, model))?.deprecation ?? null;
    if (deprecation === null) return [];
    const at = dateOf(deprecation.at);
    const message = `${model} ${shutdown(at, now)}`;
    return [
      { code: 'model_deprecated', message, at, dueFrom: at === null ? null : at - DUE_BEFORE_MS, model },
    ];
  });
}

function shutdown(at: number | null, now: number): string {
  if (at === null) return 'is deprecated';
  const day = new Date(at).toISOString().slice(0, 10);
  return at > now ? `is shut down on ${day}` : `was to be shut down on ${day}`;
}

function dateOf(text: string | null): number | null {
  const at = text === null ? Number.NaN : Date.parse(text);
  return Number.isNaN(at) ? null : at;
}

function configuredModels({ provider, model }: Target): readonly string[] {
  return model === null || provider.models.includes(model) ? provider.models : [...provider.models, model];
}
