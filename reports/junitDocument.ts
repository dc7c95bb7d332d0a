import { xmlDocument, type XmlNode } from "./xml.ts";

/** What went wrong with a test case. */
type Trouble = { readonly message: string; readonly type: string; readonly text: string };

export type JunitCase = {
  readonly classname: string;
  readonly name: string;
  /** It ran, and what it says is false. */
  readonly failure?: Trouble;
  /** It could not be found out. */
  readonly error?: Trouble;
  /** Why it was not run. */
  readonly skipped?: string;
  /** Told, and fails nothing. */
  readonly out?: string;
};

export type JunitSuite = {
  readonly name: string;
  readonly wallMs: number;
  readonly cases: readonly JunitCase[];
};

/** Suites of test cases as JUnit XML, with the counts that readers show first. */
export function junitDocument(suites: readonly JunitSuite[]): string {
  const wallMs = suites.reduce((sum, suite) => sum + suite.wallMs, 0);
  return xmlDocument(
    element(
      "testsuites",
      { name: "claimcheck", ...countsOf(suites.flatMap(({ cases }) => cases)), ...time(wallMs) },
      suites.map(({ name, cases, wallMs: ownMs }) =>
        element("testsuite", { name, ...countsOf(cases), ...time(ownMs) }, cases.map(testCase)),
      ),
    ),
  );
}

const countsOf = (cases: readonly JunitCase[]) => ({
  tests: cases.length,
  failures: cases.filter(({ failure }) => failure !== undefined).length,
  errors: cases.filter(({ error }) => error !== undefined).length,
  skipped: cases.filter(({ skipped }) => skipped !== undefined).length,
});

const time = (ms: number) => ({ time: (ms / 1_000).toFixed(3) });

const testCase = ({ classname, name, failure, error, skipped, out }: JunitCase): XmlNode =>
  element("testcase", { classname, name }, [
    ...(failure === undefined ? [] : [trouble("failure", failure)]),
    ...(error === undefined ? [] : [trouble("error", error)]),
    ...(out === undefined ? [] : [element("system-out", {}, [out])]),
    ...(skipped === undefined ? [] : [element("skipped", { message: skipped }, [])]),
  ]);

const trouble = (name: string, { message, type, text }: Trouble): XmlNode =>
  element(name, { message, type }, [text]);

const element = (
  name: string,
  attributes: Readonly<Record<string, string | number>>,
  children: readonly XmlNode[],
): XmlNode => ({ name, attributes, children });
