-- A workshop as the first version (schema 1) made it; {id} is INTEGER in SQLite and SERIAL in PostgreSQL.
CREATE TABLE meta (key TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (key));
CREATE TABLE clock (id {id} NOT NULL, revision INTEGER, PRIMARY KEY (id));
CREATE TABLE codes (role TEXT NOT NULL, code TEXT NOT NULL, PRIMARY KEY (role));
CREATE TABLE sessions (token_sha256 TEXT NOT NULL, participant TEXT NOT NULL, role TEXT NOT NULL, created TEXT NOT NULL,
    PRIMARY KEY (token_sha256), UNIQUE (participant));
CREATE TABLE answers (id {id} NOT NULL, problem TEXT NOT NULL, criterion TEXT NOT NULL, answer TEXT NOT NULL,
    "by" TEXT NOT NULL, time TEXT NOT NULL, PRIMARY KEY (id));
CREATE TABLE decisions (id {id} NOT NULL, problem TEXT NOT NULL, decision TEXT NOT NULL, reason TEXT NOT NULL,
    "by" TEXT NOT NULL, time TEXT NOT NULL, PRIMARY KEY (id));
CREATE TABLE promises (id {id} NOT NULL, promise TEXT NOT NULL, version INTEGER NOT NULL, content TEXT NOT NULL,
    state TEXT NOT NULL, "by" TEXT NOT NULL, time TEXT NOT NULL, PRIMARY KEY (id), UNIQUE (promise, version));
CREATE TABLE activities (id {id} NOT NULL, measure TEXT NOT NULL, date TEXT NOT NULL, place TEXT NOT NULL,
    amount FLOAT NOT NULL, note TEXT NOT NULL, source TEXT NOT NULL, replaces TEXT NOT NULL, "by" TEXT NOT NULL,
    time TEXT NOT NULL, PRIMARY KEY (id));
CREATE TABLE ratings (participant TEXT NOT NULL, problem TEXT NOT NULL, criterion TEXT NOT NULL, answer TEXT NOT NULL,
    time TEXT NOT NULL, PRIMARY KEY (participant, problem, criterion),
    FOREIGN KEY(participant) REFERENCES sessions (participant));
INSERT INTO meta VALUES ('schema', '1');
INSERT INTO clock (id, revision) VALUES (1, 12);
INSERT INTO codes VALUES ('polis', 'AAAAAAAA'), ('kommun', 'BBBBBBBB'), ('annan', 'CCCCCCCC'),
    ('facilitator', 'DDDDDDDD'), ('skarm', 'EEEEEEEE');
-- The tokens are «polisens» and «kommunens».
INSERT INTO sessions VALUES
    ('{polis}', 'participant-1', 'polis', '2026-05-04T08:00:00.000+00:00'),
    ('{kommun}', 'participant-2', 'kommun', '2026-05-04T08:01:00.000+00:00');
INSERT INTO ratings VALUES
    ('participant-1', 'inbrott', 'okar', 'ja', '2026-05-04T09:00:00.000+00:00'),
    ('participant-1', 'narkotika', 'okar', 'nej', '2026-05-04T09:03:00.000+00:00'),
    ('participant-2', 'inbrott', 'skada', 'vet_ej', '2026-05-04T09:01:00.000+00:00');
INSERT INTO answers (problem, criterion, answer, "by", time) VALUES
    ('inbrott', 'okar', 'delvis', 'Mötesledare', '2026-05-04T09:10:00.000+00:00');
INSERT INTO decisions (problem, decision, reason, "by", time) VALUES
    ('inbrott', 'senare', '', 'Mötesledare', '2026-05-04T09:11:00.000+00:00'),
    ('inbrott', 'fokus', 'Alla ser det.', 'Mötesledare', '2026-05-04T09:12:00.000+00:00');
INSERT INTO promises (promise, version, content, state, "by", time) VALUES
    ('vandring', 1, '{"title": "Vandring"}', 'utkast', 'Polisen', '2026-05-04T09:20:00.000+00:00');
INSERT INTO activities (measure, date, place, amount, note, source, replaces, "by", time) VALUES
    ('vandringar', '2026-05-10', '', 1.0, '', '', '', 'Polisen', '2026-05-11T09:20:00.000+00:00');
