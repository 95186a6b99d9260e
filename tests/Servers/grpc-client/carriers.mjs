// A carrier in another language, with nothing of ours but the proto: node carriers.mjs PORT PROTO_FOLDER
// Its parcels travel when one is sent to the city "Travel" (the whole depot empties), so that no test waits for a clock. A city of trouble
// makes it answer what must not be taken: see `trouble`.
import grpc from '@grpc/grpc-js'
import loader from '@grpc/proto-loader'

const [port, folder] = process.argv.slice(2)
const proto = grpc.loadPackageDefinition(loader.loadSync('carriers.proto', { includeDirs: [folder], keepCase: true, longs: String, oneofs: true, defaults: true }))
const digits = { JPY: 0, KWD: 3 }
const heaviest = 20_000
const services = { letter: { base: 3, perKilogram: 1, days: [2, 4] }, courier: { base: 9, perKilogram: 2, days: [1, 1] } }

// By request id: { number, content, bought, cancelled, events }. One that was cancelled before it was bought has no number.
const labels = new Map()
const byNumber = new Map()
const now = () => String(Date.now())
const refused = (code, detail) => ({ refused: { code, detail } })

function rates(parcel) {
  if (Number(parcel.weight_g) > heaviest) return []
  const unit = 10 ** (digits[parcel.currency] ?? 2)
  const kilograms = Math.max(1, Math.ceil(Number(parcel.weight_g) / 1000))
  return Object.entries(services).map(([service, { base, perKilogram, days }]) => ({
    service,
    price_minor: String((base + perKilogram * kilograms) * unit),
    days_min: days[0],
    days_max: days[1],
  }))
}

function buy({ request_id: id, parcel }) {
  const known = labels.get(id)
  if (known?.cancelled) return refused('parcel_refused', 'The label was given back.')
  if (known) return known.label
  if (Number(parcel.weight_g) > heaviest) return refused('parcel_refused', `Parcels above ${heaviest / 1000} kg are not taken.`)
  if (!parcel.to.line1) return refused('parcel_refused', 'Nobody delivers to an address without a street.')
  const service = parcel.service || 'letter'
  if (!services[service]) return refused('parcel_refused', `There is no service '${service}'.`)
  const number = `NODE${String(labels.size + 1).padStart(8, '0')}`
  const label = { tracking_number: number, media_type: 'text/plain', content: Buffer.from(`${service}\n${parcel.to.name}\n${number}\n`) }
  const bought = { label, cancelled: false, events: [{ at_unix_ms: now(), status: 'announced', place: '' }] }
  labels.set(id, bought)
  byNumber.set(number, bought)
  return label
}

function cancel({ request_id: id }) {
  const known = labels.get(id)
  if (!known) labels.set(id, { cancelled: true })
  if (!known?.label) return { had: false }
  if (!known.cancelled && known.events.length > 1) return refused('label_in_use', 'The parcel travels already.')
  known.cancelled = true
  return { had: true }
}

function track({ tracking_number: number }) {
  const known = byNumber.get(number)
  return known && !known.cancelled ? { events: known.events } : refused('tracking_unknown', 'Nobody knows a parcel of this number.')
}

function travel() {
  for (const one of byNumber.values()) {
    if (!one.cancelled && one.events.length === 1) {
      one.events.push(...['in_transit', 'out_for_delivery', 'delivered'].map((status) => ({ at_unix_ms: now(), status, place: 'Depot' })))
    }
  }
}

const trouble = {
  'Other Money': (said) => ({ ...said, currency: 'KWD' }),
  'For Nothing': (said) => ({ ...said, rates: said.rates?.map((rate) => ({ ...rate, price_minor: '0' })) }),
  'Below Nothing': (said) => ({ ...said, rates: said.rates?.map((rate) => ({ ...rate, price_minor: '-5' })) }),
  'Same Service Twice': (said) => ({ ...said, rates: said.rates && [said.rates[0], said.rates[0]] }),
  'Days Back': (said) => ({ ...said, rates: said.rates?.map((rate) => ({ ...rate, days_min: 5, days_max: 2 })) }),
  'No Number': (said) => ({ ...said, tracking_number: '' }),
  'Two Lines': (said) => ({ ...said, tracking_number: 'A\nB' }),
  'No Content': (said) => ({ ...said, content: Buffer.alloc(0) }),
  'No Type': (said) => ({ ...said, media_type: 'a label' }),
  'Too Large': (said) => ({ ...said, content: Buffer.alloc(2 * 1024 * 1024 + 1) }),
  'Strange Refusal': () => refused('go_away', 'No.'),
  'Other Refusal': () => refused('tracking_unknown', 'No.'),
}

const answer = (find) => (call, done) => {
  const city = call.request.parcel?.to?.city
  if (city === 'Late') return
  if (city === 'Throws') return done({ code: grpc.status.INTERNAL, details: 'a bug' })
  if (city === 'Travel') travel()
  const said = find(call.request)
  return done(null, trouble[city] && !said.refused ? trouble[city](said) : said)
}

const server = new grpc.Server()
server.addService(proto.cartwright.ports.v1.Carriers.service, {
  Rates: answer(({ parcel }) => ({ currency: parcel.currency, rates: rates(parcel) })),
  BuyLabel: answer(buy),
  CancelLabel: answer(cancel),
  Track: answer(track),
})
server.bindAsync(`127.0.0.1:${port}`, grpc.ServerCredentials.createInsecure(), (error) => {
  if (error) throw error
})
process.on('SIGTERM', () => process.exit(0))
