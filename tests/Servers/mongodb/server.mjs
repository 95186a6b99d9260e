// The MongoDB of the tests: CongoDB speaks the wire protocol, and what its storage lacks is added here: ids of any type, unique indexes that refuse
// a second document, and data that outlive an orderly stop. Every command scans, so it is for tests, not for load.
// Usage: node server.mjs PORT FOLDER
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as congo from '@push.rocks/smartmongo/dist_ts/congodb/index.js';

const { CongoServer, IndexEngine, MemoryStorageAdapter, QueryEngine } = congo;
const { EJSON, ObjectId, deserialize, serialize } = congo.plugins.bson;
const [port, folder] = process.argv.slice(2);
const file = join(folder, 'data.json');

// The key under which a document lies: an id of another type is another id.
const keyOf = (id) => (id instanceof ObjectId ? id.toHexString() : `${typeof id}:${EJSON.stringify(id, { relaxed: true })}`);
const at = (doc, path) => path.split('.').reduce((value, name) => value?.[name], doc);

// CongoDB asks every id for its hexadecimal form, which only an ObjectId has.
for (const type of [String, Number]) {
  Object.defineProperty(type.prototype, 'toHexString', { value() { return String(this); } });
}

const refuse = (db, collection, index, doc) => {
  const key = EJSON.stringify(Object.fromEntries(Object.keys(index.key).map((path) => [path, at(doc, path) ?? null])));
  throw Object.assign(new Error(`E11000 duplicate key error collection: ${db}.${collection} index: ${index.name} dup key: ${key}`), { code: 11000 });
};

// What a unique index compares, or null for a document that it leaves out.
const entry = (index, doc) => {
  const values = Object.keys(index.key).map((path) => at(doc, path));
  const leaves =
    (index.sparse && values.every((value) => value === undefined)) ||
    (index.partialFilterExpression && !QueryEngine.matches(doc, index.partialFilterExpression));
  return leaves ? null : EJSON.stringify(values, { relaxed: true });
};

const storage = MemoryStorageAdapter.prototype;

// CongoDB forgets which documents a partial index is of.
const createIndex = IndexEngine.prototype.createIndex;
IndexEngine.prototype.createIndex = async function (key, options) {
  const { unique, partialFilterExpression } = options ?? {};
  const name = await createIndex.call(this, key, partialFilterExpression ? { ...options, unique: false } : options);
  if (partialFilterExpression) {
    this.indexes.get(name).unique = unique;
    await this.storage.saveIndex(this.dbName, this.collName, name, { key, unique, partialFilterExpression });
  }
  return name;
};

// One map a unique index, from value to key, made when it is first needed and kept as documents come and go.
storage.uniques = function (db, name, collection) {
  const indexes = (this.indexes.get(db)?.get(name) ?? []).filter((index) => index.unique && index.name !== '_id_');
  const names = indexes.map((index) => index.name).join();
  this.maps ??= new Map();
  let held = this.maps.get(`${db}.${name}`);
  if (held?.collection !== collection || held.names !== names) {
    held = { collection, names, all: indexes.map((index) => ({ index, keys: new Map() })) };
    for (const [key, doc] of collection) {
      for (const { index, keys } of held.all) {
        const value = entry(index, doc);
        if (value !== null) keys.set(value, key);
      }
    }
    this.maps.set(`${db}.${name}`, held);
  }
  return held.all;
};

storage.put = function (db, name, collection, key, doc) {
  const before = collection.get(key);
  const uniques = this.uniques(db, name, collection);
  for (const { index, keys } of uniques) {
    const value = entry(index, doc);
    if (value !== null && keys.has(value) && keys.get(value) !== key) refuse(db, name, index, doc);
  }
  for (const { index, keys } of uniques) {
    if (before) keys.delete(entry(index, before));
    const value = entry(index, doc);
    if (value !== null) keys.set(value, key);
  }
  collection.set(key, doc);
};

storage.insertOne = async function (db, name, doc) {
  const collection = this.ensureCollection(db, name);
  const stored = { ...doc, _id: doc._id ?? new ObjectId() };
  const key = keyOf(stored._id);
  if (collection.has(key)) refuse(db, name, { name: '_id_', key: { _id: 1 } }, stored);
  this.put(db, name, collection, key, stored);
  return stored;
};

storage.findById = async function (db, name, id) {
  return this.ensureCollection(db, name).get(keyOf(id)) ?? null;
};

storage.updateById = async function (db, name, id, doc) {
  const collection = this.ensureCollection(db, name);
  const key = keyOf(id);
  if (!collection.has(key)) return false;
  this.put(db, name, collection, key, doc);
  return true;
};

storage.deleteById = async function (db, name, id) {
  const collection = this.ensureCollection(db, name);
  const key = keyOf(id);
  const before = collection.get(key);
  if (!before) return false;
  for (const { index, keys } of this.uniques(db, name, collection)) keys.delete(entry(index, before));
  return collection.delete(key);
};

// A condition on the id comes first: it leaves one document, or a few, for the rest of the filter.
const filter = QueryEngine.filter.bind(QueryEngine);
QueryEngine.filter = (docs, query) => {
  const id = query?._id;
  if (typeof id === 'string') return filter(docs.filter((doc) => doc._id === id), query);
  if (Array.isArray(id?.$in) && id.$in.every((one) => typeof one === 'string')) {
    const wanted = new Set(id.$in);
    return filter(docs.filter((doc) => wanted.has(doc._id)), query);
  }
  return filter(docs, query);
};

// Text sorts by its bytes, as MongoDB's does without a collation, and not as people of some country would sort it.
const compare = QueryEngine.compareValues.bind(QueryEngine);
QueryEngine.compareValues = (a, b) => (typeof a === 'string' && typeof b === 'string' ? Buffer.compare(Buffer.from(a), Buffer.from(b)) : compare(a, b));

const server = new CongoServer({ port: Number(port), host: '127.0.0.1', storage: 'memory' });
await server.start();
const held = server.storage;
if (existsSync(file)) {
  // Through BSON once more: a number must be what a client's number is, or no filter finds it.
  const { saved } = deserialize(serialize({ saved: EJSON.parse(readFileSync(file, 'utf8'), { relaxed: false }) }));
  for (const { db, name, docs, indexes } of saved) {
    await held.createCollection(db, name);
    held.indexes.get(db).set(name, indexes);
    for (const doc of docs) held.databases.get(db).get(name).set(keyOf(doc._id), doc);
  }
}
console.log('ready');

process.on('SIGTERM', async () => {
  const saved = [];
  for (const [db, collections] of held.databases) {
    for (const [name, docs] of collections) saved.push({ db, name, docs: [...docs.values()], indexes: held.indexes.get(db)?.get(name) ?? [] });
  }
  writeFileSync(file, EJSON.stringify(saved, { relaxed: false }));
  await server.stop();
  process.exit(0);
});
