/** Handlers of the training mode. Outside it a call is refused, since no page makes one there. */
import { err, ok, type Result } from '#shared/result.ts';
import type { TrainingCustomer, TrainingFault } from '#shared/domain/training.ts';
import type { Handlers } from '#main/ipc/answer.ts';

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
  readonly checkLine: () => void;
}

export const trainingHandlers = ({ training, checkLine }: TrainingHandlerDeps) => {
  const inTraining = async <T>(
    act: (controls: TrainingControls) => T | Promise<T>,
  ): Promise<Result<T>> => (training ? ok(await act(training)) : err('IPC-INPUT'));
  return {
    'training.choose': ({ customer }) =>
      inTraining((controls) => {
        controls.choose(customer);
        return undefined;
      }),
    'training.setFault': ({ fault, on }) =>
      inTraining(async (controls) => {
        await controls.setFault(fault, on);
        // The screen shows the line at once, and not with the next call.
        if (fault === 'line-down') checkLine();
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
