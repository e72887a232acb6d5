/** The values of the two sample cards that most tests use: the first old and the first smart card of the training mode. */
import { loadCustomers } from '#main/training/customers.ts';
import type { CardText } from '#main/training/types.ts';

/**
 * Values of the sample cards, the card of the given kind first.
 * @param folder `resources/samples`.
 */
export const loadSampleCards = async (
  folder: string,
  first: 'old' | 'smart',
): Promise<CardText[]> => {
  const customers = await loadCustomers(folder);
  const kinds = first === 'smart' ? (['smart', 'old'] as const) : (['old', 'smart'] as const);
  return kinds.flatMap((cardKind) => customers.find(({ kind }) => kind === cardKind)?.card ?? []);
};
