/** Tests DISPPARAMS layout, HRESULT mapping and release of memory in `openCom` with fake system functions. The Windows test tier calls the real ones. */
import { describe, expect, it } from 'vitest';
import { openCom } from '#main/scanner/wia/com.ts';
import type { OleAutomation } from '#main/scanner/wia/ole-automation.ts';

/** Address that the fake `addressOf` returns for every buffer. */
const BUFFER_ADDRESS = 0x7000n;
/** HRESULTs as signed numbers, as the system functions return them. */
const RPC_E_CHANGED_MODE = 0x80010106 | 0;
const DISP_E_EXCEPTION = 0x80020009 | 0;
/** HRESULTs as unsigned numbers, as errors contain them. */
const DISP_E_TYPEMISMATCH = 0x80020005;
const E_FAIL = 0x80004005;
const WIA_ERROR_BUSY = 0x80210006;
/** Types of a VARIANT. */
const VT_DATE = 7;
const VT_BSTR = 8;
const VT_DISPATCH = 9;
const VT_ARRAY_OF_UI1 = 0x2011;

interface Invocation {
  readonly object: bigint;
  readonly member: number;
  readonly flags: number;
  readonly params: Buffer;
  readonly hasAnswer: boolean;
}

const setUp = (overrides: Partial<OleAutomation> = {}) => {
  const calls: Invocation[] = [];
  const events: string[] = [];
  let lastString = 0x100n;
  const system: OleAutomation = {
    initialize: () => 0,
    uninitialize: () => void events.push('uninitialize'),
    clsidFromProgId: () => 0,
    createInstance: (_id, object) => {
      object.writeBigUInt64LE(0x10n);
      return 0;
    },
    release: (object) => void events.push(`release ${object}`),
    dispIdOf: (_object, name, id) => {
      id.writeInt32LE(name.length);
      return 0;
    },
    invoke: (object, member, flags, params, { result }) => {
      calls.push({
        object,
        member,
        flags,
        params: Buffer.from(params),
        hasAnswer: result !== null,
      });
      return 0;
    },
    fillInException: () => undefined,
    allocString: (text) => {
      events.push(`alloc ${text}`);
      return ++lastString;
    },
    textOf: (string) => `text ${string}`,
    freeString: (string) => {
      if (string !== 0n) events.push(`free ${string}`);
    },
    bytesOf: (array) => (array === 0x77n ? Uint8Array.of(7) : null),
    clearVariant: (variant) => void events.push(`clear ${variant.readUInt16LE(0)}`),
    addressOf: () => BUFFER_ADDRESS,
    ...overrides,
  };
  return { load: async () => system, calls, events };
};

/** Overrides of `OleAutomation` whose `invoke` returns a VARIANT of the given type and value. */
const overrideInvokeResult = (type: number, value: bigint): Partial<OleAutomation> => ({
  invoke: (_object, _member, _flags, _params, { result }) => {
    result?.writeUInt16LE(type, 0);
    result?.writeBigUInt64LE(value, 8);
    return 0;
  },
});

