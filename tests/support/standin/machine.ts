/** Electron’s modules for the machine on the stand-in host: safeStorage, screen, powerMonitor, Menu, clipboard and others. */
import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { EventEmitter } from 'node:events';
import type {
  ClientRequest,
  Clipboard,
  CrashReporter,
  Dialog,
  Display,
  GlobalShortcut,
  Menu,
  NativeTheme,
  Net,
  PowerMonitor,
  PowerSaveBlocker,
  SafeStorage,
  Screen,
  Shell,
} from 'electron';
import type { Settings } from './settings.ts';
import { strictPartial, notImplemented } from './strict-partial.ts';

/** The parts of Electron that concern the machine and not a page. */
export interface Machine {
  readonly safeStorage: SafeStorage;
  readonly powerSaveBlocker: PowerSaveBlocker;
  readonly powerMonitor: PowerMonitor;
  readonly screen: Screen;
  readonly menu: typeof Menu;
  readonly dialog: Dialog;
  readonly nativeTheme: NativeTheme;
  readonly net: Net;
  readonly crashReporter: CrashReporter;
  readonly globalShortcut: GlobalShortcut;
  readonly shell: Shell;
  readonly clipboard: Clipboard;
}

/** Encrypts with a fixed key: tests can see that a caller encrypts, but nothing is protected. */
function createSafeStorage(): SafeStorage {
  /** A sealed text is the prefix, the nonce, the ciphertext and the authentication tag. */
  const PREFIX = Buffer.from('v10');
  const NONCE_BYTES = 12;
  const TAG_BYTES = 16;
  const key = createHash('sha256').update('stand-in').digest();
  const encrypt = (text: string): Buffer => {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', key, nonce);
    return Buffer.concat([
      PREFIX,
      nonce,
      cipher.update(text, 'utf8'),
      cipher.final(),
      cipher.getAuthTag(),
    ]);
  };
  const decrypt = (sealed: Buffer): string => {
    try {
      const textStart = PREFIX.length + NONCE_BYTES;
      const nonce = sealed.subarray(PREFIX.length, textStart);
      const decipher = createDecipheriv('aes-256-gcm', key, nonce);
      decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
      const ciphertext = sealed.subarray(textStart, -TAG_BYTES);
      return Buffer.concat([decipher.update(ciphertext), decipher.final()]).toString('utf8');
    } catch {
      throw new Error(
        'Error while decrypting the ciphertext provided to safeStorage.decryptStringAsync.',
      );
    }
  };
  return strictPartial<SafeStorage>('safeStorage', {
    isAsyncEncryptionAvailable: () => Promise.resolve(true),
    getSelectedStorageBackend: () => 'basic_text',
    encryptStringAsync: (text) => Promise.resolve(encrypt(text)),
    decryptStringAsync: async (sealed) =>
      Promise.resolve({ shouldReEncrypt: false, result: decrypt(sealed) }),
  });
}

function createScreen(settings: Settings): Screen {
  const area = { x: 0, y: 0, ...settings.window };
  const display = strictPartial<Display>('Display', {
    id: 1,
    label: 'stand-in',
    bounds: area,
    workArea: area,
    size: settings.window,
    workAreaSize: settings.window,
    scaleFactor: 1,
    rotation: 0,
    internal: false,
    detected: true,
    touchSupport: 'unknown',
    colorDepth: 24,
    depthPerComponent: 8,
    monochrome: false,
    displayFrequency: 60,
  });
  return strictPartial<Screen>(
    'screen',
    {
      getAllDisplays: () => [display],
      getPrimaryDisplay: () => display,
      getDisplayMatching: () => display,
      getDisplayNearestPoint: () => display,
      getCursorScreenPoint: () => ({ x: 0, y: 0 }),
    },
    {
      emitter: new EventEmitter(),
      knownEvents: ['display-added', 'display-removed', 'display-metrics-changed'],
    },
  );
}

