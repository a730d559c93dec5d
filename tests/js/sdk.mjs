// The official JavaScript SDKs, unmodified: makes the calls that it reads as lines of JSON and tells what came of each.
//
//   {"id": 1, "method": "CreateListener", "data": {...}, "client": {"kind": "clb", ...}}
//
// `client` says which SDK and how it is configured; the same words mean the same client.

import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';

const require = createRequire(import.meta.url); // the SDKs are CommonJS
const tell = (data) => process.stdout.write(`${JSON.stringify({ event: 'result', ...data })}\n`);

const versions = { clb: 'v20180317', gaap: 'v20180529', vpc: 'v20170312', ssl: 'v20191205', tag: 'v20180813' };

function tencent({ kind, ...config }) {
  const { Client } = require(`tencentcloud-sdk-nodejs/tencentcloud/services/${kind}`)[kind][versions[kind]];
  const client = new Client(config);
  return (action, parameters) => client[action](parameters);
}

function popCore({ kind, method, ...config }) {
  const { RPCClient } = require('@alicloud/pop-core');
  const client = new RPCClient(config);
  return (action, parameters) => client.request(action, parameters, { method });
}

// What generated clients do in each of their methods.
async function openApi(client, words, { query }, runtime, { version, method = 'POST', form }, action, parameters) {
  const call = new words.Params({
    action, version, method, protocol: 'HTTPS', pathname: '/', authType: 'AK', style: 'RPC', reqBodyType: 'formData',
    bodyType: 'json',
  });
  const flat = query(parameters);
  const request = new words.OpenApiRequest(form ? { body: flat } : { query: flat });
  return (await client.callApi(call, request, runtime)).body;
}

function openApiClient({ kind, call, ...config }) {
  const words = require('@alicloud/openapi-client');
  const { default: tools } = require('@alicloud/openapi-util');
  const { RuntimeOptions } = require('@alicloud/tea-util');
  const client = new words.default(new words.Config(config));
  return (action, parameters) => openApi(client, words, tools, new RuntimeOptions({}), call, action, parameters);
}

function openApiCore({ kind, call, retry, ...config }) {
  const { default: Client, OpenApiUtil: tools, $OpenApiUtil: words } = require('@alicloud/openapi-core');
  const { RetryOptions, RuntimeOptions } = require('@darabonba/typescript');
  if (retry) config.retryOptions = new RetryOptions(retry);
  const client = new Client(new words.Config(config));
  return (action, parameters) => openApi(client, words, tools, new RuntimeOptions({}), call, action, parameters);
}

function userSig({ sdkappid, secret }) {
  const { Api } = require('tls-sig-api-v2');
  const api = new Api(sdkappid, secret);
  return (method, { values }) => api[method](...values);
}

const makers = { popCore, openApiClient, openApiCore, userSig };
const made = new Map();

function clientOf(words) {
  const key = JSON.stringify(words);
  if (!made.has(key)) made.set(key, (makers[words.kind] ?? tencent)(words));
  return made.get(key);
}

for await (const line of createInterface({ input: process.stdin })) {
  const { id, method, data, client } = JSON.parse(line);
  Promise.resolve()
    .then(() => clientOf(client)(method, data))
    .then(
      (result) => tell({ id, result }),
      ({ name, code, message, requestId, traceId, statusCode, retryAfter, data: details }) =>
        tell({ id, error: { name, code, message, requestId, traceId, statusCode, retryAfter, data: details } }),
    );
}
process.exit(); // the SDKs keep connections open
