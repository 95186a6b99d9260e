// A mail server for the tests, by npm's smtp-server. What it took lies in its folder as files, written before it says 250, so that whoever has the 250 finds them.
// A mail is there with all its text or not at all: whoever looks meanwhile sees no half of one.
// node server.mjs <port> <folder> <tls: none|starttls|implicit> [user:password] [option ...]; cert.pem and key.pem lie in the folder.
// Options: no-utf8 (does not offer SMTPUTF8); hang-up-after=<n> (ends each connection when it has taken n mails, in silence);
// goodbye-after=<n> (answers 421 to the next mail); lose=<n> (takes the n-th mail, then hangs up in place of the 250).
import { SMTPServer } from 'smtp-server';
import { mkdirSync, readFileSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const [port, folder, tls, login, ...options] = process.argv.slice(2);
const number = (name) => Number(options.find((option) => option.startsWith(name + '='))?.slice(name.length + 1) ?? 0);
const [hangUpAfter, goodbyeAfter, lose] = ['hang-up-after', 'goodbye-after', 'lose'].map(number);
const taken = join(folder, 'taken');
mkdirSync(taken, { recursive: true });

// A server that was killed and started again goes on counting.
let mails = readdirSync(taken).filter((file) => file.endsWith('.eml')).length;
const bySession = new Map();
const has = (name) => tls !== 'none' && readFileSync(join(folder, name));

const server = new SMTPServer({
  secure: tls === 'implicit',
  ...(tls === 'none' ? {} : { cert: has('cert.pem'), key: has('key.pem') }),
  disabledCommands: [...(tls === 'starttls' ? [] : ['STARTTLS']), ...(login ? [] : ['AUTH'])],
  hideSMTPUTF8: options.includes('no-utf8'),
  allowInsecureAuth: tls === 'none',
  authOptional: !login,
  disableReverseLookup: true,
  onAuth(auth, session, done) {
    const good = `${auth.username}:${auth.password}` === login;
    done(good ? null : new Error('wrong user or password'), good ? { user: auth.username } : undefined);
  },
  onMailFrom(address, session, done) {
    const gone = goodbyeAfter > 0 && (bySession.get(session.id) ?? 0) >= goodbyeAfter;
    done(gone ? Object.assign(new Error('enough for one connection'), { responseCode: 421 }) : null);
  },
  onData(stream, session, done) {
    const parts = [];
    stream.on('data', (part) => parts.push(part));
    stream.on('end', () => {
      mails += 1;
      const inSession = (bySession.get(session.id) ?? 0) + 1;
      bySession.set(session.id, inSession);
      const name = join(taken, String(mails).padStart(6, '0'));
      writeFileSync(name + '.json', JSON.stringify({
        session: session.id, secure: session.secure, tls: session.tlsOptions?.version ?? session.tlsOptions?.name ?? null, user: session.user ?? null,
        from: session.envelope.mailFrom.address, to: session.envelope.rcptTo.map((to) => to.address), utf8: session.envelope.smtpUtf8 ?? false,
      }));
      writeFileSync(name + '.part', Buffer.concat(parts));
      renameSync(name + '.part', name + '.eml');
      if (mails === lose) {
        end(session);
        return;
      }
      done(null, 'taken');
      if (inSession === hangUpAfter) end(session);
    });
  },
});

// Behind the answer that was just written, as a server does that has had enough.
function end(session) {
  for (const connection of server.connections) {
    if (connection.id === session.id) setImmediate(() => connection._socket.end());
  }
}

server.on('error', (error) => {
  console.error(error.message);
  if (error.code === 'EADDRINUSE') process.exit(1);
});
server.listen(Number(port), '127.0.0.1');
process.on('SIGTERM', () => process.exit(0));
