/** Calls of the training panel. They are available in training mode only. */
import * as v from 'valibot';
import { trainingCustomers, trainingFaults } from '#shared/domain/training.ts';
import { call, type CallDeclaration } from '#shared/ipc/declaration.ts';
import type { CallName } from '#shared/ipc/names.ts';
import * as primitives from '#shared/ipc/schemas/primitives.ts';

export const trainingCalls = {
  /** Places a customer's card on the simulated scanner. */
  'training.choose': call(
    v.strictObject({ customer: v.picklist(trainingCustomers) }),
    primitives.nothing,
    {
      needs: 'nothing',
    },
  ),
  'training.setFault': call(
    v.strictObject({ fault: v.picklist(trainingFaults), on: v.boolean() }),
    primitives.nothing,
    { needs: 'nothing' },
  ),
  'training.setGuide': call(v.strictObject({ on: v.boolean() }), primitives.nothing, {
    needs: 'nothing',
  }),
  /** JPEG portrait for the training camera, of the customer whose card is on the simulated scanner. */
  'training.portrait': call(primitives.nothing, primitives.bytes),
} as const satisfies Partial<Record<CallName, CallDeclaration>>;
