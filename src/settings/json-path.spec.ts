import { parseJsonPath, valueAtJsonPath } from './json-path.ts';

describe('a JSON path', () => {
  const document = {
    status: 'ok',
    queue: { 'depth now': 3, workers: [{ alive: true }, { alive: false }] },
    "it's": 1,
    nothing: null,
    größe: 2,
  };

  it.each([
    ['$', document],
    ['$.status', 'ok'],
    ['$.queue.workers[0].alive', true],
    ['$.queue.workers[-1].alive', false],
    ["$.queue['depth now']", 3],
    ['$["queue"]["workers"][1]["alive"]', false],
    ["$['it\\'s']", 1],
    ['$.nothing', null],
    ['$.größe', 2],
    ['$.queue.workers[2]', undefined],
    ['$.status.length', undefined],
    ['$.queue.workers.alive', undefined],
    ['$.nothing.more', undefined],
    ['$.toString', undefined],
  ])('%s leads to one value', (path, expected) => {
    const segments = parseJsonPath(path);
    expect(segments).not.toBeNull();
    expect(valueAtJsonPath(document, segments!)).toEqual(expected);
  });

  it.each([
    '',
    'status',
    '$status',
    '$.',
    '$..a',
    '$.*',
    '$[*]',
    '$[01]',
    '$[0:2]',
    '$[?@.a]',
    '$.a b',
    "$['a",
    '$.a[-0x]',
  ])('that is %s is refused: it is none, or may lead to several values', (path) =>
    expect(parseJsonPath(path)).toBeNull(),
  );
});
