import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fieldNames, type FieldName, type FieldView } from '#shared/domain/fields.ts';
import {
  createFlowState,
  reduceFlow,
  unsavedEdits,
  valueOf,
  type EditBatch,
  type FlowEvent,
} from '#renderer/features/registration/state/flow.ts';
import {
  createView,
  emptyField,
  createReadField,
  createTypedField,
} from '#tests/unit/renderer/features/registration/registration-view.ts';

/**
 * Creates a fake main process with its channel to the page: it stores saves, fills untouched fields with readings and emits views. Events
 * reach the page in order but late, so that views are outdated when they arrive.
 */
const createFakeMain = () => {
  const fields = Object.fromEntries(fieldNames.map((name) => [name, emptyField])) as Record<
    FieldName,
    FieldView
  >;
  let sameAddress = true;
  let now = 1_000;
  const channel: FlowEvent[] = [];
  const emit = (): void =>
    void channel.push({
      type: 'view-arrived',
      view: createView({ fields: { ...fields }, sameAddress, savedAt: now }),
    });
  return {
    save: (batch: EditBatch): void => {
      now += 1;
      for (const [name, value] of Object.entries(batch.values))
        fields[name as FieldName] = createTypedField(value);
      sameAddress = batch.sameAddress ?? sameAddress;
      emit();
      channel.push({ type: 'saved', batch, savedAt: now });
    },
    addReading: (name: FieldName, value: string): void => {
      if (!fields[name].touched) fields[name] = createReadField(value);
      emit();
    },
    takeEvent: (): FlowEvent | undefined => channel.shift(),
    readStoredValue: (name: FieldName): string => fields[name].value,
  };
};

type Action =
  | { readonly action: 'type'; readonly field: FieldName; readonly value: string }
  | { readonly action: 'read'; readonly field: FieldName; readonly value: string }
  | {
      readonly action: 'focus' | 'blur' | 'start-composition' | 'end-composition';
      readonly field: FieldName;
    }
  | { readonly action: 'save' | 'deliver' };

const fieldNameArbitrary = fc.constantFrom<FieldName>('nid_no', 'father_name', 'nominee');
const actions = fc.array(
  fc.oneof<fc.Arbitrary<Action>[]>(
    fc.record({
      action: fc.constant('type' as const),
      field: fieldNameArbitrary,
      value: fc.string({ maxLength: 3 }),
    }),
    fc.record({
      action: fc.constant('read' as const),
      field: fieldNameArbitrary,
      value: fc.string({ maxLength: 3 }),
    }),
    fc.record({
      action: fc.constantFrom(
        'focus' as const,
        'blur' as const,
        'start-composition' as const,
        'end-composition' as const,
      ),
      field: fieldNameArbitrary,
    }),
    fc.record({ action: fc.constantFrom('save' as const, 'deliver' as const, 'deliver' as const) }),
  ),
  { maxLength: 60 },
);

describe('reduceFlow with random events', () => {
  it('always shows typed values and finally stores them', () => {
    fc.assert(
      fc.property(actions, (sequence) => {
        const main = createFakeMain();
        let state = createFlowState(createView());
        const typed = new Map<FieldName, string>();
        const send = (event: FlowEvent | undefined): void => {
          if (event) state = reduceFlow(state, event);
        };
        const save = (): void => {
          const batch = unsavedEdits(state);
          if (batch) main.save(batch);
        };
        for (const step of sequence) {
          if (step.action === 'type') {
            typed.set(step.field, step.value);
            send({ type: 'edited', field: step.field, value: step.value });
          } else if (step.action === 'read') main.addReading(step.field, step.value);
          else if (step.action === 'focus') send({ type: 'focused', field: step.field });
          else if (step.action === 'blur') send({ type: 'blurred', field: step.field });
          else if (step.action === 'start-composition')
            send({ type: 'composition-started', field: step.field });
          else if (step.action === 'end-composition')
            send({ type: 'composition-ended', field: step.field });
          else if (step.action === 'save') save();
          else send(main.takeEvent());
          for (const [name, value] of typed) expect(valueOf(state, name)).toBe(value);
        }
        save();
        for (let event = main.takeEvent(); event; event = main.takeEvent()) send(event);
        expect(unsavedEdits(state)).toBeNull();
        for (const [name, value] of typed) {
          expect(main.readStoredValue(name)).toBe(value);
          expect(valueOf(state, name)).toBe(value);
        }
      }),
      { numRuns: 500 },
    );
  });
});
