/** How much of a message is told. Lengths are UTF-16 units. */
export interface Detail {
  readonly headlineLength: number;
  readonly summaryLength: number;
  readonly evidenceCount: number;
  readonly alertCount: number;
  readonly lineLength: number;
}

/** chosen: from all that a person would read down to what fits a receiver with little room. */
const LEVELS: readonly Detail[] = [
  { headlineLength: 256, summaryLength: 4000, evidenceCount: 5, alertCount: 50, lineLength: 500 },
  { headlineLength: 256, summaryLength: 2000, evidenceCount: 3, alertCount: 30, lineLength: 300 },
  { headlineLength: 150, summaryLength: 1000, evidenceCount: 3, alertCount: 15, lineLength: 200 },
  { headlineLength: 150, summaryLength: 400, evidenceCount: 1, alertCount: 8, lineLength: 150 },
  { headlineLength: 120, summaryLength: 150, evidenceCount: 0, alertCount: 3, lineLength: 120 },
];

/** The most detailed form that fits; the barest one where none does. */
export function fitted<Form>(build: (detail: Detail) => Form, fits: (form: Form) => boolean): Form {
  for (const detail of LEVELS) {
    const form = build(detail);
    if (fits(form)) return form;
  }
  return build(LEVELS.at(-1)!);
}
