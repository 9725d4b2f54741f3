/** Which data directory, configuration file and socket belong together, on every platform. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type PathChoice, resolvePaths, type Surroundings, socketPlace } from '../../client/paths.ts';

const linux: Surroundings = {
  platform: 'linux',
  environment: {},
  homeDirectory: '/home/ada',
  workingDirectory: '/work',
  user: '1000',
};
const mac: Surroundings = { ...linux, platform: 'darwin', homeDirectory: '/Users/ada', user: '501' };
const windows: Surroundings = {
  platform: 'win32',
  environment: { LOCALAPPDATA: 'C:\\Users\\ada\\AppData\\Local', APPDATA: 'C:\\Users\\ada\\AppData\\Roaming' },
  homeDirectory: 'C:\\Users\\ada',
  workingDirectory: 'C:\\work',
  user: 'ada',
};

interface Row {
  readonly where: string;
  readonly surroundings: Surroundings;
  readonly choice?: PathChoice;
  readonly data: string;
  readonly configuration: string;
}

const rows: readonly Row[] = [
  {
    where: 'Linux without any variable',
    surroundings: linux,
    data: '/home/ada/.local/share/dualtrack',
    configuration: '/home/ada/.config/dualtrack/dualtrack.json',
  },
  {
    where: 'Linux with XDG folders',
    surroundings: { ...linux, environment: { XDG_DATA_HOME: '/data', XDG_CONFIG_HOME: '/etc/ada' } },
    data: '/data/dualtrack',
    configuration: '/etc/ada/dualtrack/dualtrack.json',
  },
  {
    where: 'Linux with a relative XDG folder, which does not count',
    surroundings: { ...linux, environment: { XDG_DATA_HOME: 'data' } },
    data: '/home/ada/.local/share/dualtrack',
    configuration: '/home/ada/.config/dualtrack/dualtrack.json',
  },
  {
    where: 'macOS',
    surroundings: mac,
    data: '/Users/ada/Library/Application Support/dualtrack',
    configuration: '/Users/ada/Library/Application Support/dualtrack/dualtrack.json',
  },
  {
    where: 'Windows',
    surroundings: windows,
    data: 'C:\\Users\\ada\\AppData\\Local\\dualtrack',
    configuration: 'C:\\Users\\ada\\AppData\\Roaming\\dualtrack\\dualtrack.json',
  },
  {
    where: 'the environment of Dualtrack itself',
    surroundings: { ...linux, environment: { DUALTRACK_DATA_DIR: '/d', DUALTRACK_CONFIG: 'mine.json' } },
    data: '/d',
    configuration: '/work/mine.json',
  },
  {
    where: 'the command line, which wins over the environment',
    surroundings: { ...linux, environment: { DUALTRACK_DATA_DIR: '/d', DUALTRACK_CONFIG: '/c.json' } },
    choice: { dataDirectory: 'here', configurationFile: '../other.json' },
    data: '/work/here',
    configuration: '/other.json',
  },
];

describe('paths', () => {
  for (const { where, surroundings, choice, data, configuration } of rows) {
    it(`are right on ${where}`, () => {
      const paths = resolvePaths(choice ?? {}, surroundings);
      assert.equal(paths.dataDirectory, data);
      assert.equal(paths.configurationFile, configuration);
    });
  }

  it('tell a configuration file that was named from the default, which need not exist', () => {
    assert.equal(resolvePaths({}, linux).configurationNamed, false);
    assert.equal(resolvePaths({ configurationFile: 'a.json' }, linux).configurationNamed, true);
  });
});

describe('the socket', () => {
  it('lies in a folder of its own inside a data directory that is short enough', () => {
    assert.deepEqual(socketPlace('/home/ada/.local/share/dualtrack', linux), {
      socket: '/home/ada/.local/share/dualtrack/run/daemon.sock',
      socketFolder: '/home/ada/.local/share/dualtrack/run',
    });
  });

  for (const [platform, longest] of [
    ['linux', 107],
    ['darwin', 102],
  ] as const) {
    it(`never has a name of more than ${longest} bytes on ${platform}, its name during the election included`, () => {
      for (let length = 1; length < 200; length += 1) {
        const { socket } = socketPlace(`/${'é'.repeat(length)}`, { platform, user: '1000' });
        assert.ok(Buffer.byteLength(`${socket}.12345678`) <= longest, `${length}: ${socket}`);
      }
    });
  }

  it('differs between long data directories and between users, and is the same every time', () => {
    const long = `/${'a'.repeat(120)}`;
    const place = (directory: string, user: string) => socketPlace(directory, { platform: 'linux', user }).socket;
    assert.equal(place(long, '1000'), place(long, '1000'));
    assert.notEqual(place(long, '1000'), place(`${long}b`, '1000'));
    assert.notEqual(place(long, '1000'), place(long, '1001'));
  });

  it('is a pipe on Windows, one for both ways to write a path in capital and small letters', () => {
    const { socket, socketFolder } = socketPlace('C:\\Users\\ada', windows);
    assert.match(socket, /^\\\\\.\\pipe\\dualtrack-[0-9a-f]{16}$/);
    assert.equal(socketFolder, null);
    assert.equal(socketPlace('c:\\users\\ADA', windows).socket, socket);
  });
});
