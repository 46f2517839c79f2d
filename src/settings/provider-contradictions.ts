import { valueAt, type Mapping } from './document.ts';
import { placed, type PlacedProblem } from './issues.ts';
import { CIRCUIT_ORDER, THRESHOLD_ORDER, orderProblem, timeoutProblem } from './number-order.ts';
import { PROVIDER_KINDS, USUAL_BASE_URLS, canGenerate, needsApiKey } from './provider-kinds.ts';
import { Secret } from './secret.ts';
import type { ProviderKind } from './settings.ts';

/** What the settings of one provider must keep between them. */
export function providerContradictions(id: string, own: unknown, inForce: Mapping): PlacedProblem[] {
  const path = ['providers', id];
  const part = (key: string) => [valueAt(own, [key]), inForce[key], [...path, key]] as const;
  return [
    ...timeoutProblem(own, inForce, path),
    orderProblem(...part('thresholds'), THRESHOLD_ORDER) ?? [],
    orderProblem(...part('circuit'), CIRCUIT_ORDER) ?? [],
    ...baseUrlProblems(inForce, path),
    ...keyProblems(own, inForce, path),
    ...generateProblems(inForce, path),
    ...modelProblems(inForce, path),
  ].flat();
}

function kindOf(provider: Mapping): ProviderKind | null {
  return PROVIDER_KINDS.find((kind) => kind === provider['kind']) ?? null;
}

function baseUrlProblems(provider: Mapping, path: readonly string[]): PlacedProblem[] {
  const kind = kindOf(provider);
  const given = provider['base_url'];
  const at = [...path, 'base_url'];
  if (given === undefined) {
    return kind === null || kind in USUAL_BASE_URLS ? [] : [placed(at, `is needed for kind ${kind}`)];
  }
  const url = typeof given === 'string' ? URL.parse(given) : null;
  if (url === null) return [];
  const hasCredentials = url.username !== '' || url.password !== '';
  if (hasCredentials) return [placed(at, 'must not hold credentials; use api_key or headers')];
  return kind === null || suits(url, kind) ? [] : [placed(at, schemeRule(kind), given)];
}

function suits(url: URL, kind: ProviderKind): boolean {
  const isTcp = url.protocol === 'tcp:';
  return kind === 'tcp' ? isTcp && url.port !== '' : !isTcp;
}

function schemeRule(kind: ProviderKind): string {
  return kind === 'tcp' ? 'must be tcp://host:port' : `must be http:// or https:// for kind ${kind}`;
}

function hasKey(provider: Mapping): boolean {
  const key = provider['api_key'];
  // one whose variable is missing is reported as that
  if (key === undefined && 'api_key' in provider) return true;
  return key instanceof Secret || (typeof key === 'string' && key.trim() !== '');
}

function keyProblems(own: unknown, provider: Mapping, path: readonly string[]): PlacedProblem[] {
  const kind = kindOf(provider);
  // `probe: auth` among the defaults is for those that have a key
  if (valueAt(own, ['probe']) !== 'auth' || kind === null) return [];
  if (!needsApiKey(kind) || hasKey(provider)) return [];
  return [
    placed(
      [...path, 'probe'],
      'needs api_key, which is empty',
      'auth',
      'probe: auto takes reach until there is a key',
    ),
  ];
}

function generateProblems(provider: Mapping, path: readonly string[]): PlacedProblem[] {
  const kind = kindOf(provider);
  if (kind === null || canGenerate(kind) || (provider['generate'] ?? null) === null) return [];
  return [placed([...path, 'generate'], `is not possible for kind ${kind}, which has no completions`)];
}

function modelProblems(provider: Mapping, path: readonly string[]): PlacedProblem[] {
  const models = provider['models'];
  if (!Array.isArray(models)) return [];
  const seen = new Set<string>();
  return models.flatMap((model: unknown, index) => {
    if (typeof model !== 'string') return [];
    const id = model.toLowerCase();
    const isRepeated = seen.has(id);
    seen.add(id);
    return isRepeated
      ? [placed([...path, 'models', index], `must not make the target ${path[1]}/${id} twice`, model)]
      : [];
  });
}
