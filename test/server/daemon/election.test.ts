/** Of all daemons that start for one data directory one gets the name, whatever others left behind. */
import assert from 'node:assert/strict';
import { linkSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync, unlinkSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { type Election, type Seat, standForElection } from '../../../server/daemon/election.ts';

describe('the election', { skip: process.platform === 'win32' }, () => {
  let folder = '';
  let socket = '';
  const seats: Seat[] = [];

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'dualtrack-election-'));
    socket = join(folder, 'daemon.sock');
  });
  afterEach(() => {
    for (const seat of seats.splice(0)) seat.leave();
    rmSync(folder, { recursive: true, force: true });
  });

  const stand = async (): Promise<Election> => {
    const election = await standForElection(socket, process.platform);
    if (election.outcome === 'won') seats.push(election.seat);
    return election;
  };
  const won = async (): Promise<Seat> => {
    const election = await stand();
    assert.equal(election.outcome, 'won');
    return election.outcome === 'won' ? election.seat : assert.fail();
  };
  /** What a daemon leaves behind that was killed: a socket nobody listens on. */
  const leaveStaleSocket = async () => {
    const server = createServer();
    const bound = `${socket}.dead`;
    await new Promise<void>((resolve) => server.listen(bound, resolve));
    linkSync(bound, socket);
    await new Promise((resolve) => server.close(resolve));
  };
  const greeting = () =>
    new Promise<string>((resolve, reject) => {
      const client = connect(socket);
      client.on('error', reject);
      client.on('data', (text) => {
        client.destroy();
        resolve(String(text));
      });
    });

  it('W1: has one winner, however many stand at once, and leaves one name', async () => {
    const elections = await Promise.all(Array.from({ length: 20 }, stand));
    assert.equal(elections.filter(({ outcome }) => outcome === 'won').length, 1);
    assert.deepEqual(readdirSync(folder), ['daemon.sock']);
  });

  it('W1, W3: has one winner also over a socket that was left behind', async () => {
    await leaveStaleSocket();
    const elections = await Promise.all(Array.from({ length: 20 }, stand));
    const winners = elections.flatMap((one) => (one.outcome === 'won' ? [one.seat] : []));
    assert.equal(winners.filter((seat) => seat.isOurs()).length, 1);
    assert.deepEqual(readdirSync(folder), ['daemon.sock']);
  });

  it('S1: gives a socket that is closed to other users, whatever the umask', async () => {
    const before = process.umask(0);
    try {
      await won();
    } finally {
      process.umask(before);
    }
    assert.equal(statSync(socket).mode & 0o777, 0o600);
  });

  it('serves clients that came before it was ready', async () => {
    const seat = await won();
    const early = greeting();
    await new Promise((resolve) => setImmediate(resolve));
    seat.serve((client) => client.write('hello'));
    assert.equal(await early, 'hello');
    assert.equal(await greeting(), 'hello');
  });

  it('ends without taking away a name that has become another daemon’s', async () => {
    const old = await won();
    unlinkSync(socket);
    const next = await won();
    next.serve((client) => client.write('next'));
    assert.equal(old.isOurs(), false);
    old.leave();
    assert.equal(await greeting(), 'next');
  });

  it('W3: takes its name back after it was removed, and goes on with those who are connected', async () => {
    const seat = await won();
    let connections = 0;
    seat.serve((client) => client.write(`connection ${++connections}`));
    const connected = connect(socket);
    await new Promise((resolve) => connected.once('data', resolve));
    unlinkSync(socket);
    assert.equal(await seat.takeBack(), true);
    assert.equal(seat.isOurs(), true);
    assert.equal(await greeting(), 'connection 2');
    assert.equal(connected.destroyed, false);
    connected.destroy();
    seat.leave();
    assert.deepEqual(readdirSync(folder), []);
  });

  it('does not take its name back from another daemon', async () => {
    const old = await won();
    unlinkSync(socket);
    const next = await won();
    assert.equal(await old.takeBack(), false);
    assert.equal(next.isOurs(), true);
  });

  it('gives its name up when it leaves', async () => {
    (await won()).leave();
    assert.deepEqual(readdirSync(folder), []);
    await won();
  });

  it('W5: clears away what candidates left behind who were killed while they stood, and nobody else’s', async () => {
    await leaveStaleSocket();
    renameSync(socket, `${socket}.0123abcd`);
    writeFileSync(`${socket}.note`, '');
    await won();
    assert.deepEqual(readdirSync(folder).sort(), ['daemon.sock', 'daemon.sock.note']);
  });

  it('clears away a file that is no socket', async () => {
    writeFileSync(socket, '');
    await won();
    assert.equal(statSync(socket).isSocket(), true);
  });
});

/** A pipe's name can be taken once, as a socket's path can that nobody has linked; so the same code runs here. */
describe('the election for a pipe of Windows', () => {
  let folder = '';
  let pipe = '';

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'dualtrack-pipe-'));
    pipe = process.platform === 'win32' ? `\\\\.\\pipe\\dualtrack-test-${process.pid}` : join(folder, 'pipe');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('W1: has one winner, who serves under the name itself, and another once it has left', async () => {
    const elections = await Promise.all(Array.from({ length: 5 }, () => standForElection(pipe, 'win32')));
    const seats = elections.flatMap((one) => (one.outcome === 'won' ? [one.seat] : []));
    assert.equal(seats.length, 1);
    const [seat] = seats;
    assert.equal(seat?.isOurs(), true);
    const greeted = new Promise<string>((resolve, reject) => {
      const client = connect(pipe);
      client.on('error', reject);
      client.on('data', (text) => resolve(String(text)));
      client.on('data', () => client.destroy());
    });
    seat?.serve((socket) => socket.end('hello'));
    assert.equal(await greeted, 'hello');
    seat?.leave();
    const next = await standForElection(pipe, 'win32');
    assert.equal(next.outcome, 'won');
    if (next.outcome === 'won') next.seat.leave();
  });
});
