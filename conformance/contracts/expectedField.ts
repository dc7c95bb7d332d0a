/** Where something must be in a subject, whether it is right, and what would be right in words. */
export type ExpectedField = readonly [
  path: string,
  isRight: (value: unknown) => boolean,
  right: string,
];
