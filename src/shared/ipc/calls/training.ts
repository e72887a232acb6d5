/** Calls of the training panel. They are available in training mode only. */
import * as v from 'valibot';
import { trainingCustomers, trainingFaults } from '#shared/domain/training.ts';
import { call, type CallDeclaration } from '#shared/ipc/declaration.ts';
import type { CallName } from '#shared/ipc/names.ts';
import * as s from '#shared/ipc/schemas/primitives.ts';

export const trainingCalls = {
  /** Places a customer's card on the simulated scanner. The four `training` calls are available in training mode only. */
  'training.choose': call(v.strictObject({ customer: v.picklist(trainingCustomers) }), s.nothing, {
    needs: 'nothing',
  }),
  'training.setFault': call(
    v.strictObject({ fault: v.picklist(trainingFaults), on: v.boolean() }),
    s.nothing,
    { needs: 'nothing' },
  ),
  'training.setGuide': call(v.strictObject({ on: v.boolean() }), s.nothing, { needs: 'nothing' }),
  /** JPEG portrait for the training camera, of the customer whose card is on the simulated scanner. */
  'training.portrait': call(s.nothing, s.bytes),
} as const satisfies Partial<Record<CallName, CallDeclaration>>;
