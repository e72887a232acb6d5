import { Linter } from 'eslint';
import tseslint from 'typescript-eslint';
import { describe, expect, it } from 'vitest';
import { environmentBans, reactivityBans, securityBans } from '#build/lint/syntax-bans.ts';

const linter = new Linter();
const messagesFor = (code: string): string[] =>
  linter
    .verify(code, [
      {
        languageOptions: { parser: tseslint.parser },
        rules: {
          'no-restricted-syntax': ['error', ...securityBans, ...environmentBans, ...reactivityBans],
        },
      },
    ])
    .map(({ message }) => message);

describe('the syntax bans', () => {
  it.each([
    ['const options = { nodeIntegration: true };', 'Node'],
    ['const options = { nodeIntegrationInWorker: true };', 'Node'],
    ['const options = { contextIsolation: false };', 'separate from the page'],
    ['const options = { sandbox: false };', 'sandboxed'],
    ['const options = { webSecurity: false };', 'webSecurity'],
    ['const options = { allowRunningInsecureContent: true };', 'Insecure content'],
    ['const options = { experimentalFeatures: true };', 'more capabilities'],
    ["const options = { enableBlinkFeatures: 'X' };", 'more capabilities'],
    ['const options = { webviewTag: true };', 'more capabilities'],
    ["import { shell } from 'electron';", 'other programs'],
    ['electron.shell.openExternal(url);', 'other programs'],
    ["window.loadFile('index.html');", 'own scheme'],
    ["const page = 'file:///index.html';", 'own scheme'],
    ["eval('1');", 'Code must not'],
    ["new Function('return 1');", 'Code must not'],
    ['element.innerHTML = text;', 'HTML must not'],
    ['console.log(customer);', 'Use the log'],
    ["const url = process.env['EKYC_BASE_URL'];", 'machine.ts'],
    ['watch(() => [a.value, b.value], update);', 'array of getters'],
    ['watch(() => [a.value, b.value] as const, update);', 'array of getters'],
    ["if (process.argv.includes('--training')) start();", 'machine.ts'],
  ])('refuse %s', (code, expectedText) => {
    expect(messagesFor(code).join('\n')).toContain(expectedText);
  });

  it('accept constructs that the product uses', () => {
    const options = '{ nodeIntegration: false, contextIsolation: true, sandbox: true }';
    expect(messagesFor(`const options = ${options};`)).toEqual([]);
    expect(messagesFor('watch([() => a.value, b], update);')).toEqual([]);
    expect(messagesFor('watch(() => a.value.map((x) => [x]), update);')).toEqual([]);
  });
});
