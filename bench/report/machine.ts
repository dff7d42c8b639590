import { cpus, release, totalmem, type } from 'node:os';

const GIB = 1024 ** 3;

/** Whatever is cut off the name of a processor. */
const MARKS = /\((R|TM)\)/g;

/** The machine that measured, without anything that tells whose it is. */
export function describeMachine(): string {
  const [{ model }] = cpus();
  return [
    `${cpus().length} × ${model.replace(MARKS, '').trim()}`,
    `${Math.round(totalmem() / GIB)} GiB of memory`,
    `${type()} ${release()}`,
    `Node.js ${process.version}`,
  ].join(', ');
}
