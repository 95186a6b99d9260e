// The stream's grammar, including the ways in which a network cuts it up.
import { expect, test } from 'vitest';
import { EventStreamParser } from './serverSentEvents';

test('An event has a name, data and an id', () => {
  const parser = new EventStreamParser();
  expect(parser.push('event: status\nid: 7\ndata: {"status":"confirmed"}\n\n')).toEqual([{ event: 'status', data: '{"status":"confirmed"}', id: '7' }]);
});

test('Cut at any place, the same events come out', () => {
  const text = '\ufeff: hello\r\nevent: status\r\ndata: one\r\ndata: two\r\nid: 1\r\n\r\ndata:three\n\nretry: 250\n\n';
  const whole = new EventStreamParser().push(text);
  expect(whole).toEqual([
    { event: 'status', data: 'one\ntwo', id: '1' },
    { event: 'message', data: 'three', id: '1' },
  ]);
  for (let cut = 1; cut < text.length; cut++) {
    const parser = new EventStreamParser();
    expect([...parser.push(text.slice(0, cut)), ...parser.push(text.slice(cut))]).toEqual(whole);
    expect(parser.retryMs).toBe(250);
  }
});

test('Heartbeats and blocks without data are not events', () => {
  expect(new EventStreamParser().push(': ping\n\n:\n\nevent: nothing\n\n')).toEqual([]);
});

test('An unfinished event is held back', () => {
  const parser = new EventStreamParser();
  expect(parser.push('data: half')).toEqual([]);
  expect(parser.push('\n')).toEqual([]);
  expect(parser.push('\n')).toEqual([{ event: 'message', data: 'half', id: null }]);
});
