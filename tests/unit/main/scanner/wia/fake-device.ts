/** Fake WIA objects without COM: configurable properties and rejections, and a record of all steps. */
import {
  HResultError,
  type ComResult,
  type ComArgument,
  type Dispatch,
} from '#main/scanner/wia/dispatch.ts';

const UNKNOWN_NAME = 0x80020006;
const INVALID = 0x80070057;

interface Setting {
  readonly value: ComArgument;
  readonly range?: readonly [least: number, most: number];
  readonly list?: readonly number[];
  readonly refuses?: number;
}

export interface Device {
  readonly id: string;
  readonly type?: number;
  readonly about?: Readonly<Record<string, Setting>>;
  readonly device?: Readonly<Record<string, Setting>>;
  readonly item?: Readonly<Record<string, Setting>>;
  readonly formats?: readonly string[];
  readonly transferFails?: number;
  /** Returns the bytes of the picture; may block. */
  readonly picture?: () => ComResult;
}

type Members = Readonly<Record<string, (...args: readonly ComArgument[]) => ComResult>>;

const dispatch = (
  members: Members,
  put: (value: ComArgument) => void = () => undefined,
): Dispatch => ({
  invoke: (name, ...args) => {
    const member = members[name];
    if (!member) throw new HResultError(UNKNOWN_NAME);
    return member(...args);
  },
  put: (_name, value) => put(value),
});

const collection = (all: readonly ComResult[]): Dispatch =>
  dispatch({
    Count: () => all.length,
    Item: (at) => {
      const found = typeof at === 'number' ? all[at - 1] : undefined;
      if (found === undefined) throw new HResultError(INVALID);
      return found;
    },
  });

const property = (id: string, setting: Setting, steps: string[]): Dispatch => {
  let { value } = setting;
  const { range, list } = setting;
  const fits = (asked: number): boolean =>
    range ? asked >= range[0] && asked <= range[1] : (list?.includes(asked) ?? true);
  return dispatch(
    {
      Value: () => value,
      SubType: () => (range ? 1 : list ? 2 : 0),
      SubTypeMin: () => range?.[0] ?? 0,
      SubTypeMax: () => range?.[1] ?? 0,
      SubTypeValues: () => collection(list ?? []),
    },
    (asked) => {
      if (setting.refuses !== undefined) throw new HResultError(setting.refuses);
      if (!fits(Number(asked))) throw new HResultError(INVALID);
      value = asked;
      steps.push(`${id}=${asked}`);
    },
  );
};

const properties = (
  settings: Readonly<Record<string, Setting>> = {},
  steps: string[],
): Dispatch => {
  const made = new Map(
    Object.entries(settings).map(([id, setting]) => [id, property(id, setting, steps)]),
  );
  return dispatch({
    Exists: (id) => made.has(String(id)),
    Item: (id) => {
      const found = typeof id === 'string' ? made.get(id) : undefined;
      if (!found) throw new HResultError(INVALID);
      return found;
    },
  });
};

const item = (
  { item: settings, formats, transferFails, picture }: Device,
  steps: string[],
): Dispatch => {
  const own = properties(settings, steps);
  return dispatch({
    Properties: () => own,
    ...(formats ? { Formats: () => collection(formats) } : {}),
    Transfer: (format) => {
      steps.push(`transfer ${format}`);
      if (transferFails !== undefined) throw new HResultError(transferFails);
      return dispatch({
        FileData: () =>
          dispatch({
            BinaryData: () => {
              steps.push('read');
              return picture ? picture() : Uint8Array.of(1, 2, 3);
            },
          }),
      });
    },
  });
};

export const fakeManager = (
  ...devices: readonly Device[]
): { manager: Dispatch; steps: string[] } => {
  const steps: string[] = [];
  const infos = devices.map((device) =>
    dispatch({
      Type: () => device.type ?? 1,
      DeviceID: () => device.id,
      Properties: () => properties(device.about, steps),
      Connect: () =>
        dispatch({
          Properties: () => properties(device.device, steps),
          Items: () => collection([item(device, steps)]),
        }),
    }),
  );
  return { manager: dispatch({ DeviceInfos: () => collection(infos) }), steps };
};
