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
    ['const options = { contextIsolation: false };', 'world of its own'],
    ['const options = { sandbox: false };', 'sandboxed'],
    ['const options = { webSecurity: false };', 'Web security'],
    ['const options = { allowRunningInsecureContent: true };', 'Insecure content'],
    ['const options = { experimentalFeatures: true };', 'widens'],
    ["const options = { enableBlinkFeatures: 'X' };", 'widens'],
    ['const options = { webviewTag: true };', 'widens'],
    ["import { shell } from 'electron';", 'operating system'],
    ['electron.shell.openExternal(url);', 'operating system'],
    ["window.loadFile('index.html');", 'own scheme'],
    ["const page = 'file:///index.html';", 'own scheme'],
    ["eval('1');", 'No code'],
    ["new Function('return 1');", 'No code'],
    ['element.innerHTML = text;', 'No HTML'],
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
