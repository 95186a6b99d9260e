// A provider of taxes in another language, with nothing of ours but the proto: node taxes.mjs PORT PROTO_FOLDER RATES.json HOME
// It rounds each line for itself, which the port allows. A city of trouble makes it answer what must not be taken: see `trouble`.
import { readFileSync } from 'node:fs'
import grpc from '@grpc/grpc-js'
import loader from '@grpc/proto-loader'

const [port, folder, file, home] = process.argv.slice(2)
const proto = grpc.loadPackageDefinition(loader.loadSync('taxes.proto', { includeDirs: [folder], keepCase: true, longs: String, oneofs: true, defaults: true }))
const union = ['AT', 'DE', 'IE']
const rates = JSON.parse(readFileSync(file, 'utf8'))
const plain = (text) => text.toUpperCase().replace(/[^A-Z0-9]/g, '')
const regions = { CALIFORNIA: 'CA', TEXAS: 'TX' }

// The longest beginning of the postal code holds, then the part, then the country.
function find(to, taxClass, day) {
  const [postal, region] = [plain(to.postal_code), plain(to.region)]
  const there = [...Array(postal.length).keys()].map((n) => `${to.country}-${postal.slice(0, postal.length - n)}`).filter((place) => place.length > 6)
  const places = [...there, `${to.country}-${regions[region] ?? region}`, to.country]
  for (const place of places) {
    for (const wanted of [taxClass, '*']) {
      const row = rates.find((one) => one.place === place && one.class === wanted && !(one.from > day) && !(one.to < day))
      if (row) return row
    }
  }
  return undefined
}

// Whole numbers of any size; the half away from zero.
function taxOn(amount, milli, included) {
  const whole = 100_000n + (included ? BigInt(milli) : 0n)
  return (2n * amount * BigInt(milli) + whole) / (2n * whole)
}

function taxOf(amount, row, reverse, says) {
  const milli = reverse ? 0 : row.milli
  const included = milli === 0 ? row.included : (says ?? row.included)
  const reason = reverse ? 'reverse_charge' : (row.reason ?? (row.place !== home && union.includes(row.place) && union.includes(home) ? 'one_stop_shop' : 'taxed'))
  return { rate_milli: milli, included, amount_minor: taxOn(amount, milli, included).toString(), place: row.place, reason }
}

// Shares of a whole by weights that add up to it; all of it to the first where nothing weighs.
function share(whole, weights) {
  const sum = weights.reduce((a, b) => a + b, 0n)
  if (sum === 0n) return weights.map((_, i) => (i === 0 ? whole : 0n))
  const parts = weights.map((weight) => (whole * weight) / sum)
  parts[weights.indexOf(weights.reduce((a, b) => (b > a ? b : a)))] += whole - parts.reduce((a, b) => a + b, 0n)
  return parts
}

function answer(question) {
  const { to, day, lines } = question
  const number = question.vat_number
  if (number && !/^(AT[U]\d{8}|DE\d{9}|IE\w{8,9})$/.test(number)) {
    return { refused: { code: 'vat_number_invalid', detail: `The VAT number ${number} is of no form that is known here.` } }
  }
  const reverse = number !== '' && union.includes(to.country) && union.includes(home) && to.country !== home && number.slice(0, 2) !== home
  const rows = lines.map((line) => find(to, line.tax_class, day))
  const missing = lines[rows.indexOf(undefined)]
  if (missing) {
    return { refused: { code: 'tax_unknown', detail: `Nobody has decided on the tax of the class ${missing.tax_class} in ${to.country}.` } }
  }
  const taxed = lines.map((line, i) => ({
    line_id: line.line_id,
    tax: taxOf(BigInt(line.amount_minor), rows[i], reverse, line._prices_include_tax ? line.prices_include_tax : undefined),
  }))
  const distinct = [...new Set(rows)]
  const goods = distinct.map((row) => lines.filter((_, i) => rows[i] === row).reduce((sum, line) => sum + BigInt(line.amount_minor), 0n))
  const shipping = share(BigInt(question.shipping_minor), goods)
    .map((part, i) => ({ part, row: distinct[i] }))
    .filter(({ part }) => part > 0n)
    .map(({ part, row }) => ({
      share_minor: part.toString(),
      tax: row.shipping === false && !reverse ? { rate_milli: 0, included: row.included, amount_minor: '0', place: row.place, reason: 'exempt' } : taxOf(part, row, reverse),
    }))
  return summed({ currency: question.currency, lines: taxed, shipping })
}

function summed(answer) {
  const sum = (included) =>
    [...answer.lines, ...answer.shipping].filter((one) => one.tax.included === included).reduce((all, one) => all + BigInt(one.tax.amount_minor), 0n).toString()
  return { ...answer, tax_minor: sum(false), tax_included_minor: sum(true) }
}

const trouble = {
  'Missing Line': (right) => ({ ...right, lines: right.lines.slice(1) }),
  'Same Line Twice': (right) => ({ ...right, lines: right.lines.map(() => right.lines[0]) }),
  'Wrong Sum': (right) => ({ ...right, tax_included_minor: String(Number(right.tax_included_minor) + 1) }),
  'Wrong Sum On Top': (right) => ({ ...right, tax_minor: String(Number(right.tax_minor) + 1) }),
  'Negative': (right) => ({ ...right, lines: right.lines.map((line) => ({ ...line, tax: { ...line.tax, amount_minor: '-1' } })) }),
  'Rate of 190': (right, question) =>
    summed({
      ...right,
      lines: right.lines.map((line, i) => {
        const amount = taxOn(BigInt(question.lines[i].amount_minor), 190_000, line.tax.included)
        return { ...line, tax: { ...line.tax, rate_milli: 190_000, amount_minor: amount.toString() } }
      }),
    }),
  'Other Rate': (right) => ({ ...right, lines: right.lines.map((line) => ({ ...line, tax: { ...line.tax, rate_milli: line.tax.rate_milli + 1_000 } })) }),
  'No Reason': (right) => ({ ...right, lines: right.lines.map((line) => ({ ...line, tax: { ...line.tax, reason: '' } })) }),
  'Nothing Due': (right) => ({
    ...right,
    lines: right.lines.map((line) => ({ ...line, tax: { ...line.tax, rate_milli: 0, amount_minor: '0' } })),
    shipping: [],
    tax_included_minor: '0',
  }),
  'Other Money': (right) => ({ ...right, currency: 'KWD' }),
  'No Shipping': (right) => ({ ...right, shipping: [] }),
  'Empty': () => ({}),
  'Strange Refusal': () => ({ refused: { code: 'buy_elsewhere', detail: 'Go away.' } }),
}

const server = new grpc.Server()
server.addService(proto.cartwright.ports.v1.Taxes.service, {
  Find(call, done) {
    const city = call.request.to?.city
    if (city === 'Late') return
    if (city === 'Throws') return done({ code: grpc.status.INTERNAL, details: 'a bug' })
    if (!call.request.to) return done({ code: grpc.status.INVALID_ARGUMENT, details: 'an empty question' })
    const right = answer(call.request)
    return done(null, trouble[city] && !right.refused ? trouble[city](right, call.request) : right)
  },
})
server.bindAsync(`127.0.0.1:${port}`, grpc.ServerCredentials.createInsecure(), (error) => {
  if (error) throw error
})
process.on('SIGTERM', () => process.exit(0))
