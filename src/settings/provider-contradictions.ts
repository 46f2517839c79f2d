import { valueAt, type Mapping } from './document.ts';
import { generateContradictions } from './generate-contradictions.ts';
import { placed, type PlacedProblem } from './issues.ts';
import { CIRCUIT_ORDER, THRESHOLD_ORDER, orderProblem, timeoutProblem } from './number-order.ts';
import { PROVIDER_KINDS, needsApiKey, usualBaseUrl } from './provider-kinds.ts';
import { Secret } from './secret.ts';
import type { KindName } from './settings.ts';

/** What the settings of one provider must keep between them. */
export function providerContradictions(
  id: string,
  own: unknown,
  { inForce, kinds }: { inForce: Mapping; kinds: readonly string[] },
): PlacedProblem[] {
  const path = ['providers', id];
  const part = (key: string) => [valueAt(own, [key]), inForce[key], [...path, key]] as const;
  return [
    ...timeoutProblem(own, inForce, path),
    orderProblem(...part('thresholds'), THRESHOLD_ORDER) ?? [],
    orderProblem(...part('circuit'), CIRCUIT_ORDER) ?? [],
    ...kindContradictions(own, inForce, path, kinds),
    ...modelProblems(inForce, path),
  ].flat();
}

/** Of a kind that is none no more is said than that. */
function kindContradictions(
  own: unknown,
  inForce: Mapping,
  path: readonly string[],
  kinds: readonly string[],
): PlacedProblem[] {
  const isKind = [...PROVIDER_KINDS, ...kinds].includes(kindOf(inForce) ?? '');
  const provider = isKind ? inForce : { ...inForce, kind: undefined };
  return [
    ...baseUrlProblems(provider, path),
    ...keyProblems(own, provider, path),
    ...generateContradictions(provider['generate'], kindOf(provider), [...path, 'generate']),
  ];
}

/** As written; whether that is a kind is the schema's to say. */
function kindOf(provider: Mapping): KindName | null {
  const kind = provider['kind'];
  return typeof kind === 'string' ? kind : null;
}

function baseUrlProblems(provider: Mapping, path: readonly string[]): PlacedProblem[] {
  const kind = kindOf(provider);
  const given = provider['base_url'];
  const at = [...path, 'base_url'];
  if (given === undefined) {
    return kind === null || usualBaseUrl(kind) !== null ? [] : [placed(at, `is needed for kind ${kind}`)];
  }
  const url = typeof given === 'string' ? URL.parse(given) : null;
  if (url === null) return [];
  const hasCredentials = url.username !== '' || url.password !== '';
  if (hasCredentials) return [placed(at, 'must not hold credentials; use api_key or headers')];
  return kind === null || suits(url, kind) ? [] : [placed(at, schemeRule(kind), given)];
}

function suits(url: URL, kind: KindName): boolean {
  // a kind of the application's own knows itself what it can be told
  if (!PROVIDER_KINDS.some((known) => known === kind)) return true;
  const isTcp = url.protocol === 'tcp:';
  return kind === 'tcp' ? isTcp && url.port !== '' : !isTcp;
}

function schemeRule(kind: KindName): string {
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
