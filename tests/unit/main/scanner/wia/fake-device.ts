/** Creates fake WIA objects without COM, with configurable properties and rejections. All steps are recorded. */
import {
  HResultError,
  type ComResult,
  type ComArgument,
  type Dispatch,
} from '#main/scanner/wia/dispatch.ts';

const UNKNOWN_NAME = 0x80020006;
const INVALID_ARGUMENT = 0x80070057;

interface Setting {
  readonly value: ComArgument;
  readonly range?: readonly [min: number, max: number];
  readonly list?: readonly number[];
  readonly writeHresult?: number;
}

export interface FakeDevice {
  readonly id: string;
  readonly type?: number;
  readonly deviceInfoProperties?: Readonly<Record<string, Setting>>;
  readonly deviceProperties?: Readonly<Record<string, Setting>>;
  readonly itemProperties?: Readonly<Record<string, Setting>>;
  readonly formats?: readonly string[];
  readonly transferHresult?: number;
  /** Returns the bytes of the picture; may block. */
  readonly picture?: () => ComResult;
}

type Members = Readonly<Record<string, (...args: readonly ComArgument[]) => ComResult>>;

const createDispatch = (
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

const createCollection = (values: readonly ComResult[]): Dispatch =>
  createDispatch({
    Count: () => values.length,
    Item: (at) => {
      const found = typeof at === 'number' ? values[at - 1] : undefined;
      if (found === undefined) throw new HResultError(INVALID_ARGUMENT);
      return found;
    },
  });

const createProperty = (id: string, setting: Setting, steps: string[]): Dispatch => {
  let { value } = setting;
  const { range, list } = setting;
  const isAccepted = (newValue: number): boolean =>
    range ? newValue >= range[0] && newValue <= range[1] : (list?.includes(newValue) ?? true);
  return createDispatch(
    {
      Value: () => value,
      SubType: () => (range ? 1 : list ? 2 : 0),
      SubTypeMin: () => range?.[0] ?? 0,
      SubTypeMax: () => range?.[1] ?? 0,
      SubTypeValues: () => createCollection(list ?? []),
    },
    (newValue) => {
      if (setting.writeHresult !== undefined) throw new HResultError(setting.writeHresult);
      if (!isAccepted(Number(newValue))) throw new HResultError(INVALID_ARGUMENT);
      value = newValue;
      steps.push(`${id}=${newValue}`);
    },
  );
};

const createProperties = (
  settings: Readonly<Record<string, Setting>> = {},
  steps: string[],
): Dispatch => {
  const propertiesById = new Map(
    Object.entries(settings).map(([id, setting]) => [id, createProperty(id, setting, steps)]),
  );
  return createDispatch({
    Exists: (id) => propertiesById.has(String(id)),
    Item: (id) => {
      const found = typeof id === 'string' ? propertiesById.get(id) : undefined;
      if (!found) throw new HResultError(INVALID_ARGUMENT);
      return found;
    },
  });
};

const createItem = (
  { itemProperties: settings, formats, transferHresult: transferFails, picture }: FakeDevice,
  steps: string[],
): Dispatch => {
  const itemProperties = createProperties(settings, steps);
  return createDispatch({
    Properties: () => itemProperties,
    ...(formats ? { Formats: () => createCollection(formats) } : {}),
    Transfer: (format) => {
      steps.push(`transfer ${format}`);
      if (transferFails !== undefined) throw new HResultError(transferFails);
      return createDispatch({
        FileData: () =>
          createDispatch({
            BinaryData: () => {
              steps.push('read');
              return picture ? picture() : Uint8Array.of(1, 2, 3);
            },
          }),
      });
    },
  });
};

export const createFakeManager = (
  ...devices: readonly FakeDevice[]
): { manager: Dispatch; steps: string[] } => {
  const steps: string[] = [];
  const deviceInfos = devices.map((device) =>
    createDispatch({
      Type: () => device.type ?? 1,
      DeviceID: () => device.id,
      Properties: () => createProperties(device.deviceInfoProperties, steps),
      Connect: () =>
        createDispatch({
          Properties: () => createProperties(device.deviceProperties, steps),
          Items: () => createCollection([createItem(device, steps)]),
        }),
    }),
  );
  return { manager: createDispatch({ DeviceInfos: () => createCollection(deviceInfos) }), steps };
};
