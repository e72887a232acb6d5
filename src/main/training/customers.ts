/** Loads the invented customers of training mode with the text of their cards, their spoken answers and their EC records. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import * as v from 'valibot';
import { trainingCustomers, type TrainingCustomer } from '#shared/domain/training.ts';
import type { CardText, FormField } from './types.ts';

const misreadSchema = v.object({ dob: v.string() });

const peopleSchema = v.array(
  v.object({
    practice: v.picklist(trainingCustomers),
    card: v.picklist(['old', 'smart']),
    front: v.string(),
    back: v.string(),
    first_front: v.optional(v.string()),
    photo: v.string(),
    nid_no: v.string(),
    dob: v.string(),
    customer_name_ben: v.string(),
    customer_name_eng: v.string(),
    father_name: v.string(),
    mother_name: v.string(),
    address: v.string(),
    gender: v.string(),
    blood_group: v.string(),
    profession: v.string(),
    nominee: v.string(),
    nominee_relation: v.string(),
    mobile_number: v.string(),
    lives_at: v.optional(v.string()),
    misread: v.optional(misreadSchema),
    ec: v.optional(v.object({ father_name: v.string() })),
  }),
);

export interface InventedCustomer {
  readonly practice: TrainingCustomer;
  readonly kind: 'old' | 'smart';
  /** File names in the samples folder; `firstFront`: the first scan of the front, when it differs from later ones. */
  readonly pictures: {
    readonly front: string;
    readonly firstFront: string;
    readonly back: string;
    readonly photo: string;
  };
  /** Text printed on the card. */
  readonly card: Required<CardText>;
  /** Text that the service reads from the card. It may contain an error. */
  readonly reading: CardText;
  /** The customer's spoken answers. */
  readonly spoken: Pick<
    Readonly<Record<FormField, string>>,
    'gender' | 'profession' | 'nominee' | 'nominee_relation' | 'mobile_number'
  >;
  /** Present address when it differs from the address on the card, otherwise null. */
  readonly livesAt: string | null;
  /** Blood group on the card and in the record of the Election Commission. The service does not read it from the card. */
  readonly bloodGroup: string;
  /** Record of the Election Commission: the fields of step 2 that it compares. */
  readonly ec: Readonly<
    Pick<
      Record<FormField, string>,
      'nid_no' | 'dob' | 'applicant_name_ben' | 'applicant_name_eng' | 'father_name' | 'mother_name'
    >
  >;
}

const toCustomer = (person: v.InferOutput<typeof peopleSchema>[number]): InventedCustomer => {
  const { nid_no, dob, father_name, mother_name, address } = person;
  const card = {
    nid_no,
    dob,
    name_ben: person.customer_name_ben,
    name_eng: person.customer_name_eng,
    father_name,
    mother_name,
    address,
  };
  const { gender, profession, nominee, nominee_relation, mobile_number } = person;
  return {
    practice: person.practice,
    kind: person.card,
    pictures: {
      front: person.front,
      firstFront: person.first_front ?? person.front,
      back: person.back,
      photo: person.photo,
    },
    card,
    reading: { ...card, ...person.misread },
    spoken: { gender, profession, nominee, nominee_relation, mobile_number },
    livesAt: person.lives_at ?? null,
    bloodGroup: person.blood_group,
    ec: {
      nid_no,
      dob,
      applicant_name_ben: card.name_ben,
      applicant_name_eng: card.name_eng,
      father_name,
      mother_name,
      ...person.ec,
    },
  };
};

/**
 * Loads the customers in the order of `trainingCustomers`.
 * @param folder `resources/samples`. Rejects when its people.json is missing or invalid.
 */
export const loadCustomers = async (folder: string): Promise<InventedCustomer[]> => {
  const text = await readFile(path.join(folder, 'people.json'), 'utf8');
  const customers = v.parse(peopleSchema, JSON.parse(text)).map(toCustomer);
  return trainingCustomers.flatMap((practice) =>
    customers.filter((customer) => customer.practice === practice),
  );
};
