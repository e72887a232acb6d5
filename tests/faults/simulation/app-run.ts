/**
 * Simulates one run of the app that can be killed before or after any durable step or request. After the kill its store and its client
 * never answer again, so that its pending work has no effect.
 */
import type { EkycClient } from '#main/ekyc/port.ts';
import type { Store } from '#main/store/port.ts';
import type { SeededRandom } from '#tests/support/cards/random.ts';

export interface AppRun {
  readonly isKilled: boolean;
  readonly store: Store;
  readonly client: EkycClient;
  /** @returns the result of the work; null if the app was killed before it ended. */
  unlessKilled<T>(work: Promise<T>): Promise<T | null>;
  kill(): void;
}

/** Methods of the store that only read. All others count as durable steps. */
const READ_METHODS: readonly string[] = [
  'list',
  'counts',
  'idsByState',
  'nextDue',
  'nextDueAt',
  'hasOtherSent',
  'get',
  'part',
  'openId',
  'nextPoll',
  'possibleDuplicates',
  'idsWithPictures',
  'idsWithValues',
];
/** Methods of the client that a kill can interrupt. */
const REQUEST_METHODS: readonly string[] = [
  'readCard',
  'submit',
  'verificationStatus',
  'verificationLog',
];

const neverSettles = <T>(): Promise<T> => new Promise<T>(() => undefined);

type Method = (...args: unknown[]) => unknown;

const wrapMethods = <T extends object>(
  target: T,
  intercept: (name: string, method: () => Promise<unknown>) => Promise<unknown>,
): T =>
  new Proxy(target, {
    get: (wrappedObject, key) => {
      const value: unknown = Reflect.get(wrappedObject, key);
      // A store in memory is kept when the app is killed, as a file is, so it counts as persistent.
      if (key === 'persistent') return true;
      if (typeof value !== 'function' || key === 'close') return value;
      return (...args: unknown[]) => intercept(String(key), async () => (value as Method)(...args));
    },
  });

export interface AppRunDeps {
  readonly store: Store;
  readonly client: EkycClient;
  readonly random: SeededRandom;
  /** Probability of a kill before and after each durable step and each request. */
  readonly killProbability: number;
}

export const createAppRun = ({ store, client, random, killProbability }: AppRunDeps): AppRun => {
  const state = { isKilled: false };
  let resolveKilled = (): void => undefined;
  /** Resolves with null when the app is killed. */
  const killed = new Promise<null>((resolve) => {
    resolveKilled = () => resolve(null);
  });
  const kill = (): void => {
    state.isKilled = true;
    resolveKilled();
  };
  // A function, because TypeScript narrows a checked property to `false` and does not see that `kill` changes it.
  const isKilled = (): boolean => state.isKilled;
  const runKillable = async (
    canBeKilled: boolean,
    work: () => Promise<unknown>,
  ): Promise<unknown> => {
    if (isKilled()) return neverSettles();
    if (canBeKilled && random.next() < killProbability) {
      kill();
      return neverSettles();
    }
    const result = await work();
    if (canBeKilled && !isKilled() && random.next() < killProbability) kill();
    return isKilled() ? neverSettles() : result;
  };
  return {
    get isKilled() {
      return state.isKilled;
    },
    store: wrapMethods(store, (name, work) => runKillable(!READ_METHODS.includes(name), work)),
    client: wrapMethods(client, (name, work) => runKillable(REQUEST_METHODS.includes(name), work)),
    unlessKilled: (work) => Promise.race([killed, work]),
    kill,
  };
};
