import {
  attempt,
  attemptAll,
  effectOf,
  refusal,
  Scene,
  useWorkspaces,
} from './__testUtils__/Workspace';

const COMPARE = ['checkpoint', 'verify', 'saved.json', 'answer.json'];
const SAVED = {
  sequence: 41,
  digest: 'a'.repeat(64),
  recordedAt: '2026-05-01T09:00:00.000Z',
};

useWorkspaces();

const errorNamed = (name: string) => ({
  error: { name, message: 'Something' },
  response: { statusCode: 404 },
});

describe('checkpoint verify', () => {
  const CASES: {
    what: string;
    answer: object;
    status: 'pass' | 'warn' | 'fail';
    message: RegExp;
  }[] = [
    {
      what: 'passes for the same entry',
      answer: SAVED,
      status: 'pass',
      message: /^Entry 41 of the ledger is the one that was saved\. /,
    },
    {
      what: 'passes for the same digest in capital letters',
      answer: { ...SAVED, digest: SAVED.digest.toUpperCase() },
      status: 'pass',
      message: /^Entry 41 of the ledger is the one that was saved\. /,
    },
    {
      what: 'passes for the same entry in an answer that says more',
      answer: { ...SAVED, more: null },
      status: 'pass',
      message: /^Entry 41 of the ledger is the one that was saved\. /,
    },
    {
      what: 'warns of a ledger that went on, and says what to ask for',
      answer: {
        sequence: 50,
        digest: 'b'.repeat(64),
        recordedAt: '2026-06-01T09:00:00.000Z',
      },
      status: 'warn',
      message: /from entry 41 to 50\. .*checkpoint\?sequence=41/,
    },
    {
      what: 'fails for another digest',
      answer: { ...SAVED, digest: 'b'.repeat(64) },
      status: 'fail',
      message: /^Entry 41 of the ledger is not the one that was saved: /,
    },
    {
      what: 'fails for a ledger that is shorter',
      answer: { ...SAVED, sequence: 40 },
      status: 'fail',
      message: /ends with entry 40; entry 41 was there/,
    },
    {
      what: 'fails for a later entry of an earlier time',
      answer: {
        ...SAVED,
        sequence: 42,
        recordedAt: '2026-05-01T08:59:59.999Z',
      },
      status: 'fail',
      message: /^Entry 42 of the ledger bears an earlier time /,
    },
    {
      what: 'fails if the portal finds no such entry',
      answer: errorNamed('NotFoundError'),
      status: 'fail',
      message: /holds no entry 41 any more/,
    },
  ];
  const files = (answer: object) => ({
    'saved.json': SAVED,
    'answer.json': answer,
  });
  const forPeople = attemptAll(CASES, ({ answer }) => ({
    files: files(answer),
    args: COMPARE,
  }));
  const EACH = CASES.filter(
    ({ status }, at) => CASES.findIndex(one => one.status === status) === at,
  );
  const forPrograms = attemptAll(EACH, ({ answer }) => ({
    files: files(answer),
    args: [...COMPARE, '--json'],
  }));

  it.each(CASES)('$what', one => {
    const { code, stdout, stderr } = forPeople(one);
    expect(code).toBe(one.status === 'fail' ? 1 : 0);
    const [, status, message] =
      /^(\w+) +checkpoint +(.*)$/.exec(stdout.trim()) ?? [];
    expect(status).toBe(one.status);
    expect(message).toMatch(one.message);
    expect(stderr.trim()).toMatch(
      {
        pass: /^$/,
        warn: /^Note: the two could not be compared\.$/,
        fail: one.message,
      }[one.status],
    );
  });

  it.each(EACH)('$what, for programs too', one => {
    const { code, stdout } = forPrograms(one);
    expect(code).toBe(one.status === 'fail' ? 1 : 0);
    expect(JSON.parse(stdout)).toEqual({
      status: one.status,
      message: expect.stringMatching(one.message),
    });
  });

  it('reads the answer from the standard input', async () => {
    const { stdout } = await attempt({
      files: { 'saved.json': SAVED },
      input: JSON.stringify(SAVED),
      args: ['checkpoint', 'verify', 'saved.json', '-'],
    });
    expect(stdout).toMatch(/^pass +checkpoint /);
  });
});

describe('checkpoint verify ends with 2, and says what to do, for', () => {
  const NO_CHECKPOINT =
    /^answer\.json holds no checkpoint with "sequence", "digest" and "recordedAt"; save the answer of GET .*\.$/;
  const CASES: (Scene & { what: string; message: RegExp })[] = [
    {
      what: 'an answer that is another error',
      files: {
        'saved.json': SAVED,
        'answer.json': errorNamed('NotAllowedError'),
      },
      args: COMPARE,
      message: NO_CHECKPOINT,
    },
    ...[
      { what: 'without a digest', answer: { ...SAVED, digest: undefined } },
      {
        what: 'with a sequence that is a text',
        answer: { ...SAVED, sequence: '41' },
      },
      { what: 'that is null', answer: 'null' },
    ].map(({ what, answer }) => ({
      what: `an answer ${what}`,
      files: { 'saved.json': SAVED, 'answer.json': answer },
      args: COMPARE,
      message: NO_CHECKPOINT,
    })),
    {
      what: 'an answer that is no JSON',
      files: { 'saved.json': SAVED, 'answer.json': '<html>' },
      args: COMPARE,
      message: /^answer\.json is not JSON; save the answer of GET .*\.$/,
    },
    {
      what: 'a saved checkpoint that is an error',
      files: {
        'saved.json': errorNamed('NotFoundError'),
        'answer.json': SAVED,
      },
      args: COMPARE,
      message: /^saved\.json holds no checkpoint .*\.$/,
    },
    {
      what: 'an answer that is not there',
      files: { 'saved.json': SAVED },
      args: COMPARE,
      message: /^answer\.json cannot be read: there is no such file; .*\.$/,
    },
    {
      what: 'a saved checkpoint without an answer',
      files: { 'saved.json': SAVED },
      args: COMPARE.slice(0, 3),
      message: /^Missing required argument 'answer'; .*--help\.$/,
    },
    {
      what: 'both from one standard input',
      input: JSON.stringify(SAVED),
      args: ['checkpoint', 'verify', '-', '-'],
      message: /^Only one thing can come from the standard input; .*\.$/,
    },
  ];
  const made = attemptAll(CASES, one => one);

  it.each(CASES)('$what', one => {
    expect(effectOf(made(one))).toEqual(refusal(one.message));
  });
});
