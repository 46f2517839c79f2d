import {
  buildGroup,
  buildMessage,
  buildNotice,
  resolvedMessage,
} from '../../../test/support/alert-messages.ts';
import { brokenTemplateRule, TEMPLATE_FIELDS } from '../../settings/message-template.ts';
import type { AlertMessage } from '../notification.ts';
import { LinkMaker } from './alert-links.ts';
import { fitted } from './detail.ts';
import { HTML, type Markup, PLAIN, SLACK } from './markup.ts';
import { ownWords } from './own-words.ts';

const links = new LinkMaker(() => ({ publicUrl: 'https://h.example', host: '', port: 0 }));

function words(text: string, message: AlertMessage = buildMessage(), markup: Markup = PLAIN) {
  return fitted(
    (detail) => ownWords({ title: text, text }, { message, links, detail }, markup),
    () => true,
  );
}

describe('templates', () => {
  it('have a value for every documented field', () => {
    const fields = Object.keys(TEMPLATE_FIELDS);
    for (const message of [buildMessage(), resolvedMessage(), buildGroup(3)]) {
      const { text } = words(fields.map((field) => `${field}={{ ${field} }}`).join('\n'), message);
      expect(text).not.toContain('undefined');
      for (const field of fields) expect(text).toContain(`${field}=`);
    }
    expect(words('{{state}} {{since}} {{duration}} {{using}} {{firing_count}}').text).toBe(
      'firing 2026-11-22 03:58:11 UTC 1 min 49 s anthropic, google 1',
    );
  });

  it('list the alerts of a group, and a single one as a list of one', () => {
    expect(words('{{ alerts }}', buildGroup(3)).text?.split('\n')).toHaveLength(3);
    expect(words('{{ alerts }}').text).toBe('OpenAI is unhealthy');
  });

  it('keep their own markup and take that of values away', () => {
    const message = buildMessage({ notices: [buildNotice({ summary: '<b> & *x*' })] });
    expect(words('<i>{{ summary }}</i>', message, HTML).text).toBe('<i>&lt;b&gt; &amp; *x*</i>');
    expect(words('*{{ summary }}*', message, SLACK).text).toContain('*&lt;b&gt; &amp; ');
    expect(words('{{ page_url }}&x', message, HTML).text).toBe('https://h.example/?alert=alert_1&x');
  });

  it('are titles on one line', () => {
    expect(words('a\r\nb {{ title }}').title).toBe('a b OpenAI is unhealthy');
  });

  it.each([
    ['{{ titel }}', 'must name known fields only, and {{ titel }} is none (did you mean title?)'],
    ['{{}}', expect.stringContaining('{{  }} is none (known are title, headline')],
    ['{{ title }', 'must close every {{ with }}'],
    ['title }}', 'must close every {{ with }}'],
    ['{{title}} and { this }', null],
    ['no field at all', null],
  ])('%j is found out', (template, rule) => {
    expect(brokenTemplateRule(template)).toEqual(rule);
  });
});
