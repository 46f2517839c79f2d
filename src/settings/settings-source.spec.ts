import { EventEmitter } from 'node:events';
import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SettingsSource, type SettingsLog, type SettingsSourceOptions } from './settings-source.ts';

class FakeLog implements SettingsLog {
  readonly lines: string[] = [];

  info(facts: object, message: string): void {
    this.lines.push(`info ${message} ${JSON.stringify(facts)}`);
  }

  warn(facts: object, message: string): void {
    this.lines.push(`warn ${message} ${JSON.stringify(facts)}`);
  }

  error(facts: object, message: string): void {
    this.lines.push(`error ${message} ${JSON.stringify(facts)}`);
  }
}

const yaml = (...ids: string[]): string =>
  `providers: { ${ids.map((id) => `${id}: { kind: openai }`).join(', ')} }\n`;
const idsOf = (source: SettingsSource): string[] => source.current.providers.map(({ id }) => id);

describe('the settings source', () => {
  let folder: string;
  let file: string;
  let log: FakeLog;
  const sources: SettingsSource[] = [];

  function open(options: SettingsSourceOptions = {}): SettingsSource {
    // the poll is out of the picture unless a test asks for it
    const source = new SettingsSource({ file, env: {}, log, settleMs: 10, pollMs: 3_600_000, ...options });
    sources.push(source);
    return source;
  }

  function nextChange(source: SettingsSource): Promise<void> {
    return new Promise((resolve, reject) => {
      const deadline = setTimeout(() => reject(new Error('no change was noticed')), 10_000);
      const unsubscribe = source.onChange(() => {
        clearTimeout(deadline);
        unsubscribe();
        resolve();
      });
    });
  }

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'bellwether-source-'));
    file = join(folder, 'settings.yaml');
    log = new FakeLog();
    writeFileSync(file, yaml('a'));
  });
  afterEach(() => {
    for (const source of sources.splice(0)) source.stop();
    rmSync(folder, { recursive: true });
  });

  it('applies new settings and tells what was before', async () => {
    const source = open();
    const seen: string[][] = [];
    source.onChange(({ previous, current }) => {
      seen.push(
        previous.providers.map(({ id }) => id),
        current.providers.map(({ id }) => id),
      );
    });
    writeFileSync(file, yaml('a', 'b'));
    expect(await source.reload()).toMatchObject({ outcome: 'applied', problems: [] });
    expect(seen).toEqual([['a'], ['a', 'b']]);
  });

  it('keeps the old settings when the new ones are bad, and says why', async () => {
    const source = open();
    const before = source.current;
    let told = 0;
    source.onChange(() => (told += 1));
    writeFileSync(file, 'providers: { a: { kind: opnai } }\n');
    expect(await source.reload()).toMatchObject({
      outcome: 'refused',
      problems: [{ key: 'providers.a.kind' }],
    });
    expect(source.current).toBe(before);
    expect(source.lastReload).toMatchObject({ outcome: 'refused' });
    expect(told).toBe(0);
    expect(
      log.lines.some((line) => line.startsWith('error settings refused') && line.includes('opnai')),
    ).toBe(true);
    rmSync(file);
    expect(await source.reload()).toMatchObject({ outcome: 'refused', problems: [{ key: file }] });
  });

  it('keeps the very same settings when nothing they say has changed', async () => {
    const source = open();
    const before = source.current;
    writeFileSync(file, `# a remark\n${yaml('a')}`);
    expect(await source.reload()).toMatchObject({ outcome: 'unchanged' });
    expect(source.current).toBe(before);
  });

  it('warns of what needs a restart', async () => {
    const source = open();
    writeFileSync(file, `${yaml('a')}server: { port: 4000 }\n`);
    expect((await source.reload()).warnings).toEqual([
      { key: 'server.port', message: expect.stringContaining('restart') },
    ]);
  });

  it('tells every listener even if one of them fails', async () => {
    const source = open();
    let told = 0;
    source.onChange(() => {
      throw new Error('cannot follow');
    });
    source.onChange(() => (told += 1));
    writeFileSync(file, yaml('b'));
    await source.reload();
    expect(told).toBe(1);
    expect(log.lines.join('\n')).toContain('cannot follow');
  });

  it('notices a file that is written in place', async () => {
    const source = open();
    source.start();
    const change = nextChange(source);
    writeFileSync(file, yaml('written'));
    await change;
    expect(idsOf(source)).toEqual(['written']);
  });

  it('notices a file that is renamed over it, more than once', async () => {
    const source = open();
    source.start();
    for (const id of ['first', 'second']) {
      const change = nextChange(source);
      writeFileSync(join(folder, 'new'), yaml(id));
      renameSync(join(folder, 'new'), file);
      await change;
      expect(idsOf(source)).toEqual([id]);
    }
  });

  it('notices a link that is swapped, as Kubernetes does for a config map', async () => {
    for (const version of ['v1', 'v2']) {
      mkdirSync(join(folder, version));
      writeFileSync(join(folder, version, 'k.yaml'), yaml(version));
    }
    symlinkSync('v1', join(folder, '..data'));
    symlinkSync(join('..data', 'k.yaml'), join(folder, 'k.yaml'));
    const source = open({ file: join(folder, 'k.yaml') });
    source.start();
    const change = nextChange(source);
    symlinkSync('v2', join(folder, '..data_tmp'));
    renameSync(join(folder, '..data_tmp'), join(folder, '..data'));
    await change;
    expect(idsOf(source)).toEqual(['v2']);
  });

  it('notices by polling what no watcher tells, as with a link into a folder that is not watched', async () => {
    const far = mkdtempSync(join(tmpdir(), 'bellwether-far-'));
    writeFileSync(join(far, 'real.yaml'), yaml('a'));
    symlinkSync(join(far, 'real.yaml'), join(folder, 'link.yaml'));
    const source = open({ file: join(folder, 'link.yaml'), pollMs: 20 });
    source.start();
    const change = nextChange(source);
    writeFileSync(join(far, 'real.yaml'), yaml('polled'));
    await change;
    expect(idsOf(source)).toEqual(['polled']);
    rmSync(far, { recursive: true });
  });

  it('notices a secret that is rotated in its file', async () => {
    const keyFile = join(folder, 'key');
    writeFileSync(keyFile, 'old-key');
    writeFileSync(file, 'providers: { a: { kind: openai, api_key: "${ACME_KEY}" } }\n');
    const source = open({ env: { ACME_KEY_FILE: keyFile } });
    source.start();
    const change = nextChange(source);
    writeFileSync(keyFile, 'new-key');
    await change;
    expect(source.current.providers[0]?.apiKey?.reveal()).toBe('new-key');
  });

  it('notices a change between loading and starting', async () => {
    const source = open();
    writeFileSync(file, yaml('between'));
    const change = nextChange(source);
    source.start();
    await change;
    expect(idsOf(source)).toEqual(['between']);
  });

  it('reloads on SIGHUP while started, and leaves no handler behind', async () => {
    const signals = new EventEmitter();
    const source = open({ watch: false, signals });
    source.start();
    source.start();
    expect(signals.listenerCount('SIGHUP')).toBe(1);
    writeFileSync(file, yaml('hup'));
    const change = nextChange(source);
    signals.emit('SIGHUP');
    await change;
    expect(idsOf(source)).toEqual(['hup']);
    source.stop();
    expect(signals.listenerCount('SIGHUP')).toBe(0);
  });
});
