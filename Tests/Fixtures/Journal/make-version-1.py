"""Writes a journal of schema version 1 as SQL, with checksums by hashlib: python3 make-version-1.py > version-1.sql"""

import hashlib
import struct


def blake(content):
    return hashlib.blake2b(content, digest_size=32).digest()


def number(value):
    return struct.pack("<q", value)


instance, created = bytes([9] * 16), 1_000_000
records = [
    (1_700_000_000_000_001, b"deposit", b"done"),
    (1_700_000_000_000_002, b"", b""),
    (-5, b"\x00\xff", b"\x07"),
]

chain = [blake(b"steelyard journal" + instance + number(created))]
for index, (time, command, outcome) in enumerate(records):
    lengths = number(len(command)) + number(len(outcome))
    chain.append(
        blake(chain[-1] + number(index + 1) + number(time) + lengths + command + outcome)
    )

state = b"state"
snapshot = blake(chain[2] + number(2) + number(len(state)) + blake(state))
facts = {"journal.instance": instance, "journal.created": number(created)}

print("""PRAGMA journal_mode = WAL;
PRAGMA application_id = 1398033497;
PRAGMA user_version = 1;
CREATE TABLE record (
  position INTEGER PRIMARY KEY,
  time INTEGER NOT NULL,
  command BLOB NOT NULL,
  outcome BLOB NOT NULL,
  chain BLOB NOT NULL
) STRICT;
CREATE TABLE head (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  position INTEGER NOT NULL,
  chain BLOB NOT NULL
) STRICT;
CREATE TABLE snapshot (
  position INTEGER PRIMARY KEY,
  chain BLOB NOT NULL,
  byte_count INTEGER NOT NULL,
  part_count INTEGER NOT NULL,
  checksum BLOB NOT NULL
) STRICT;
CREATE TABLE snapshot_part (
  position INTEGER NOT NULL,
  part INTEGER NOT NULL,
  bytes BLOB NOT NULL
) STRICT;
CREATE UNIQUE INDEX snapshot_part_place ON snapshot_part (position, part);
CREATE TABLE fact (
  name TEXT PRIMARY KEY,
  value BLOB NOT NULL,
  checksum BLOB NOT NULL
) STRICT, WITHOUT ROWID;""")
for index, (time, command, outcome) in enumerate(records):
    print(
        f"INSERT INTO record VALUES ({index + 1}, {time}, x'{command.hex()}', x'{outcome.hex()}',"
        f" x'{chain[index + 1].hex()}');"
    )
print(f"INSERT INTO head VALUES (1, {len(records)}, x'{chain[-1].hex()}');")
print(f"INSERT INTO snapshot VALUES (2, x'{chain[2].hex()}', {len(state)}, 1, x'{snapshot.hex()}');")
print(f"INSERT INTO snapshot_part VALUES (2, 0, x'{state.hex()}');")
for name, value in facts.items():
    own = blake(name.encode() + b"\x00" + value)
    print(f"INSERT INTO fact VALUES ('{name}', x'{value.hex()}', x'{own.hex()}');")
