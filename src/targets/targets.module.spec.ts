import { EventEmitter } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Test } from '@nestjs/testing';
import { SettingsSource } from '../settings/settings-source.ts';
import { SettingsModule } from '../settings/settings.module.ts';
import { TargetCatalogue } from './target-catalogue.ts';
import { TargetsModule } from './targets.module.ts';

describe('the targets module', () => {
  it('follows the settings while the application runs, and no longer', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'bellwether-targets-'));
    const file = join(folder, 'settings.yaml');
    const write = (id: string) => writeFileSync(file, `providers: { ${id}: { kind: qwen } }\n`);
    write('one');
    const signals = new EventEmitter();
    const log = { info: () => {}, warn: () => {}, error: () => {} };
    const source = new SettingsSource({ file, env: {}, watch: false, signals, log });
    const app = await Test.createTestingModule({
      imports: [SettingsModule.forRoot(source), TargetsModule],
    }).compile();
    await app.init();
    const catalogue = app.get(TargetCatalogue);
    expect(signals.listenerCount('SIGHUP')).toBe(1);
    write('two');
    await source.reload();
    expect(catalogue.list().map(({ id }) => id)).toEqual(['two']);
    await app.close();
    expect(signals.listenerCount('SIGHUP')).toBe(0);
    write('three');
    await source.reload();
    expect(catalogue.list().map(({ id }) => id)).toEqual(['two']);
    rmSync(folder, { recursive: true });
  });
});
