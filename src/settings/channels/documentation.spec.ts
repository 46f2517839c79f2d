import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import { TEMPLATE_FIELDS } from '../message-template.ts';
import { load } from '../settings-documents.ts';
import { CHANNEL_KINDS, channelSchema } from './channels.schema.ts';

const page = readFileSync(new URL('../../../docs/channels.md', import.meta.url), 'utf8');
const examples = [...page.matchAll(/```yaml\n(.*?)```/gs)].map(([, text = '']) => text);

/** Every variable that an example names. */
const env = Object.fromEntries(
  [...page.matchAll(/\$\{(\w+):-/g)].map(([, name = '']) => {
    const value = name === 'SMTP_URL' ? 'smtp://mail.example' : 'https://example.com/x';
    return [name, name.endsWith('MAIL') ? 'ops@example.com' : value];
  }),
);

describe('the page on channels', () => {
  it.each(examples)(
    'has examples that work, with and without what comes from the environment: %s',
    (text) => {
      const { alerts } = load(parse(text), env).settings;
      for (const { enabled } of alerts.channels) expect(enabled).toBe(true);
      expect(() => load(parse(text))).not.toThrow();
    },
  );

  it('has an example of every kind', () => {
    const kinds = examples.flatMap((text) => [...text.matchAll(/kind: (\w+)/g)].map(([, kind]) => kind));
    expect(new Set(kinds)).toEqual(new Set<string>(CHANNEL_KINDS));
  });

  it('names every option and every field of templates', () => {
    const schema = z.toJSONSchema(channelSchema, { io: 'input', unrepresentable: 'any' });
    const options = (schema.oneOf ?? schema.anyOf ?? []).flatMap((kind) =>
      Object.keys(kind.properties ?? {}),
    );
    expect(options.length).toBeGreaterThan(30);
    for (const name of [...options, ...Object.keys(TEMPLATE_FIELDS)]) expect(page).toContain(name);
  });
});
