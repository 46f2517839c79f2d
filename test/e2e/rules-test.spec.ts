import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const EXAMPLE = join(ROOT, 'examples/alert-rules.test.yaml');

function rulesTest(file: string): { status: number | null; stdout: string; stderr: string } {
  const { PATH } = process.env;
  return spawnSync(process.execPath, ['scripts/rules-test.ts', file], {
    cwd: ROOT,
    env: { ...(PATH !== undefined && { PATH }) },
    encoding: 'utf8',
  });
}

describe('npm run rules:test', () => {
  const folder = mkdtempSync(join(tmpdir(), 'bellwether-rules-'));
  const own = join(folder, 'own.yaml');

  afterAll(() => rmSync(folder, { recursive: true }));

  function rewritten(change: (text: string) => string): ReturnType<typeof rulesTest> {
    writeFileSync(own, change(readFileSync(EXAMPLE, 'utf8')));
    return rulesTest(own);
  }

  it('ends well when everything is told as expected', () => {
    const { status, stdout, stderr } = rulesTest(EXAMPLE);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toContain('4 of 4 as expected');
  });

  it('tells what is missing and what nobody expected', () => {
    const { status, stdout } = rewritten((text) =>
      text.replace(
        '10m-11m oncall all_resolved -target_unhealthy:openai',
        '20m oncall reminder +stale:openai',
      ),
    );
    expect(status).toBe(1);
    expect(stdout).toContain('FAIL  an outage of a provider with two models is one message');
    expect(stdout).toContain('missing: 20m oncall reminder +stale:openai');
    expect(stdout).toContain('oncall all_resolved -target_unhealthy:openai');
    expect(stdout).toContain('3 of 4 as expected');
  });

  it('tells what should be firing and is not', () => {
    const { stdout } = rewritten((text) =>
      text.replace('firing: [target_unhealthy:openai]', 'firing: [stale:openai]'),
    );
    expect(stdout).toContain('not firing at 300.0s: stale:openai');
    expect(stdout).toContain('firing at 300.0s: target_unhealthy:openai');
  });

  it.each<[string, (text: string) => string, string]>([
    [
      'a key that is none',
      (text) => text.replace('heals: true', 'heal: true'),
      'unknown key; did you mean heals?',
    ],
    [
      'settings that are refused',
      (text) => text.replace('target_unhealthy: { severity', 'target_unhelthy: { severity'),
      'did you mean target_unhealthy?',
    ],
    ['a file that is none', () => 'tests: [', 'own.yaml'],
  ])('refuses %s', (_, change, message) => {
    const { status, stderr } = rewritten(change);
    expect(status).toBe(1);
    expect(stderr).toContain(message);
  });

  it('refuses a file that is not there', () => {
    expect(rulesTest(join(folder, 'none.yaml'))).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('ENOENT'),
    });
  });
});
