/** Builds the scripts that the stand-in injects into the two JavaScript worlds of a page. */
import { createWorldBridge } from './bridge-worlds.ts';
import { createCodec } from './codec.ts';
import { installPageWorld } from './world-page.ts';
import { installPreloadWorld } from './world-preload.ts';
import type { PreloadConfig } from './world-preload.ts';

/** Base64 in Chromium. Written as source text, because these methods are missing in the types of TypeScript and Node. */
const BROWSER_BASE64 =
  '{ encode: (bytes) => bytes.toBase64(), decode: (text) => Uint8Array.fromBase64(text) }';

/** The script for the page's own world, from the source texts of functions that refer to nothing outside themselves. */
export function pageWorldSource(secret: string): string {
  return `(${installPageWorld.toString()})((${createWorldBridge.toString()})(${JSON.stringify(secret)}, 'page'));`;
}

/** The script for the preload's isolated world, with the app's preload inside. */
export function preloadWorldSource(
  secret: string,
  config: PreloadConfig,
  preload: string | null,
): string {
  const wrapped =
    preload === null
      ? 'null'
      : `function (require, module, exports, process, global) {\n${preload}\n}`;
  return (
    `(${installPreloadWorld.toString()})((${createWorldBridge.toString()})(${JSON.stringify(secret)}, 'preload'), ` +
    `(${createCodec.toString()})(${BROWSER_BASE64}), ${JSON.stringify(config)}, ${wrapped});`
  );
}
