import { describe, expect, it } from 'vitest';
import { parseProxyList } from '#main/ekyc/proxy.ts';

describe('parseProxyList', () => {
  it.each([
    ['', [{ kind: 'direct' }]],
    ['DIRECT', [{ kind: 'direct' }]],
    [
      'PROXY proxy.bank.example:3128; DIRECT',
      [{ kind: 'http', host: 'proxy.bank.example', port: 3128 }, { kind: 'direct' }],
    ],
    [' https secure.example ;', [{ kind: 'https', host: 'secure.example', port: 443 }]],
    ['proxy [::1]:8080', [{ kind: 'http', host: '::1', port: 8080 }]],
    ['SOCKS5 127.0.0.1:1080; PROXY a:1', [{ kind: 'http', host: 'a', port: 1 }]],
    ['SOCKS5 127.0.0.1:1080', []],
    ['PROXY', []],
    ['PROXY a:99999', []],
  ])('parses %j', (pac, hops) => {
    expect(parseProxyList(pac)).toEqual(hops);
  });
});
