/** Starts a built helper process as a plain Node process; the app starts it as a utility process of Electron. */
import path from 'node:path';
import { forkNodeChild, type NodeChild } from '#tests/support/node-child.ts';

export const forkHelper = (entry: 'store' | 'imaging' | 'card-reading'): NodeChild =>
  forkNodeChild(path.resolve(import.meta.dirname, `../../out/main/${entry}.js`));

export const forkStore = (): NodeChild => forkHelper('store');
