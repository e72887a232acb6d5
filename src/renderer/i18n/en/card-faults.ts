/** English texts of the faults of a card's picture, and of the fields that glare covers. */

export const faults = {
  noCardOnGlass: 'No card on the glass',
  noCardInPicture: 'No card in the picture',
  cutOff: 'Card not whole',
  sameSideTwice: 'Same side twice',
  backInsteadOfFront: 'Back instead of front',
  frontInsteadOfBack: 'Front instead of back',
  blurred: 'Blurred',
  tooDark: 'Too dark',
  tooBright: 'Too bright',
  glare: 'Glare',
  glareOn: 'Glare on {place}',
  narrow: 'Only {width} px wide',
};

export const places = {
  nid_no: 'the NID number',
  dob: 'the date of birth',
  applicant_name_ben: 'the Bangla name',
  applicant_name_eng: 'the English name',
  father_name: "the father's name",
  mother_name: "the mother's name",
  spouse_name: "the spouse's name",
  pres_address: 'the address',
  perm_address: 'the address',
  portrait: 'the photo',
  barcode: 'the barcode',
  mrz: 'the MRZ',
};
