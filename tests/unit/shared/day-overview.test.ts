import { describe, expect, it } from 'vitest';
import { hoursOfDay } from '#shared/domain/day-overview.ts';

describe('hoursOfDay', () => {
  it('returns the hours of an ordinary day when there are no registrations', () => {
    expect(hoursOfDay([]).map(({ hour }) => hour)).toEqual([9, 10, 11, 12, 13, 14, 15, 16, 17]);
  });

  it('includes an earlier or later hour with a registration, and the hours between', () => {
    const hours = hoursOfDay([
      { hour: 7, count: 1 },
      { hour: 11, count: 4 },
      { hour: 20, count: 2 },
    ]);
    expect(hours[0]).toEqual({ hour: 7, count: 1 });
    expect(hours.at(-1)).toEqual({ hour: 20, count: 2 });
    expect(hours.find(({ hour }) => hour === 11)?.count).toBe(4);
    expect(hours).toHaveLength(14);
  });
});
