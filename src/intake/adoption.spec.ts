import { SettingsSource } from '../settings/settings-source.ts';
import { TargetCatalogue } from '../targets/target-catalogue.ts';
import { Adoption } from './adoption.ts';

const HOUR_MS = 3_600_000;

function build(isOn = true) {
  const source = new SettingsSource({
    document: { providers: { openai: { kind: 'openai' } }, intake: { adopt: isOn } },
    env: {},
    watch: false,
    signals: null,
  });
  const catalogue = new TargetCatalogue(source.current);
  const adoption = new Adoption(catalogue, () => source.current.intake.adopt);
  return { catalogue, adoption, ids: () => catalogue.list().map(({ id }) => id) };
}

describe('adoption', () => {
  it('makes an id of a name, and leaves the model in it out', () => {
    const { adoption, ids } = build();
    expect(adoption.adopt('Mistral AI/large', null, 0)).toBe('mistral-ai');
    expect(adoption.adopt('gw.corp:8443', 'gw.corp:8443', 0)).toBe('gw.corp-8443');
    expect(adoption.adopt('openai/gpt-4o', null, 0)).toBe('openai');
    expect(adoption.adopt('…', null, 0)).toBeNull();
    expect(ids()).toEqual(['openai', 'mistral-ai', 'gw.corp-8443']);
  });

  it('takes nobody in while it is off', () => {
    const { adoption, ids } = build(false);
    expect(adoption.adopt('groq', null, 0)).toBeNull();
    expect(ids()).toEqual(['openai']);
  });

  it('is bounded, and lets go of who was quiet for longest when room is needed', () => {
    const { adoption, ids } = build();
    for (let i = 0; i < 100; i++) expect(adoption.adopt(`name-${i}`, null, i)).toBe(`name-${i}`);
    expect(adoption.adopt('one-more', null, 1_000)).toBeNull();
    adoption.noteCall('name-0', HOUR_MS);
    expect(adoption.adopt('one-more', null, HOUR_MS + 1)).toBe('one-more');
    expect(ids()).toContain('name-0');
    expect(ids()).not.toContain('name-1');
    expect(ids()).toHaveLength(101);
  });

  it('keeps those that are adopted the same objects', () => {
    const { adoption, catalogue } = build();
    adoption.adopt('groq', null, 0);
    const before = catalogue.get('groq');
    adoption.adopt('mistral', null, 0);
    expect(catalogue.get('groq')).toBe(before);
  });
});