describe('openCom', () => {
  it('looks up a member by name and passes the arguments in reverse order', async () => {
    const { load, calls, events } = setUp();
    const com = await openCom(load);
    com.create('Some.Class').invoke('Item', '6147', 300);
    const [call] = calls;
    expect(call).toMatchObject({ object: 0x10n, member: 4, flags: 3, hasAnswer: true });
    // DISPPARAMS: address of the arguments, no named arguments, two arguments in total.
    expect([call!.params.readBigUInt64LE(0), call!.params.readBigUInt64LE(8)]).toEqual([
      BUFFER_ADDRESS,
      0n,
    ]);
    expect([call!.params.readUInt32LE(16), call!.params.readUInt32LE(20)]).toEqual([2, 0]);
    expect(events).toEqual(['alloc 6147', 'free 257', 'clear 0']);
  });

  it('writes a property with DISPID_PROPERTYPUT and without a result', async () => {
    const { load, calls } = setUp();
    (await openCom(load)).create('Some.Class').put('Value', 300);
    const [call] = calls;
    expect(call).toMatchObject({ flags: 4, hasAnswer: false });
    expect([call!.params.readBigUInt64LE(0), call!.params.readBigUInt64LE(8)]).toEqual([
      BUFFER_ADDRESS,
      // The name of the argument, DISPID_PROPERTYPUT, follows one VARIANT and DISPPARAMS, each 24 bytes long.
      BUFFER_ADDRESS + 24n + 24n,
    ]);
    expect([
      call!.params.readUInt32LE(16),
      call!.params.readUInt32LE(20),
      call!.params.readInt32LE(24),
    ]).toEqual([1, 1, -3]);
  });

  it('frees the arguments when the call fails', async () => {
    const { load, events } = setUp({ invoke: () => WIA_ERROR_BUSY | 0 });
    const object = (await openCom(load)).create('Some.Class');
    expect(() => object.invoke('Transfer', 'format')).toThrow(
      expect.objectContaining({ hresult: WIA_ERROR_BUSY }),
    );
    expect(events).toEqual(['alloc format', 'free 257']);
  });

  it.each([
    ['an HRESULT', WIA_ERROR_BUSY, WIA_ERROR_BUSY],
    ['no HRESULT', 0, E_FAIL],
  ])('returns the failure of an exception with %s', async (_title, scode, expected) => {
    const { load, events } = setUp({
      invoke: (_object, _member, _flags, _params, { exception }) => {
        exception.writeBigUInt64LE(0x55n, 16);
        exception.writeInt32LE(scode | 0, 56);
        return DISP_E_EXCEPTION;
      },
    });
    const object = (await openCom(load)).create('Some.Class');
    expect(() => object.invoke('Connect')).toThrow(expect.objectContaining({ hresult: expected }));
    expect(events).toEqual(['free 85']);
  });

  it('copies a string result and clears the VARIANT', async () => {
    const { load, events } = setUp(overrideInvokeResult(VT_BSTR, 0x77n));
    expect((await openCom(load)).create('Some.Class').invoke('DeviceID')).toBe('text 119');
    expect(events).toEqual(['clear 8']);
  });

  it('copies an array of bytes and clears the VARIANT, also when it cannot be read', async () => {
    const { load, events } = setUp(overrideInvokeResult(VT_ARRAY_OF_UI1, 0x77n));
    const object = (await openCom(load)).create('Some.Class');
    expect(object.invoke('BinaryData')).toEqual(Uint8Array.of(7));
    expect(events).toEqual([`clear 8209`]);
    const other = setUp(overrideInvokeResult(VT_ARRAY_OF_UI1, 0x78n));
    const unreadable = (await openCom(other.load)).create('Some.Class');
    expect(() => unreadable.invoke('BinaryData')).toThrow(
      expect.objectContaining({ hresult: DISP_E_TYPEMISMATCH }),
    );
    expect(other.events).toEqual([`clear 8209`]);
  });

  it('releases every object on close in reverse order and then uninitializes COM', async () => {
    const { load, events } = setUp(overrideInvokeResult(VT_DISPATCH, 0x20n));
    const com = await openCom(load);
    expect(com.create('Some.Class').invoke('DeviceInfos')).toBeTypeOf('object');
    com.close();
    expect(events).toEqual(['release 32', 'release 16', 'uninitialize']);
  });

  it('fails for a VARIANT of an unknown type', async () => {
    const { load, events } = setUp(overrideInvokeResult(VT_DATE, 1n));
    const object = (await openCom(load)).create('Some.Class');
    expect(() => object.invoke('Count')).toThrow(
      expect.objectContaining({ hresult: DISP_E_TYPEMISMATCH }),
    );
    expect(events).toEqual(['clear 7']);
  });

  it('works when COM is already initialized, and does not uninitialize it', async () => {
    const { load, events } = setUp({ initialize: () => RPC_E_CHANGED_MODE });
    const com = await openCom(load);
    com.create('Some.Class');
    com.close();
    expect(events).toEqual(['release 16']);
  });

  it.each([
    ['cannot be initialized', { initialize: () => E_FAIL | 0 }, E_FAIL],
    ['does not know the class', { clsidFromProgId: () => 0x800401f3 | 0 }, 0x800401f3],
    ['cannot create the object', { createInstance: () => 0x80040154 | 0 }, 0x80040154],
  ])('fails when COM %s', async (_title, overrides, expected) => {
    const createObject = async (): Promise<unknown> =>
      (await openCom(setUp(overrides).load)).create('Some.Class');
    await expect(createObject()).rejects.toMatchObject({ hresult: expected });
  });
});
