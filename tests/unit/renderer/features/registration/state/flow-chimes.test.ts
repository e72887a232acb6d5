import { describe, expect, it } from 'vitest';
import type { RegistrationView } from '#shared/domain/registration.ts';
import { chimeFor } from '#renderer/features/registration/state/flow-chimes.ts';
import {
  createFlowState,
  reduceFlow,
  type FlowState,
} from '#renderer/features/registration/state/flow.ts';
import {
  createPicture,
  createView,
} from '#tests/unit/renderer/features/registration/registration-view.ts';

const createFlow = (view: Partial<RegistrationView> = {}): FlowState =>
  createFlowState(createView(view));
const scanningFlow = reduceFlow(createFlow(), {
  type: 'picture-operation-started',
  part: 'front',
  busy: { kind: 'scan', percent: null },
});
const createReadingFlow = (state: RegistrationView['reading']['state']): FlowState => {
  const view = createView();
  return createFlowState({ ...view, reading: { ...view.reading, state } });
};

describe('chimeFor', () => {
  it('returns "success" when a scan ends without a fault', () => {
    const pictures = { ...createView().pictures, front: createPicture() };
    const scanned = reduceFlow(scanningFlow, {
      type: 'view-arrived',
      view: createView({ pictures }),
    });
    const after = reduceFlow(scanned, {
      type: 'picture-operation-ended',
      part: 'front',
      error: null,
    });
    expect(chimeFor(scanningFlow, scanned)).toBeNull();
    expect(chimeFor(scanned, after)).toBe('success');
  });

  it('returns "attention" when a scan fails or its picture has a fault', () => {
    const failed = reduceFlow(scanningFlow, {
      type: 'picture-operation-ended',
      part: 'front',
      error: { code: 'SCAN-TIMEOUT' },
    });
    expect(chimeFor(scanningFlow, failed)).toBe('attention');
    const pictures = {
      ...createView().pictures,
      front: createPicture({ failedChecks: ['sharp'] }),
    };
    const scanned = reduceFlow(scanningFlow, {
      type: 'view-arrived',
      view: createView({ pictures }),
    });
    const blurred = reduceFlow(scanned, {
      type: 'picture-operation-ended',
      part: 'front',
      error: null,
    });
    expect(chimeFor(scanned, blurred)).toBe('attention');
  });

  it.each([
    ['read', 'success'],
    ['unread', 'attention'],
    ['failed', 'attention'],
    ['sending', null],
  ] as const)('for a reading that ends as "%s" returns %s', (state, chime) => {
    expect(chimeFor(createReadingFlow('sending'), createReadingFlow(state))).toBe(chime);
  });

  it.each([
    ['submitted', 'success'],
    ['unknown', 'attention'],
    ['refused', 'attention'],
    ['waiting', null],
  ] as const)('for a submission that ends as "%s" returns %s', (state, chime) => {
    expect(chimeFor(createFlow({ state: 'sending-form' }), createFlow({ state }))).toBe(chime);
  });

  it('returns null for the verdict on a submitted registration', () => {
    expect(
      chimeFor(createFlow({ state: 'submitted' }), createFlow({ state: 'passed' })),
    ).toBeNull();
  });

  it('returns null when another registration is opened', () => {
    expect(chimeFor(createFlow(), createFlow({ id: 'another', state: 'submitted' }))).toBeNull();
    expect(chimeFor(null, createFlow({ state: 'submitted' }))).toBeNull();
  });
});
