/** A small Electron app for tests of the stand-in host. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const MAIN = `
import electron, { app, BrowserWindow, ipcMain, protocol, session, utilityProcess } from 'electron';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { AsyncEntry } from '@napi-rs/keyring';

const CSP = "default-src 'none'; script-src 'self'; img-src 'self'; style-src 'self'; "
  + "worker-src 'self'; connect-src 'self'";
const seen = globalThis.seen = { asked: [], checked: [], navigations: [], opened: [], second: [], gone: [], keys: [],
  ready: 0, electron };
protocol.registerSchemesAsPrivileged([{ scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true } }]);
app.setPath('userData', process.env.KIOSK_DATA_DIR);
app.enableSandbox();
if (!app.requestSingleInstanceLock()) app.quit();
else run();

function run() {
  app.on('second-instance', (_event, argv, cwd) => seen.second.push({ argv, cwd }));
  app.on('render-process-gone', (_event, contents, details) => seen.gone.push({ id: contents.id, reason: details.reason }));
  const files = {
    '/index.html': ['text/html', '<!doctype html><meta charset="utf-8"><title>sample</title><script src="page.js"></script>'
      + '<a id="out" href="https://example.org/" target="_blank">out</a><a id="away" href="https://example.org/">away</a>'
      + '<script>window.inline = true</script><p>মো. আসাদুজ্জামান</p>'],
    '/page.js': ['text/javascript', 'window.early = typeof window.kiosk; window.events = [];'
      + 'window.off = kiosk.onEvent((x) => events.push(x));'],
    '/other.html': ['text/html', '<p>other</p>'],
    '/worker.js': ['text/javascript', 'fetch("/data.bin").then((r) => r.arrayBuffer())'
      + '.then((b) => postMessage(b.byteLength), (e) => postMessage(String(e)))'],
  };
  app.whenReady().then(() => {
    session.defaultSession.protocol.handle('app', (request) => {
      const { host, pathname } = new URL(request.url);
      if (host === 'kiosk' && pathname === '/data.bin')
        return new Response(new Uint8Array(70000), { headers: { 'content-type': 'application/octet-stream' } });
      const file = host === 'kiosk' ? files[pathname] : undefined;
      return file === undefined ? new Response('no', { status: 404 })
        : new Response(file[1], { headers: { 'content-type': file[0], 'content-security-policy': CSP } });
    });
    session.defaultSession.webRequest.onBeforeRequest((details, callback) => callback({ cancel: !/^(app|blob):/.test(details.url) }));
    session.defaultSession.webRequest.onHeadersReceived((details, callback) => callback({
      responseHeaders: { ...details.responseHeaders, 'x-stand-in': [details.url] },
    }));
    session.defaultSession.setPermissionRequestHandler((_contents, permission, callback, details) => {
      seen.asked.push({ permission, details });
      callback(globalThis.allowCamera !== false);
    });
    session.defaultSession.setPermissionCheckHandler((_contents, permission, origin) => {
      seen.checked.push({ permission, origin });
      return true;
    });
    const window = new BrowserWindow({ show: false, webPreferences: {
      preload: join(import.meta.dirname, 'preload.cjs'), sandbox: true, contextIsolation: true, nodeIntegration: false,
    } });
    window.once('ready-to-show', () => { seen.ready += 1; window.show(); });
    window.webContents.setWindowOpenHandler(({ url }) => { seen.opened.push(url); return { action: 'deny' }; });
    window.webContents.on('will-navigate', (event) => {
      seen.navigations.push(event.url);
      if (!event.url.startsWith('app://kiosk/')) event.preventDefault();
    });
    window.webContents.on('before-input-event', (_event, input) => seen.keys.push(input.key));
    window.loadURL('app://kiosk/index.html');
  });
  const entry = () => new AsyncEntry('sample', 'token');
  ipcMain.handle('echo', (_event, value) => value);
  ipcMain.handle('sha', (_event, bytes) => createHash('sha256').update(bytes).digest('hex'));
  ipcMain.handle('who', ({ senderFrame, sender }) => (
    { url: senderFrame.url, parent: senderFrame.parent, same: sender.mainFrame === senderFrame }));
  ipcMain.handle('fail', () => { throw new TypeError('boom'); });
  ipcMain.handle('uncloneable', () => () => 1);
  ipcMain.handle('keep', async (_event, text) => entry().setSecret(new TextEncoder().encode(text)));
  ipcMain.handle('kept', async () => {
    const secret = await entry().getSecret();
    return secret === null ? null : Buffer.from(secret).toString();
  });
  ipcMain.on('poke', (event, value) => event.sender.send('poked', value));
  ipcMain.handle('utility', (_event, bytes) => new Promise((resolve) => {
    const child = utilityProcess.fork(join(import.meta.dirname, 'utility.mjs'), ['--one'],
      { serviceName: 'sample', stdio: 'pipe', env: { ...process.env, MARK: 'x' } });
    let answer;
    child.postMessage({ bytes, map: new Map([['a', 1]]) });
    child.on('message', (message) => { answer = message; child.kill(); });
    child.on('exit', (code) => resolve({ ...answer, code }));
  }));
}
`;

const PRELOAD = `
const { contextBridge, ipcRenderer } = require('electron');
const call = (channel) => (...args) => ipcRenderer.invoke(channel, ...args);
contextBridge.exposeInMainWorld('kiosk', {
  version: 3, sandboxed: process.sandboxed, list: ['a', { b: 1 }],
  echo: call('echo'), sha: call('sha'), who: call('who'), fail: call('fail'), uncloneable: call('uncloneable'), missing: call('missing'),
  keep: call('keep'), kept: call('kept'), utility: call('utility'),
  twice: (text) => text + text,
  poke: (value) => ipcRenderer.send('poke', value),
  onEvent: (listener) => {
    const wrapped = (_event, value) => listener(value);
    ipcRenderer.on('poked', wrapped);
    return () => ipcRenderer.off('poked', wrapped);
  },
});
`;

const UTILITY = `
process.parentPort.on('message', ({ data }) => {
  process.parentPort.postMessage({
    sum: data.bytes.reduce((sum, byte) => sum + byte, 0), kind: data.bytes.constructor.name, map: data.map.get('a'),
    type: process.type, argument: process.argv[2], mark: process.env.MARK, back: new Uint8Array([1, 2, 3]),
  });
});
`;

/** Writes a small Electron app into a folder; it uses each part of Electron that the kiosk needs. Returns its main script. */
export function writeSampleApp(folder: string): string {
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({ name: 'sample-app', version: '1.2.3', type: 'module' }),
  );
  writeFileSync(join(folder, 'main.mjs'), MAIN);
  writeFileSync(join(folder, 'preload.cjs'), PRELOAD);
  writeFileSync(join(folder, 'utility.mjs'), UTILITY);
  return join(folder, 'main.mjs');
}
