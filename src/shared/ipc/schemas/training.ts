/** Schema of the training mode's view. It contains invented data only, so no sign-in is required to receive it. */
import * as v from 'valibot';
import { trainingCustomers, trainingFaults } from '#shared/domain/training.ts';

export const trainingView = v.object({
  /** The last OTP; empty before the first one. */
  otp: v.string(),
  /** Customer whose card is on the simulated scanner. */
  onGlass: v.picklist(trainingCustomers),
  customers: v.array(
    v.object({
      /** Identifier of the customer for practice. */
      practice: v.picklist(trainingCustomers),
      card: v.picklist(['old', 'smart']),
      name: v.object({ en: v.string(), bn: v.string() }),
      /** English labels of the choices. */
      gender: v.string(),
      profession: v.string(),
      nominee: v.string(),
      nomineeRelation: v.string(),
      mobile: v.string(),
      /** Present address if it differs from the card's; otherwise null. */
      livesAt: v.nullable(v.string()),
      /** Whether the customer was registered since the start of the app. */
      registered: v.boolean(),
    }),
  ),
  faults: v.array(v.picklist(trainingFaults)),
  /** Whether the guide's coach marks are displayed. */
  guide: v.boolean(),
});
