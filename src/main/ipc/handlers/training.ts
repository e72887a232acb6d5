/** Handlers for the training mode. Outside training mode they fail with IPC-INPUT, because the page makes no such call. */
import { err, ok, type Result } from '#shared/result.ts';
import type { TrainingCustomer, TrainingFault } from '#shared/domain/training.ts';
import type { Handlers } from '#main/ipc/answer-call.ts';

export interface TrainingControls {
  choose(customer: TrainingCustomer): void;
  setFault(fault: TrainingFault, on: boolean): Promise<void>;
  portrait(): Promise<Uint8Array>;
  setGuide(on: boolean): Promise<void>;
}

export interface TrainingHandlerDeps {
  /** Null outside the training mode. */
  readonly training: TrainingControls | null;
  /** Checks whether the service is reachable. */
  readonly checkConnection: () => void;
}

export const trainingHandlers = ({ training, checkConnection }: TrainingHandlerDeps) => {
  const inTraining = async <T>(
    operation: (controls: TrainingControls) => T | Promise<T>,
  ): Promise<Result<T>> => (training ? ok(await operation(training)) : err('IPC-INPUT'));
  return {
    'training.choose': ({ customer }) =>
      inTraining((controls) => {
        controls.choose(customer);
        return undefined;
      }),
    'training.setFault': ({ fault, on }) =>
      inTraining(async (controls) => {
        await controls.setFault(fault, on);
        // The connection is checked now, so that the screen shows the new state immediately.
        if (fault === 'connection-down') checkConnection();
        return undefined;
      }),
    'training.setGuide': ({ on }) =>
      inTraining(async (controls) => {
        await controls.setGuide(on);
        return undefined;
      }),
    'training.portrait': () => inTraining((controls) => controls.portrait()),
  } satisfies Partial<Handlers>;
};
