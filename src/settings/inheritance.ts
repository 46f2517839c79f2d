import { asMapping, isMapping, valueAt, type Mapping } from './document.ts';

const WHOLE = ['interval_seconds', 'timeout_seconds', 'probe'];
const BY_KEY = ['thresholds', 'circuit'];

/** The document in which every provider has what `defaults` says and it does not say itself. */
export function withDefaultsHandedDown(document: Mapping): Mapping {
  const defaults = document['defaults'];
  const providers = document['providers'];
  if (!isMapping(defaults) || !isMapping(providers)) return document;
  const heirs = Object.entries(providers).map(([id, own]) => [
    id,
    isMapping(own) ? heir(defaults, own) : own,
  ]);
  return { ...document, providers: Object.fromEntries(heirs) as Mapping };
}

function heir(defaults: Mapping, own: Mapping): Mapping {
  const whole = WHOLE.filter((key) => defaults[key] !== undefined && own[key] === undefined);
  const merged = BY_KEY.filter((key) => isMapping(defaults[key]) && isMapping(own[key] ?? {}));
  return {
    ...own,
    ...Object.fromEntries(whole.map((key) => [key, defaults[key]])),
    ...Object.fromEntries(
      merged.map((key) => [key, { ...asMapping(defaults[key]), ...asMapping(own[key]) }]),
    ),
  };
}

/** Whether what stands at that path in force was handed down, and so is reported at `defaults` already. */
export function isHandedDown(before: Mapping, path: readonly PropertyKey[]): boolean {
  const inProvider = path.slice(2);
  if (path[0] !== 'providers' || inProvider.length === 0 || valueAt(before, path) !== undefined) return false;
  return valueAt(before, ['defaults', ...inProvider]) !== undefined;
}
