// A user with centrifuge-js, unmodified: subscribes to a room, tells what it sees as lines of JSON, and calls methods
// that it reads as lines of JSON from its standard input.
//
//   node client.mjs ADDRESS TRANSPORT TOKEN ROOM [DATA]
//
// ADDRESS is HOST:PORT with the path below which the product's sockets are. Without a room (an empty text) the user only
// hears what is for it alone. DATA is JSON that goes along with each connection.

import { createInterface } from 'node:readline';
import { Centrifuge } from 'centrifuge';

const [address, transport, token, room, data = '{}'] = process.argv.slice(2);
const tell = (event, data = {}) => process.stdout.write(`${JSON.stringify({ event, ...data })}\n`);

const endpoints = {
  websocket: `ws://${address}/connection/websocket`,
  sse: `http://${address}/connection/sse`,
  http_stream: `http://${address}/connection/http_stream`,
};
const client = new Centrifuge([{ transport, endpoint: endpoints[transport] }], {
  token,
  data: JSON.parse(data),
  emulationEndpoint: `http://${address}/emulation`,
  minReconnectDelay: 50,
  maxReconnectDelay: 500,
});
client.on('connected', (context) => tell('connected', { transport: context.transport }));
client.on('connecting', (context) => tell('connecting', { code: context.code }));
client.on('disconnected', (context) => tell('disconnected', { code: context.code, reason: context.reason }));
client.on('publication', (context) => tell('own', { data: context.data }));

const subscription = room ? client.newSubscription(room, { recoverable: true, joinLeave: true }) : null;
subscription?.on('subscribed', (context) =>
  tell('subscribed', { data: context.data, recovering: context.wasRecovering, recovered: context.recovered }));
subscription?.on('unsubscribed', (context) => tell('unsubscribed', { code: context.code, reason: context.reason }));
subscription?.on('publication', (context) => tell('publication', { data: context.data, offset: context.offset }));
subscription?.on('join', (context) => tell('join', { user: context.info.user }));
subscription?.subscribe();
client.connect();

for await (const line of createInterface({ input: process.stdin })) {
  const { id, method, data } = JSON.parse(line);
  const calls = {
    presence: () => subscription.presence(),
    history: () => subscription.history({ limit: 10 }),
  };
  const call = calls[method] ? calls[method]() : client.rpc(method, data);
  call.then(
    (result) => tell('result', { id, result }),
    (error) => tell('result', { id, error: error.code }),
  );
}
client.disconnect();
