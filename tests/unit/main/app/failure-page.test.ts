import { describe, expect, it } from 'vitest';
import { renderFailurePage, RETRY_URL } from '#main/app/failure-page.ts';
import { failureCodes, failureTexts } from '#shared/failure-texts.ts';

describe('renderFailurePage', () => {
  it.each(failureCodes)('shows cause, contact and code in both languages: %s', (code) => {
    const html = renderFailurePage({
      code,
      detail: 'TypeError · EACCES',
      helpline: '01300009999',
      font: null,
    });
    for (const language of ['en', 'bn'] as const) {
      expect(html).toContain(failureTexts[language][code].cause);
      expect(html).toContain(failureTexts[language][code].remedy);
    }
    expect(html).toContain(`${code} · TypeError · EACCES`);
    expect(html.match(/01300009999/g)).toHaveLength(2);
    const links = [...html.matchAll(/href="([^"]+)"/g)].map(
      ([, href]) => new URL(href ?? '', 'app://kiosk/index.html').href,
    );
    expect(links).toEqual([RETRY_URL, RETRY_URL]);
    expect(html).not.toMatch(/<script/i);
  });

  it('escapes settings and shows "IT" when no number is configured', () => {
    expect(
      renderFailurePage({ code: 'APP-START', detail: '', helpline: '<img src=x>', font: null }),
    ).not.toContain('<img');
    expect(
      renderFailurePage({ code: 'APP-START', detail: '', helpline: '', font: null }),
    ).toContain('your bank’s IT');
  });
});
