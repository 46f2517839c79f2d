import { Hints } from './did-you-mean.ts';
import { asMapping, isMapping, valueAt, type Mapping } from './document.ts';
import { placed, type PlacedProblem } from './issues.ts';

/** What the services of the document name as their dependencies, wherever that is readable. */
export function dependencyNames(service: unknown): string[] {
  const dependsOn = valueAt(service, ['depends_on']);
  if (!Array.isArray(dependsOn)) return [];
  return dependsOn
    .flatMap((entry: unknown) => (isMapping(entry) ? entry['any_of'] : entry))
    .filter((name): name is string => typeof name === 'string');
}

export function serviceContradictions(document: Mapping): PlacedProblem[] {
  const services = asMapping(document['services']);
  const edges = new Map(Object.entries(services).map(([id, service]) => [id, dependencyNames(service)]));
  return [...missingModels(document, edges), ...cycles(edges)];
}

/** A plain name may be a component that we do not watch (`redis`), a model of a watched provider must be listed. */
function missingModels(document: Mapping, edges: ReadonlyMap<string, string[]>): PlacedProblem[] {
  const targets = new Set(
    Object.entries(asMapping(document['providers'])).flatMap(([id, provider]) => [
      id,
      ...modelTargets(id, provider),
    ]),
  );
  const hints = new Hints(targets);
  return [...edges].flatMap(([id, names]) =>
    names
      .filter((name) => name.includes('/') && !targets.has(name))
      .map((name) =>
        placed(
          ['services', id, 'depends_on'],
          "must name models that their provider's models list",
          name,
          hints.for(name),
        ),
      ),
  );
}

export function modelTargets(id: string, provider: unknown): string[] {
  const models = valueAt(provider, ['models']);
  if (!Array.isArray(models)) return [];
  return models.filter((model) => typeof model === 'string').map((model) => `${id}/${model.toLowerCase()}`);
}

/** Takes away, again and again, what depends on nothing that is left; what remains leads in circles. */
function cycles(edges: ReadonlyMap<string, string[]>): PlacedProblem[] {
  const left = new Map<string, Set<string>>();
  for (const [id, names] of edges) left.set(id, new Set(names.filter((name) => edges.has(name))));
  const dependents = reversed(left);
  const settled = [...left].filter(([, needs]) => needs.size === 0).map(([id]) => id);
  for (const id of settled) {
    left.delete(id);
    for (const dependent of dependents.get(id) ?? []) {
      const needs = left.get(dependent);
      if (needs?.delete(id) && needs.size === 0) settled.push(dependent);
    }
  }
  return left.size === 0 ? [] : [circle(left)];
}

function reversed(edges: ReadonlyMap<string, ReadonlySet<string>>): Map<string, string[]> {
  const result = new Map<string, string[]>();
  for (const [id, names] of edges) {
    for (const name of names) {
      const dependents = result.get(name);
      if (dependents === undefined) result.set(name, [id]);
      else dependents.push(id);
    }
  }
  return result;
}

function circle(left: ReadonlyMap<string, ReadonlySet<string>>): PlacedProblem {
  const walked = new Set<string>();
  let at = left.keys().next().value!;
  while (!walked.has(at)) {
    walked.add(at);
    at = left.get(at)!.values().next().value!;
  }
  const all = [...walked];
  const round = [...all.slice(all.indexOf(at)), at];
  return placed(['services', at, 'depends_on'], 'must not lead back to itself', round.join(' > '));
}
