import { expect, it } from 'vitest';
import { trainingHandlers, type TrainingControls } from '#main/ipc/handlers/training.ts';
import { err, ok } from '#shared/result.ts';

const createRecordingHandlers = () => {
  const actions: string[] = [];
  const training: TrainingControls = {
    choose: (customer) => void actions.push(customer),
    setFault: async (fault, on) => void actions.push(`${fault} ${String(on)}`),
    portrait: async () => new Uint8Array([1]),
    setGuide: async (on) => void actions.push(`guide ${String(on)}`),
  };
  return {
    actions,
    handlers: trainingHandlers({ training, checkConnection: () => actions.push('check') }),
  };
};

it('trainingHandlers pass the calls to the training controls and probe the connection at once when its fault changes', async () => {
  const { actions, handlers } = createRecordingHandlers();
  expect(await handlers['training.choose']({ customer: 'blurred' })).toEqual(ok(undefined));
  await handlers['training.setFault']({ fault: 'connection-down', on: true });
  await handlers['training.setFault']({ fault: 'cover-open', on: true });
  await handlers['training.setGuide']({ on: false });
  expect(await handlers['training.portrait']()).toEqual(ok(new Uint8Array([1])));
  expect(actions).toEqual([
    'blurred',
    'connection-down true',
    'check',
    'cover-open true',
    'guide false',
  ]);
});

it('trainingHandlers refuse every call outside the training mode', async () => {
  const handlers = trainingHandlers({ training: null, checkConnection: () => undefined });
  expect(await handlers['training.choose']({ customer: 'blurred' })).toEqual(err('IPC-INPUT'));
  const refused = err('IPC-INPUT');
  expect(await handlers['training.portrait']()).toEqual(refused);
  expect(await handlers['training.setFault']({ fault: 'cover-open', on: true })).toEqual(refused);
  expect(await handlers['training.setGuide']({ on: false })).toEqual(refused);
});
