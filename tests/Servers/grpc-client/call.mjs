// Calls the inner port as a stranger would: node call.mjs ADDRESS PROTO_FOLDER... < questions.json > answers.json
// A question: {service, method, request, token, deadline_ms, gzip, padding}. An answer: {code, message, refusal, accepts, reply}. Without questions it lists the services.
import { readFileSync, readdirSync } from 'node:fs'
import grpc from '@grpc/grpc-js'
import loader from '@grpc/proto-loader'

const [address, ...folders] = process.argv.slice(2)
const files = folders.flatMap((folder) => readdirSync(folder).filter((name) => name.endsWith('.proto')))
const protos = grpc.loadPackageDefinition(loader.loadSync(files, { includeDirs: folders, keepCase: true, longs: Number, enums: String, defaults: true }))
const services = {
  ...Object.fromEntries(Object.entries(protos.cartwright.v1).filter(([, type]) => type.service).map(([name, type]) => [`cartwright.v1.${name}`, type])),
  'grpc.health.v1.Health': protos.grpc.health.v1.Health,
}

const clients = new Map()
function clientOf({ service, gzip }) {
  const key = `${service} ${gzip}`
  if (!clients.has(key)) {
    const options = gzip ? { 'grpc.default_compression_algorithm': grpc.compressionAlgorithms.gzip } : {}
    clients.set(key, new services[service](address, grpc.credentials.createInsecure(), { ...options, 'grpc.enable_retries': 0 }))
  }
  return clients.get(key)
}

function ask(question) {
  const metadata = new grpc.Metadata()
  if (question.token) metadata.set('authorization', `Bearer ${question.token}`)
  const request = question.padding ? { ...question.request, [question.padding.field]: 'x'.repeat(question.padding.bytes) } : question.request
  return new Promise((resolve) => {
    clientOf(question)[question.method](request, metadata, { deadline: Date.now() + (question.deadline_ms ?? 60_000) }, (error, reply) => {
      const refusal = error?.metadata?.get('cartwright-refusal-bin')[0]
      resolve({
        code: error ? grpc.status[error.code] : 'OK',
        message: error?.details ?? null,
        refusal: refusal ? JSON.parse(refusal.toString('utf8')) : null,
        accepts: error?.metadata?.get('grpc-accept-encoding')[0] ?? null,
        reply: reply ?? null,
      })
    })
  })
}

const questions = JSON.parse(readFileSync(0, 'utf8'))
const answers = []
if (questions.length === 0) {
  answers.push(...Object.entries(services).flatMap(([service, type]) => Object.keys(type.service).map((method) => `${service}/${method}`)))
}
// One after the other: what one question changes the next may ask for.
for (const question of questions) answers.push(await ask(question))
for (const client of clients.values()) client.close()
process.stdout.write(JSON.stringify(answers))
