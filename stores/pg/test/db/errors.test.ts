/** What each of the driver's errors becomes. */
import { OutcomeUnknownError, UnavailableError } from '@agent-versions/core';
import { ConstraintError } from '@agent-versions/sql';
import { describe, expect, it } from 'vitest';
import { connectError, faultOf, isPassing, LateError, statementError, withoutValues } from '../../src/db/errors';

function driverError(message: string, fields: object = {}): Error {
  return Object.assign(new Error(message), fields);
}

const LOST = [
  driverError('Connection terminated unexpectedly'),
  driverError('read ECONNRESET', { code: 'ECONNRESET' }),
  driverError('write EPIPE', { code: 'EPIPE' }),
  driverError('terminating connection due to administrator command', { code: '57P01', severity: 'FATAL' }),
  driverError('could not write to the log', { code: '53100', severity: 'PANIC' }),
  new LateError('A statement', 1),
];

describe('statementError', () => {
  it.each([
    ['23505', 'unique'],
    ['23503', 'foreign_key'],
    ['23001', 'foreign_key'],
    ['23514', 'other'],
    ['23000', 'other'],
  ])('%s is a constraint: %s', (code, kind) => {
    const error = statementError(driverError('refused', { code, severity: 'ERROR' }), true);
    expect(error).toBeInstanceOf(ConstraintError);
    expect(error).toMatchObject({ kind });
  });

  it.each(LOST)('%s: the outcome of a write is unknown, nothing is known to be written otherwise', (cause) => {
    expect(statementError(cause, true)).toBeInstanceOf(OutcomeUnknownError);
    expect(statementError(cause, false)).toMatchObject({ code: 'unavailable', retryable: true, cause });
  });

  it.each([
    ['40001', 'ERROR'],
    ['40P01', 'ERROR'],
    ['57014', 'ERROR'],
    ['55P03', 'ERROR'],
    ['53200', 'ERROR'],
  ])('%s was rolled back, and may go better', (code, severity) => {
    const error = statementError(driverError('not now', { code, severity }), true);
    expect(error).toMatchObject({ code: 'unavailable', retryable: true });
  });

  it.each([
    ['42501', /grant/],
    ['42P01', /init\(\)/],
    ['25006', /primary/],
    ['42601', /42601/],
  ])('%s needs somebody, and says what to do', (code, message) => {
    const error = statementError(driverError('no', { code, severity: 'ERROR' }), true);
    expect(error).toMatchObject({ code: 'unavailable', retryable: false });
    expect(error.message).toMatch(message);
  });
});

describe('connectError', () => {
  it.each([
    driverError('connect ECONNREFUSED 127.0.0.1:1', { code: 'ECONNREFUSED' }),
    driverError('getaddrinfo ENOTFOUND db', { code: 'ENOTFOUND' }),
    driverError('timeout exceeded when trying to connect'),
    driverError('sorry, too many clients already', { code: '53300', severity: 'FATAL' }),
    driverError('the database system is starting up', { code: '57P03', severity: 'FATAL' }),
    new LateError('Waiting for a connection', 1),
  ])('%s may go better later', (cause) => {
    expect(connectError(cause)).toMatchObject({ code: 'unavailable', retryable: true, cause });
  });

  it.each([
    [
      driverError('password authentication failed', { code: '28P01', severity: 'FATAL' }),
      /check the user and the password/,
    ],
    [driverError('no pg_hba.conf entry', { code: '28000', severity: 'FATAL' }), /pg_hba\.conf/],
    [driverError('database "x" does not exist', { code: '3D000', severity: 'FATAL' }), /create the database/],
    [driverError('permission denied for database', { code: '42501', severity: 'FATAL' }), /grant/],
    [
      driverError('unsupported startup parameter: x', { code: '08P01', severity: 'FATAL' }),
      /preparedStatements: false/,
    ],
    [driverError('-c x requires a value', { code: '42601', severity: 'FATAL' }), /42601/],
    [driverError('SASL: SCRAM-SERVER-FIRST-MESSAGE: client password must be a string'), /password must be a string/],
    [driverError('The server does not support SSL connections'), /SSL/],
    [driverError('self-signed certificate', { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' }), /certificate/],
  ])('%s will not', (cause, message) => {
    const error = connectError(cause);
    expect(error).toBeInstanceOf(UnavailableError);
    expect(error).toMatchObject({ retryable: false });
    expect(error.message).toMatch(message);
  });

  it('says what the first of several attempts met', () => {
    const attempts = [driverError('connect ECONNREFUSED ::1:1', { code: 'ECONNREFUSED' })];
    expect(connectError(new AggregateError(attempts)).message).toContain('connect ECONNREFUSED ::1:1');
  });
});

describe('faultOf', () => {
  it('tells a statement that was never sent from one that was', () => {
    const message = 'Client has encountered a connection error and is not queryable';
    expect(faultOf(driverError(message))).toBe('unsent');
  });

  it('knows a prepared statement that is out of date', () => {
    const fields = { code: '0A000', routine: 'RevalidateCachedQuery', severity: 'ERROR' };
    expect(faultOf(driverError('cached plan must not change result type', fields))).toBe('stale');
    expect(faultOf(driverError('not supported', { ...fields, routine: 'other' }))).toBe('refused');
  });
});

describe('withoutValues', () => {
  it('leaves nothing of a statement or its values on an error', () => {
    const planted = { query: { values: ['secret'] }, params: ['secret'], detail: 'Failing row contains (secret)' };
    const error = withoutValues(driverError('violates a check', { code: '23514', where: 'secret', ...planted }));
    expect(JSON.stringify({ ...(error as Error) })).not.toContain('secret');
    expect(error).toMatchObject({ code: '23514', message: 'violates a check' });
  });
});

describe('a failed connect', () => {
  it.each([
    driverError('connect ECONNREFUSED', { code: 'ECONNREFUSED' }),
    new AggregateError([driverError('connect ECONNREFUSED', { code: 'ECONNREFUSED' })]),
    driverError('getaddrinfo EAI_AGAIN', { code: 'EAI_AGAIN' }),
    driverError('Connection terminated unexpectedly'),
    driverError('the database system is starting up', { code: '57P03', severity: 'FATAL' }),
    driverError('the database system is shutting down', { code: '57P03', severity: 'FATAL' }),
    driverError('sorry, too many clients already', { code: '53300', severity: 'FATAL' }),
    driverError('server login has been failing, try again later', { code: '08P01', severity: 'FATAL' }),
  ])('%s is tried again', (error) => {
    expect(isPassing(error)).toBe(true);
  });

  it.each([
    driverError('getaddrinfo ENOTFOUND', { code: 'ENOTFOUND' }),
    driverError('password authentication failed', { code: '28P01', severity: 'FATAL' }),
    driverError('database "x" does not exist', { code: '3D000', severity: 'FATAL' }),
    driverError('self-signed certificate', { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' }),
    driverError('The server does not support SSL connections'),
    driverError('unsupported startup parameter: statement_timeout', { code: '08P01', severity: 'FATAL' }),
    driverError('Cannot use a pool after calling end on the pool'),
    new LateError('Waiting for a connection', 1),
  ])('%s is not tried again', (error) => {
    expect(isPassing(error)).toBe(false);
  });
});
