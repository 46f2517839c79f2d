import { Hints } from './did-you-mean.ts';
import { asMapping, valueAt, type Mapping } from './document.ts';
import { placed, type PlacedProblem } from './issues.ts';
import { modelTargets } from './service-contradictions.ts';

/** What pools and prices name must be there, or a typing error would leave a pool without anybody. */
export function poolContradictions(document: Mapping): PlacedProblem[] {
  const providers = Object.entries(asMapping(document['providers']));
  const targets = new Set(providers.flatMap(([id, provider]) => [id, ...modelTargets(id, provider)]));
  const tags = new Set(providers.flatMap(([, provider]) => textsAt(provider, 'tags')));
  const prices = Object.keys(asMapping(valueAt(document, ['routing', 'prices'])));
  return [
    ...Object.entries(asMapping(document['pools'])).flatMap(([id, pool]) => [
      ...unknownOf(textsAt(pool, 'targets'), targets, ['pools', id, 'targets'], TARGETS_RULE),
      ...unknownOf(textsAt(pool, 'tags'), tags, ['pools', id, 'tags'], 'must name tags that providers have'),
    ]),
    ...prices.flatMap((id) => unknownOf([id], targets, ['routing', 'prices', id], TARGETS_RULE)),
  ];
}

const TARGETS_RULE = 'must name providers, or models that their provider lists';

function textsAt(value: unknown, key: string): string[] {
  const list = valueAt(value, [key]);
  return Array.isArray(list) ? list.filter((each) => typeof each === 'string') : [];
}

function unknownOf(
  names: readonly string[],
  known: ReadonlySet<string>,
  path: readonly string[],
  rule: string,
): PlacedProblem[] {
  const hints = new Hints(known);
  return names.filter((name) => !known.has(name)).map((name) => placed(path, rule, name, hints.for(name)));
}
