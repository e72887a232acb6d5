/** The part of the stand-in that runs in the page’s own JavaScript world. */
import type { Packed, WorldBridge } from './bridge-worlds.ts';

/** Messages between the two worlds besides calls. */
export type WorldNote =
  | { readonly note: 'expose'; readonly key: string; readonly api: Packed }
  | { readonly note: 'ask'; readonly ask: Packed }
  | { readonly note: 'hello'; readonly from: 'page' | 'preload' };

/**
 * Runs in the page's own world before its scripts. Receives the exposed APIs, and sends the page's requests for a camera or a new window
 * and its key events to the host, because no browser API lets the host decide these as Electron does. Its source text is injected, so it
 * refers to nothing outside itself.
 */
export function installPageWorld(bridge: WorldBridge): void {
  if (globalThis.top !== globalThis.self) return;
  let ask: (kind: string, details: object) => Promise<unknown> = () =>
    Promise.reject(new Error('stand-in: the preload world is not there'));

  bridge.onNote((received) => {
    const note = received as WorldNote;
    if (note.note === 'hello') bridge.post({ note: 'hello', from: 'page' });
    else if (note.note === 'ask') ask = bridge.unpack(note.ask, false) as typeof ask;
    else
      Object.defineProperty(globalThis, note.key, {
        value: bridge.unpack(note.api, true),
        enumerable: true,
        writable: false,
        configurable: false,
      });
  });
  bridge.post({ note: 'hello', from: 'page' });

  const devices = globalThis.navigator.mediaDevices as MediaDevices | undefined;
  if (devices !== undefined) {
    const getUserMedia = devices.getUserMedia.bind(devices);
    const enumerateDevices = devices.enumerateDevices.bind(devices);
    const isRequested = (constraint: MediaStreamConstraints['video']): boolean =>
      constraint !== undefined && constraint !== false;
    Object.assign(devices, {
      async getUserMedia(constraints: MediaStreamConstraints = {}): Promise<MediaStream> {
        const isGranted = await ask('media', {
          video: isRequested(constraints.video),
          audio: isRequested(constraints.audio),
        });
        if (isGranted !== true) throw new DOMException('Permission denied', 'NotAllowedError');
        return getUserMedia(constraints);
      },
      async enumerateDevices(): Promise<MediaDeviceInfo[]> {
        const devices = await enumerateDevices();
        if ((await ask('devices', {})) === true) return devices;
        const anonymised = (kind: MediaDeviceKind): MediaDeviceInfo => {
          const fields = { deviceId: '', groupId: '', label: '', kind };
          return { ...fields, toJSON: () => fields };
        };
        return [...new Set(devices.map((device) => device.kind))].map(anonymised);
      },
    });
    const query = globalThis.navigator.permissions.query.bind(globalThis.navigator.permissions);
    Object.assign(globalThis.navigator.permissions, {
      async query(descriptor: PermissionDescriptor): Promise<PermissionStatus> {
        const status = await query(descriptor);
        const name = descriptor.name as string;
        if (name !== 'camera' && name !== 'microphone') return status;
        const isGranted = (await ask('devices', { kind: name })) === true;
        return Object.defineProperty(status, 'state', { value: isGranted ? 'granted' : 'denied' });
      },
    });
  }

  const requestWindow = (
    url: string,
    frameName: string,
    features: string,
    disposition: string,
  ): void => {
    void ask('window-open', { url, frameName, features, disposition }).catch(() => undefined);
  };
  globalThis.open = (url, frameName, features) => {
    requestWindow(
      new URL(String(url ?? 'about:blank'), document.baseURI).href,
      frameName ?? '',
      features ?? '',
      'foreground-tab',
    );
    return null;
  };
  const followLink = (event: MouseEvent): void => {
    const link = event
      .composedPath()
      .find(
        (node): node is HTMLAnchorElement => node instanceof HTMLAnchorElement && node.href !== '',
      );
    if (link === undefined || event.defaultPrevented) return;
    const opensElsewhere =
      link.target !== '' && !['_self', '_top', '_parent'].includes(link.target);
    if (
      !opensElsewhere &&
      event.button !== 1 &&
      !event.ctrlKey &&
      !event.metaKey &&
      !event.shiftKey
    )
      return;
    event.preventDefault();
    requestWindow(link.href, link.target, '', event.shiftKey ? 'new-window' : 'foreground-tab');
  };
  globalThis.addEventListener('click', followLink);
  globalThis.addEventListener('auxclick', followLink);

  const reportKey = (event: KeyboardEvent): void => {
    if (!event.isTrusted) return;
    const {
      key,
      code,
      repeat: isAutoRepeat,
      isComposing,
      location,
      shiftKey: shift,
      ctrlKey: control,
      altKey: alt,
      metaKey: meta,
    } = event;
    const type = event.type === 'keydown' ? 'keyDown' : 'keyUp';
    void ask('key', {
      type,
      key,
      code,
      isAutoRepeat,
      isComposing,
      location,
      shift,
      control,
      alt,
      meta,
      modifiers: [],
    }).catch(() => undefined);
  };
  globalThis.addEventListener('keydown', reportKey, true);
  globalThis.addEventListener('keyup', reportKey, true);
}