function createPowerSaveBlocker(): PowerSaveBlocker {
  const startedIds = new Set<number>();
  let nextId = 1;
  return strictPartial<PowerSaveBlocker>('powerSaveBlocker', {
    start: () => {
      startedIds.add(nextId);
      return nextId++;
    },
    stop: (id) => startedIds.delete(id),
    isStarted: (id) => startedIds.has(id),
  });
}

/** Accepts only a null menu. */
function createMenu(): typeof Menu {
  return strictPartial<typeof Menu>('Menu', {
    setApplicationMenu(menu) {
      if (menu !== null) throw notImplemented('Menu.setApplicationMenu of a menu');
    },
    getApplicationMenu: () => null,
    buildFromTemplate: () => strictPartial<Menu>('Menu', { items: [] }),
  });
}

function createGlobalShortcut(): GlobalShortcut {
  const registeredAccelerators = new Set<string>();
  return strictPartial<GlobalShortcut>('globalShortcut', {
    register: (accelerator) =>
      registeredAccelerators.size < registeredAccelerators.add(accelerator).size,
    registerAll: (accelerators) => {
      for (const accelerator of accelerators) registeredAccelerators.add(accelerator);
    },
    isRegistered: (accelerator) => registeredAccelerators.has(accelerator),
    unregister: (accelerator) => {
      registeredAccelerators.delete(accelerator);
    },
    unregisterAll: () => {
      registeredAccelerators.clear();
    },
  });
}

/** Creates a separate clipboard, because the system's belongs to the person who runs the tests. */
function createClipboard(): Clipboard {
  let clipboardText = '';
  return strictPartial<Clipboard>('clipboard', {
    readText: () => Promise.resolve(clipboardText),
    writeText: (text) => {
      clipboardText = text;
      return Promise.resolve();
    },
    clear: () => {
      clipboardText = '';
    },
  });
}

/** Creates the modules of `Machine`. */
export function createMachine(settings: Settings): Machine {
  return {
    safeStorage: createSafeStorage(),
    powerSaveBlocker: createPowerSaveBlocker(),
    screen: createScreen(settings),
    menu: createMenu(),
    globalShortcut: createGlobalShortcut(),
    powerMonitor: strictPartial<PowerMonitor>(
      'powerMonitor',
      {
        getSystemIdleTime: () => 0,
        getSystemIdleState: () => 'active',
        isOnBatteryPower: () => false,
        getCurrentThermalState: () => 'unknown',
        onBatteryPower: false,
      },
      {
        emitter: new EventEmitter(),
        knownEvents: [
          'suspend',
          'resume',
          'on-ac',
          'on-battery',
          'shutdown',
          'lock-screen',
          'unlock-screen',
          'user-did-become-active',
          'user-did-resign-active',
          'thermal-state-change',
          'speed-limit-change',
        ],
      },
    ),
    // The app opens no system dialog, so every use fails the test.
    dialog: strictPartial<Dialog>('dialog', {}),
    clipboard: createClipboard(),
    shell: strictPartial<Shell>('shell', {}),
    nativeTheme: strictPartial<NativeTheme>(
      'nativeTheme',
      {
        shouldUseDarkColors: false,
        shouldUseHighContrastColors: false,
        shouldUseInvertedColorScheme: false,
        inForcedColorsMode: false,
        prefersReducedTransparency: false,
        themeSource: 'system',
      },
      { emitter: new EventEmitter(), knownEvents: ['updated'] },
    ),
    net: strictPartial<Net>('net', {
      isOnline: () => true,
      online: true,
      request: (): ClientRequest => {
        throw notImplemented('net.request');
      },
    }),
    crashReporter: strictPartial<CrashReporter>('crashReporter', {
      start: () => undefined,
      getLastCrashReport: () => null,
      getUploadedReports: () => [],
      getUploadToServer: () => false,
      setUploadToServer: () => undefined,
      addExtraParameter: () => undefined,
      removeExtraParameter: () => undefined,
      getParameters: () => ({}),
    }),
  };
}
